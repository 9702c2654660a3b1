import { readFileSync } from "node:fs";
import path from "node:path";
import { reviewPlans } from "../../review/review";
import type { Review, ReviewVerdict } from "../../review/types";
import * as s from "../model/read/support";
import { reviewOf } from "../review/golden/cases";
import { planText, reviewOfText } from "../review/real-plans/review";

const PAGE = readFileSync(path.resolve(__dirname, "../../docs/plan-review.md"), "utf8");
const TABLE = PAGE.slice(PAGE.indexOf("## What changes, and what to do"), PAGE.indexOf("A standalone policy"));
const ROWS = [...TABLE.matchAll(/^\| ([^|]*?) +\| ([^|]*?) +\|/gm)]
  .map(([, change = "", verdict = ""]) => ({ change, verdict }))
  .filter(({ change }) => change !== "what changes" && !change.startsWith("---"));

const AURA = {
  ...{ Sid: "Aura", Effect: "Allow", Principal: { AWS: "arn:aws:iam::444455556666:root" }, Resource: "*" },
  Action: [
    ...["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:DescribeKey"],
    ...["kms:CreateGrant", "kms:ListGrants", "kms:RevokeGrant"],
  ],
};
const DENY = {
  Sid: "Audit",
  Effect: "Deny",
  Principal: { AWS: `arn:aws:iam::${s.ACCOUNT}:role/audit` },
  Action: "kms:Decrypt",
  Resource: "*",
};
/** A partner of the owner. */
const USER = {
  ...{ Sid: "Partner", Effect: "Allow", Principal: { AWS: "arn:aws:iam::777788889999:root" } },
  ...{ Action: ["kms:Decrypt", "kms:DescribeKey"], Resource: "*" },
};
const SECOND_FACTOR = { Condition: { Bool: { "aws:MultiFactorAuthPresent": "true" } } };

/** A side of a plan: the policy of the key, and what the stack says of it. */
interface Side {
  readonly statements?: readonly object[];
  readonly key?: object;
  /** Expected principals of the key. */
  readonly principals?: readonly string[];
  /** Principals that only the owner's own statements name. */
  readonly besideAura?: readonly string[];
  readonly waivers?: readonly object[];
}

const EXPECTING: Side = { principals: ["444455556666"] };
const WITH_USER: Side = {
  statements: [s.OWN, USER, AURA],
  ...{ principals: ["444455556666", "777788889999"], besideAura: ["777788889999"] },
};

const KEY = "aws_kms_key.orders";
const RECORD = "aura_customer_managed_key.orders";
const INSTANCE = "aura_instance.orders";

const KEY_IN_VAULT = { name: "main", key_type: "RSA", key_opts: ["wrapKey", "unwrapKey"], expiration_date: "" };

function planOfKeyInVault(sides: Pick<s.Entry, "before" | "after">): Review {
  return reviewPlans(s.readEntries([{ address: "azurerm_key_vault_key.main", ...sides }]), { now: new Date(0) });
}

/** A plan of a stack with a key that Aura uses; without a side before the plan it is created. */
function planOf(before: Side | undefined, after: Side, more: readonly s.Entry[] = [], top: object = {}): Review {
  const keyOf = ({ statements = [s.OWN, AURA], key = {} }: Side) => ({
    ...s.KEY,
    policy: s.policy(...statements),
    ...key,
  });
  const metadataOf = ({ principals, besideAura, waivers = [] }: Side) => ({
    input: JSON.stringify({
      ...{ kind: "cdktf-aura-cmk/review-metadata", version: "1", protected: [], waivers },
      principals: principals ? { [KEY]: principals } : {},
      ...(besideAura && { besideAura: { [KEY]: besideAura } }),
    }),
  });
  const change = (address: string, valuesOf: (side: Side) => object): s.Entry => {
    const [was, is] = [before && valuesOf(before), valuesOf(after)];
    const same = JSON.stringify(was) === JSON.stringify(is);
    return { address, before: was ?? null, after: is, ...(same && { actions: ["no-op"] }) };
  };
  const entries = [
    change(KEY, keyOf),
    change(RECORD, () => s.RECORD),
    // A new key has no instance yet.
    ...(before ? [change(INSTANCE, () => s.INSTANCE)] : []),
    change("terraform_data.metadata", metadataOf),
  ].filter(({ address }) => !more.some((one) => one.address === address));
  const reading = s.readEntries([...entries, ...more], { ...s.configured({ [KEY]: { policy: {} } }), ...top });
  return reviewPlans(reading, { now: new Date(0) });
}

const policyChange = (before: readonly object[], after: readonly object[]): Review =>
  planOf({ statements: before }, { statements: after });
const LIMITED = [s.OWN, { ...AURA, ...SECOND_FACTOR }];
const EXPECTED = ["444455556666"];

/** Access that was granted outside of Terraform, and that the plan takes away again. */
function grantedOutside(principals: readonly string[]): Review {
  const [without, granted] = [[s.OWN], [s.OWN, AURA]].map((statements) => ({
    ...s.KEY,
    policy: s.policy(...statements),
  }));
  const drift = [s.entry({ address: KEY, before: without ?? {}, after: granted ?? {} })];
  return planOf({ statements: [s.OWN, AURA], principals }, { statements: [s.OWN], principals }, [], {
    resource_drift: drift,
  });
}

/** Another account gets access to the key beside Aura, and the plan creates a key in that account. */
function namedByNewKey(): Review {
  const root = "arn:aws:iam::777788889999:root";
  const own = { ...s.OWN, Principal: { AWS: root } };
  const other = { ...AURA, Sid: "Other", Principal: { AWS: root } };
  const { after, unknown } = s.coming({ ...s.KEY, policy: s.policy(own, AURA) }, "arn", "id", "key_id");
  return planOf({}, { statements: [s.OWN, AURA, other] }, [{ address: "aws_kms_key.new", after, unknown }]);
}

const real = (name: string): Review => reviewOfText(planText(`real-plans/${name}`));

const GRANT = "aws_kms_grant.reader";
const grant = (role: string, more: object = {}): object => ({
  ...{ name: "reader", key_id: s.KEY_ID, region: "eu-west-1", operations: ["Decrypt", "DescribeKey"], constraints: [] },
  ...{
    grantee_principal: role.includes(":") ? `arn:aws:iam::${role}` : role,
    retiring_principal: null,
    grant_id: "1",
    id: "1",
    ...more,
  },
});
const OF_AURA = grant("444455556666:role/aura");

/** A plan in which Aura has access by a grant alone. */
function withGrant(before: object | null, after: object | null, more: Partial<s.Entry> = {}): Review {
  const side = { statements: [s.OWN], principals: EXPECTED };
  return planOf(side, side, [{ address: GRANT, before, after, ...more }]);
}

/** A key that nothing ties to Aura, and access of another account to it. */
function keyOfOthers(before: readonly object[] | undefined, after: readonly object[]): Review {
  const log = {
    Sid: "Logs",
    ...{ Effect: "Allow", Principal: { AWS: "arn:aws:iam::222233334444:root" }, Action: "kms:Decrypt", Resource: "*" },
  };
  const valuesOf = (statements: readonly object[]): object => ({
    ...s.KEY,
    ...{
      description: "log archive",
      tags: null,
      policy: s.policy(s.OWN, ...statements.map((more) => ({ ...log, ...more }))),
    },
  });
  const reading = s.readEntries(
    [{ address: "aws_kms_key.logs", before: before ? valuesOf(before) : null, after: valuesOf(after) }],
    s.configured({ "aws_kms_key.logs": { policy: {} } }),
  );
  return reviewPlans(reading, { now: new Date(0) });
}

/** One plan, or several, for each row, found by the beginning of its first cell; the verdict where the cell has none. */
const CASES: readonly (readonly [row: string, review: () => Review, verdict?: ReviewVerdict])[] = [
  ["Aura's statement is added", () => reviewOf("phase-1-to-2")],
  ["Aura's statement is added", () => reviewOf("create-encrypted")],
  ["The same; it allows only", () => reviewOf("principal-expected")],
  ["The same; it allows only", () => planOf({ statements: [s.OWN], principals: EXPECTED }, { principals: EXPECTED })],
  [
    "The same; it allows other",
    () => planOf({ statements: [s.OWN], principals: ["777788889999"] }, { principals: ["777788889999"] }),
  ],
  ["The same; the expected principals are added", () => reviewOf("principal-expected-at-once")],
  ["A replica gets the statement", () => reviewOf("replica-primary", "replica-copy"), "NEEDS REVIEW"],
  [
    "Expected principals are added to an existing key",
    () => planOf({ statements: [s.OWN] }, { statements: [s.OWN], principals: EXPECTED }),
  ],
  ["Expected principals are set for the first time", () => planOf({}, { principals: EXPECTED })],
  ["Expected principals come with a new key", () => planOf(undefined, { statements: [s.OWN], principals: EXPECTED })],
  ["Expected principals are added together", () => planOf({ statements: [s.OWN] }, { principals: EXPECTED })],
  ["A Deny statement is removed", () => policyChange([s.OWN, AURA, DENY], [s.OWN, AURA])],
  ["An external principal that only", () => planOf(EXPECTING, WITH_USER)],
  ["An external principal that only", () => planOf(WITH_USER, EXPECTING)],
  ["Access that was granted outside", () => grantedOutside([])],
  ["Access that was granted outside", () => grantedOutside(EXPECTED)],
  ["A policy gets a condition", () => policyChange([s.OWN, AURA], LIMITED)],
  ["The same condition, while policy", () => policyChange(LIMITED, LIMITED)],
  [
    "The same condition, and a plan",
    () => planOf({ statements: LIMITED }, { statements: LIMITED }, [{ address: RECORD, after: s.RECORD }]),
  ],
  ["A protected instance or a key", () => reviewOf("destroy")],
  ["A protected instance or a key", () => real("replace-key")],
  [
    "An instance or a key without protection",
    () => planOf({}, {}, [{ address: INSTANCE, before: { ...s.INSTANCE, deletion_protection: false } }]),
  ],
  ["Everything of a stack", () => real("destroy-all")],
  [
    "An instance, key or customer managed key comes back",
    () =>
      planOf({}, {}, [
        { address: INSTANCE, before: s.INSTANCE },
        { address: "aura_instance.renamed", after: s.INSTANCE },
      ]),
  ],
  [
    "A replacement with",
    () => planOf({}, {}, [{ address: INSTANCE, before: s.INSTANCE, after: s.INSTANCE, actions: ["create", "forget"] }]),
  ],
  [
    "Aura says that an instance",
    () => {
      const ending = { ...s.INSTANCE, status: "destroying" };
      return planOf({}, {}, [{ address: INSTANCE, before: ending, after: ending, actions: ["no-op"] }]);
    },
  ],
  [
    "An instance is created with the name",
    () => planOf({}, {}, [{ address: "aura_instance.copy", after: { ...s.INSTANCE, id: "abcd5678" } }]),
  ],
  [
    "Imported key material",
    () => {
      const material = { ...s.KEY, policy: s.policy(s.OWN, AURA), valid_to: "" };
      const expiring = { ...material, valid_to: "2027-01-01T00:00:00Z" };
      return planOf({}, {}, [{ address: "aws_kms_external_key.aura", before: material, after: expiring }]);
    },
  ],
  [
    "Project, cloud, region",
    () => planOf({}, {}, [{ address: INSTANCE, before: s.INSTANCE, after: { ...s.INSTANCE, cloud_provider: "gcp" } }]),
  ],
  ["The guard of Aura's statement", () => reviewOf("phase-2-to-1-refused")],
  ["A multi-Region primary is deleted", () => real("destroy-all-replica"), "BLOCK"],
  ["A replica is deleted or replaced", () => real("replica-removed"), "BLOCK"],
  [
    "A role or user of the key's own account",
    () => policyChange([s.OWN, AURA], [s.OWN, AURA, { ...DENY, Effect: "Allow", Action: "kms:PutKeyPolicy" }]),
  ],
  [
    "A role or user of the key's own account",
    () => planOf({}, {}, [{ address: GRANT, after: grant(`${s.ACCOUNT}:role/app`) }]),
  ],
  [
    "A role or user of the key's own account",
    () =>
      policyChange(
        [s.OWN, AURA],
        [
          s.OWN,
          AURA,
          { ...DENY, Effect: "Allow", Condition: { StringEquals: { "kms:ViaService": "s3.eu-west-1.amazonaws.com" } } },
        ],
      ),
  ],
  [
    "The account's own statement no longer",
    () =>
      policyChange(
        [s.OWN, AURA],
        [{ ...s.OWN, Action: ["kms:PutKeyPolicy", "kms:Describe*", "kms:Get*", "kms:List*"] }, AURA],
      ),
  ],
  [
    "A waiver comes with the change",
    () =>
      planOf(
        {},
        { key: { deletion_window_in_days: 7 }, waivers: [{ rule: "key-survives", on: [KEY], reason: "a test" }] },
      ),
    "BLOCK",
  ],
  ["An account gets access that is named", () => namedByNewKey()],
  ["A waiver comes with a new resource", () => reviewOf("waiver-added")],
  ["A grant to a principal outside", () => real("grant-added")],
  ["A grant to a principal outside", () => planOf({}, {}, [{ address: GRANT, after: grant("666677778888:root") }])],
  ["A grant to a principal outside", () => planOf({}, {}, [{ address: GRANT, after: grant("logs.amazonaws.com") }])],
  ["A grant goes, or is narrowed", () => withGrant(OF_AURA, null)],
  ["A grant of Aura is replaced", () => withGrant(OF_AURA, OF_AURA, { actions: ["delete", "create"] })],
  ["A grant stays", () => withGrant(OF_AURA, OF_AURA, { actions: ["no-op"] })],
  [
    "A grant stays",
    () => {
      const nameless = grant("444455556666:role/aura", { name: null });
      return withGrant(nameless, nameless, { actions: ["create", "delete"] });
    },
  ],
  ["External access to a key without", () => keyOfOthers([], [{}])],
  ["External access to a key without", () => keyOfOthers([{}], [])],
  ["A key of Azure or Google Cloud without", () => planOfKeyInVault({ before: KEY_IN_VAULT })],
  [
    "A key of Azure or Google Cloud without",
    () => planOfKeyInVault({ before: KEY_IN_VAULT, after: { ...KEY_IN_VAULT, key_opts: ["sign"] } }),
  ],
  ["A key without any sign", () => keyOfOthers(undefined, [{}])],
  ["A key without any sign", () => keyOfOthers([{}], [{}])],
];

it.each(CASES.map(([row, review, told]) => ({ row, review, told })))(
  "the review is as the table says: $row",
  ({ row, review, told }) => {
    const [found, ...others] = ROWS.filter(({ change }) => change.startsWith(row));
    expect({ row, others }).toEqual({ row, others: [] });
    const { verdict } = review();
    const cell = found?.verdict ?? "";
    if (told === undefined)
      expect({ cell, verdict }).toEqual({ cell: expect.stringContaining(`\`${verdict}\``), verdict });
    else expect({ verdict, cell }).toEqual({ verdict: told, cell: expect.stringMatching(/^as /) });
  },
);

it("has a case for each row of the table", () => {
  const open = ROWS.filter(({ change }) => !CASES.some(([row]) => change.startsWith(row)));
  expect(open.map(({ change }) => change.slice(0, 60))).toEqual([]);
});
