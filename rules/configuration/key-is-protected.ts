import { aKey, given } from "../example";
import { configurationRule, compliant, notApplicable, unknown, violation } from "../rule";
import { cite } from "../analysis";

/** Terraform refuses to destroy the key. */
export const keyIsProtected = configurationRule({
  id: "key-is-protected",
  title: "Terraform refuses to destroy the key",
  severity: "warning",
  rationale:
    "The loss of the key makes all data under it unrecoverable, and Aura can not help. `prevent_destroy` stops a plan that " +
    "would delete the key, as long as the key is in the configuration.",
  see: "https://developer.hashicorp.com/terraform/language/meta-arguments/lifecycle",
  waiveWhen: "the data under the key may be lost, as in a test environment.",
  on: ["key"],
  check(key) {
    if (key.origin === "imported") return notApplicable;
    if (!key.destroyPrevented.known) return unknown(key.destroyPrevented.reason);
    if (key.destroyPrevented.value) return compliant;
    return violation({
      what: `key ${key.name} should be protected from destruction`,
      got: cite(key.destroyPrevented),
      expected: "`prevent_destroy`",
      fix: 'leave out `removalPolicy: "destroy"`, so that the key gets `prevent_destroy`',
    });
  },
  example: () => ({
    bad: [aKey({ destroyPrevented: given(false, "`removalPolicy` of key orders") })],
    good: [aKey()],
  }),
});
