import { startSimulator, type Simulator } from "../../../../simulator";
import { describeWithTerraform } from "../../../support/terraform";
import { ACCOUNTS, KEY, RING, ROLES } from "../../support/google";
import { stageOn, type Stage } from "../../support/terraform";

const KEY_ID = "${google_kms_crypto_key.orders.id}";
const DAY = 86_400_000;
const [, VIEWER] = ROLES;

const configuration = (key: object = {}, others: object = {}, provider: object = {}) => ({
  terraform: { required_providers: { google: { source: "hashicorp/google", version: "6.50.0" } } },
  provider: { google: provider },
  resource: {
    google_kms_key_ring: { aura: { name: "aura", location: "europe-west1" } },
    google_kms_crypto_key: {
      orders: { name: "orders", key_ring: "${google_kms_key_ring.aura.id}", rotation_period: "7776000s", ...key },
    },
    ...others,
  },
});
/** One resource for each account and role. */
const members = (accounts = ACCOUNTS) => ({
  google_kms_crypto_key_iam_member: Object.fromEntries(
    accounts.flatMap((account) =>
      ROLES.map((role) => [
        `${/^aura-[a-z]+/.exec(account)?.[0]}-${role.split(".")[1]}`,
        { crypto_key_id: KEY_ID, role, member: `serviceAccount:${account}` },
      ]),
    ),
  ),
});

interface Change {
  readonly actions: readonly string[];
  readonly before: Readonly<Record<string, unknown>> | null;
  readonly after: Readonly<Record<string, unknown>> | null;
  readonly after_unknown: object;
  readonly replace_paths?: readonly (readonly (string | number)[])[];
}
interface Plan {
  readonly resource_changes: readonly { readonly address: string; readonly change: Change }[];
  readonly resource_drift?: readonly { readonly address: string; readonly change: Change }[];
}

describeWithTerraform("the Google provider's resources against the simulator", () => {
  let simulator: Simulator;
  let terraform: Stage;
  beforeEach(async () => {
    simulator = await startSimulator({ clouds: ["gcp"] });
    terraform = await stageOn(simulator);
  });
  afterEach(async () => {
    terraform.stop();
    await simulator.stop();
  });

  const writes = () => simulator.calls.names("*:*").filter((name) => !/:(Get|List)/.test(name));
  const states = () => simulator.clouds.gcp?.kms.key(KEY).versions.map(({ state }) => state);
  const bindings = () => simulator.clouds.gcp?.policies.get(KEY).bindings;

  /** The next plan, as JSON. */
  const plan = async (...options: string[]): Promise<Plan> => {
    await terraform.must("plan", "-out=plan.bin", "-no-color", ...options);
    return JSON.parse(await terraform.must("show", "-json", "plan.bin")) as Plan;
  };
  const changeOf = async (address: string): Promise<Change> => {
    const found = (await plan()).resource_changes.find((one) => one.address === address);
    if (!found) throw new Error(`${address} is not in the plan`);
    return found.change;
  };
  /** The error of a command that has to fail. */
  const errorOf = async (...command: string[]): Promise<string> => {
    const { code, stderr } = await terraform.run(...command, "-no-color");
    expect(code).toBe(1);
    return stderr.replace(/[│╷╵]/g, "").replace(/\s+/g, " ").trim();
  };

  it("makes a key ring, a key and its members, and plans nothing afterwards", async () => {
    await terraform.apply(configuration({ labels: { team: "data" } }, members()));
    expect(writes().slice(0, 2)).toEqual(["cloudkms:CreateKeyRing", "cloudkms:CreateCryptoKey"]);
    expect(writes().slice(2)).toEqual(Array(6).fill("cloudkms:SetIamPolicy"));
    expect(terraform.state("google_kms_key_ring.aura")).toEqual({
      ...{ id: RING, location: "europe-west1", name: "aura", project: "simulated-project", timeouts: null },
    });
    const labels = { "goog-terraform-provisioned": "true", team: "data" };
    expect(terraform.state("google_kms_crypto_key.orders")).toEqual({
      crypto_key_backend: "",
      destroy_scheduled_duration: "2592000s",
      effective_labels: labels,
      id: KEY,
      import_only: false,
      key_ring: RING,
      labels: { team: "data" },
      name: "orders",
      primary: [{ name: `${KEY}/cryptoKeyVersions/1`, state: "ENABLED" }],
      purpose: "ENCRYPT_DECRYPT",
      rotation_period: "7776000s",
      skip_initial_version_creation: false,
      terraform_labels: labels,
      timeouts: null,
      version_template: [{ algorithm: "GOOGLE_SYMMETRIC_ENCRYPTION", protection_level: "SOFTWARE" }],
    });
    const member = `serviceAccount:${ACCOUNTS[0]}`;
    expect(terraform.state("google_kms_crypto_key_iam_member.aura-compute-viewer")).toEqual({
      ...{ condition: [], crypto_key_id: KEY, member, role: VIEWER, id: `${KEY}/${VIEWER}/${member}` },
      etag: expect.stringMatching(/^[\w+/]+=*$/),
    });
    expect(bindings()).toEqual(
      ROLES.map((role) => ({ role, members: ACCOUNTS.map((account) => `serviceAccount:${account}`).sort() })),
    );
    expect(await terraform.plannedChanges()).toEqual({});
  });

  it("plans what is known and what is not before anything is made", async () => {
    terraform.write(configuration({}, members([ACCOUNTS[0] ?? ""])));
    const { resource_changes: changes } = await plan();
    const shapes = changes.map(({ address, change }) => [address, change.after, change.after_unknown]);
    const labels = { "goog-terraform-provisioned": "true" };
    const member = { condition: [], member: `serviceAccount:${ACCOUNTS[0]}` };
    expect(shapes).toEqual([
      [
        "google_kms_crypto_key.orders",
        {
          ...{ effective_labels: labels, labels: null, name: "orders", purpose: "ENCRYPT_DECRYPT", timeouts: null },
          ...{ rotation_period: "7776000s", skip_initial_version_creation: null, terraform_labels: labels },
        },
        {
          ...{ crypto_key_backend: true, destroy_scheduled_duration: true, effective_labels: {}, id: true },
          ...{ import_only: true, key_ring: true, primary: true, terraform_labels: {}, version_template: true },
        },
      ],
      ...["cryptoKeyEncrypterDecrypter", "viewer"].map((role) => [
        `google_kms_crypto_key_iam_member.aura-compute-${role}`,
        { ...member, role: `roles/cloudkms.${role}` },
        { condition: [], crypto_key_id: true, etag: true, id: true },
      ]),
      [
        "google_kms_key_ring.aura",
        { location: "europe-west1", name: "aura", project: "simulated-project", timeouts: null },
        { id: true },
      ],
    ]);
  });

  it("forgets a key ring and schedules the versions of a key, whose names are taken for ever", async () => {
    await terraform.apply(configuration({ destroy_scheduled_duration: "604800s" }));
    simulator.calls.clear();
    await terraform.must("destroy", "-auto-approve", "-no-color");
    expect(writes()).toEqual(["cloudkms:DestroyCryptoKeyVersion", "cloudkms:UpdateCryptoKey"]);
    expect(states()).toEqual(["DESTROY_SCHEDULED"]);
    expect(simulator.clouds.gcp?.kms.key(KEY).rotationPeriod).toBeUndefined();
    expect(await errorOf("apply", "-auto-approve")).toContain(
      `Error: Error creating KeyRing: googleapi: Error 409: KeyRing ${RING} already exists., alreadyExists`,
    );
    simulator.clock.advance(7 * DAY);
    expect(states()).toEqual(["DESTROYED"]);
    await terraform.must("import", "-no-color", "google_kms_key_ring.aura", RING);
    expect(await errorOf("apply", "-auto-approve")).toContain(
      `Error: Error creating CryptoKey: googleapi: Error 409: CryptoKey ${KEY} already exists., alreadyExists`,
    );
  });

  it("destroys the versions first and fails then, when a key is replaced by one of the same name", async () => {
    await terraform.apply(configuration());
    simulator.calls.clear();
    terraform.write(configuration({ destroy_scheduled_duration: "604800s" }));
    expect(await changeOf("google_kms_crypto_key.orders")).toMatchObject({
      actions: ["delete", "create"],
      replace_paths: [["destroy_scheduled_duration"]],
    });
    expect(await errorOf("apply", "-auto-approve")).toContain(`CryptoKey ${KEY} already exists.`);
    expect(writes()).toEqual([
      ...["cloudkms:DestroyCryptoKeyVersion", "cloudkms:UpdateCryptoKey", "cloudkms:CreateCryptoKey"],
    ]);
    expect(states()).toEqual(["DESTROY_SCHEDULED"]);
    expect(() => terraform.state("google_kms_crypto_key.orders")).toThrow();
  });

  it("fails before anything is lost, when the new key of the same name would be made first", async () => {
    const lifecycle = { create_before_destroy: true };
    await terraform.apply(configuration({ lifecycle }));
    simulator.calls.clear();
    terraform.write(configuration({ lifecycle, destroy_scheduled_duration: "604800s" }));
    expect(await errorOf("apply", "-auto-approve")).toContain(`CryptoKey ${KEY} already exists.`);
    expect(writes()).toEqual(["cloudkms:CreateCryptoKey"]);
    expect(states()).toEqual(["ENABLED"]);
  });
});
