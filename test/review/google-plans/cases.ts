import type { ReviewVerdict } from "../../../review/types";
import type { Stage } from "../plans/stage";
import { block } from "../plans/cases/hcl";
import {
  ACCOUNTS,
  binding,
  CONFIGURED,
  key,
  KEY_NAME,
  member,
  members,
  membersWithout,
  metadata,
  policy,
  record,
  ring,
  RING_NAME,
  USE,
  usual,
  version,
  VIEWER,
  type Arguments,
} from "./hcl";

/** A plan that Terraform makes, and what has to come of it. */
export interface GoogleCase {
  readonly name: string;
  readonly verdict: ReviewVerdict;
  /** What blocks and what needs review: level, rule and address, in their order. */
  readonly findings: readonly string[];
  /** What is planned. */
  readonly after: string;
  /** More arguments for `terraform plan`. */
  readonly options?: readonly string[];
  /** What happens outside of Terraform before. */
  readonly outside?: (on: Stage) => void;
}

/** What is there, and what is planned from it. */
export interface Group {
  /** What is applied first; undefined for nothing. */
  readonly before: string | undefined;
  readonly cases: readonly GoogleCase[];
}

const KEY = "google_kms_crypto_key.orders";
const FIRST = "google_kms_crypto_key_iam_member.compute-use";
const LAST = "google_kms_crypto_key_iam_member.backup-viewer";

const one = (
  name: string,
  verdict: ReviewVerdict,
  findings: readonly string[],
  after: string,
  more: Partial<GoogleCase> = {},
): GoogleCase => ({
  ...{ name, verdict, findings, after },
  ...more,
});
const blocks = (
  name: string,
  rule: string,
  address: string,
  after: string,
  more: Partial<GoogleCase> = {},
): GoogleCase => one(name, "BLOCK", [`block ${rule} ${address}`], after, more);
/** Another argument of the key, which replaces it and, through its name, what is encrypted with it. */
const replacing = (name: string, also: readonly string[], changes: Arguments, ...inner: string[]): GoogleCase =>
  one(name, "BLOCK", [...REPLACED, ...also], usual({ key: key(changes, "orders", ...inner) }));

const REPLACED = [
  `block key-survives ${KEY}`,
  "block instance-survives aura_instance.orders",
  "block record-outlives-instances aura_customer_managed_key.orders",
];

const OWN = "app@simulated-project.iam.gserviceaccount.com";
/** Its id is known only at apply. */
const LATER = block('resource "terraform_data" "x"');
const ENDS_ACCESS = [
  "block aura-keeps-access google_kms_crypto_key_iam_binding.all-use",
  "block access-granted-once google_kms_crypto_key_iam_binding.all-use",
  "attention no-new-access google_kms_crypto_key_iam_binding.all-use",
];

const without = (type: string): string => block("removed", { from: type }, block("lifecycle", { destroy: "false" }));

/** From a key with its members, its customer managed key and an instance. */
const FROM_USUAL: Group = {
  before: usual(),
  cases: [
    one("no-changes", "OK", [], usual()),
    one("labels-changed", "OK", [], usual({ key: key({ labels: '{ team = "data" }' }) })),
    one(
      "key-deleted",
      "BLOCK",
      ["block key-survives google_kms_crypto_key.orders"],
      usual({ key: "", access: "", record: record({ key_id: `"${KEY_NAME}"` }) }),
    ),
    one(
      "all-destroyed",
      "BLOCK",
      [
        "block key-survives google_kms_crypto_key.orders",
        "block instance-survives aura_instance.orders",
        "attention record-outlives-instances aura_customer_managed_key.orders",
      ],
      usual(),
      { options: ["-destroy"] },
    ),
    replacing("key-replaced-name", [], { name: '"orders-2"' }),
    replacing(
      "key-replaced-purpose",
      [`block key-type-supported ${KEY}`],
      { purpose: '"MAC"' },
      block("version_template", { algorithm: '"HMAC_SHA256"' }),
    ),
    replacing("key-replaced-duration", [`attention key-can-be-recovered ${KEY}`], {
      destroy_scheduled_duration: '"604800s"',
    }),
    replacing("key-replaced-import-only", [`block key-type-supported ${KEY}`, `attention rotation-enabled ${KEY}`], {
      import_only: "true",
      skip_initial_version_creation: "true",
      rotation_period: undefined,
    }),
    replacing(
      "key-replaced-protection-level",
      [],
      {},
      block("version_template", { algorithm: '"GOOGLE_SYMMETRIC_ENCRYPTION"', protection_level: '"HSM"' }),
    ),
    replacing("key-replaced-backend", [], {
      crypto_key_backend: `"projects/simulated-project/locations/europe-west1/ekmConnections/e"`,
    }),
    replacing(
      "key-replaced-create-first",
      [`attention key-can-be-recovered ${KEY}`],
      { destroy_scheduled_duration: '"604800s"' },
      block("lifecycle", { create_before_destroy: "true" }),
    ),
    one(
      "ring-replaced-name",
      "BLOCK",
      [
        "block key-survives google_kms_crypto_key.orders",
        "block instance-survives aura_instance.orders",
        "block record-outlives-instances aura_customer_managed_key.orders",
      ],
      usual({ ring: ring({ name: '"aura-2"' }) }),
    ),
    one(
      "ring-replaced-location",
      "BLOCK",
      [
        "block key-survives google_kms_crypto_key.orders",
        "block instance-survives aura_instance.orders",
        "block record-outlives-instances aura_customer_managed_key.orders",
        "block key-region-matches-instance aura_instance.orders",
        "block record-region-matches-key aura_customer_managed_key.orders",
      ],
      usual({ ring: ring({ location: '"europe-west3"' }) }),
    ),
    one(
      "ring-replaced-project",
      "BLOCK",
      [
        "block key-survives google_kms_crypto_key.orders",
        "block instance-survives aura_instance.orders",
        "block record-outlives-instances aura_customer_managed_key.orders",
      ],
      usual({ ring: ring({ project: '"another-project"' }) }),
    ),
    one(
      "key-replaced-on-request",
      "BLOCK",
      [
        "block key-survives google_kms_crypto_key.orders",
        "block instance-survives aura_instance.orders",
        "block record-outlives-instances aura_customer_managed_key.orders",
      ],
      usual(),
      { options: ["-replace=google_kms_crypto_key.orders"] },
    ),
    one(
      "key-renamed",
      "BLOCK",
      [
        "block aura-keeps-access google_kms_crypto_key_iam_member.backup-use",
        "block key-survives google_kms_crypto_key.orders",
        "block instance-survives aura_instance.orders",
        "block record-outlives-instances aura_customer_managed_key.orders",
      ],
      usual({
        key: key({}, "new"),
        access: members(ACCOUNTS, { crypto_key_id: "google_kms_crypto_key.new.id" }),
        record: record({ key_id: "google_kms_crypto_key.new.id" }),
      }),
    ),
    one(
      "key-moved",
      "OK",
      [],
      usual({
        key: key({}, "new"),
        access: members(ACCOUNTS, { crypto_key_id: "google_kms_crypto_key.new.id" }),
        record: record({ key_id: "google_kms_crypto_key.new.id" }),
        more: block("moved", { from: KEY, to: "google_kms_crypto_key.new" }),
      }),
    ),
    one(
      "key-forgotten",
      "NEEDS REVIEW",
      ["attention key-survives google_kms_crypto_key.orders"],
      usual({
        key: "",
        access: members(ACCOUNTS, { crypto_key_id: `"${KEY_NAME}"` }),
        record: record({ key_id: `"${KEY_NAME}"` }),
        more: without(KEY),
      }),
    ),
    one("ring-destroyed", "OK", [], usual({ ring: "", key: key({ key_ring: `"${RING_NAME}"` }) })),
    one(
      "rotation-off",
      "BLOCK",
      ["block rotation-stays-on google_kms_crypto_key.orders"],
      usual({ key: key({ rotation_period: undefined }) }),
    ),
    one(
      "member-destroyed",
      "BLOCK",
      [
        "block aura-keeps-access google_kms_crypto_key_iam_member.backup-viewer",
        "block aura-can-use-key google_kms_crypto_key.orders",
      ],
      usual({ access: membersWithout("backup-viewer") }),
    ),
    one(
      "all-members-destroyed",
      "BLOCK",
      ["block aura-keeps-access google_kms_crypto_key_iam_member.backup-use"],
      usual({ access: "" }),
    ),
    one(
      "member-of-another-role",
      "BLOCK",
      [
        "block aura-keeps-access google_kms_crypto_key_iam_member.backup-viewer",
        "block aura-can-use-key google_kms_crypto_key.orders",
      ],
      usual({
        access: `${membersWithout("backup-viewer")}\n${member(ACCOUNTS[2] ?? "", VIEWER, { role: '"roles/cloudkms.publicKeyViewer"' })}`,
      }),
    ),
    one(
      "member-conditioned",
      "BLOCK",
      [
        "block aura-keeps-access google_kms_crypto_key_iam_member.backup-viewer",
        "block aura-can-use-key google_kms_crypto_key.orders",
      ],
      usual({
        access: `${membersWithout("backup-viewer")}\n${member(ACCOUNTS[2] ?? "", VIEWER, {}, undefined, block("condition", { title: '"until"', expression: `"request.time < timestamp(\\"2027-01-01T00:00:00Z\\")"` }))}`,
      }),
    ),
    one(
      "member-replaced-on-request",
      "BLOCK",
      ["block aura-keeps-access google_kms_crypto_key_iam_member.compute-use"],
      usual(),
      { options: [`-replace=${FIRST}`] },
    ),
    one(
      "member-renamed",
      "BLOCK",
      ["block aura-keeps-access google_kms_crypto_key_iam_member.backup-viewer"],
      usual({ access: `${membersWithout("backup-viewer")}\n${member(ACCOUNTS[2] ?? "", VIEWER, {}, "new")}` }),
    ),
    one(
      "member-moved",
      "OK",
      [],
      usual({
        access: `${membersWithout("backup-viewer")}\n${member(ACCOUNTS[2] ?? "", VIEWER, {}, "new")}`,
        more: block("moved", { from: LAST, to: "google_kms_crypto_key_iam_member.new" }),
      }),
    ),
    one(
      "member-forgotten",
      "NEEDS REVIEW",
      ["attention aura-keeps-access google_kms_crypto_key_iam_member.backup-viewer"],
      usual({ access: membersWithout("backup-viewer"), more: without(LAST) }),
    ),
    one(
      "binding-without-aura",
      "BLOCK",
      [
        "block aura-keeps-access google_kms_crypto_key_iam_binding.all-use",
        "block access-granted-once google_kms_crypto_key_iam_binding.all-use",
        "attention no-new-access google_kms_crypto_key_iam_binding.all-use",
      ],
      usual({ more: binding([OWN], USE) }),
    ),
    one(
      "binding-with-aura",
      "BLOCK",
      ["block access-granted-once google_kms_crypto_key_iam_binding.all-use"],
      usual({ more: binding(ACCOUNTS, USE) }),
    ),
    one(
      "binding-of-another-role",
      "NEEDS REVIEW",
      ["attention no-new-access google_kms_crypto_key_iam_binding.all-cryptoKeyDecrypter"],
      usual({ more: binding([OWN], "roles/cloudkms.cryptoKeyDecrypter") }),
    ),
    one(
      "policy-without-aura",
      "BLOCK",
      [
        "block aura-keeps-access google_kms_crypto_key_iam_policy.orders",
        "block access-granted-once google_kms_crypto_key_iam_policy.orders",
        "attention no-new-access google_kms_crypto_key_iam_policy.orders",
      ],
      usual({ more: policy({ [USE]: [OWN] }) }),
    ),
    one(
      "members-become-policy",
      "BLOCK",
      ["block aura-keeps-access google_kms_crypto_key_iam_member.backup-use"],
      usual({ access: policy({ [USE]: ACCOUNTS, [VIEWER]: ACCOUNTS }) }),
    ),
    one(
      "anyone-added",
      "BLOCK",
      ["block no-new-access google_kms_crypto_key_iam_member.allUsers-use"],
      usual({ more: member("allUsers", USE) }),
    ),
    one(
      "everyone-signed-in-added",
      "BLOCK",
      ["block no-new-access google_kms_crypto_key_iam_member.allAuthenticatedUsers-cryptoKeyDecrypter"],
      usual({ more: member("allAuthenticatedUsers", "roles/cloudkms.cryptoKeyDecrypter") }),
    ),
    one(
      "owner-added",
      "BLOCK",
      ["block no-new-access google_kms_crypto_key_iam_member.user-owner"],
      usual({ more: member("user:jo@acme.example", "roles/owner") }),
    ),
    one(
      "user-added",
      "BLOCK",
      ["block no-new-access google_kms_crypto_key_iam_member.user-cryptoKeyDecrypter"],
      usual({ more: member("user:jo@acme.example", "roles/cloudkms.cryptoKeyDecrypter") }),
    ),
    one(
      "administrators-added",
      "NEEDS REVIEW",
      ["attention no-new-access google_kms_crypto_key_iam_member.group-admin"],
      usual({ more: member("group:kms@acme.example", "roles/cloudkms.admin") }),
    ),
    one(
      "own-account-added",
      "NEEDS REVIEW",
      ["attention no-new-access google_kms_crypto_key_iam_member.app-cryptoKeyDecrypter"],
      usual({ more: member(OWN, "roles/cloudkms.cryptoKeyDecrypter") }),
    ),
    one(
      "other-account-added",
      "BLOCK",
      [
        "block no-new-access google_kms_crypto_key_iam_member.app-use",
        "attention no-unexpected-principals google_kms_crypto_key_iam_member.app-use",
      ],
      usual({ more: member("app@elsewhere.iam.gserviceaccount.com", USE) }),
    ),
    one(
      "basic-role-added",
      "BLOCK",
      ["block no-new-access google_kms_crypto_key_iam_member.user-admin"],
      usual({ more: member("user:jo@acme.example", "roles/admin") }),
    ),
    one(
      "domain-added",
      "BLOCK",
      ["block no-new-access google_kms_crypto_key_iam_member.domain-use"],
      usual({ more: member("domain:acme.example", USE) }),
    ),
    one(
      "principal-set-added",
      "BLOCK",
      ["block no-new-access google_kms_crypto_key_iam_member.pool"],
      usual({
        more: member(
          "principalSet://iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/p/group/g",
          USE,
          {},
          "pool",
        ),
      }),
    ),
    one(
      "role-of-ones-own-added",
      "NEEDS REVIEW",
      [
        "attention no-new-access google_kms_crypto_key_iam_member.own",
        "attention no-unexpected-principals google_kms_crypto_key_iam_member.own",
      ],
      usual({ more: member("user:jo@acme.example", "projects/simulated-project/roles/keys", {}, "own") }),
    ),
    one(
      "role-that-is-not-known-added",
      "NEEDS REVIEW",
      [
        "attention no-new-access google_kms_crypto_key_iam_member.new",
        "attention no-unexpected-principals google_kms_crypto_key_iam_member.new",
      ],
      usual({ more: member("user:jo@acme.example", "roles/cloudkms.somethingNew", {}, "new") }),
    ),
    one(
      "ring-member-added",
      "BLOCK",
      ["block no-new-access google_kms_key_ring_iam_member.jo"],
      usual({
        more: block('resource "google_kms_key_ring_iam_member" "jo"', {
          ...{ key_ring_id: "google_kms_key_ring.orders.id", role: `"${USE}"`, member: '"user:jo@acme.example"' },
        }),
      }),
    ),
    one(
      "member-on-unknown-key",
      "NEEDS REVIEW",
      ["attention no-new-access google_kms_crypto_key_iam_member.user-use"],
      usual({ more: `${member("user:jo@acme.example", USE, { crypto_key_id: "terraform_data.x.id" })}\n${LATER}` }),
    ),
    one(
      "binding-on-unknown-key",
      "NEEDS REVIEW",
      ["attention aura-keeps-access google_kms_crypto_key_iam_binding.all-use"],
      usual({ more: `${binding([OWN], USE, { crypto_key_id: "terraform_data.x.id" })}\n${LATER}` }),
    ),
    one(
      "binding-of-unknown-members",
      "BLOCK",
      [
        "block access-granted-once google_kms_crypto_key_iam_binding.all-use",
        "attention aura-keeps-access google_kms_crypto_key_iam_binding.all-use",
      ],
      usual({
        more: `${binding([], USE, { members: '["serviceAccount:${terraform_data.x.id}@p.iam.gserviceaccount.com"]' })}\n${LATER}`,
      }),
    ),
    one(
      "binding-by-short-name",
      "BLOCK",
      ENDS_ACCESS,
      usual({ more: binding([OWN], USE, { crypto_key_id: '"europe-west1/aura/orders"' }) }),
    ),
    one(
      "binding-by-data-source",
      "BLOCK",
      ENDS_ACCESS,
      usual({
        more: [
          block('data "google_kms_key_ring" "aura"', { name: '"aura"', location: '"europe-west1"' }),
          block('data "google_kms_crypto_key" "orders"', {
            ...{ name: '"orders"', key_ring: "data.google_kms_key_ring.aura.id" },
          }),
          binding([OWN], USE, { crypto_key_id: "data.google_kms_crypto_key.orders.id" }),
        ].join("\n"),
      }),
    ),
    one(
      "policy-by-data-source",
      "BLOCK",
      [
        "block aura-keeps-access google_kms_crypto_key_iam_policy.orders",
        "block access-granted-once google_kms_crypto_key_iam_policy.orders",
        "attention no-new-access google_kms_crypto_key_iam_policy.orders",
      ],
      usual({
        more: [
          block(
            'data "google_iam_policy" "orders"',
            {},
            block("binding", { role: `"${USE}"`, members: JSON.stringify([`serviceAccount:${OWN}`]) }),
          ),
          block('resource "google_kms_crypto_key_iam_policy" "orders"', {
            ...{ crypto_key_id: `${KEY}.id`, policy_data: "data.google_iam_policy.orders.policy_data" },
          }),
        ].join("\n"),
      }),
    ),
    one("reader-added", "OK", [], usual({ more: member("user:jo@acme.example", "roles/cloudkms.viewer") })),
    one("old-version-added", "OK", [], usual({ more: version() })),
    one(
      "registers-version",
      "BLOCK",
      [
        "block key-identifier-well-formed aura_customer_managed_key.orders",
        "attention instance-survives aura_instance.orders",
        "attention record-outlives-instances aura_customer_managed_key.orders",
      ],
      usual({ record: record({ key_id: "google_kms_crypto_key.orders.primary[0].name" }), instance: "" }),
    ),
    one(
      "targeted",
      "BLOCK",
      [
        "block aura-keeps-access google_kms_crypto_key_iam_member.backup-viewer",
        "block aura-can-use-key google_kms_crypto_key.orders",
      ],
      usual({ access: membersWithout("backup-viewer") }),
      {
        options: [`-target=${LAST}`],
      },
    ),
    one(
      "drift-member-removed",
      "NEEDS REVIEW",
      [
        "attention aura-keeps-access google_kms_crypto_key_iam_member.backup-viewer",
        "attention key-stays-usable aura_customer_managed_key.orders",
        "attention key-stays-usable aura_instance.orders",
        "attention no-new-access google_kms_crypto_key_iam_member.backup-viewer",
      ],
      usual(),
      { outside: removeMember },
    ),
    one(
      "drift-version-disabled",
      "BLOCK",
      [
        "block key-type-supported google_kms_crypto_key.orders",
        "attention key-stays-usable aura_customer_managed_key.orders",
        "attention key-stays-usable aura_instance.orders",
      ],
      usual(),
      { outside: disableVersion },
    ),
    one("drift-etag", "OK", [], usual(), { outside: touchPolicy }),
    one("metadata-added", "OK", [], usual({ more: metadata(CONFIGURED) })),
  ],
};

function removeMember({ simulator }: Stage): void {
  const policies = simulator.clouds.gcp?.policies;
  const found = policies?.get(KEY_NAME);
  if (!policies || !found) throw new Error("there is no policy");
  policies.set(KEY_NAME, { ...found, bindings: found.bindings.filter(({ role }) => role !== VIEWER) });
}

/** Another policy of the same bindings: its etag is another one, which every member of the key shows. */
function touchPolicy({ simulator }: Stage): void {
  const policies = simulator.clouds.gcp?.policies;
  policies?.set(KEY_NAME, policies.get(KEY_NAME));
}

function disableVersion({ simulator }: Stage): void {
  const [first] = simulator.clouds.gcp?.kms.key(KEY_NAME).versions ?? [];
  if (!first) throw new Error("there is no version");
  Object.assign(first, { state: "DISABLED" });
}

/** With a version of the key that is managed. */
const FROM_VERSION: Group = {
  before: usual({ more: version() }),
  cases: [
    blocks("version-destroyed", "key-survives", "google_kms_crypto_key_version.orders", usual()),
    blocks(
      "version-disabled",
      "key-survives",
      "google_kms_crypto_key_version.orders",
      usual({ more: version({ state: '"DISABLED"' }) }),
    ),
    one(
      "version-forgotten",
      "NEEDS REVIEW",
      ["attention key-survives google_kms_crypto_key_version.orders"],
      usual({ more: without("google_kms_crypto_key_version.orders") }),
    ),
  ],
};

const BINDINGS = [binding(ACCOUNTS, USE), binding(ACCOUNTS, VIEWER)].join("\n");

/** Where bindings give Aura access. */
const FROM_BINDINGS: Group = {
  before: usual({ access: BINDINGS }),
  cases: [
    one("bindings-stay", "OK", [], usual({ access: BINDINGS })),
    one(
      "binding-without-one",
      "BLOCK",
      [
        "block aura-keeps-access google_kms_crypto_key_iam_binding.all-use",
        "block aura-can-use-key google_kms_crypto_key.orders",
      ],
      usual({ access: [binding(ACCOUNTS.slice(1), USE), binding(ACCOUNTS, VIEWER)].join("\n") }),
    ),
    one(
      "binding-destroyed",
      "BLOCK",
      [
        "block aura-keeps-access google_kms_crypto_key_iam_binding.all-viewer",
        "block aura-can-use-key google_kms_crypto_key.orders",
      ],
      usual({ access: binding(ACCOUNTS, USE) }),
    ),
    one(
      "bindings-become-members",
      "BLOCK",
      ["block aura-keeps-access google_kms_crypto_key_iam_binding.all-use"],
      usual(),
    ),
    one(
      "bindings-forgotten-for-members",
      "NEEDS REVIEW",
      ["attention aura-keeps-access google_kms_crypto_key_iam_binding.all-use"],
      usual({
        more: ["use", "viewer"].map((role) => without(`google_kms_crypto_key_iam_binding.all-${role}`)).join("\n"),
      }),
    ),
    one(
      "binding-with-one-more",
      "NEEDS REVIEW",
      ["attention no-new-access google_kms_crypto_key_iam_binding.all-use"],
      usual({
        access: [binding([...ACCOUNTS, OWN], USE), binding(ACCOUNTS, VIEWER)].join("\n"),
      }),
    ),
  ],
};

const ALL_ROLES = { [USE]: ACCOUNTS, [VIEWER]: ACCOUNTS };

/** Where a policy gives Aura access. */
const FROM_POLICY: Group = {
  before: usual({ access: policy(ALL_ROLES) }),
  cases: [
    one("policy-stays", "OK", [], usual({ access: policy(ALL_ROLES) })),
    one(
      "policy-without-one",
      "BLOCK",
      [
        "block aura-keeps-access google_kms_crypto_key_iam_policy.orders",
        "block aura-can-use-key google_kms_crypto_key.orders",
      ],
      usual({ access: policy({ ...ALL_ROLES, [VIEWER]: ACCOUNTS.slice(1) }) }),
    ),
    one(
      "policy-destroyed",
      "BLOCK",
      ["block aura-keeps-access google_kms_crypto_key_iam_policy.orders"],
      usual({ access: "" }),
    ),
  ],
};

const counted = (accounts: readonly string[]): string =>
  [USE, VIEWER]
    .map((role, index) =>
      block(`resource "google_kms_crypto_key_iam_member" "${index === 0 ? "use" : "view"}"`, {
        count: String(accounts.length),
        crypto_key_id: "google_kms_crypto_key.orders.id",
        role: `"${role}"`,
        member: `"serviceAccount:\${${JSON.stringify(accounts)}[count.index]}"`,
      }),
    )
    .join("\n");

/** Members by their places in a list. */
const FROM_COUNT: Group = {
  before: usual({ access: counted([OWN, ...ACCOUNTS]) }),
  cases: [
    one(
      "count-shifts",
      "BLOCK",
      ["block aura-keeps-access google_kms_crypto_key_iam_member.use[1]"],
      usual({ access: counted(ACCOUNTS) }),
    ),
  ],
};

const ringMembers = (accounts: readonly string[]): string =>
  [USE, VIEWER]
    .map((role, index) =>
      block(`resource "google_kms_key_ring_iam_binding" "${index === 0 ? "use" : "view"}"`, {
        key_ring_id: "google_kms_key_ring.orders.id",
        role: `"${role}"`,
        members: JSON.stringify(accounts.map((account) => `serviceAccount:${account}`)),
      }),
    )
    .join("\n");

/** Access by roles on the key ring. */
const FROM_RING: Group = {
  before: usual({ access: ringMembers(ACCOUNTS) }),
  cases: [
    one("ring-roles-stay", "OK", [], usual({ access: ringMembers(ACCOUNTS) })),
    one(
      "ring-role-without-one",
      "BLOCK",
      [
        "block aura-keeps-access google_kms_key_ring_iam_binding.use",
        "block aura-can-use-key google_kms_crypto_key.orders",
      ],
      usual({ access: ringMembers(ACCOUNTS.slice(1)) }),
    ),
    one(
      "ring-role-destroyed",
      "BLOCK",
      ["block aura-keeps-access google_kms_key_ring_iam_binding.use"],
      usual({ access: "" }),
    ),
  ],
};

const CONFIGURED_MORE = metadata(CONFIGURED);

/** Where the stack says what is protected, and whose the accounts are. */
const FROM_CONFIGURED: Group = {
  before: usual({ more: CONFIGURED_MORE }),
  cases: [
    one(
      "protection-removed",
      "NEEDS REVIEW",
      ["attention key-survives google_kms_crypto_key.orders"],
      usual({ more: metadata({ ...CONFIGURED, protected: [] }) }),
    ),
    one(
      "protected-key-deleted",
      "BLOCK",
      [
        "block key-survives google_kms_crypto_key.orders",
        "attention instance-survives aura_instance.orders",
        "attention record-outlives-instances aura_customer_managed_key.orders",
      ],
      usual({ key: "", access: "", record: "", instance: "", more: metadata({}) }),
    ),
    one(
      "unexpected-account-added",
      "BLOCK",
      ["block no-new-access google_kms_crypto_key_iam_member.app-use"],
      usual({ more: `${CONFIGURED_MORE}\n${member("app@elsewhere.iam.gserviceaccount.com", USE)}` }),
    ),
    one(
      "accounts-changed",
      "NEEDS REVIEW",
      [
        "attention aura-keeps-access google_kms_crypto_key_iam_member.backup-use",
        "attention no-new-access google_kms_crypto_key_iam_member.new-use",
      ],
      usual({
        access: members([...ACCOUNTS.slice(0, 2), "aura-new-1@neo4j-aura-simulated.iam.gserviceaccount.com"]),
        more: metadata({
          ...CONFIGURED,
          principals: { [KEY]: [...ACCOUNTS.slice(0, 2), "aura-new-1@neo4j-aura-simulated.iam.gserviceaccount.com"] },
        }),
      }),
    ),
    one(
      "phase-2-to-1",
      "BLOCK",
      [
        "block aura-keeps-access google_kms_crypto_key_iam_member.backup-use",
        "attention instance-survives aura_instance.orders",
        "attention no-new-access google_kms_crypto_key.orders",
      ],
      usual({ access: "", instance: "", more: metadata({ protected: [KEY] }) }),
    ),
  ],
};

/** A key that is given up in two steps: its protection is gone. */
const FROM_UNPROTECTED: Group = {
  before: usual({ more: metadata({ ...CONFIGURED, protected: [] }) }),
  cases: [
    one(
      "given-up",
      "NEEDS REVIEW",
      [
        "attention key-survives google_kms_crypto_key.orders",
        "attention instance-survives aura_instance.orders",
        "attention record-outlives-instances aura_customer_managed_key.orders",
      ],
      usual({ key: "", access: "", record: "", instance: "", more: metadata({}) }),
    ),
    one(
      "given-up-in-use",
      "BLOCK",
      ["block key-survives google_kms_crypto_key.orders"],
      usual({ key: "", access: "", record: record({ key_id: `"${KEY_NAME}"` }), more: metadata({}) }),
    ),
  ],
};

/** In phase 1. */
const FROM_BOOTSTRAP: Group = {
  before: usual({ access: "", instance: "", more: metadata({ protected: [KEY] }) }),
  cases: [
    one("bootstrap-stays", "OK", [], usual({ access: "", instance: "", more: metadata({ protected: [KEY] }) })),
    one(
      "phase-1-to-2",
      "NEEDS REVIEW",
      ["attention no-new-access google_kms_crypto_key_iam_member.backup-use"],
      usual({ more: CONFIGURED_MORE }),
    ),
    one(
      "phase-1-to-2-incomplete",
      "BLOCK",
      [
        "block aura-can-use-key google_kms_crypto_key.orders",
        "attention no-new-access google_kms_crypto_key_iam_member.backup-use",
      ],
      usual({ access: membersWithout("backup-viewer"), more: CONFIGURED_MORE }),
    ),
    one(
      "phase-1-binding-without-aura",
      "BLOCK",
      [
        "block aura-keeps-access google_kms_crypto_key_iam_binding.all-use",
        "attention key-survives google_kms_crypto_key.orders",
        "attention no-new-access google_kms_crypto_key_iam_binding.all-use",
      ],
      usual({ access: binding([OWN], USE), instance: "" }),
    ),
  ],
};

/** From nothing. */
const FROM_NOTHING: Group = {
  before: undefined,
  cases: [
    one("create", "OK", [], usual({ access: "", instance: "", more: metadata({ protected: [KEY] }) })),
    one(
      "create-encrypted",
      "NEEDS REVIEW",
      ["attention no-new-access google_kms_crypto_key_iam_member.backup-use"],
      usual({ more: CONFIGURED_MORE }),
    ),
    one(
      "create-incomplete",
      "BLOCK",
      [
        "block aura-can-use-key google_kms_crypto_key.orders",
        "attention no-new-access google_kms_crypto_key_iam_member.compute-use",
      ],
      usual({ access: members(ACCOUNTS.slice(0, 2)) }),
    ),
    one(
      "create-elsewhere",
      "BLOCK",
      [
        "block key-region-matches-instance aura_instance.orders",
        "block record-region-matches-key aura_customer_managed_key.orders",
        "attention no-new-access google_kms_crypto_key_iam_member.backup-use",
      ],
      usual({ ring: ring({ location: '"europe-west3"' }) }),
    ),
    one(
      "create-global",
      "BLOCK",
      [
        "block key-region-matches-instance aura_instance.orders",
        "block record-region-matches-key aura_customer_managed_key.orders",
        "attention no-new-access google_kms_crypto_key_iam_member.backup-use",
      ],
      usual({ ring: ring({ location: '"global"' }) }),
    ),
    one(
      "create-signing",
      "BLOCK",
      [
        "block key-type-supported google_kms_crypto_key.orders",
        "attention no-new-access google_kms_crypto_key_iam_member.backup-use",
      ],
      usual({
        key: key(
          { purpose: '"ASYMMETRIC_SIGN"', rotation_period: undefined },
          "orders",
          block("version_template", { algorithm: '"EC_SIGN_P256_SHA256"' }),
        ),
      }),
    ),
    one(
      "create-short",
      "NEEDS REVIEW",
      [
        "attention no-new-access google_kms_crypto_key_iam_member.backup-use",
        "attention key-can-be-recovered google_kms_crypto_key.orders",
      ],
      usual({ key: key({ destroy_scheduled_duration: '"86400s"' }), more: CONFIGURED_MORE }),
    ),
  ],
};

/** All groups. */
export const GROUPS: readonly Group[] = [
  ...[FROM_USUAL, FROM_VERSION, FROM_BINDINGS, FROM_POLICY, FROM_COUNT, FROM_RING, FROM_CONFIGURED],
  ...[FROM_UNPROTECTED, FROM_BOOTSTRAP, FROM_NOTHING],
];

export const CASES: readonly GoogleCase[] = GROUPS.flatMap(({ cases }) => cases);
