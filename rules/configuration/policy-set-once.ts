import { formatList } from "../../util/format-list";
import { aKey, aKeyPolicy, given } from "../example";
import { configurationRule, compliant, unknown, violation } from "../rule";
import { policyTargets } from "../analysis";

/** Policies that are listed. */
const MAX_LISTED = 3;

/** Only one place sets the policy of a key. */
export const policySetOnce = configurationRule({
  id: "policy-set-once",
  title: "The policy of a key is set in one place",
  severity: "error",
  rationale:
    "A key has one policy. If several resources set it, the last one applied overwrites the others, on every apply. When a " +
    "standalone policy is deleted or renamed, the key gets the default policy, and Aura loses access.",
  see: "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/kms_key_policy",
  on: ["key-policy"],
  check(policy, index) {
    const target = policyTargets(index).get(policy.id);
    if (!target) return compliant;
    const { key, earlier, possible } = target;
    const inline = key?.origin === "created" ? key.policy : undefined;
    const others = [
      ...(key && inline?.known && inline.value !== undefined
        ? [{ id: key.id, text: `${inline.source} (${key.id})` }]
        : []),
      ...earlier.map(({ id, name }) => ({ id, text: `policy ${name} (${id})` })),
    ];
    if (others.length > 0) {
      return violation({
        what: `policy ${policy.name} conflicts with another policy of its key`,
        got: `also set by ${formatList(
          others.map(({ text }) => text),
          { max: MAX_LISTED },
        )}`,
        expected: "",
        fix: "merge them into one policy",
        against: others.map(({ id }) => id),
      });
    }
    if (possible)
      return unknown(
        `cannot verify that policy ${policy.name} and ${possible.name} (${possible.id}) belong to different keys`,
      );
    return inline && !inline.known ? unknown(inline.reason) : compliant;
  },
  example: () => ({
    bad: [aKey(), aKeyPolicy({ key: "prod/orders" })],
    good: [aKey({ policy: given(undefined, "`policy` of key orders") }), aKeyPolicy({ key: "prod/orders" })],
  }),
});
