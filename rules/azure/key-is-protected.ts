import { configurationPart } from "../across-clouds";
import { given } from "../example";
import { notApplicable } from "../rule";
import { protectionVerdict } from "../verdicts";
import { keysUnder, mayBeAuras } from "./access";
import { aVaultKey } from "./example";

/** Terraform refuses to destroy the key, and what it needs. */
export const keyIsProtectedInAzure = configurationPart({
  cloud: "azure",
  rationale: "a key goes with its vault, and Aura's access with the role assignment or with the service principal.",
  see: "https://developer.hashicorp.com/terraform/language/meta-arguments/lifecycle",
  on: ["vault-key", "vault", "role-assignment", "service-principal"],
  check(node, index) {
    // Of the others that have roles on a key only Aura has to keep its own.
    const isOfOthers =
      node.kind === "role-assignment" && !keysUnder(node, index).some((key) => mayBeAuras(node, key, index));
    return isOfOthers
      ? notApplicable
      : protectionVerdict(node, 'remove `removalPolicy: "destroy"`, or add `prevent_destroy`');
  },
  example: () => ({
    bad: [aVaultKey({ destroyPrevented: given(false, "`lifecycle` of orders") })],
    good: [aVaultKey()],
  }),
});
