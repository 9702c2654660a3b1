import { valueOf } from "../../../model/fact";
import type { CryptoKeyNode, KeyIamNode } from "../../../model/google";
import { gapsOf, readEntries, refersTo, configured, type Entry } from "./support";

const RING = "projects/acme-prod/locations/europe-west1/keyRings/aura";
const NAME = `${RING}/cryptoKeys/orders`;
const KEY = {
  ...{ id: NAME, name: "orders", key_ring: RING, purpose: "ENCRYPT_DECRYPT", rotation_period: "7776000s", labels: {} },
  ...{ destroy_scheduled_duration: "2592000s", import_only: false, skip_initial_version_creation: false },
  primary: [{ name: `${NAME}/cryptoKeyVersions/1`, state: "ENABLED" }],
  version_template: [{ algorithm: "GOOGLE_SYMMETRIC_ENCRYPTION", protection_level: "SOFTWARE" }],
};
const RECORD = {
  ...{ id: "f1c9e0a2-3c1b-4a55-9d2e-0a1b2c3d4e5f", project_id: "p", name: "orders", cloud_provider: "gcp" },
  ...{ region: "europe-west1", instance_type: "enterprise-db", key_id: NAME },
};
const same = (address: string, values: object): Entry => ({
  address,
  before: values,
  after: values,
  actions: ["no-op"],
});
const stays = same("google_kms_crypto_key.orders", KEY);
const record = same("aura_customer_managed_key.orders", RECORD);
const keyOf = (entries: readonly Entry[], more?: object): CryptoKeyNode | undefined =>
  readEntries(entries, more).after.otherClouds.find((node) => node.kind === "crypto-key");
const entryOf = (values: object, type = "member"): KeyIamNode | undefined => {
  const given = same(`google_kms_crypto_key_iam_${type}.a`, {
    crypto_key_id: NAME,
    condition: [],
    etag: "x",
    ...values,
  });
  return readEntries([stays, record, given]).after.otherClouds.find((node) => node.kind === "key-iam");
};

describe("a key of Google Cloud in a plan", () => {
  it("is read with its durations, its region and the state of its version", () => {
    const key = keyOf([stays, record]);
    const { rotationPeriodInSeconds, destroyScheduledInSeconds, region, keyId, primaryState } = key ?? {};
    expect([rotationPeriodInSeconds, destroyScheduledInSeconds].map((fact) => valueOf(fact))).toEqual([
      7_776_000, 2_592_000,
    ]);
    expect([region, keyId, primaryState].map((fact) => valueOf(fact))).toEqual(["europe-west1", NAME, "ENABLED"]);
    const fractions = keyOf([
      { ...stays, after: { ...KEY, rotation_period: "86400.5s" }, actions: ["update"] },
      record,
    ]);
    expect(valueOf(fractions?.rotationPeriodInSeconds)).toBe(86_400.5);
    const nothing = keyOf([{ ...stays, after: { ...KEY, rotation_period: "" }, actions: ["update"] }, record]);
    expect(nothing?.rotationPeriodInSeconds).toMatchObject({ known: true, value: undefined });
  });

  it("is named before it is there, where its key ring is given", () => {
    const { id: _, ...written } = KEY;
    const created: Entry = { address: "google_kms_crypto_key.orders", after: written, unknown: { id: true } };
    expect(valueOf(keyOf([created, record])?.keyId)).toBe(NAME);
    const short = { ...created, after: { ...written, key_ring: "europe-west1/aura" } };
    const provider = {
      google: {
        full_name: "registry.terraform.io/hashicorp/google",
        expressions: { project: { constant_value: "acme-prod" } },
      },
    };
    const more = configured(
      { "google_kms_crypto_key.orders": { key_ring: { constant_value: "europe-west1/aura" } } },
      {},
      provider,
    );
    expect(valueOf(keyOf([short, record], more)?.keyId)).toBe(NAME);
  });

  it("takes what Google fills in for what it is, and what is written and not known for unknown", () => {
    const { destroy_scheduled_duration: _, ...rest } = KEY;
    const created: Entry = {
      address: "google_kms_crypto_key.orders",
      after: rest,
      unknown: { destroy_scheduled_duration: true },
    };
    const duration = (expressions: object) =>
      keyOf([created, record], configured({ "google_kms_crypto_key.orders": expressions }))?.destroyScheduledInSeconds;
    expect(duration({})).toMatchObject({ known: true, value: undefined });
    expect(duration({ destroy_scheduled_duration: refersTo("var.days") })).toMatchObject({ known: false });
  });

  it("is skipped where it shows no sign of Aura, also beside one of Aura in the same key ring", () => {
    const other = `projects/acme-prod/locations/europe-west1/keyRings/shared/cryptoKeys/`;
    const plain = (name: string): Entry =>
      same(`google_kms_crypto_key.${name}`, { ...KEY, id: `${other}${name}`, name, key_ring: other.slice(0, -12) });
    const { after, plans } = readEntries([
      plain("backups"),
      plain("orders"),
      same("aura_customer_managed_key.orders", { ...RECORD, key_id: `${other}orders` }),
    ]);
    expect(after.otherClouds.map(({ id }) => id)).toEqual(["google_kms_crypto_key.orders"]);
    expect(plans[0]?.skipped).toEqual([{ address: "google_kms_crypto_key.backups" }]);
  });
});

describe("a key of Google Cloud in a plan, by another of its names,", () => {
  const number = NAME.replace("acme-prod", "123456789012");
  const linked = (crypto_key_id: string, keys: readonly Entry[] = [stays]) => {
    const member = { crypto_key_id, role: "roles/cloudkms.viewer", member: "user:jo@acme.example" };
    const { after } = readEntries([...keys, record, same("google_kms_crypto_key_iam_member.a", member)]);
    return after.otherClouds.flatMap((node) => (node.kind === "key-iam" ? [node.key] : []));
  };

  it.each([NAME, number, "acme-prod/europe-west1/aura/orders", "europe-west1/aura/orders"])(
    "%s is that key",
    (name) => {
      expect(linked(name)).toEqual(["google_kms_crypto_key.orders"]);
    },
  );

  it("is another one where the project is another id, or several keys are possible", () => {
    expect(linked(NAME.replace("acme-prod", "acme-test"))).toEqual([undefined]);
    const other = NAME.replace("acme-prod", "acme-test");
    const twin = same("google_kms_crypto_key.aura_test", { ...KEY, id: other, key_ring: other.slice(0, -18) });
    expect(linked(number, [stays, twin])).toEqual([undefined]);
  });

  it("is the one that is registered", () => {
    const { after } = readEntries([stays, same("aura_customer_managed_key.orders", { ...RECORD, key_id: number })]);
    expect(after.records.map(({ key }) => key)).toEqual(["google_kms_crypto_key.orders"]);
  });
});

describe("a key of Google Cloud with the `deletion_policy` of version 7 of the provider", () => {
  const address = "google_kms_crypto_key.orders";
  const actionsOf = (policy: string, after?: object) => {
    const before = { ...KEY, deletion_policy: policy };
    const actions = after ? ["delete", "create"] : ["delete"];
    return readEntries([{ address, before, ...(after && { after }), actions }, record]).changes.map(
      (one) => one.actions,
    );
  };

  it("is only dropped from the state where that is ABANDON", () => {
    expect(actionsOf("ABANDON")).toEqual([["forget"], ["no-op"]]);
    expect(actionsOf("ABANDON", KEY)).toEqual([["forget", "create"], ["no-op"]]);
    expect(actionsOf("PREVENT")).toEqual([["delete"], ["no-op"]]);
  });
});

describe("the primary version of a key of Google Cloud", () => {
  const stateOf = (changes: object) => {
    const key = keyOf([same("google_kms_crypto_key.orders", { ...KEY, ...changes }), record]);
    return valueOf(key?.primaryState);
  };

  it("is missing where a symmetric key shows none, which was not made without versions", () => {
    expect(stateOf({ primary: [] })).toBe("none");
    expect(stateOf({ primary: [], purpose: "ASYMMETRIC_SIGN" })).toBeUndefined();
    expect(stateOf({ primary: [], import_only: true })).toBeUndefined();
    expect(stateOf({ primary: null })).toBeUndefined();
  });
});

describe("access to a key of Google Cloud in a plan", () => {
  const role = "roles/cloudkms.viewer";

  it("is read from a member, a binding and a policy, whatever the case of an address", () => {
    const bindings = [{ role, members: ["serviceAccount:a@neo4j.iam.gserviceaccount.com"] }];
    const member = "serviceAccount:A@Neo4j.iam.gserviceaccount.com";
    expect(valueOf(entryOf({ role, member })?.bindings)).toEqual(bindings);
    expect(valueOf(entryOf({ role, members: [member] }, "binding")?.bindings)).toEqual(bindings);
    const policy = JSON.stringify({ bindings: [{ role, members: [member] }] });
    expect(valueOf(entryOf({ policy_data: policy }, "policy")?.bindings)).toEqual(bindings);
    expect(entryOf({ policy_data: "{" }, "policy")?.bindings).toMatchObject({ known: false });
  });

  it("keeps a condition", () => {
    const condition = [{ title: "until", expression: "request.time < x" }];
    expect(valueOf(entryOf({ role, member: "user:jo@acme.example", condition })?.bindings)).toMatchObject([
      { condition: "request.time < x" },
    ]);
  });

  it("is not known under a condition that is not known", () => {
    const given: Entry = {
      address: "google_kms_crypto_key_iam_member.a",
      after: { crypto_key_id: NAME, role, member: "user:jo@acme.example" },
      unknown: { condition: true },
    };
    const node = readEntries([stays, record, given]).after.otherClouds.find(({ kind }) => kind === "key-iam");
    expect(node).toMatchObject({
      bindings: {
        value: [
          {
            members: [],
            unknownMembers: "`condition` of google_kms_crypto_key_iam_member.a is known only at apply",
          },
        ],
      },
    });
  });

  it("does not drift with its etag", () => {
    const address = "google_kms_crypto_key_iam_member.a";
    const member = { crypto_key_id: NAME, role, member: "user:jo@acme.example", condition: [] };
    const drift = { address, mode: "managed", type: "google_kms_crypto_key_iam_member", name: "a" };
    const change = { actions: ["update"], before: { ...member, etag: "1" }, after: { ...member, etag: "2" } };
    const { drift: found } = readEntries([stays, record, same(address, { ...member, etag: "2" })], {
      resource_drift: [{ ...drift, change }],
    });
    expect(found).toBeUndefined();
  });
});

describe("what is not judged beside a key of Google Cloud", () => {
  const beside = (address: string, after: object, ...others: readonly Entry[]) =>
    gapsOf(readEntries([...(others.length > 0 ? others : [stays, record]), { address, after }]));

  it.each([
    ["google_project_iam_binding.a", { role: "roles/cloudkms.admin", members: [] }],
    ["google_project_iam_member.a", { role: "roles/owner", member: "user:jo@acme.example" }],
    ["google_folder_iam_policy.a", { policy_data: '{"bindings":[{"role":"roles/cloudkms.viewer"}]}' }],
    ["google_folder_iam_policy.a", { policy_data: "{}" }],
    ["google_project_iam_member.a", { role: "projects/acme-prod/roles/keys", member: "user:jo@acme.example" }],
    ["google_project_iam_member.a", { role: "roles/resourcemanager.projectIamAdmin", member: "user:jo@acme.example" }],
    ["google_iam_deny_policy.a", { rules: [{ denied: "cloudkms.googleapis.com/cryptoKeyVersions.useToDecrypt" }] }],
    ["google_org_policy_policy.a", { name: "projects/acme-prod/policies/gcp.restrictServiceUsage" }],
    ["google_billing_project_info.a", { project: "acme-prod", billing_account: "" }],
    ["google_org_policy_policy.a", { name: "projects/acme-prod/policies/cloudkms.disableBeforeDestroy" }],
    ["google_access_context_manager_service_perimeter.a", { title: "all" }],
    ["google_kms_key_handle.a", { name: "x", key_ring: RING }],
  ])("%s needs review", (address, after) => {
    expect(beside(address, after)).toEqual([`${address} is not covered by this review`]);
  });

  it.each([
    ["google_project_iam_member.a", { role: "roles/storage.admin", member: "user:jo@acme.example" }],
    ["google_kms_secret_ciphertext.a", { crypto_key: NAME }],
    ["google_iam_deny_policy.a", { rules: [{ denied: "storage.googleapis.com/buckets.delete" }] }],
    ["google_resource_manager_lien.a", { parent: "projects/1", restrictions: ["resourcemanager.projects.delete"] }],
    ["google_project_service.a", { service: "cloudkms.googleapis.com" }],
    ["google_project.a", { project_id: "new" }],
  ])("%s does not", (address, after) => {
    expect(beside(address, after)).toEqual([]);
  });

  it("a lien that goes does", () => {
    const gone: Entry = { address: "google_resource_manager_lien.a", before: { parent: "projects/1" } };
    expect(gapsOf(readEntries([stays, record, gone]))).toEqual([
      "google_resource_manager_lien.a is not covered by this review",
    ]);
  });

  it("a project that goes does, and nothing does where no key of Google Cloud is", () => {
    const gone: Entry = { address: "google_project.a", before: { project_id: "acme-prod" } };
    expect(gapsOf(readEntries([stays, record, gone]))).toEqual(["google_project.a is not covered by this review"]);
    expect(gapsOf(readEntries([gone]))).toEqual([]);
  });
});
