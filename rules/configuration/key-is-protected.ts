import { aKey, given } from "../example";
import { configurationRule, compliant, notApplicable, unknown, violation } from "../rule";
import { cite } from "../analysis";

/** Terraform refuses to destroy the key. */
export const keyIsProtected = configurationRule({
  id: "key-is-protected",
  title: "The key is protected by `prevent_destroy`",
  severity: "warning",
  rationale:
    "If the key is lost, all data encrypted with it is lost, and Aura cannot help. `prevent_destroy` stops a plan that would " +
    "delete the key, as long as the key is in the configuration.",
  see: "https://developer.hashicorp.com/terraform/language/meta-arguments/lifecycle",
  waiveWhen: "the data may be lost, as in a test environment.",
  on: ["key"],
  check(key) {
    if (key.origin === "imported") return notApplicable;
    if (!key.destroyPrevented.known) return { ...unknown(key.destroyPrevented.reason), about: "prevent_destroy" };
    if (key.destroyPrevented.value) return compliant;
    return violation({
      what: `key ${key.name} is not protected from destruction`,
      got: cite(key.destroyPrevented),
      expected: "`prevent_destroy`",
      fix: 'remove `removalPolicy: "destroy"`',
    });
  },
  example: () => ({
    bad: [aKey({ destroyPrevented: given(false, "`removalPolicy` of key orders") })],
    good: [aKey()],
  }),
});
