import { estateText, linesOf, parse, type Sections } from "../sample";

const PROJECT = "projectId: 6981ace7-efe5-4f5c-b7c5-267b5162ce91";
const KEY = "account: prod, region: eu-west-1, product: AuraDB";

test("who Aura's statement may let in comes through, for the file and for a key", () => {
  const text = estateText({
    aura: `aura: { ${PROJECT}, accountId: "888877776666", principals: ["arn:aws:iam::888877776666:role/aura"] }`,
    keys: `keys: { orders: { ${KEY}, auraAccountId: "444455556666", auraPrincipals: ["777788889999"] } }`,
  });
  expect(parse(text)).toMatchObject({
    problems: [],
    estate: {
      aura: { accountId: "888877776666", principals: ["arn:aws:iam::888877776666:role/aura"] },
      keys: { orders: { auraAccountId: "444455556666", auraPrincipals: ["777788889999"] } },
    },
  });
});

test.each<readonly [what: string, sections: Sections, lines: readonly string[]]>([
  [
    "an account id without quotes",
    { aura: `aura: { ${PROJECT}, accountId: 888877776666 }` },
    [
      'e.yaml:2:69: `aura.accountId` is not an AWS account id: the number 888877776666; expected: 12 digits, in quotes; help: quote it: "888877776666" [estate-wrong-type]',
    ],
  ],
  [
    "what is neither an account id nor an ARN",
    { keys: `keys: { orders: { ${KEY}, auraPrincipals: ["*"] } }` },
    [
      'e.yaml:4:87: `auraPrincipals[0]` of key orders is not an account id or IAM ARN: "*"; expected: 12 digits in quotes, or the ARN of an IAM role or user; help: write `"999988887777"`, for example [estate-wrong-value]',
    ],
  ],
  [
    "a list of nobody",
    { aura: `aura: { ${PROJECT}, principals: [] }` },
    [
      'e.yaml:2:70: `aura.principals` is not a list of principals: an empty list; expected: at least one AWS account id or IAM ARN; help: write `principals: ["999988887777"]`, for example [estate-wrong-value]',
    ],
  ],
  [
    "a pin for a key whose policy its owner keeps",
    {
      keys: `keys: { orders: { ${KEY}, arn: "arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab", auraAccountId: "888877776666" } }`,
    },
    [
      "e.yaml:4:154: `auraAccountId` and `arn` of key orders cannot be combined: an existing key is never changed from here; help: remove `auraAccountId`, or remove `arn` to create a key [estate-disallowed-setting]",
    ],
  ],
])("the loader refuses %s", (_, sections, lines) => {
  expect(linesOf(estateText(sections))).toEqual(lines);
});
