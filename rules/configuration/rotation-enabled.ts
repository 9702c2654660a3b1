import { aKey, given } from "../example";
import { configurationRule, compliant, notApplicable, unknown, violation } from "../rule";
import { cite } from "../analysis";

/** KMS rotates the key material. */
export const rotationEnabled = configurationRule({
  id: "rotation-enabled",
  title: "The key is rotated automatically",
  severity: "warning",
  rationale:
    "Aura supports and recommends automatic rotation, and advises against manual rotation, which creates another key. In AWS the " +
    "rotation of a multi-Region key is set on its primary only.",
  see: "https://docs.aws.amazon.com/kms/latest/developerguide/rotate-keys.html",
  waiveWhen: "your organization forbids automatic rotation, or rotates on demand.",
  on: ["key"],
  check(key) {
    // The primary is evaluated itself; where KMS cannot rotate at all, `key-is-symmetric` reports it.
    const { keySpec, materialOrigin } = key;
    if (key.replicaOf?.primary !== undefined) return notApplicable;
    if (keySpec.known && keySpec.value !== "SYMMETRIC_DEFAULT") return notApplicable;
    if (materialOrigin.known && materialOrigin.value !== "AWS_KMS") return notApplicable;
    if (!key.rotationEnabled.known) return unknown(key.rotationEnabled.reason);
    if (key.rotationEnabled.value) return compliant;
    return violation({
      what: `automatic rotation of key ${key.name} is off`,
      got: cite(key.rotationEnabled),
      expected: "true",
      fix: `turn it on${key.replicaOf ? " on the primary" : ""}; the ARN does not change`,
      about: "enable_key_rotation",
    });
  },
  example: () => ({
    bad: [aKey({ rotationEnabled: given(false, "rotation of key orders") })],
    good: [aKey()],
  }),
});
