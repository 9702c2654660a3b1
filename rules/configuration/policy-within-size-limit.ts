import { MAX_POLICY_BYTES } from "../../policy/limits";
import { charactersOutsideKms, forbiddenCharacter } from "../../policy/characters";
import { policySizeInBytes } from "../../policy/size";
import { aKey, given, policyText, STATEMENT } from "../example";
import { configurationRule, compliant, notApplicable, unknown, violation } from "../rule";

/** KMS takes the policy: its size and its characters. */
export const policyWithinSizeLimit = configurationRule({
  id: "policy-within-size-limit",
  title: `A key policy has at most ${MAX_POLICY_BYTES} bytes, and only characters that KMS takes`,
  severity: "error",
  rationale:
    "KMS refuses any other policy, and it does so only when the configuration is applied, with an error that does not say why.",
  see: "https://docs.aws.amazon.com/kms/latest/APIReference/API_PutKeyPolicy.html",
  on: ["key", "key-policy"],
  check(node) {
    const { policy } = node;
    // The policy that an existing key has already was taken.
    if (!policy.known) return node.origin === "imported" ? notApplicable : unknown(policy.reason);
    if (policy.value === undefined) return notApplicable;
    const size = policySizeInBytes(policy.value);
    const tooLarge = violation({
      what: `the policy of ${node.kind === "key" ? "key " : ""}${node.name} must fit into KMS`,
      got: `${size} bytes (${policy.source})`,
      expected: `at most ${MAX_POLICY_BYTES} bytes`,
      fix: `take out statements or principals: it is ${size - MAX_POLICY_BYTES} bytes too large`,
    });
    const strays = charactersOutsideKms(policy.value).map((stray) => {
      const { what, got, expected, fix } = forbiddenCharacter(stray, `of ${policy.source}`);
      return violation({ what, got, expected, fix });
    });
    const wrong = [...(size > MAX_POLICY_BYTES ? [tooLarge] : []), ...strays];
    return wrong.length > 0 ? wrong : compliant;
  },
  example: () => ({
    bad: [aKey({ policy: given(policyText(...Array<object>(120).fill(STATEMENT)), "`policy` of key orders") })],
    good: [aKey()],
  }),
});
