import { formatList } from "../../util/format-list";
import { aKey, aKeyPolicy, given } from "../example";
import { configurationRule, compliant, unknown, violation } from "../rule";
import { policyTargets } from "../analysis";

/** So many of the others are named. */
const MAX_NAMED = 10;

/** Only one place sets the policy of a key. */
export const policySetOnce = configurationRule({
  id: "policy-set-once",
  title: "The policy of a key is set in one place",
  severity: "error",
  rationale:
    "A key has one policy. Set inline and apart, or apart twice, the last one that is applied overwrites the other, at every " +
    "apply again; and when a separate policy is deleted or renamed, the default policy comes back and Aura loses access.",
  see: "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/kms_key_policy",
  on: ["key-policy"],
  check(policy, index) {
    const target = policyTargets(index).get(policy.id);
    if (!target) return compliant;
    const { key, rivals, possible } = target;
    const inline = key?.origin === "created" ? key.policy : undefined;
    const others = [
      ...(key && inline?.known && inline.value !== undefined
        ? [{ id: key.id, text: `${inline.source} (${key.id})` }]
        : []),
      ...rivals.map(({ id, name }) => ({ id, text: `policy ${name} (${id})` })),
    ];
    if (others.length > 0) {
      return violation({
        what: `policy ${policy.name} must be the only one on its key`,
        got: `also set by ${formatList(
          others.map(({ text }) => text),
          { max: MAX_NAMED },
        )}`,
        expected: "one policy",
        fix: "keep one of them and merge the statements of the others into it; of a key that is created here, keep the inline one",
        against: others.map(({ id }) => id),
      });
    }
    if (possible) return unknown(`whether policy ${policy.name} and ${possible.name} (${possible.id}) are on one key`);
    return inline && !inline.known ? unknown(inline.reason) : compliant;
  },
  example: () => ({
    bad: [aKey(), aKeyPolicy({ key: "prod/orders" })],
    good: [aKey({ policy: given(undefined, "`policy` of key orders") }), aKeyPolicy({ key: "prod/orders" })],
  }),
});
