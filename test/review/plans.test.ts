import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { DEFAULT_PROJECT } from "../../simulator";
import { CASES } from "./plans/cases";
import { normalise } from "./plans/normalise";
import { readmeOf } from "./plans/readme";

const FOLDER = join(__dirname, "plans");
const textOf = (name: string): string => readFileSync(join(FOLDER, `${name}.json`), "utf8");
const NAMES = readdirSync(FOLDER)
  .filter((name) => name.endsWith(".json"))
  .map((name) => name.slice(0, -".json".length))
  .sort();

interface ResourceChange {
  readonly address: string;
  readonly previous_address?: string;
  readonly change: {
    readonly actions: readonly string[];
    readonly before: Readonly<Record<string, unknown>> | null;
    readonly after: Readonly<Record<string, unknown>> | null;
    readonly importing?: object;
  };
}
interface Plan {
  readonly format_version: string;
  readonly errored: boolean;
  readonly complete: boolean;
  readonly resource_changes?: readonly ResourceChange[];
  readonly resource_drift?: readonly ResourceChange[];
}

/** Without the hash that cdktf puts at the end of a name. */
const plain = (address: string): string => address.replace(/_[0-9A-F]{8}(?=$|\[)/, "");

/** Tags that are none are null after the creation, and `{}` from the first refresh on. */
function isFirstReadOfTags(name: string, after: Readonly<Record<string, unknown>> | null): boolean {
  return name === "tags" && JSON.stringify(after?.[name]) === "{}";
}

function actionsOf({ previous_address, change: { actions, before, after, importing } }: ResourceChange): string {
  const changed = Object.keys(before ?? {}).filter(
    (name) => JSON.stringify(before?.[name]) !== JSON.stringify(after?.[name]) && !isFirstReadOfTags(name, after),
  );
  return [
    ...actions,
    ...(actions.join() === "update" ? changed : []),
    ...(previous_address === undefined ? [] : ["(moved)"]),
    ...(importing ? ["(imported)"] : []),
  ].join(" ");
}

/** What a plan does and what has drifted, a line each; not that the status of a record or an instance is another one by now. */
function changesOf({ errored, complete, resource_changes = [], resource_drift = [] }: Plan): readonly string[] {
  const lines = (changes: readonly ResourceChange[], ...nothing: string[]): readonly string[] =>
    changes
      .map((one) => [plain(one.address), actionsOf(one)] as const)
      .filter(([, actions]) => !nothing.includes(actions))
      .map(([address, actions]) => `${address}: ${actions}`);
  return [
    ...(errored ? ["errored"] : complete ? [] : ["incomplete"]),
    ...lines(resource_changes, "no-op"),
    ...lines(resource_drift, "update", "update status").map((line) => `drift of ${line}`),
  ];
}

const CHANGES: Readonly<Record<string, readonly string[]>> = {
  "access-opened-to-anyone": ["aws_kms_key.orders: update policy"],
  "access-widened": ["aws_kms_key.orders: update policy"],
  "access-widened-to-known-account": ["aws_kms_key.orders: update policy"],
  "administrator-added": ["aws_kms_key.orders: update policy"],
  "administrators-locked-out": ["aws_kms_key.orders: update policy"],
  "alias-moved": ["aws_kms_alias.orders: update target_key_id"],
  create: [
    "aura_customer_managed_key.records_orders: create",
    "aws_kms_alias.keys_orders_Alias: create",
    "aws_kms_key.keys_orders: create",
    "terraform_data.AuraCmkReviewMetadata: create",
  ],
  "create-encrypted": [
    "aura_customer_managed_key.records_orders: create",
    "aura_instance.instances_main: create",
    "aws_kms_alias.keys_orders_Alias: create",
    "aws_kms_key.keys_orders: create",
    "terraform_data.AuraCmkReviewMetadata: create",
    "terraform_data.keys_orders_StatementGuard[0]: create",
  ],
  destroy: [
    "aura_customer_managed_key.records_orders: delete",
    "aura_instance.instances_main: delete",
    "aws_kms_alias.keys_orders_Alias: delete",
    "aws_kms_key.keys_orders: delete",
    "terraform_data.AuraCmkReviewMetadata: delete",
  ],
  drift: [
    "aws_kms_key.orders: update enable_key_rotation policy",
    "drift of aws_kms_key.orders: update enable_key_rotation policy rotation_period_in_days",
  ],
  "drift-ignored": [
    "aws_kms_key.orders: update enable_key_rotation",
    "drift of aws_kms_key.orders: update enable_key_rotation policy rotation_period_in_days",
  ],
  "drift-key-deleted": [
    "aura_customer_managed_key.orders: delete create",
    "aura_instance.orders: delete create",
    "aws_kms_alias.orders: update target_key_id",
    "aws_kms_key.orders: create",
    "drift of aws_kms_key.orders: delete",
  ],
  errored: ["errored", "aws_kms_key.orders: delete create"],
  forgotten: [
    "aura_customer_managed_key.orders: forget",
    "aura_instance.orders: forget",
    "aws_kms_alias.orders: forget",
    "aws_kms_key.orders: forget",
  ],
  import: [
    "aura_customer_managed_key.orders: no-op (imported)",
    "aura_instance.orders: no-op (imported)",
    "aws_kms_alias.orders: no-op (imported)",
    "aws_kms_key.orders: update bypass_policy_lockout_safety_check deletion_window_in_days (imported)",
  ],
  "inline-and-separate-policy": ["aws_kms_key_policy.orders: create"],
  "instance-loses-key": ["errored"],
  "instance-replaced": ["aura_instance.orders: delete create"],
  "instance-replaced-create-first": ["aura_instance.orders: create delete"],
  "instance-without-key": ["aura_instance.orders: create"],
  "key-disabled-and-rotation-off": ["aws_kms_key.orders: update enable_key_rotation is_enabled"],
  "key-replaced": [
    "aura_customer_managed_key.orders: delete create",
    "aura_instance.orders: delete create",
    "aws_kms_alias.orders: update target_key_id",
    "aws_kms_key.orders: delete create",
  ],
  modules: [
    'module.eu["orders"].aws_kms_key.orders: create',
    "module.us[0].aws_kms_key.orders: create",
    'module.eu["orders"].module.database.aura_customer_managed_key.orders: create',
    'module.eu["orders"].module.database.aura_instance.orders: create',
    "module.us[0].module.database.aura_customer_managed_key.orders: create",
    "module.us[0].module.database.aura_instance.orders: create",
  ],
  "modules-changed": [
    'module.eu["audit"].aws_kms_key.orders: delete',
    "module.us[0].aws_kms_key.orders: delete",
    'module.eu["audit"].module.database.aura_customer_managed_key.orders: delete',
    'module.eu["audit"].module.database.aura_instance.orders: delete',
    "module.us[0].module.database.aura_customer_managed_key.orders: delete",
    "module.us[0].module.database.aura_instance.orders: delete",
  ],
  "no-changes": [],
  "nothing-of-ours": ["terraform_data.greeting: create"],
  "other-peoples-kms": ["aws_kms_key_policy.orders: update policy", "drift of aws_kms_key.orders: update policy"],
  pgrneo4jaura: [
    "aws_kms_key.orders: create",
    "pgrneo4jaura_auracmk.orders: create",
    "pgrneo4jaura_aurainstance.orders: create",
  ],
  "pgrneo4jaura-loses-key": ["pgrneo4jaura_aurainstance.orders: delete create"],
  "pgrneo4jaura-replaced": [
    "pgrneo4jaura_auracmk.orders: delete create",
    "pgrneo4jaura_aurainstance.orders: delete create",
  ],
  "phase-1-to-2": [
    "aura_instance.instances_main: create",
    "aws_kms_key.keys_orders: update policy",
    "terraform_data.AuraCmkReviewMetadata: update input output",
    "terraform_data.keys_orders_StatementGuard[0]: create",
  ],
  "phase-2-to-1": ["aura_instance.instances_main: delete", "aws_kms_key.keys_orders: update policy"],
  "phase-2-to-1-refused": [
    "errored",
    "terraform_data.AuraCmkReviewMetadata: update input output",
    "terraform_data.keys_orders_StatementGuard[0]: delete",
  ],
  "principal-changed": [
    "aws_kms_key.keys_orders: update policy",
    "terraform_data.AuraCmkReviewMetadata: update input output",
  ],
  "principal-expected": [
    "aura_instance.instances_main: create",
    "aws_kms_key.keys_orders: update policy",
    "terraform_data.AuraCmkReviewMetadata: update input output",
    "terraform_data.keys_orders_StatementGuard[0]: create",
  ],
  "principal-expected-at-once": [
    "aura_instance.instances_main: create",
    "aws_kms_key.keys_orders: update policy",
    "terraform_data.AuraCmkReviewMetadata: update input output",
    "terraform_data.keys_orders_StatementGuard[0]: create",
  ],
  "policy-from-data-source": [
    "aura_customer_managed_key.orders: create",
    "aura_instance.orders: create",
    "aws_kms_alias.orders: create",
    "aws_kms_key.orders: create",
  ],
  "policy-resource-deleted": ["aws_kms_key_policy.orders: delete", "drift of aws_kms_key.orders: update policy"],
  "policy-resource-moved": ["aws_kms_key_policy.renamed: no-op (moved)", "drift of aws_kms_key.orders: update policy"],
  "policy-resource-renamed": [
    "aws_kms_key_policy.orders: delete",
    "aws_kms_key_policy.renamed: create",
    "drift of aws_kms_key.orders: update policy",
  ],
  "policy-resource-repointed": [
    "aws_kms_key_policy.orders: update key_id",
    "drift of aws_kms_key.orders: update policy",
  ],
  "policy-respelled": [],
  "protection-gone": [
    "aura_customer_managed_key.records_orders: update deletion_protection",
    "aura_instance.instances_main: update deletion_protection status",
    "aws_kms_key.keys_orders: update policy",
    "terraform_data.AuraCmkReviewMetadata: update input output",
    "terraform_data.keys_orders_StatementGuard[0]: delete",
  ],
  "record-deleted-in-use": ["aura_customer_managed_key.orders: delete"],
  "refresh-only": ["drift of aws_kms_key.orders: update enable_key_rotation policy rotation_period_in_days"],
  "region-changed": [
    "aura_customer_managed_key.orders: delete create",
    "aura_instance.orders: delete create",
    "aws_kms_alias.orders: delete create",
    "aws_kms_key.orders: delete create",
  ],
  "regions-differ": [
    "aura_customer_managed_key.orders: create",
    "aura_instance.orders: create",
    "aws_kms_alias.orders: create",
    "aws_kms_key.orders: create",
  ],
  "removed-from-configuration": [
    "aura_customer_managed_key.orders: delete",
    "aura_instance.orders: delete",
    "aws_kms_alias.orders: delete",
    "aws_kms_key.orders: delete",
  ],
  "replica-copy": [
    "aura_instance.instances_copy: create",
    "aws_kms_replica_key.keys_orders: update policy",
    "terraform_data.AuraCmkReviewMetadata: update input output",
    "terraform_data.keys_orders_StatementGuard[0]: create",
  ],
  "replica-primary": [
    "aura_instance.instances_main: create",
    "aws_kms_key.keys_orders: update policy",
    "terraform_data.AuraCmkReviewMetadata: update input output",
    "terraform_data.keys_orders_StatementGuard[0]: create",
  ],
  "sensitive-policy": ["aws_kms_key.orders: update policy"],
  "statement-edited": ["aws_kms_key.orders: update policy"],
  "statement-of-another-account": ["aws_kms_key.orders: update policy"],
  "statement-removed": ["aws_kms_key.orders: update policy"],
  "statement-renamed": ["aws_kms_key.orders: update policy"],
  targeted: ["incomplete", "aws_kms_key.orders: update policy"],
  "policy-elsewhere": ['aws_kms_key_policy.orders["00000000-0000-4000-8000-000000000001"]: create'],
  "alias-elsewhere": ["aws_kms_alias.orders: update target_key_id (imported)", "aws_kms_key.orders: create"],
  "two-plans-instance": ["aura_instance.orders: create"],
  "two-plans-key": ["aws_kms_key.orders: update policy"],
  "two-plans-record-deleted": [
    "aura_customer_managed_key.orders: delete",
    "aws_kms_alias.orders: delete",
    "aws_kms_key.orders: delete",
  ],
  "two-plans-record-in-use": [],
  "two-providers": [
    "aura_customer_managed_key.orders: create",
    "aura_customer_managed_key.papers: create",
    "aura_instance.orders: create",
    "aura_instance.papers: create",
    "aws_kms_key.orders: create",
    "aws_kms_key.papers: create",
  ],
  "unknown-policy": ["aws_kms_key.orders: update policy", "terraform_data.account: create"],
  "unknown-policy-from-data-source": [
    "data.aws_caller_identity.current: read",
    "aws_kms_key.orders: update policy",
    "terraform_data.first: create",
  ],
  "waiver-added": ["terraform_data.AuraCmkReviewMetadata: update input output"],
  "window-shortened": ["aws_kms_key.orders: update deletion_window_in_days"],
};

describe("the real plans", () => {
  it("are those of the cases, and the README lists all of them", () => {
    expect(NAMES).toEqual(CASES.flatMap(({ names }) => names).sort());
    expect(readFileSync(join(FOLDER, "README.md"), "utf8")).toBe(readmeOf(CASES));
  });

  it("change what their names say", () => {
    expect(Object.fromEntries(NAMES.map((name) => [name, changesOf(JSON.parse(textOf(name)) as Plan)]))).toEqual(
      CHANGES,
    );
  });

  describe.each(NAMES)("%s", (name) => {
    const text = textOf(name);

    it("is a plan of format 1, and short enough to be read", () => {
      expect((JSON.parse(text) as Plan).format_version).toMatch(/^1\.\d+$/);
      expect(text.length).toBeLessThan(60_000);
    });

    it("has no paths or times of a machine", () => {
      expect(text).not.toContain(process.cwd());
      expect(text).not.toMatch(/\/(tmp|home|root|Users|private|var|mnt|opt)\/|[A-Z]:\\\\|127\.0\.0\.1|localhost/);
      expect(new Set(text.match(/\b\d{4}-\d\d-\d\dT[^"]+/g))).toEqual(new Set(["2026-01-02T03:04:05Z"]));
    });

    it("has no generated id or secret", () => {
      const ids = text.match(/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/g) ?? [];
      const generated = ids.filter((id) => id !== DEFAULT_PROJECT.id && !id.startsWith("00000000-0000-4000-8000-0000"));
      expect(generated).toEqual([]);
      expect(text.match(/"id": "(?!0000000\d|c0ffee01)[0-9a-f]{8}"/g)).toBeNull();
      expect(text.match(/mrk-(?!0{20})[0-9a-f]*/g)).toBeNull();
      // Passwords of the simulated Aura have 43 characters of this alphabet.
      expect(text.match(/"[\w-]{43}"/g)).toBeNull();
      const secrets = [...text.matchAll(/"(?:password|n4jpwd)": "(.*)"/g)].map(([, secret]) => secret);
      expect(secrets.filter((secret) => !/^generated-password-\d+$/.test(secret ?? ""))).toEqual([]);
    });
  });

  it("keep the marks of sensitive values", () => {
    expect(textOf("destroy")).toContain('"password": "generated-password-1"');
    expect(textOf("destroy")).toContain('"before_sensitive": {\n     "password": true\n    }');
    expect(textOf("sensitive-policy")).toContain('"after_sensitive": {\n     "policy": true,\n');
  });
});

describe("normalise", () => {
  const made = { folder: "/tmp/x", fixedIds: ["7d1ec0d5-5a1e-4c0d-8a1e-000000000001"], instanceIds: ["0a1b2c3d"] };
  const of = (...plans: object[]): unknown[] =>
    normalise(
      plans.map((plan) => JSON.stringify(plan)),
      made,
    ).map((text) => JSON.parse(text) as unknown);

  it("numbers ids in the order of their appearance, in several plans together", () => {
    const [first, second] = ["9f0f8a4e-63a5-4a3c-8f24-6d7f2f2c1f01", "9f0f8a4e-63a5-4a3c-8f24-6d7f2f2c1f02"];
    expect(
      of(
        { arn: `arn:aws:kms:eu-west-1:111122223333:key/${second}` },
        { list: [first, second, made.fixedIds[0]], mrk: "mrk-0123456789abcdef0123456789abcdef", url: "0a1b2c3d.db" },
      ),
    ).toEqual([
      { arn: "arn:aws:kms:eu-west-1:111122223333:key/00000000-0000-4000-8000-000000000001" },
      {
        list: [
          "00000000-0000-4000-8000-000000000002",
          "00000000-0000-4000-8000-000000000001",
          "7d1ec0d5-5a1e-4c0d-8a1e-000000000001",
        ],
        mrk: "mrk-00000000000000000000000000000001",
        url: "00000001.db",
      },
    ]);
  });

  it("replaces passwords, times and the folder, and nothing in marks", () => {
    expect(of({ password: "a", other: { password: "b", n4jpwd: "a" }, sensitive_values: { password: true } })).toEqual([
      {
        password: "generated-password-1",
        other: { password: "generated-password-2", n4jpwd: "generated-password-1" },
        sensitive_values: { password: true },
      },
    ]);
    expect(of({ timestamp: "2026-11-22T17:00:00.123Z", text: "in /tmp/x/orders.json", version: "2012-10-17" })).toEqual(
      [{ timestamp: "2026-01-02T03:04:05Z", text: "in /estate/orders.json", version: "2012-10-17" }],
    );
  });

  it("sorts the lists that Terraform gives in no fixed order, and no other", () => {
    expect(
      of({ replace_paths: [["region"], ["key_id"]], relevant_attributes: ["b", "a"], actions: ["delete", "create"] }),
    ).toEqual([
      { replace_paths: [["key_id"], ["region"]], relevant_attributes: ["a", "b"], actions: ["delete", "create"] },
    ]);
  });
});
