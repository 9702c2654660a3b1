import {
  AuraCustomerManagedKey,
  AuraInstance,
  AuraKeyPolicy,
  AuraKmsKey,
  AuraKmsReplicaKey,
  EncryptedAuraInstance,
} from "../../../constructs";
import { ACCOUNT, INSTANCE, keyArn, newStack, problemsOf, PROJECT, renderedProblems, synth } from "../../support/synth";

const KEY = { accountId: ACCOUNT, region: "eu-west-1" };

/** What a program in plain JavaScript would pass, what it is told it passed, and what it should have. */
const KEY_CASES: [prop: string, value: unknown, got: string, expected: string][] = [
  ["accountId", 111122223333, "the number 111122223333", "a string"],
  ["region", null, "null", "a string"],
  ["region", ["eu-west-1"], "a list", "a string"],
  ["alias", true, "the boolean true", "a string"],
  ["description", {}, "an empty object", "a string"],
  ["administrators", "arn:aws:iam::111122223333:role/x", '"arn:aws:iam::111122223333:role/x"', "a list of strings"],
  ["administrators", [5], "a list", "a list of strings"],
  ["deletionWindowInDays", "30", '"30"', "a number"],
  ["rotationPeriodInDays", NaN, "the number NaN", "a number"],
  ["rotationPeriodInDays", Infinity, "the number Infinity", "a number"],
  ["multiRegion", "true", '"true"', "true or false"],
  ["removalPolicy", "RETAIN", '"RETAIN"', '"retain" or "destroy"'],
  ["removalPolicy", "${var.policy}", "a value known only at apply", '"retain" or "destroy"'],
  ["tags", ["a"], "a list", "an object whose values are strings"],
  ["tags", { cost: 5 }, "an object", "an object whose values are strings"],
  ["statement", "statements/orders.json", '"statements/orders.json"', "an AuraStatement"],
  ["statement", { Effect: "Allow" }, "an object", "an AuraStatement"],
  ["provider", "aws.dr", '"aws.dr"', "a TerraformProvider"],
];

test.each(KEY_CASES)("`%s` of a key refuses %p at once, and leaves nothing behind", (prop, value, got, expected) => {
  const stack = newStack();
  const orLeave = prop === "accountId" ? "" : ", or leave it out";
  expect(renderedProblems(() => new AuraKmsKey(stack, "key", { ...KEY, [prop]: value }))).toEqual([
    `prod/key: \`${prop}\` must be of the right type: ${got}; expected: ${expected}; help: give ${expected}${orLeave} ` +
      "[prop-type]",
  ]);
  expect(stack.node.tryFindChild("key")).toBe(undefined);
  synth(stack);
});

it("refuses a construct where a text belongs", () => {
  const stack = newStack();
  expect(renderedProblems(() => new AuraKmsKey(stack, "key", { ...KEY, region: stack as never }))).toEqual([
    "prod/key: `region` must be of the right type: an object; expected: a string; help: give a string, or leave it out " +
      "[prop-type]",
  ]);
});

it("refuses a text where a construct belongs", () => {
  const stack = newStack();
  const key = keyArn("eu-west-1") as never;
  const problems = [
    ...problemsOf(() => new AuraKmsReplicaKey(stack, "it", { primary: key })),
    ...problemsOf(() => new AuraKeyPolicy(stack, "it", { key, currentPolicy: 5 as never, statement: null as never })),
    ...problemsOf(() => new AuraCustomerManagedKey(stack, "it", { key, projectId: PROJECT, product: "AuraDB" })),
    ...problemsOf(() => new AuraInstance(stack, "it", { ...INSTANCE, customerManagedKey: key, cloneOf: key })),
    ...problemsOf(() => AuraInstance.deferred(stack, "it", { ...INSTANCE, timeouts: { create: 5 } as never })),
  ];
  const KEYS = "a key (AuraKmsKey, AuraKmsReplicaKey, AuraKmsKey.fromKeyArn)";
  expect(problems.map(({ what, expected }) => `${what}: ${expected}`)).toEqual([
    `\`primary\` must be of the right type: ${KEYS}`,
    `\`key\` must be of the right type: ${KEYS}`,
    "`currentPolicy` must be of the right type: JSON text or an object",
    "`statement` must be of the right type: an AuraStatement",
    `\`key\` must be of the right type: ${KEYS}`,
    "`customerManagedKey` must be of the right type: a record (AuraCustomerManagedKey, AuraCustomerManagedKey.fromId)",
    "`cloneOf` must be of the right type: an instance (AuraInstance, AuraInstance.fromAttributes)",
    "`timeouts` must be of the right type: an object whose values are strings",
  ]);
});

it("names every missing prop at once", () => {
  expect(renderedProblems(() => new EncryptedAuraInstance(newStack(), "it", { product: null } as never))).toEqual([
    "prod/it: `projectId` must be given: nothing; expected: a string; help: give a string [prop-type]",
    "prod/it: `product` must be of the right type: null; expected: a string; help: give a string [prop-type]",
    "prod/it: `memory` must be given: nothing; expected: a string; help: give a string [prop-type]",
    "prod/it: `accountId` must be given: nothing; expected: a string; help: give a string [prop-type]",
    "prod/it: `region` must be given: nothing; expected: a string; help: give a string [prop-type]",
  ]);
});

it("names the props themselves when there are none", () => {
  expect(renderedProblems(() => new AuraKmsKey(newStack(), "key", undefined as never))).toEqual([
    "prod/key: the props must be given: nothing; expected: an object with the props; help: give an object with the props " +
      "[prop-type]",
  ]);
});

it("takes an optional prop that is undefined for one that is left out", () => {
  const stack = newStack();
  new AuraKmsKey(stack, "key", { ...KEY, alias: undefined, tags: undefined, provider: undefined });
  synth(stack);
});
