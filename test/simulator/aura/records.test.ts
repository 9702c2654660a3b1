import { DEFAULT_PROJECT, startSimulator, type Project, type Simulator } from "../../../simulator";
import { auraPrincipal, statementFor } from "../../../simulator/aura/statement";
import { GOOD_POLICY, LONG, policyWith, World } from "../support/world";

const OTHER_PROJECT: Project = { ...DEFAULT_PROJECT, id: "other", name: "Other", awsAccountId: "555566667777" };
const KEY = "arn:aws:kms:eu-west-1:111122223333:key/12345678-1234-1234-1234-123456789012";

let simulator: Simulator;
let world: World;
const start = async (aura: object = {}) => {
  // Only the clock that the tests set forward makes a record ready, however long a busy machine takes.
  const delays = { ready: LONG / 2 };
  simulator = await startSimulator({ aura: { projects: [DEFAULT_PROJECT, OTHER_PROJECT], delays, ...aura } });
  world = new World(simulator);
};
beforeEach(() => start());
afterEach(() => simulator.stop());

describe("a customer managed key", () => {
  it("can be made before the key exists, and twice", async () => {
    const [one, two] = [await world.record(KEY), await world.record(KEY)];
    expect(one).not.toBe(two);
    expect(await world.recordStatus(one)).toBe("pending");
  });

  it("is listed with id, name and project only, by project if asked for", async () => {
    const own = await world.record(KEY);
    const other = await world.record(KEY, { tenant_id: "other", name: "two" });
    const ownRow = { id: own, name: "orders", tenant_id: DEFAULT_PROJECT.id };
    const otherRow = { id: other, name: "two", tenant_id: "other" };
    expect(await world.aura.data(200, "GET", "/customer-managed-keys")).toEqual([ownRow, otherRow]);
    expect(await world.aura.data(200, "GET", "/customer-managed-keys?tenantId=other")).toEqual([otherRow]);
    expect(await world.aura.data(200, "GET", "/customer-managed-keys?tenantId=none")).toEqual([]);
  });

  it("is gone once deleted", async () => {
    const id = await world.record(KEY);
    const gone = { status: 404, reason: "encryption-key-not-found", message: `Encryption Key not found: ${id}` };
    expect(await world.aura.call("DELETE", `/customer-managed-keys/${id}`)).toMatchObject({ status: 204 });
    expect(await world.refusal("GET", `/customer-managed-keys/${id}`)).toEqual(gone);
    expect(await world.refusal("DELETE", `/customer-managed-keys/${id}`)).toEqual(gone);
  });

  it.each(["key_id", "name", "cloud_provider", "instance_type", "region", "tenant_id"])("needs %s", async (field) => {
    expect(
      await world.refusal("POST", "/customer-managed-keys", world.recordBody(KEY, { [field]: undefined })),
    ).toEqual({
      status: 400,
      reason: "missing-field",
      message: `Missing required field: ${field}`,
      field,
    });
  });

  it.each([
    [
      "an alias",
      { key_id: "arn:aws:kms:eu-west-1:111122223333:alias/x" },
      "invalid-key-id",
      "key_id",
      "Invalid key id: arn:aws:kms:eu-west-1:111122223333:alias/x",
    ],
    [
      "a bare key id",
      { key_id: "12345678-1234-1234-1234-123456789012" },
      "invalid-key-id",
      "key_id",
      "Invalid key id: 12345678-1234-1234-1234-123456789012",
    ],
    [
      "another cloud",
      { cloud_provider: "oci" },
      "invalid-cloud-provider",
      "cloud_provider",
      "Invalid cloud provider: oci",
    ],
    [
      "a cloud that is not offered",
      { cloud_provider: "gcp" },
      "invalid-region",
      "region",
      "Region eu-west-1 is not available for enterprise-db",
    ],
    [
      "a product without own keys",
      { instance_type: "professional-db" },
      "invalid-instance-type",
      "instance_type",
      "Customer managed keys are not supported for instance type professional-db",
    ],
    [
      "a region that is not offered",
      { region: "us-west-1" },
      "invalid-region",
      "region",
      "Region us-west-1 is not available for enterprise-db",
    ],
    [
      "a region that is offered for the other product only",
      { instance_type: "enterprise-ds", region: "eu-north-1" },
      "invalid-region",
      "region",
      "Region eu-north-1 is not available for enterprise-ds",
    ],
    [
      "an unknown project",
      { tenant_id: "none" },
      "tenant-not-found",
      "tenant_id",
      "The tenant you specified could not be found",
    ],
    ["a number for a text", { name: 1 }, "invalid-field", "name", "Invalid value for field: name"],
  ])("is not made with %s", async (_name, more, reason, field, message) => {
    const refused = await world.refusal("POST", "/customer-managed-keys", world.recordBody(KEY, more));
    expect(refused).toEqual({ status: 400, reason, message, field });
  });

  it.each(["", " x", "x ", "x".repeat(31)])('is not made with the name "%s"', async (name) => {
    expect(await world.refusal("POST", "/customer-managed-keys", world.recordBody(KEY, { name }))).toEqual({
      status: 400,
      reason: "invalid-name",
      message: "The name must have 1 to 30 characters and no leading or trailing whitespace",
      field: "name",
    });
  });

  it("accepts a name of 30 characters with spaces, and refuses a body that is not an object", async () => {
    await world.record(KEY, { name: `a ${"\u00e9".repeat(28)}` });
    expect(await world.refusal("POST", "/customer-managed-keys", [])).toEqual({
      status: 400,
      reason: "invalid-request-body",
      message: "The request body is not a JSON object",
    });
  });

  it("can be limited to one for each product and region, as in the rule of May 2024", async () => {
    await simulator.stop();
    await start({ oneKeyPerProductAndRegion: true });
    await world.record(KEY);
    await world.record(KEY, { region: "eu-central-1" });
    await world.record(KEY, { instance_type: "enterprise-ds" });
    await world.record(KEY, { tenant_id: "other" });
    expect(await world.refusal("POST", "/customer-managed-keys", world.recordBody(KEY))).toEqual({
      status: 400,
      reason: "encryption-key-limit-reached",
      message: "There is already a key for enterprise-db in eu-west-1",
    });
  });
});

describe("a customer managed key becomes ready", () => {
  const becomes = async (key: string, more: object = {}) => {
    const id = await world.record(key, more);
    simulator.clock.advance(LONG);
    return world.recordStatus(id);
  };
  const statement = statementFor(DEFAULT_PROJECT);
  const principal = auraPrincipal(DEFAULT_PROJECT).arn;

  it("some time after its key can be used, not at once", async () => {
    await simulator.stop();
    await start({ delays: { ready: 10 * LONG } });
    const key = await world.key({});
    const id = await world.record(key);
    simulator.clock.advance(20 * LONG);
    await world.kms("PutKeyPolicy", { KeyId: key, Policy: GOOD_POLICY });
    simulator.clock.advance(9 * LONG);
    expect(await world.recordStatus(id)).toBe("pending");
    simulator.clock.advance(LONG);
    expect(await world.recordStatus(id)).toBe("ready");
    const second = await world.record(key);
    simulator.clock.advance(9 * LONG);
    expect(await world.recordStatus(second)).toBe("pending");
    simulator.clock.advance(LONG);
    expect(await world.recordStatus(second)).toBe("ready");
  });

  it.each([
    ["names Aura's role", policyWith({ ...statement, Principal: { AWS: principal }, Condition: undefined })],
    ["names Aura's account", policyWith({ ...statement, Principal: { AWS: "999988887777" }, Condition: undefined })],
    ["allows everything to Aura's account", policyWith({ ...statement, Action: "kms:*" })],
    [
      "is spread over two statements",
      policyWith(
        { ...statement, Action: statement.Action?.slice(0, 4) },
        { ...statement, Action: statement.Action?.slice(4) },
      ),
    ],
    [
      "uses another operator to the same effect",
      policyWith({ ...statement, Condition: { StringLike: { "kms:CallerAccount": "9999*" } } }),
    ],
  ])("when the policy %s", async (_name, Policy) => {
    expect(await becomes(await world.key({ Policy }))).toBe("ready");
  });

  it.each([
    ["lacks the statement", policyWith()],
    ["has the statement of another project", policyWith(statementFor(OTHER_PROJECT))],
    ["lacks CreateGrant", policyWith({ ...statement, Action: statement.Action?.slice(0, 5) })],
    [
      "allows ReEncryptFrom only",
      policyWith({ ...statement, Action: String(statement.Action).replace("ReEncrypt*", "ReEncryptFrom").split(",") }),
    ],
    [
      "denies one call of Aura",
      policyWith(statement, {
        Effect: "Deny",
        Principal: { AWS: principal },
        Action: "kms:GenerateDataKeyWithoutPlaintext",
        Resource: "*",
      }),
    ],
    [
      "allows a service's calls only",
      policyWith({ ...statement, Condition: { StringEquals: { "kms:ViaService": "ec2.eu-west-1.amazonaws.com" } } }),
    ],
  ])("not while the policy %s", async (_name, Policy) => {
    expect(await becomes(await world.key({ Policy }))).toBe("pending");
  });

  it("not for a key in another region, one that does not exist, or one that is not symmetric", async () => {
    expect(await becomes(await world.key(), { region: "eu-central-1" })).toBe("pending");
    expect(await becomes(KEY)).toBe("pending");
    const rsa = { KeySpec: "RSA_2048", KeyUsage: "ENCRYPT_DECRYPT", Policy: GOOD_POLICY };
    expect(await becomes(await world.key(rsa))).toBe("pending");
  });

  it("for a replica in the record's region, whose own policy counts", async () => {
    const primary = await world.key({ MultiRegion: true, Policy: GOOD_POLICY });
    const replica = primary.replace("eu-west-1", "eu-central-1");
    const replicate = (Policy?: string) =>
      world.kms("ReplicateKey", { KeyId: primary, ReplicaRegion: "eu-central-1", Policy });
    await replicate();
    const id = await world.record(replica, { region: "eu-central-1" });
    simulator.clock.advance(LONG);
    expect(await world.recordStatus(id)).toBe("pending");
    const there = simulator.kms.find(replica);
    if (there) there.policy = GOOD_POLICY;
    expect(await world.recordStatus(id)).toBe("ready");
  });

  it("not while it is held", async () => {
    const release = simulator.aura.records.hold("orders");
    const id = await world.readyRecord();
    expect(await world.recordStatus(id)).toBe("pending");
    release();
    expect(await world.recordStatus(id)).toBe("ready");
  });
});

describe("a ready customer managed key falls back to pending", () => {
  it.each([
    ["DisableKey", {}, "EnableKey", {}],
    ["PutKeyPolicy", { Policy: policyWith() }, "PutKeyPolicy", { Policy: GOOD_POLICY }],
  ])("on %s, and comes back on the opposite", async (operation, input, opposite, back) => {
    const KeyId = await world.key();
    const id = await world.record(KeyId);
    simulator.clock.advance(LONG);
    expect(await world.recordStatus(id)).toBe("ready");
    await world.kms(operation, { KeyId, ...input });
    expect(await world.recordStatus(id)).toBe("pending");
    await world.kms(opposite, { KeyId, ...back });
    expect(await world.recordStatus(id)).toBe("pending");
    simulator.clock.advance(LONG);
    expect(await world.recordStatus(id)).toBe("ready");
  });

  it("when the key is scheduled for deletion, and stays there until it is saved and enabled", async () => {
    const KeyId = await world.key();
    const id = await world.record(KeyId);
    simulator.clock.advance(LONG);
    await world.kms("ScheduleKeyDeletion", { KeyId });
    expect(await world.recordStatus(id)).toBe("pending");
    await world.kms("CancelKeyDeletion", { KeyId });
    simulator.clock.advance(LONG);
    expect(await world.recordStatus(id)).toBe("pending");
    await world.kms("EnableKey", { KeyId });
    simulator.clock.advance(LONG);
    expect(await world.recordStatus(id)).toBe("ready");
  });

  it("but not when the policy is written again and still allows Aura", async () => {
    const KeyId = await world.key();
    const id = await world.record(KeyId);
    simulator.clock.advance(LONG);
    expect(await world.recordStatus(id)).toBe("ready");
    await world.kms("PutKeyPolicy", {
      KeyId,
      Policy: policyWith(statementFor(DEFAULT_PROJECT), statementFor(OTHER_PROJECT)),
    });
    expect(await world.recordStatus(id)).toBe("ready");
  });
});

describe("a customer managed key of another cloud", () => {
  const offer = (cloud_provider: string, region: string) => ({
    ...{ cloud_provider, region, region_name: region, type: "enterprise-db", version: "5" },
    ...{ memory: "8GB", storage: "16GB" },
  });
  const offers = [offer("azure", "westeurope"), offer("gcp", "europe-west1"), offer("gcp", "us-east1")];
  const AZURE = "https://orders.vault.azure.net/keys/aura/0123456789abcdef0123456789abcdef";
  const GOOGLE = "projects/orders-prod/locations/europe-west1/keyRings/aura/cryptoKeys/orders";
  const place = (cloud_provider: string, region: string) => ({ cloud_provider, region });
  beforeEach(async () => {
    await simulator.stop();
    await start({ projects: [{ ...DEFAULT_PROJECT, instanceConfigurations: offers }] });
  });

  it.each([
    ["azure", "westeurope", AZURE],
    ["gcp", "europe-west1", GOOGLE],
  ])("of %s becomes ready, and encrypts an instance of that cloud", async (cloud, region, key) => {
    const id = await world.record(key, place(cloud, region));
    expect(await world.recordStatus(id)).toBe("pending");
    simulator.clock.advance(LONG);
    expect(await world.recordStatus(id)).toBe("ready");
    const instance = await world.instance({ ...place(cloud, region), customer_managed_key_id: id });
    expect(await world.aura.data(200, "GET", `/instances/${instance}`)).toMatchObject({
      ...place(cloud, region),
      ...{ status: "running", customer_managed_key_id: id },
    });
    const other = { ...place("gcp", "us-east1"), customer_managed_key_id: id };
    expect(await world.refusal("POST", "/instances", world.order(other))).toMatchObject({
      reason: "encryption-key-mismatch",
    });
    simulator.aura.records.hold(id);
    expect(await world.recordStatus(id)).toBe("pending");
  });

  it("of a Google key in another region stays pending", async () => {
    const id = await world.record(GOOGLE, place("gcp", "us-east1"));
    simulator.clock.advance(LONG);
    expect(await world.recordStatus(id)).toBe("pending");
  });

  it.each([
    ["azure", "a key without a version", AZURE.slice(0, -33)],
    ["azure", "a key of a managed HSM", AZURE.replace("vault.azure", "managedhsm.azure")],
    ["azure", "an address with a slash at its end", `${AZURE}/`],
    ["azure", "a vault with a name of 25 characters", AZURE.replace("orders", "o".repeat(25))],
    ["azure", "a key of Google", GOOGLE],
    ["gcp", "a version of a key", `${GOOGLE}/cryptoKeyVersions/1`],
    ["gcp", "a global key", GOOGLE.replace("europe-west1", "global")],
    ["gcp", "a key of AWS", KEY],
    ["gcp", "a key of Azure", AZURE],
  ])("of %s is not made with %s", async (cloud, _name, key) => {
    const region = cloud === "azure" ? "westeurope" : "europe-west1";
    const body = world.recordBody(key, place(cloud, region));
    expect(await world.refusal("POST", "/customer-managed-keys", body)).toEqual({
      ...{ status: 400, reason: "invalid-key-id", field: "key_id" },
      message: `Invalid key id: ${key}`,
    });
  });

  it("says in the Console who is to be granted which roles", async () => {
    const shown = async (id: string, name: string) => {
      const response = await fetch(`${simulator.endpoints.console}/records/${id}/${name}`);
      return response.status === 200 ? ((await response.json()) as object) : response.status;
    };
    const azure = await world.record(AZURE, place("azure", "westeurope"));
    expect(await shown(azure, "grantees.json")).toEqual({
      applicationId: expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/),
      roles: ["Key Vault Crypto Service Encryption User"],
    });
    expect(await shown(azure, "statement.json")).toBe(404);
    const google = await world.record(GOOGLE, place("gcp", "europe-west1"));
    const account = expect.stringMatching(/^aura-\w+-[0-9a-f]{8}@neo4j-aura-simulated\.iam\.gserviceaccount\.com$/);
    expect(await shown(google, "grantees.json")).toEqual({
      serviceAccounts: [account, account, account],
      roles: ["roles/cloudkms.cryptoKeyEncrypterDecrypter", "roles/cloudkms.viewer"],
    });
    const page = await (await fetch(`${simulator.endpoints.console}/records/${google}`)).text();
    expect(page).toContain("<p>Grant these roles on the key:</p>");
  });
});
