import { known as given } from "../../model/fact";
import { configurationPart } from "../across-clouds";
import { aCryptoKey } from "./example";
import { protectionVerdict } from "../verdicts";

/** Terraform refuses to destroy the key. */
export const keyIsProtectedInGoogle = configurationPart({
  cloud: "gcp",
  rationale:
    "Terraform schedules the destruction of all versions of a key that it destroys or replaces, and many changes of an argument replace it.",
  see: "https://developer.hashicorp.com/terraform/language/meta-arguments/lifecycle",
  on: ["crypto-key"],
  check: (key) => protectionVerdict(key),
  example: () => ({
    bad: [aCryptoKey({ destroyPrevented: given(false, "`removalPolicy` of key orders") })],
    good: [aCryptoKey()],
  }),
});
