import type { Fact } from "../../model/fact";
import type { KmsKeyNode } from "../../model/model";
import { aKey, given } from "../example";
import { configurationRule, compliant, unknown, violation } from "../rule";
import { cite, firstUnknown, show } from "../analysis";

const NEW_KEY = "use a new symmetric key: these properties of a key never change";

const REQUIRED: readonly {
  readonly fact: (key: KmsKeyNode) => Fact<string | boolean>;
  readonly label: string;
  readonly value: string | boolean;
  readonly fix: string;
}[] = [
  { fact: (key) => key.keySpec, label: "key spec", value: "SYMMETRIC_DEFAULT", fix: NEW_KEY },
  { fact: (key) => key.keyUsage, label: "key usage", value: "ENCRYPT_DECRYPT", fix: NEW_KEY },
  {
    fact: (key) => key.materialOrigin,
    label: "origin of the key material",
    value: "AWS_KMS",
    fix: "use a new key whose material KMS makes: imported material can expire or be deleted at once, a custom key store can be disconnected, and neither is rotated automatically",
  },
  {
    fact: (key) => key.enabled,
    label: "enabled",
    value: true,
    fix: "enable the key: without it Aura loses access to the data",
  },
];

/** The key is one that Aura can encrypt with, today and after years of rotation. */
export const keyIsSymmetric = configurationRule({
  id: "key-is-symmetric",
  title: "The key is an enabled symmetric encryption key whose material KMS made",
  severity: "error",
  rationale:
    "Aura's documents require a symmetric key (since July 2025 in so many words). Asymmetric and HMAC keys can not encrypt " +
    "the data, a disabled key locks it, imported key material can expire or be deleted at once, and only material that KMS " +
    "itself made is rotated automatically.",
  see: "https://neo4j.com/docs/aura/security/encryption/",
  waiveWhen: "the key material is imported, or kept in a custom key store, on purpose, and Neo4j has agreed to it.",
  on: ["key"],
  check(key) {
    const wrong = REQUIRED.flatMap(({ fact, ...rest }) => {
      const found = fact(key);
      return found.known && found.value !== rest.value ? [{ ...rest, found }] : [];
    });
    if (wrong.length > 0) {
      return violation({
        what: `key ${key.name} must be an enabled symmetric encryption key with material made by KMS`,
        got: wrong.map(({ label, found }) => `${label} ${cite(found)}`).join(", "),
        expected: wrong.map(({ label, value }) => `${label} ${show(value)}`).join(", "),
        fix: [...new Set(wrong.map(({ fix }) => fix))].join("; "),
      });
    }
    const open = firstUnknown(REQUIRED.map(({ fact }) => fact(key)));
    return open ? unknown(open.reason) : compliant;
  },
  example: () => ({
    bad: [aKey({ keySpec: given("RSA_2048", "`keySpec`") })],
    good: [aKey()],
  }),
});
