import { readFileSync } from "node:fs";
import path from "node:path";
import { readPlans } from "../../model/read/read-plans";
import { reviewPlans } from "../../review/review";
import type { ReviewVerdict } from "../../review/types";
import { AURA_APPLICATION, OTHER_APPLICATION, PRINCIPAL_ID } from "../../rules/azure/example";
import { KEY, PRINCIPAL, reviewOf, ROLE_ON_KEY, STATE, VAULT } from "../rules/azure/plan";

const PAGE = readFileSync(path.resolve(__dirname, "../../docs/plan-review.md"), "utf8");
const SECTION = PAGE.slice(PAGE.indexOf("## Keys in Azure and Google Cloud"), PAGE.indexOf("## What no rule judges"));
const ROWS = [...SECTION.matchAll(/^\| ([^|]*?) +\| `([A-Z ]+)` +\|/gm)].map(([, change = "", verdict = ""]) => ({
  change,
  verdict,
}));

const azure = (...args: Parameters<typeof reviewOf>): ReviewVerdict => reviewOf(...args).verdict;
const google = (name: string): ReviewVerdict => {
  const file = path.resolve(__dirname, "../review/google-plans", `${name}.json`);
  const result = readPlans([{ name, text: readFileSync(file, "utf8") }]);
  if ("problems" in result) throw new Error(`${name} cannot be read`);
  return reviewPlans(result.reading, { now: new Date(0) }).verdict;
};
const on = (address: string, after: object | null) => ({
  [address]: { after: after as Record<string, unknown> | null },
});
const replaced = (address: string, by: string, after: object) => ({
  [address]: { ...{ actions: ["delete", "create"], replaceBy: [by], unknown: { id: true } }, after: { ...after } },
});
const OTHER = "azurerm_role_assignment.other";
const OTHER_PRINCIPAL = "azuread_service_principal.other";
const OTHER_ID = PRINCIPAL_ID.replace("1", "3");

/** What the plans of each row say, in the order of the rows. */
const CASES: readonly (readonly (() => ReviewVerdict)[])[] = [
  [
    () =>
      azure({ [ROLE_ON_KEY]: { before: null, after: {} } }, { expected: { before: [], after: [AURA_APPLICATION] } }),
  ],
  [() => google("phase-1-to-2")],
  [
    () => azure(on(VAULT, null)),
    () => azure(on(KEY, null)),
    ...["name", "location", "resource_group_name"].map((by) => () => azure(replaced(VAULT, by, { [by]: "other" }))),
    () => azure(replaced(KEY, "key_type", { key_type: "RSA-HSM" })),
    () => azure(replaced(KEY, "key_size", { key_size: 4096 })),
  ],
  [
    () => azure(on(VAULT, { rbac_authorization_enabled: false, enable_rbac_authorization: false })),
    () => azure(on(VAULT, { network_acls: [{ bypass: "None", default_action: "Deny", ip_rules: [] }] })),
    () => azure(on(VAULT, { enabled_for_disk_encryption: false })),
  ],
  [
    () => azure(on(ROLE_ON_KEY, null)),
    () => azure(on(PRINCIPAL, null)),
    () => azure(replaced(ROLE_ON_KEY, "condition", { condition: "@Resource[x] StringEquals 'y'" })),
  ],
  [
    () => azure(on(KEY, { expiration_date: "2028-01-01T00:00:00Z" })),
    () => azure(on(KEY, { key_opts: ["unwrapKey"] })),
    () => azure(on(KEY, { key_opts: ["wrapKey"] })),
  ],
  [() => google("key-deleted"), () => google("key-replaced-name")],
  [() => google("version-destroyed"), () => google("version-disabled")],
  [() => google("member-destroyed"), () => google("binding-without-aura"), () => google("policy-without-aura")],
  [() => azure(on(KEY, { rotation_policy: [] })), () => google("rotation-off")],
  [() => azure({}, { protectedAfter: [ROLE_ON_KEY, PRINCIPAL] }), () => google("protection-removed")],
  [
    () =>
      azure({
        [OTHER_PRINCIPAL]: {
          before: { client_id: OTHER_APPLICATION, object_id: OTHER_ID, account_enabled: true },
        },
        [OTHER]: { before: null, after: { ...STATE[ROLE_ON_KEY], principal_id: OTHER_ID } },
      }),
    () => google("unexpected-account-added"),
  ],
  [() => google("administrators-added")],
  [() => azure({}), () => google("no-changes")],
];

it("has a case for each row of the table on keys in Azure and Google Cloud", () => {
  expect(CASES).toHaveLength(ROWS.length);
});

it.each(ROWS.map(({ change, verdict }, index) => [change, verdict, CASES[index] ?? []] as const))(
  "%s: %s",
  (_, verdict, cases) => {
    expect(cases.map((one) => one())).toEqual(cases.map(() => verdict));
  },
);
