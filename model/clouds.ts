import type { CloudProvider } from "./limits";

/** A cloud, in the words of those who work in it. */
interface CloudFacts {
  /** Its name. */
  readonly name: string;
  /** The service that keeps the keys. */
  readonly keyService: string;
  /** A key of that service, where it stands beside keys of others. */
  readonly key: string;
  /** What owns a key there. */
  readonly owner: string;
  /** What Aura registers a key by. */
  readonly keyIdentifier: string;
}

/** The clouds in which Aura takes keys of its customers. @see https://neo4j.com/docs/aura/security/customer-managed-keys/ */
export const CLOUDS: Readonly<Record<CloudProvider, CloudFacts>> = {
  aws: {
    ...{ name: "AWS", keyService: "AWS KMS", key: "KMS key", owner: "account" },
    keyIdentifier: "the ARN of the key",
  },
  azure: {
    ...{ name: "Azure", keyService: "Azure Key Vault", key: "Key Vault key", owner: "subscription" },
    keyIdentifier: "the identifier of a version of the key",
  },
  gcp: {
    ...{ name: "Google Cloud", keyService: "Google Cloud KMS", key: "Cloud KMS key", owner: "project" },
    keyIdentifier: "the resource name of the key",
  },
};

/** Whether Aura's API knows a cloud by this name. */
export function isCloudProvider(name: string): name is CloudProvider {
  return Object.hasOwn(CLOUDS, name);
}
