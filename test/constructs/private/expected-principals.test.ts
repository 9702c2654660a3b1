import {
  AuraKeyPolicy,
  AuraKmsKey,
  type AuraKmsKeyProps,
  AuraKmsReplicaKey,
  EncryptedAuraInstance,
} from "../../../constructs";
import { readConstructs } from "../../../model/from-constructs";
import {
  ACCOUNT,
  INSTANCE,
  keyArn,
  newStack,
  only,
  OWN_STATEMENT,
  renderedProblems,
  statement,
  synth,
  variable,
} from "../../support/synth";

const AURA = "444455556666";
const ROLE = `arn:aws:iam::${AURA}:role/aura`;

function aKey(props: Partial<AuraKmsKeyProps> = {}, stack = newStack()) {
  return new AuraKmsKey(stack, "orders", { accountId: ACCOUNT, region: "eu-west-1", statement, ...props });
}

function pinsIn(stack: ReturnType<typeof newStack>): unknown {
  const { keys, keyPolicies } = readConstructs(stack).model;
  return [...keys, ...keyPolicies].map(({ name, expectedPrincipals }) => [name, expectedPrincipals]);
}

describe("expected principals", () => {
  it("has no expected principals by default", () => {
    const stack = newStack();
    aKey({}, stack);
    expect(pinsIn(stack)).toEqual([["orders", undefined]]);
  });

  it("is an account, principals, or both together, sorted and each one once", () => {
    const pins = [
      { auraAccountId: AURA },
      { auraPrincipals: [ROLE, AURA, ROLE] },
      { auraAccountId: AURA, auraPrincipals: [ROLE, "111122223333", AURA] },
    ].map((props) => {
      const stack = newStack();
      aKey(props, stack);
      return pinsIn(stack);
    });
    expect(pins).toEqual([
      [["orders", [AURA]]],
      [["orders", [AURA, ROLE]]],
      [["orders", ["111122223333", AURA, ROLE]]],
    ]);
  });

  it("is not what the caller's list becomes later", () => {
    const stack = newStack();
    const auraPrincipals = [AURA];
    aKey({ auraPrincipals }, stack);
    auraPrincipals.push("999999999999");
    expect(pinsIn(stack)).toEqual([["orders", [AURA]]]);
  });

  it("is for a replica who it is for its primary, unless it says so itself", () => {
    const stack = newStack();
    const primary = aKey({ multiRegion: true, auraAccountId: AURA }, stack);
    const elsewhere = AuraKmsKey.fromKeyArn(stack, "shared", keyArn("us-east-2", { id: `mrk-${"0".repeat(32)}` }));
    new AuraKmsReplicaKey(stack, "same", { primary, region: "us-east-1" });
    new AuraKmsReplicaKey(stack, "own", { primary, region: "us-west-2", auraPrincipals: [ROLE] });
    new AuraKmsReplicaKey(stack, "free", { primary: elsewhere, region: "eu-north-1", statement });
    expect(pinsIn(stack)).toEqual([
      ["orders", [AURA]],
      ["shared", undefined],
      ["same", [AURA]],
      ["own", [ROLE]],
      ["free", undefined],
    ]);
  });

  it("apply to the policy of an existing key, too", () => {
    const stack = newStack();
    const key = AuraKmsKey.fromKeyArn(stack, "shared", keyArn("eu-west-1"));
    const currentPolicy = { Version: "2012-10-17", Statement: [OWN_STATEMENT] };
    new AuraKeyPolicy(stack, "policy", { key, currentPolicy, statement, auraAccountId: AURA });
    expect(pinsIn(stack)).toEqual([
      ["shared", undefined],
      ["policy", [AURA]],
    ]);
  });

  it("is passed on to the key of an encrypted instance", () => {
    const stack = newStack();
    const props = { ...INSTANCE, accountId: ACCOUNT, statement, auraAccountId: AURA, auraPrincipals: [ROLE] };
    new EncryptedAuraInstance(stack, "orders", props);
    expect(pinsIn(stack)).toEqual([["orders", [AURA, ROLE]]]);
  });

  it("is refused beside an existing key", () => {
    const stack = newStack();
    const key = AuraKmsKey.fromKeyArn(stack, "shared", keyArn("eu-west-1"));
    const props = { ...INSTANCE, key, accountId: ACCOUNT, auraAccountId: AURA, auraPrincipals: [ROLE] };
    expect(renderedProblems(() => new EncryptedAuraInstance(stack, "orders", props))).toEqual(
      ["auraAccountId", "auraPrincipals"].map(
        (name) =>
          `prod/orders: \`${name}\` and \`key\` exclude each other: both; expected: one of them; help: give ` +
          `\`${name}\` to the key itself, or leave \`key\` out [exclusive-props]`,
      ),
    );
  });

  it("is review metadata, also in phase 1", () => {
    const stack = newStack();
    aKey({ statement: undefined, auraAccountId: AURA }, stack);
    expect(only(synth(stack), "terraform_data", "AuraCmkReviewMetadata")["input"]).toContain(
      `"principals":{"aws_kms_key.orders_46FA7C19":["${AURA}"]}`,
    );
  });
});

describe("an invalid expected principal", () => {
  const FIX = "copy it from the statement in the Aura Console, or leave it out and confirm what synth prints";

  it.each<[what: string, props: Partial<AuraKmsKeyProps>, line: string]>([
    [
      "an account id with 11 digits",
      { auraAccountId: "44445555666" },
      '`auraAccountId` does not name an expected principal: "44445555666"; expected: 12 digits',
    ],
    [
      "an ARN in place of the account id",
      { auraAccountId: ROLE },
      `\`auraAccountId\` does not name an expected principal: "${ROLE}"; expected: 12 digits`,
    ],
    [
      "a wildcard among the principals",
      { auraPrincipals: [AURA, "*"] },
      '`auraPrincipals[1]` does not name an expected principal: "*"; expected: 12 digits, or the ARN of an IAM ' +
        "role or user",
    ],
    [
      "a list of nobody",
      { auraPrincipals: [] },
      "`auraPrincipals` does not name an expected principal: an empty list; expected: 12 digits, or the ARN of an " +
        "IAM role or user",
    ],
  ])("is refused: %s", (_, props, line) => {
    const stack = newStack();
    aKey(props, stack);
    expect(renderedProblems(() => synth(stack))).toEqual([
      `prod/orders: ${line}; help: ${FIX} [aura-principal-well-formed]`,
    ]);
  });

  it("is refused when it is known only at apply", () => {
    const stack = newStack();
    const token = variable(stack, "pin").stringValue;
    aKey({ auraAccountId: token, auraPrincipals: ["${var.other}"] }, stack);
    const line = (name: string, expected: string): string =>
      `prod/orders: \`${name}\` is not a literal: a value known only at apply; expected: ${expected}; help: write ` +
      `the value of \`${name}\` itself: it is compared before anything is applied [needs-literal]`;
    expect(renderedProblems(() => synth(stack))).toEqual([
      line("auraAccountId", "12 digits"),
      line("auraPrincipals[0]", "12 digits, or the ARN of an IAM role or user"),
    ]);
  });

  it("is refused on the policy of an existing key", () => {
    const stack = newStack();
    const key = AuraKmsKey.fromKeyArn(stack, "shared", keyArn("eu-west-1"));
    const currentPolicy = { Version: "2012-10-17", Statement: [OWN_STATEMENT] };
    new AuraKeyPolicy(stack, "policy", { key, currentPolicy, statement, auraAccountId: "Aura" });
    expect(renderedProblems(() => synth(stack))).toEqual([
      'prod/policy: `auraAccountId` does not name an expected principal: "Aura"; expected: 12 digits; help: ' +
        `${FIX} [aura-principal-well-formed]`,
    ]);
  });

  it("is refused before anything is created when it is of the wrong type", () => {
    const props = { auraAccountId: 444455556666, auraPrincipals: AURA } as unknown as AuraKmsKeyProps;
    expect(renderedProblems(() => aKey(props))).toEqual([
      "prod/orders: `auraAccountId` has the wrong type: the number 444455556666; expected: a string; help: correct " +
        "`auraAccountId`, or leave it out [prop-type]",
      'prod/orders: `auraPrincipals` has the wrong type: "444455556666"; expected: a list of strings; help: ' +
        "correct `auraPrincipals`, or leave it out [prop-type]",
    ]);
  });
});
