import { customerManagedKey } from "../../../provider/resources/customer-managed-key";
import { instance } from "../../../provider/resources/instance";
import { UNKNOWN, type ObjectValue } from "../../../provider/plugin";

const KEY = {
  project_id: "p",
  name: "orders",
  cloud_provider: "aws",
  region: "eu-west-1",
  instance_type: "enterprise-db",
  key_id: "arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab",
};
const INSTANCE = {
  project_id: "p",
  name: "orders",
  cloud_provider: "aws",
  region: "eu-west-1",
  type: "enterprise-db",
  memory: "8GB",
};
const problems = (of: typeof instance, config: ObjectValue) =>
  (of.validate?.(config) ?? []).map(({ detail, path }) => `${path?.join(".")}: ${detail}`);

describe("the configuration of a customer managed key", () => {
  it("can be complete, and unknown in every part", () => {
    expect(problems(customerManagedKey, KEY)).toEqual([]);
    expect(problems(customerManagedKey, Object.fromEntries(Object.keys(KEY).map((name) => [name, UNKNOWN])))).toEqual(
      [],
    );
    expect(problems(customerManagedKey, { ...KEY, cloud_provider: "gcp", key_id: "projects/p/keys/k" })).toEqual([]);
  });

  it.each([
    [
      { name: "a".repeat(31) },
      `name: It must have 1 to 30 characters and no whitespace at either end, got: "${"a".repeat(31)}".`,
    ],
    [
      { project_id: "6981ACE7-efe5-4f5c-b7c5-267b5162ce91" },
      'project_id: It must be in lower case, as Aura returns it; otherwise every plan would show a change, got: "6981ACE7-efe5-4f5c-b7c5-267b5162ce91".',
    ],
    [{ project_id: "" }, 'project_id: It must not be empty or begin or end with whitespace, got: "".'],
    [{ name: " a" }, 'name: It must have 1 to 30 characters and no whitespace at either end, got: " a".'],
    [{ cloud_provider: "AWS" }, 'cloud_provider: It must be one of aws, azure, gcp, got: "AWS".'],
    [{ instance_type: "free-db" }, 'instance_type: It must be one of enterprise-db, enterprise-ds, got: "free-db".'],
    [
      { key_id: "arn:aws:kms:eu-west-1:111122223333:alias/orders" },
      'key_id: It must be the full ARN of a KMS key, arn:aws:kms:<region>:<account>:key/<id> (not an alias), got: "arn:aws:kms:eu-west-1:111122223333:alias/orders".',
    ],
    [{ region: "eu-west-2" }, `key_id: The key must be in region eu-west-2, got: "${KEY.key_id}".`],
  ])("is refused with %j", (change, expected) =>
    expect(problems(customerManagedKey, { ...KEY, ...change })).toEqual([expected]),
  );

  it("takes names of 1 and of 30 characters, counted as people count them", () => {
    for (const name of ["a", "a".repeat(30), "😀".repeat(30)])
      expect(problems(customerManagedKey, { ...KEY, name })).toEqual([]);
  });
});

describe("the configuration of an instance", () => {
  it("can be minimal, and unknown in every part", () => {
    expect(problems(instance, INSTANCE)).toEqual([]);
    const all = {
      ...INSTANCE,
      version: "",
      customer_managed_key_id: "",
      source_snapshot_id: "",
      source_instance_id: "",
      timeouts: "",
    };
    expect(problems(instance, Object.fromEntries(Object.keys(all).map((name) => [name, UNKNOWN])))).toEqual([]);
  });

  it.each([
    [{ memory: "8 GB" }, 'memory: It must be a size such as 8GB, got: "8 GB".'],
    [{ storage: "0GB" }, 'storage: It must be a size such as 8GB, got: "0GB".'],
    [
      { type: "enterprise" },
      expect.stringContaining("type: It must be one of enterprise-db, enterprise-ds, business-critical"),
    ],
    [
      { customer_managed_key_id: "" },
      'customer_managed_key_id: It must be the id of a customer managed key in Aura (for a Neo4j-managed key, remove the attribute), got: "".',
    ],
    [
      { customer_managed_key_id: "orders" },
      'customer_managed_key_id: It must be the id (a UUID) of a customer managed key in Aura, got: "orders".',
    ],
    [
      { customer_managed_key_id: "1234ABCD-12ab-34cd-56ef-1234567890ab" },
      'customer_managed_key_id: It must be in lower case, as Aura returns it; otherwise every plan would show a change, got: "1234ABCD-12ab-34cd-56ef-1234567890ab".',
    ],
    [
      { project_id: "6981ACE7-efe5-4f5c-b7c5-267b5162ce91" },
      'project_id: It must be in lower case, as Aura returns it; otherwise every plan would show a change, got: "6981ACE7-efe5-4f5c-b7c5-267b5162ce91".',
    ],
    [
      { customer_managed_key_id: "1234abcd-12ab-34cd-56ef-1234567890ab", type: "professional-db" },
      "customer_managed_key_id: Only enterprise-db and enterprise-ds can be encrypted with a customer managed key, got type: professional-db.",
    ],
    [{ source_snapshot_id: "s" }, "source_snapshot_id: A snapshot belongs to an instance: set source_instance_id too."],
    ...[1.5, -1, 2 ** 31, 1e22, "0.1", "9007199254740993", "1e30"].map((secondaries_count): [object, string] => [
      { secondaries_count },
      `secondaries_count: It must be a whole number from 0 to 2147483647, got: ${secondaries_count}.`,
    ]),
    ...[
      "orders\u202egpj",
      "a\u001b[31mb",
      "or\u200bders",
      "or\u00adders",
      "orders\u{e0041}",
      "or\ufeffders",
      "a\u2066b",
    ].map((name): [object, string] => [
      { name },
      `name: It must not have control characters, invisible ones, or marks that change the direction of text, got: ${JSON.stringify(name)}.`,
    ]),
    [{ cdc_enrichment_mode: "full" }, 'cdc_enrichment_mode: It must be one of OFF, DIFF, FULL, got: "full".'],
    [
      { timeouts: { create: "soon", delete: "0s" } },
      'timeouts.create: It must be a duration greater than 0, such as 30m or 1h30m, got: "soon".',
    ],
  ])("is refused with %j", (change, expected) =>
    expect(problems(instance, { ...INSTANCE, ...change })[0]).toEqual(expected),
  );

  it("shows all that is wrong at once", () => {
    expect(
      problems(instance, { ...INSTANCE, name: "", memory: "", timeouts: { create: "0s", update: "x" } }),
    ).toHaveLength(4);
  });
});
