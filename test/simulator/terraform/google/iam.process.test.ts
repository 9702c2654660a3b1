import { describeWithTerraform } from "../../../support/terraform";
import { ACCOUNTS, KEY, PROJECT, RING, ROLES } from "../../support/google";
import { configuration, GoogleStage, KEY_ID } from "../../support/google-stage";

const [ENCRYPTER = "", VIEWER = ""] = ROLES;
const [COMPUTE = "", STORAGE = "", BACKUP = ""] = ACCOUNTS.map((account) => `serviceAccount:${account}`);
const JANE = "user:jane@example.com";
const CONDITION = {
  title: "until then",
  description: "",
  expression: "request.time < timestamp('2030-01-01T00:00:00Z')",
};

const member = (more: object = {}) => ({ crypto_key_id: KEY_ID, role: VIEWER, member: COMPUTE, ...more });
const membersAnd = (others: object = {}) =>
  configuration(
    {},
    { google_kms_crypto_key_iam_member: { compute: member(), storage: member({ member: STORAGE }) }, ...others },
  );

describeWithTerraform("IAM on a key of Google Cloud, with Terraform", () => {
  let stage: GoogleStage;
  let terraform: GoogleStage["terraform"];
  beforeEach(async () => {
    stage = await GoogleStage.start();
    ({ terraform } = stage);
  });
  afterEach(() => stage.stop());

  const bindings = (resource = KEY) => stage.cloud.policies.get(resource).bindings;
  const grant = (...granted: object[]) => stage.cloud.policies.set(KEY, { version: 3, bindings: granted });

  it("a member is added to those whom others have, and taken away whoever else wants it", async () => {
    await terraform.apply(configuration());
    grant({ role: VIEWER, members: [JANE, STORAGE] }, { role: ENCRYPTER, members: [JANE] });
    await terraform.apply(membersAnd());
    expect(bindings()).toEqual([
      { role: ENCRYPTER, members: [JANE] },
      { role: VIEWER, members: [COMPUTE, STORAGE, JANE].sort() },
    ]);
    await terraform.apply(configuration());
    expect(bindings()).toEqual([
      { role: ENCRYPTER, members: [JANE] },
      { role: VIEWER, members: [JANE] },
    ]);
  });

  it("one more member changes the etag of all, which is drift and nothing else", async () => {
    await terraform.apply(membersAnd());
    expect(await terraform.plannedChanges()).toEqual({});
    await terraform.must("apply", "-refresh-only", "-auto-approve", "-no-color");
    const etag = (name: string) => terraform.state(`google_kms_crypto_key_iam_member.${name}`).etag;
    expect(etag("compute")).toBe(etag("storage"));
    grant(...bindings(), { role: VIEWER, members: [JANE] });
    const { resource_drift: drift = [], resource_changes: changes = [] } = await stage.plan("-refresh-only");
    expect(changes).toEqual([]);
    const noise = drift.filter(({ address }) => address.includes("iam_member"));
    expect(noise.map(({ address }) => address)).toEqual([
      "google_kms_crypto_key_iam_member.compute",
      "google_kms_crypto_key_iam_member.storage",
    ]);
    for (const { change } of noise) {
      expect(change.after?.etag).not.toBe(change.before?.etag);
      expect({ ...change.after, etag: "" }).toEqual({ ...change.before, etag: "" });
    }
    expect(await terraform.plannedChanges()).toEqual({});
  });

  it.each<[string, () => void, object]>([
    ["is gone", () => grant({ role: VIEWER, members: [STORAGE] }), { compute: "create" }],
    [
      "has the role under a condition only",
      () => grant({ role: VIEWER, members: [COMPUTE, STORAGE], condition: CONDITION }),
      { compute: "create", storage: "create" },
    ],
    ["was deleted", () => stage.cloud.policies.deleteServiceAccount(ACCOUNTS[0] ?? ""), { compute: "create" }],
  ])("a member that %s is dropped at read, and planned again", async (_name, lose, expected) => {
    await terraform.apply(membersAnd());
    lose();
    const planned = Object.entries(expected).map(([name, action]) => [
      `google_kms_crypto_key_iam_member.${name}`,
      action as string,
    ]);
    expect(await terraform.plannedChanges()).toEqual(Object.fromEntries(planned));
  });

  it("a member is the same in capitals, and none when it is deleted or has no kind", async () => {
    const capitals = member({ member: COMPUTE.replace("aura", "AURA") });
    await terraform.apply(configuration({}, { google_kms_crypto_key_iam_member: { one: capitals } }));
    expect(bindings()).toEqual([{ role: VIEWER, members: [COMPUTE] }]);
    expect(await terraform.plannedChanges()).toEqual({});
    for (const [wrong, problem] of [
      [`deleted:${COMPUTE}?uid=1`, "Terraform does not support IAM members for deleted principals"],
      ["jane", 'invalid value "jane" for member (IAM members must have one of the values outlined here'],
    ]) {
      terraform.write(configuration({}, { google_kms_crypto_key_iam_member: { one: member({ member: wrong }) } }));
      expect(await stage.errorOf("plan")).toContain(problem);
    }
  });

  it("a change by somebody else between reading and writing costs another round, and nobody's access", async () => {
    await terraform.apply(configuration());
    const meanwhile = () => void grant({ role: VIEWER, members: [JANE] });
    stage.simulator.faults.add({
      on: "cloudkms:SetIamPolicy",
      hook: (moment) => (moment === "before" ? meanwhile() : undefined),
    });
    stage.simulator.calls.clear();
    await terraform.apply(configuration({}, { google_kms_crypto_key_iam_member: { compute: member() } }));
    const outcomes = stage.simulator.calls.list().filter(({ call }) => call === "cloudkms:SetIamPolicy");
    expect(outcomes.map(({ outcome }) => outcome)).toEqual([409, 200]);
    expect(bindings()).toEqual([{ role: VIEWER, members: [COMPUTE, JANE].sort() }]);
  });

  it("a policy that cannot be changed is said to be so", async () => {
    await terraform.apply(configuration());
    stage.simulator.faults.add({ on: "cloudkms:SetIamPolicy", error: "PERMISSION_DENIED", times: "always" });
    terraform.write(configuration({}, { google_kms_crypto_key_iam_member: { compute: member() } }));
    expect(await stage.errorOf("apply", "-auto-approve")).toContain(
      `Error: Error applying IAM policy for KMS CryptoKey "${KEY}": Error setting IAM policy for KMS CryptoKey`,
    );
  });

  it("a binding is the only one who says who has its role: it removes Aura, and its end removes everybody", async () => {
    await terraform.apply(membersAnd());
    const binding = (members: readonly string[]) => ({
      google_kms_crypto_key_iam_binding: { viewers: { crypto_key_id: KEY_ID, role: VIEWER, members } },
    });
    grant(...bindings(), { role: ENCRYPTER, members: [COMPUTE] });
    await terraform.apply(membersAnd(binding([JANE])));
    const others = [{ role: ENCRYPTER, members: [COMPUTE] }];
    expect(bindings()).toEqual([...others, { role: VIEWER, members: [JANE] }]);
    expect(terraform.state("google_kms_crypto_key_iam_binding.viewers")).toEqual({
      ...{ condition: [], crypto_key_id: KEY, members: [JANE], role: VIEWER, id: `${KEY}/${VIEWER}` },
      etag: expect.stringMatching(/=$/),
    });
    // The members are gone, and the next apply gives them back beside the binding's, which then takes them away again.
    expect(await terraform.plannedChanges()).toEqual({
      "google_kms_crypto_key_iam_member.compute": "create",
      "google_kms_crypto_key_iam_member.storage": "create",
    });
    grant(...others);
    expect(await stage.changeOf("google_kms_crypto_key_iam_binding.viewers")).toMatchObject({
      actions: ["update"],
      before: { members: [] },
      after: { members: [JANE] },
    });
    grant(...others, { role: VIEWER, members: [JANE, STORAGE] });
    await terraform.apply(configuration());
    expect(bindings()).toEqual(others);
  });

  it("a policy is the only one who says who has which role, and its end leaves nobody", async () => {
    await terraform.apply(membersAnd());
    const audit = { service: "cloudkms.googleapis.com", audit_log_configs: [{ log_type: "DATA_READ" }] };
    const policy = {
      data: {
        google_iam_policy: {
          jane: { audit_config: [audit], binding: [{ role: VIEWER, members: [JANE, "user:a@example.com"] }] },
        },
      },
    };
    const withPolicy = {
      ...configuration(
        {},
        {
          google_kms_crypto_key_iam_policy: {
            all: { crypto_key_id: KEY_ID, policy_data: "${data.google_iam_policy.jane.policy_data}" },
          },
        },
      ),
      ...policy,
    };
    await terraform.apply(withPolicy);
    expect(bindings()).toEqual([{ role: VIEWER, members: ["user:a@example.com", JANE] }]);
    expect(terraform.state("google_kms_crypto_key_iam_policy.all")).toMatchObject({
      ...{ crypto_key_id: KEY, id: KEY },
      policy_data:
        `{"auditConfigs":[{"auditLogConfigs":[{"logType":"DATA_READ"}],"service":"cloudkms.googleapis.com"}],` +
        `"bindings":[{"members":["user:a@example.com","${JANE}"],"role":"${VIEWER}"}]}`,
    });
    expect(await terraform.plannedChanges()).toEqual({});
    // The members were removed after the policy was set. Terraform 1.11 takes what is no longer configured from the state, not from its refresh.
    await terraform.must("apply", "-refresh-only", "-auto-approve", "-no-color");
    await terraform.apply(configuration());
    expect(bindings()).toEqual([]);
  });

  it("a stale policy is not taken away", async () => {
    const policy_data = JSON.stringify({ bindings: [{ role: VIEWER, members: [JANE] }] });
    await terraform.apply(
      configuration({}, { google_kms_crypto_key_iam_policy: { all: { crypto_key_id: KEY_ID, policy_data } } }),
    );
    grant({ role: VIEWER, members: [COMPUTE] });
    expect(await stage.errorOf("destroy", "-auto-approve", "-refresh=false")).toContain(
      "googleapi: Error 409: There were concurrent policy changes.",
    );
    expect(bindings()).toEqual([{ role: VIEWER, members: [COMPUTE] }]);
  });

  it("conditions tell bindings of one role apart, in ids and imports too", async () => {
    const condition = CONDITION;
    await terraform.apply(
      configuration({}, { google_kms_crypto_key_iam_member: { plain: member(), conditional: member({ condition }) } }),
    );
    expect(bindings()).toEqual(
      expect.arrayContaining([
        { role: VIEWER, members: [COMPUTE] },
        { role: VIEWER, members: [COMPUTE], condition: { title: CONDITION.title, expression: CONDITION.expression } },
      ]),
    );
    const address = "google_kms_crypto_key_iam_member.conditional";
    const made = terraform.state(address);
    const id = `${KEY}/${VIEWER}/${COMPUTE}/${CONDITION.title}//${CONDITION.expression}`;
    expect(made).toMatchObject({ id, condition: [CONDITION] });
    await terraform.must("state", "rm", address);
    await terraform.must("import", "-no-color", address, `${KEY} ${VIEWER} ${COMPUTE} ${CONDITION.title}`);
    expect(terraform.state(address)).toMatchObject({ id, condition: [CONDITION] });
    const plain = "google_kms_crypto_key_iam_member.plain";
    await terraform.must("state", "rm", plain);
    expect(await stage.errorOf("import", plain, `${KEY} ${VIEWER} ${BACKUP}`)).toContain("Cannot find binding for");
    expect(await stage.errorOf("import", plain, `${KEY} ${VIEWER}`)).toContain("Wrong number of parts to Member id");
    await terraform.must("import", "-no-color", plain, `europe-west1/aura/orders ${VIEWER} ${COMPUTE}`);
    expect(terraform.state(plain)).toMatchObject({
      id: `${KEY}/${VIEWER}/${COMPUTE}`,
      crypto_key_id: KEY,
      condition: [],
    });
    expect(await terraform.plannedChanges()).toEqual({});
  });

  it("imports bindings and policies", async () => {
    const others = {
      google_kms_crypto_key_iam_binding: { viewers: { crypto_key_id: KEY_ID, role: VIEWER, members: [JANE] } },
      google_kms_key_ring_iam_policy: {
        ring: {
          key_ring_id: "${google_kms_key_ring.aura.id}",
          policy_data: `{"bindings":[{"role":"${VIEWER}","members":["${JANE}"]}]}`,
        },
      },
    };
    await terraform.apply(configuration({}, others));
    for (const [address, id] of [
      ["google_kms_crypto_key_iam_binding.viewers", `${KEY} ${VIEWER}`],
      ["google_kms_key_ring_iam_policy.ring", "europe-west1/aura"],
    ] as const) {
      const made = terraform.state(address);
      await terraform.must("state", "rm", address);
      await terraform.must("import", "-no-color", address, id);
      expect(terraform.state(address)).toEqual({ ...made, etag: expect.any(String) });
    }
    expect(await terraform.plannedChanges()).toEqual({});
  });

  it("roles on a key ring and a project are beside those on the key", async () => {
    const others = {
      google_kms_key_ring_iam_member: {
        one: { key_ring_id: "${google_kms_key_ring.aura.id}", role: VIEWER, member: COMPUTE },
      },
      google_project_iam_member: { one: { project: "simulated-project", role: VIEWER, member: STORAGE } },
      google_project_iam_binding: { one: { project: "simulated-project", role: ENCRYPTER, members: [BACKUP] } },
    };
    await terraform.apply(configuration({}, others));
    expect(bindings()).toEqual([]);
    expect(bindings(RING)).toEqual([{ role: VIEWER, members: [COMPUTE] }]);
    expect(bindings(PROJECT)).toEqual([
      { role: ENCRYPTER, members: [BACKUP] },
      { role: VIEWER, members: [STORAGE] },
    ]);
    expect(terraform.state("google_project_iam_member.one")).toMatchObject({
      id: `simulated-project/${VIEWER}/${STORAGE}`,
    });
    expect(await terraform.plannedChanges()).toEqual({});
    await terraform.apply(configuration());
    expect([...bindings(RING), ...bindings(PROJECT)]).toEqual([]);
  });
});
