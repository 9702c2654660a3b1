import {
  AuraCustomerManagedKey,
  AuraInstance,
  AuraKeyPolicy,
  AuraKmsKey,
  AuraKmsReplicaKey,
  EncryptedAuraInstance,
} from "../../../constructs";
import { ACCOUNT, INSTANCE, keyArn, newStack, problemsOf, PROJECT, renderedProblems, synth } from "../../support/synth";

const TAGS = "tag keys of 1 to 128 and values of up to 256 letters, digits, spaces and _ . : / = + - @";
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
  ["tags", ["a"], "a list", TAGS],
  ["tags", { cost: 5 }, "an object", TAGS],
  ["statement", "statements/orders.json", '"statements/orders.json"', "an AuraStatement"],
  ["statement", { Effect: "Allow" }, "an object", "an AuraStatement"],
  ["provider", "aws.dr", '"aws.dr"', "a TerraformProvider"],
];

test.each(KEY_CASES)("`%s` of a key refuses %p at once, and leaves nothing behind", (prop, value, got, expected) => {
  const stack = newStack();
  const orLeave = prop === "accountId" ? "" : ", or leave it out";
  expect(renderedProblems(() => new AuraKmsKey(stack, "key", { ...KEY, [prop]: value }))).toEqual([
    `prod/key: \`${prop}\` has the wrong type: ${got}; expected: ${expected}; help: correct \`${prop}\`${orLeave} ` +
      "[prop-type]",
  ]);
  expect(stack.node.tryFindChild("key")).toBe(undefined);
  synth(stack);
});

it("refuses a construct where a text belongs", () => {
  const stack = newStack();
  expect(renderedProblems(() => new AuraKmsKey(stack, "key", { ...KEY, region: stack as never }))).toEqual([
    "prod/key: `region` has the wrong type: an object; expected: a string; help: correct `region`, or leave it out " +
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
  const ANY_KEY =
    "a key (AuraKmsKey, AuraKeyVaultKey, AuraCloudKmsKey, or one that they name with fromKeyArn or fromKeyId)";
  expect(problems.map(({ what, expected }) => `${what}: ${expected}`)).toEqual([
    `\`primary\` has the wrong type: ${KEYS}`,
    `\`key\` has the wrong type: ${KEYS}`,
    "`currentPolicy` has the wrong type: JSON text or an object",
    "`statement` has the wrong type: an AuraStatement",
    `\`key\` has the wrong type: ${ANY_KEY}`,
    "`customerManagedKey` has the wrong type: a customer managed key (AuraCustomerManagedKey, " +
      "AuraCustomerManagedKey.fromId)",
    "`cloneOf` has the wrong type: an instance (AuraInstance, AuraInstance.fromAttributes)",
    "`timeouts` has the wrong type: an object whose values are strings",
  ]);
});

it("refuses a key of a cloud that Aura does not know", () => {
  const stack = newStack();
  const key = Object.create(AuraKmsKey.fromKeyArn(stack, "key", keyArn("eu-west-1")), {
    cloudProvider: { value: "google" },
  }) as never;
  expect(
    problemsOf(() => new EncryptedAuraInstance(stack, "it", { ...INSTANCE, key })).map(({ what }) => what),
  ).toEqual(["`key` has the wrong type"]);
});

it("names every missing prop at once", () => {
  expect(renderedProblems(() => new EncryptedAuraInstance(newStack(), "it", { product: null } as never))).toEqual([
    "prod/it: `projectId` is missing: nothing; expected: a string; help: add `projectId` [prop-type]",
    "prod/it: `product` has the wrong type: null; expected: a string; help: correct `product` [prop-type]",
    "prod/it: `memory` is missing: nothing; expected: a string; help: add `memory` [prop-type]",
    "prod/it: `accountId` is missing: nothing; expected: a string; help: add `accountId` [prop-type]",
    "prod/it: `region` is missing: nothing; expected: a string; help: add `region` [prop-type]",
  ]);
});

it("names the props themselves when there are none", () => {
  expect(renderedProblems(() => new AuraKmsKey(newStack(), "key", undefined as never))).toEqual([
    "prod/key: the props object is missing: nothing; expected: an object with the props; help: add the props " +
      "object [prop-type]",
  ]);
});

it("takes an optional prop that is undefined for one that is left out", () => {
  const stack = newStack();
  new AuraKmsKey(stack, "key", { ...KEY, alias: undefined, tags: undefined, provider: undefined });
  synth(stack);
});
