import { policyOf, vendorWith, type Fixture } from "./fixture";

const GOOD = JSON.stringify(vendorWith(), undefined, 2);

/** What cannot be read as a statement or policy. */
export const UNREADABLE: readonly Fixture[] = [
  { name: "nothing", text: "", finds: ["error not-json "] },
  { name: "blanks", text: " \n\t", finds: ["error not-json "] },
  { name: "a log-in page", text: "<html><head><title>Log in</title></head></html>", finds: ["error not-json "] },
  { name: "UTF-16", text: [...GOOD].join("\u0000"), finds: ["error not-utf-8 "] },
  { name: "a word", text: "pending", finds: ["error json-malformed "] },
  { name: "with the name of the policy", text: `${GOOD}\tdefault\n`, finds: ["error policy-name "] },
  { name: "encoded twice", text: JSON.stringify(JSON.stringify(GOOD)), finds: ["error wrong-type "] },
  { name: "in a code fence", text: `\`\`\`json\n${GOOD}\n\`\`\``, finds: ["error code-fence "] },
  { name: "cut off", text: GOOD.slice(0, -3), finds: ["error json-incomplete "] },
  { name: "cut off in a text", text: GOOD.slice(0, 14), finds: ["error json-incomplete "] },
  { name: "without its braces", text: GOOD.slice(1, -1), finds: ["error json-incomplete "] },
  { name: "without a comma", text: GOOD.replace('"Allow",', '"Allow"'), finds: ["error json-malformed "] },
  { name: "with single quotes", text: GOOD.replaceAll('"', "'"), finds: ["error json-malformed "] },
  { name: "two without a comma between them", text: `${GOOD}\n${GOOD}`, finds: ["error json-malformed "] },
  { name: "with a comment", text: GOOD.replace("{", "{ // from the Console"), finds: ["error json-comment "] },
  {
    name: "with a non-breaking space before a name",
    text: GOOD.replace("  ", "\u00a0 "),
    finds: ["error json-blank "],
  },
  { name: "seventeen lists deep", text: `${"[".repeat(17)}${"]".repeat(17)}`, finds: ["error nested-too-deep "] },
  {
    name: "with Effect twice",
    text: GOOD.replace('"Effect": "Allow",', '"Effect": "Allow", "Effect": "Deny",'),
    finds: ["error member-repeated "],
  },
  {
    name: "an account id without quotes",
    text: GOOD.replace(/"arn[^"]*"/, "012345678901"),
    finds: ["error number-inexact ", "error wrong-type Statement[0].Principal.AWS"],
  },
  { name: "an empty list", text: "[]", finds: ["error no-statement "] },
  { name: "two policies", text: `${JSON.stringify(policyOf())}\n${GOOD}`, finds: ["error several-documents "] },
  {
    name: "two policies where one belongs",
    is: "policy",
    text: `${JSON.stringify(policyOf())}\n${JSON.stringify(policyOf())}`,
    finds: ["error several-documents "],
  },
  {
    name: "a policy without statements",
    is: "policy",
    text: { Statement: [] },
    finds: ["error no-statement Statement"],
  },
  {
    name: "hundreds of commas",
    text: `[${GOOD}${",".repeat(300)}]`,
    finds: [...Array.from({ length: 100 }, () => "error json-malformed "), "error more-findings "],
  },
  {
    name: "a Terraform plan",
    text: { format_version: "1.2", terraform_version: "1.11.4", planned_values: {}, resource_changes: [] },
    finds: ["error not-a-policy "],
  },
  {
    name: "a Terraform plan that is larger than a policy, in place of one",
    is: "policy",
    text: ` \n{"variables":{},"format_version": "1.2","resource_changes":["${"x".repeat(40_000)}"]}`,
    finds: ["error not-a-policy "],
  },
  { name: "a number", text: "42", finds: ["error not-a-policy "] },
  { name: "a text in a list", text: ["Allow"], finds: ["error not-a-policy "] },
  { name: "null where a policy belongs", is: "policy", text: "null", finds: ["error not-a-policy "] },
  { name: "a heading and prose", text: "# Keys {\n\nSee [here](https://x.y) {\n", finds: ["error not-json "] },
  { name: "a comment before the JSON", text: `// from the Console\n${GOOD}`, finds: ["error json-comment "] },
  { name: "the plan file of Terraform", text: "PK\u0003\u0004\u0014", finds: ["error not-json "] },
];
