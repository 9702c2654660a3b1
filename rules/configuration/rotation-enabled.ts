import { aKey, given } from "../example";
import { configurationRule, compliant, notApplicable, unknown, violation } from "../rule";
import { cite } from "../analysis";

/** KMS renews the key material by itself. */
export const rotationEnabled = configurationRule({
  id: "rotation-enabled",
  title: "The key is rotated automatically",
  severity: "warning",
  rationale:
    "Aura supports automatic rotation and recommends it; manual rotation, which makes another key, is not recommended. " +
    "The rotation of a multi-Region key is set on its primary only.",
  see: "https://docs.aws.amazon.com/kms/latest/developerguide/rotate-keys.html",
  waiveWhen: "a policy of your own forbids automatic rotation, or rotates on demand.",
  on: ["key"],
  check(key) {
    // The primary is judged itself; and where KMS can not rotate at all, `key-is-symmetric` says so.
    const { keySpec, materialOrigin } = key;
    if (key.replicaOf?.primary !== undefined) return notApplicable;
    if (keySpec.known && keySpec.value !== "SYMMETRIC_DEFAULT") return notApplicable;
    if (materialOrigin.known && materialOrigin.value !== "AWS_KMS") return notApplicable;
    if (!key.rotationEnabled.known) return unknown(key.rotationEnabled.reason);
    if (key.rotationEnabled.value) return compliant;
    return violation({
      what: `automatic rotation of key ${key.name} should be on`,
      got: cite(key.rotationEnabled),
      expected: "true",
      fix: `turn automatic rotation on${key.replicaOf ? ", on the primary" : ""}: the key keeps its ARN, and data encrypted earlier stays readable`,
    });
  },
  example: () => ({
    bad: [aKey({ rotationEnabled: given(false, "rotation of key orders") })],
    good: [aKey()],
  }),
});
