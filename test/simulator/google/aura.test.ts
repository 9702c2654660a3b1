import { DEFAULT_PROJECT, startSimulator, type Simulator } from "../../../simulator";
import { AuraClient } from "../support/aura-client";
import { ACCOUNTS, GoogleApi, KEY, PROJECT, RING, ROLES } from "../support/google";
import { LONG } from "../support/world";

const DAY = 86_400_000;
const VERSION = `${KEY}/cryptoKeyVersions/1`;
const MEMBERS = ACCOUNTS.map((account) => `serviceAccount:${account}`);
const [ENCRYPTER = "", VIEWER = ""] = ROLES;

let simulator: Simulator;
let google: GoogleApi;
let aura: AuraClient;
beforeEach(async () => {
  simulator = await startSimulator({ clouds: ["gcp"] });
  google = new GoogleApi(simulator);
  aura = new AuraClient(simulator);
});
afterEach(() => simulator.stop());

const PLACE = { cloud_provider: "gcp", region: "europe-west1", tenant_id: DEFAULT_PROJECT.id };
const binding = (role: string, members: readonly string[] = MEMBERS, more: object = {}) => ({ role, members, ...more });
const grant = (resource: string, ...bindings: object[]) =>
  google.must("POST", `${resource}:setIamPolicy`, { policy: { version: 3, bindings } });
const grantAll = () => grant(KEY, binding(ENCRYPTER), binding(VIEWER));
const register = async (key_id = KEY): Promise<string> => {
  const record = { ...PLACE, key_id, name: "orders", instance_type: "enterprise-db" };
  return (await aura.data(202, "POST", "/customer-managed-keys", record)).id ?? "";
};
/** What Aura says of a key some time later, and why. */
const statusOf = async (id: string): Promise<string> => {
  simulator.clock.advance(LONG);
  const { status = "" } = await aura.data(200, "GET", `/customer-managed-keys/${id}`);
  const record = simulator.aura.records.get(id);
  const access = simulator.aura.records.accessOf(record);
  return access.usable ? status : `${status}: ${access.because}`;
};
const order = async (id: string): Promise<string> => {
  const body = {
    ...PLACE,
    name: "orders",
    version: "5",
    memory: "8GB",
    type: "enterprise-db",
    customer_managed_key_id: id,
  };
  const instance = await aura.data(202, "POST", "/instances", body);
  return instance.id ?? "";
};
const instanceStatus = async (id: string): Promise<string | undefined> => {
  simulator.clock.advance(LONG);
  return (await aura.data(200, "GET", `/instances/${id}`)).status;
};

describe("a key of Google Cloud becomes ready", () => {
  it("when all three service accounts have both roles on it, and not before", async () => {
    await google.key();
    const id = await register();
    const lacks = ACCOUNTS.map((account) => `${ENCRYPTER} for ${account}, ${VIEWER} for ${account}`).join(", ");
    expect(await statusOf(id)).toBe(`pending: the key lacks ${lacks}`);
    await grant(KEY, binding(ENCRYPTER), binding(VIEWER, MEMBERS.slice(0, 2)));
    expect(await statusOf(id)).toBe(`pending: the key lacks ${VIEWER} for ${ACCOUNTS[2]}`);
    await grantAll();
    expect(await statusOf(id)).toBe("ready");
  });

  it.each([
    ["its ring and its project", [RING, PROJECT]],
    ["its project", [PROJECT, PROJECT]],
  ])("with roles on %s", async (_name, [first = "", second = ""]) => {
    await google.key();
    if (first === second) await grant(first, binding(ENCRYPTER), binding(VIEWER));
    else {
      await grant(first, binding(ENCRYPTER));
      await grant(second, binding(VIEWER));
    }
    expect(await statusOf(await register())).toBe("ready");
  });

  it("with public access too, whatever that is good for", async () => {
    await google.key();
    await grant(KEY, binding(ENCRYPTER, ["allUsers"]), binding(VIEWER, ["allAuthenticatedUsers"]));
    expect(await statusOf(await register())).toBe("ready");
  });
});

describe("a key of Google Cloud stays pending", () => {
  const condition = { title: "t", expression: "true" };
  it.each([
    ["with a role under a condition", [binding(ENCRYPTER), binding(VIEWER, MEMBERS, { condition })], VIEWER],
    ["with a role that is not the one", [binding("roles/owner"), binding(VIEWER)], ENCRYPTER],
    [
      "with the accounts as users",
      [
        binding(ENCRYPTER),
        binding(
          VIEWER,
          ACCOUNTS.map((one) => `user:${one}`),
        ),
      ],
      VIEWER,
    ],
  ])("%s", async (_name, bindings, role) => {
    await google.key();
    await grant(KEY, ...bindings);
    expect(await statusOf(await register())).toContain(`pending: the key lacks ${role} for ${ACCOUNTS[0]}`);
  });

  it.each([
    ["that signs", { purpose: "ASYMMETRIC_SIGN", versionTemplate: { algorithm: "EC_SIGN_P256_SHA256" } }, ""],
    ["without a version", {}, "&skipInitialVersionCreation=true"],
    ["for imported versions", { importOnly: true }, "&skipInitialVersionCreation=true"],
  ])("%s", async (_name, key, query) => {
    await google.key(key, query);
    await grantAll();
    const purpose = "purpose" in key ? "the purpose of the key is ASYMMETRIC_SIGN" : "the key has no primary version";
    expect(await statusOf(await register())).toBe(`pending: ${purpose}`);
  });

  it("without being there, or in another region than it is registered for", async () => {
    expect(await statusOf(await register())).toBe("pending: the key does not exist");
    const elsewhere = KEY.replace("europe-west1", "us-east1");
    expect(await statusOf(await register(elsewhere))).toBe(
      "pending: the key is in region us-east1, the customer managed key in europe-west1",
    );
  });
});

describe("an instance under a key of Google Cloud", () => {
  let instance: string;
  beforeEach(async () => {
    await google.key();
    await grantAll();
    const id = await register();
    simulator.clock.advance(LONG);
    instance = await order(id);
    expect(await instanceStatus(instance)).toBe("running");
  });

  it("is out of service while the primary version is disabled or a role is missing", async () => {
    await google.must("PATCH", `${VERSION}?updateMask=state`, { state: "DISABLED" });
    expect(await instanceStatus(instance)).toBe("encryption key error");
    await google.must("PATCH", `${VERSION}?updateMask=state`, { state: "ENABLED" });
    expect(await instanceStatus(instance)).toBe("running");
    await grant(KEY, binding(ENCRYPTER));
    expect(await instanceStatus(instance)).toBe("encryption key error");
    await grantAll();
    expect(await instanceStatus(instance)).toBe("running");
    simulator.clouds.gcp?.policies.deleteServiceAccount(ACCOUNTS[1] ?? "");
    expect(await instanceStatus(instance)).toBe("encryption key error");
  });

  it("has lost its key when the primary version is destroyed, until that is restored and enabled", async () => {
    await google.must("POST", `${VERSION}:destroy`, {});
    expect(await instanceStatus(instance)).toBe("encryption key deleted");
    await google.must("POST", `${VERSION}:restore`, {});
    expect(await instanceStatus(instance)).toBe("encryption key error");
    await google.must("PATCH", `${VERSION}?updateMask=state`, { state: "ENABLED" });
    expect(await instanceStatus(instance)).toBe("running");
    await google.must("POST", `${VERSION}:destroy`, {});
    simulator.clock.advance(31 * DAY);
    // The token has expired meanwhile.
    aura = new AuraClient(simulator);
    expect(await instanceStatus(instance)).toBe("encryption key deleted");
  });
});

it("the Console shows the three service accounts and both roles, and why a key is pending", async () => {
  await google.key();
  const id = await register();
  const page = `${simulator.endpoints.console}/records/${id}`;
  expect(await (await fetch(`${page}/grantees.json`)).json()).toEqual({ serviceAccounts: ACCOUNTS, roles: ROLES });
  const text = await (await fetch(page)).text();
  expect(text).toContain(`Simulator: the key lacks ${ENCRYPTER} for ${ACCOUNTS[0]}`);
  for (const shown of [...ACCOUNTS, ...ROLES]) expect(text).toContain(shown);
});

it("offers every region of Google Cloud that Aura documents, and only when Google Cloud is simulated", async () => {
  const regionsOf = ({ aura: { projects } }: Simulator) =>
    new Set(
      projects[0]?.instanceConfigurations
        .filter(({ cloud_provider: cloud }) => cloud === "gcp")
        .map(({ region, type }) => `${type} ${region}`),
    );
  expect(regionsOf(simulator).size).toBe(37 + 17);
  const other = await startSimulator();
  expect(regionsOf(other).size).toBe(0);
  await other.stop();
});
