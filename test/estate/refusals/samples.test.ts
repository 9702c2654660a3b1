import { parseEstate } from "../../../estate/load";
import { renderProblem } from "../../../model/problem";
import { PROJECTS_OF_SAMPLES } from "../../../model/limits";
import { estateText } from "../sample";

const OWN_PROJECT = "0f5c2a41-9d1e-4f6a-8c7b-3d2e1f0a9b8c";

interface Given {
  readonly projectId?: string;
  readonly environment?: Readonly<Record<string, string>>;
}

function lines(aura: string, key = "", { projectId = OWN_PROJECT, environment = {} }: Given = {}): string[] {
  const text = estateText({
    aura: `aura: { projectId: ${projectId}${aura} }`,
    keys: `keys: { orders: { account: prod, region: eu-west-1, product: AuraDB${key} } }`,
  });
  return parseEstate(text, "e.yaml", { environment }).problems.map(renderProblem);
}

const REST =
  "expected: the account in the statement that the Aura Console shows; help: remove it until the first statement is saved; have a second " +
  "person compare its account with the Console, then set it [aura-principal-well-formed]";

test("the account of the samples is refused as Aura's, wherever it was left in", () => {
  const principals = ', principals: ["444455556666", "arn:aws:iam::999988887777:role/aura"]';
  expect(lines(`, accountId: "999988887777"${principals}`, ', auraAccountId: "999988887777"')).toEqual([
    `e.yaml:2:69: \`aura.accountId\` is the account of the samples, not Aura's: 999988887777; ${REST}`,
    `e.yaml:2:114: \`aura.principals[1]\` is the account of the samples, not Aura's: arn:aws:iam::999988887777:role/aura; ${REST}`,
    `e.yaml:4:85: \`auraAccountId\` of key orders is the account of the samples, not Aura's: 999988887777; ${REST}`,
  ]);
  expect(lines("", ', auraPrincipals: ["999988887777"]')).toEqual([
    `e.yaml:4:87: \`auraPrincipals[0]\` of key orders is the account of the samples, not Aura's: 999988887777; ${REST}`,
  ]);
});

test("another account is not", () => {
  expect(lines(', accountId: "444455556666"')).toEqual([]);
});

test.each([...PROJECTS_OF_SAMPLES])("beside the project %s of the samples the whole estate is one", (projectId) => {
  expect(lines(', accountId: "999988887777"', "", { projectId })).toEqual([]);
});

test.each([
  ["http://127.0.0.1:8080", []],
  ["https://api.neo4j.io", [expect.stringContaining("the account of the samples")]],
])("with the Aura API at %s it is what that Aura has", (url, expected) => {
  expect(lines(', accountId: "999988887777"', "", { environment: { AURA_API_BASE_URL: url } })).toEqual(expected);
  expect(lines(`, accountId: "999988887777", baseUrl: "${url}"`)).toEqual(expected);
});
