import { parseEstate } from "../../../estate/load";
import { renderProblem } from "../../../model/problem";
import { estateText } from "../sample";

const PROJECT = "projectId: 6981ace7-efe5-4f5c-b7c5-267b5162ce91";

function lines(aura: string, key = "", environment: Readonly<Record<string, string>> = {}): string[] {
  const text = estateText({
    aura: `aura: { ${PROJECT}${aura} }`,
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

test.each([
  ["http://127.0.0.1:8080", []],
  ["https://api.neo4j.io", [expect.stringContaining("the account of the samples")]],
])("with the Aura API at %s it is what that Aura has", (url, expected) => {
  expect(lines(', accountId: "999988887777"', "", { AURA_API_BASE_URL: url })).toEqual(expected);
  expect(lines(`, accountId: "999988887777", baseUrl: "${url}"`)).toEqual(expected);
});
