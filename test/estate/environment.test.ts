import { resolveVariables } from "../../estate/environment";
import { parseEstate } from "../../estate/load";
import { renderProblem } from "../../model/problem";
import { estateText, type Sections } from "./sample";

const ROLES =
  'accounts: { prod: { id: "${PROD_ID}", assumeRoleArn: "arn:aws:iam::${PROD_ID}:role/${ROLE}", administrators: ["arn:aws:iam::${PROD_ID}:role/admin"] } }';

function parse(sections: Sections, environment: Readonly<Record<string, string>>) {
  const { estate, problems } = parseEstate(estateText(sections), "e.yaml", { environment });
  return { estate, lines: problems.map(renderProblem) };
}

test("a variable stands for an account id, and for a part of the ARNs of roles", () => {
  const { estate, lines } = parse({ accounts: ROLES }, { PROD_ID: "444455556666", ROLE: "deploy" });
  expect(lines).toEqual([]);
  expect(estate?.accounts).toEqual({
    prod: {
      id: "444455556666",
      assumeRoleArn: "arn:aws:iam::444455556666:role/deploy",
      administrators: ["arn:aws:iam::444455556666:role/admin"],
    },
  });
});

test("a variable stands for what names a subscription, a project, a key there, and Aura's principals", () => {
  const accounts = [
    'accounts: { corp: { cloud: azure, subscriptionId: "${SUB}", tenantId: "${TENANT}" }',
    'data: { cloud: gcp, project: "${PROJECT}" } }',
  ].join(", ");
  const keys = [
    'keys: { a: { account: corp, region: westeurope, product: AuraDB, vaultId: "/subscriptions/${SUB}/resourceGroups/aura/providers/Microsoft.KeyVault/vaults/acme", applicationId: "${APP}" }',
    'b: { account: data, region: europe-west1, product: AuraDB, keyRing: "projects/${PROJECT}/locations/europe-west1/keyRings/aura", serviceAccounts: ["${SA1}", "${SA2}", "${SA3}"] } }',
  ].join(", ");
  const environment = {
    ...{
      SUB: "0b1f6471-1bf0-4dda-aec3-cb9272f09590",
      TENANT: "5f0b6a1e-6c1f-4d3a-9a55-0c7f3a1e2b44",
      PROJECT: "acme-prod",
    },
    ...{ APP: "3e1f7c02-5a0e-4c8f-9c43-b3a86c2f5d10", SA1: "aura-1@a.iam.gserviceaccount.com" },
    ...{ SA2: "aura-2@a.iam.gserviceaccount.com", SA3: "aura-3@a.iam.gserviceaccount.com" },
  };
  const { estate, lines } = parse({ accounts, keys, instances: "" }, environment);
  expect(lines).toEqual([]);
  expect(estate?.keys).toMatchObject({
    a: { vaultId: `/subscriptions/${environment.SUB}/resourceGroups/aura/providers/Microsoft.KeyVault/vaults/acme` },
    b: {
      keyRing: "projects/acme-prod/locations/europe-west1/keyRings/aura",
      serviceAccounts: [environment.SA1, environment.SA2, environment.SA3],
    },
  });
});

test("what follows from a variable is compared as if it were written out", () => {
  const accounts = 'accounts: { prod: { id: "111122223333", assumeRoleArn: "arn:aws:iam::${OTHER}:role/x" } }';
  expect(parse({ accounts }, { OTHER: "444455556666" }).lines).toEqual([
    "e.yaml:3:56: `assumeRoleArn` of account prod is a role of another account: the value of `OTHER`; help: correct `OTHER` [key-account-expected]",
  ]);
});

test.each([[{}], [{ PROD_ID: "", ROLE: "" }]])(
  "a variable that is not set, or is set to nothing, is named once for each place: %j",
  (environment) => {
    expect(parse({ accounts: ROLES }, environment).lines).toEqual([
      "e.yaml:3:25: environment variable PROD_ID is not set: `id` of account prod needs it; help: set PROD_ID, or write the value itself [estate-wrong-value]",
      "e.yaml:3:54: environment variable PROD_ID is not set: `assumeRoleArn` of account prod needs it; help: set PROD_ID, or write the value itself [estate-wrong-value]",
      "e.yaml:3:54: environment variable ROLE is not set: `assumeRoleArn` of account prod needs it; help: set ROLE, or write the value itself [estate-wrong-value]",
      "e.yaml:3:111: environment variable PROD_ID is not set: `administrators[0]` of account prod needs it; help: set PROD_ID, or write the value itself [estate-wrong-value]",
    ]);
  },
);

test("a wrong value of a variable is never shown: it may be a secret", () => {
  const accounts = 'accounts: { prod: { id: "${AWS_SECRET_ACCESS_KEY}" } }';
  const { lines } = parse({ accounts }, { AWS_SECRET_ACCESS_KEY: "wJalrXUtnFEMI" });
  expect(lines).toEqual([
    "e.yaml:3:25: `id` of account prod is not an AWS account id: the value of `AWS_SECRET_ACCESS_KEY`; expected: 12 digits, in quotes; help: correct `AWS_SECRET_ACCESS_KEY` [estate-wrong-value]",
  ]);
});

test.each<[what: string, sections: Sections, line: string]>([
  [
    "another setting",
    { rest: "tags: { team: '${TEAM}' }" },
    "e.yaml:6:15: `tags.team` contains a Terraform expression",
  ],
  [
    "an expression that names no variable",
    { accounts: 'accounts: { prod: { id: "${var.id}" } }' },
    "e.yaml:3:25: `id` of account prod contains a Terraform expression",
  ],
])("in %s nothing is replaced", (_, sections, beginning) => {
  const { lines } = parse(sections, { TEAM: "orders", var: "1", id: "2" });
  expect(lines).toEqual([
    `${beginning}: ${lines[0]?.split(": ")[2]?.split(";")[0]}; expected: plain text, without \${ or %{; help: write the value itself [estate-wrong-value]`,
  ]);
});

test("a value from the environment is data, and not looked at again for variables", () => {
  const value = { accounts: { prod: { id: "${A}" } } };
  expect(resolveVariables(value, { A: "${B}", B: "1" })).toMatchObject({
    value: { accounts: { prod: { id: "${B}" } } },
    problems: [],
  });
  expect(value).toEqual({ accounts: { prod: { id: "${A}" } } });
});

test("what every object inherits is no environment variable", () => {
  expect(parse({ accounts: 'accounts: { prod: { id: "${constructor}" } }' }, {}).lines).toEqual([
    "e.yaml:3:25: environment variable constructor is not set: `id` of account prod needs it; help: set constructor, or write the value itself [estate-wrong-value]",
  ]);
});
