import { aKey, given } from "../example";
import { configurationRule } from "../rule";
import { protectionVerdict } from "../verdicts";

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
  check: (key) => protectionVerdict(key),
  example: () => ({
    bad: [aKey({ destroyPrevented: given(false, "`removalPolicy` of key orders") })],
    good: [aKey()],
  }),
});
