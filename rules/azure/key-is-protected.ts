import { configurationPart } from "../across-clouds";
import { cite, KIND_NAMES } from "../analysis";
import { given } from "../example";
import { compliant, notApplicable, unknown, violation } from "../rule";
import { keysUnder, mayBeAuras } from "./access";
import { aVaultKey } from "./example";

/** Terraform refuses to destroy the key, and what it needs. */
export const keyIsProtectedInAzure = configurationPart({
  cloud: "azure",
  rationale: "a key goes with its vault, and Aura's access with the role assignment or with the service principal.",
  see: "https://developer.hashicorp.com/terraform/language/meta-arguments/lifecycle",
  on: ["vault-key", "vault", "role-assignment", "service-principal"],
  check(node, index) {
    if (node.origin === "imported") return notApplicable;
    // Of the others that have roles on a key only Aura has to keep its own.
    if (node.kind === "role-assignment" && !keysUnder(node, index).some((key) => mayBeAuras(node, key, index)))
      return notApplicable;
    const { destroyPrevented, name } = node;
    if (!destroyPrevented.known) return { ...unknown(destroyPrevented.reason), about: "prevent_destroy" };
    if (destroyPrevented.value) return compliant;
    return violation({
      what: `${KIND_NAMES[node.kind]} ${name} is not protected from destruction`,
      got: cite(destroyPrevented),
      expected: "`prevent_destroy`",
      fix: 'remove `removalPolicy: "destroy"`, or add `prevent_destroy`',
    });
  },
  example: () => ({
    bad: [aVaultKey({ destroyPrevented: given(false, "`lifecycle` of orders") })],
    good: [aVaultKey()],
  }),
});
