import { REGION_ID } from "../policy/arn";
import { AZURE_REGION, GOOGLE_REGION } from "./key-identifiers";
import type { CloudProvider } from "./limits";

/** A cloud, in the words of those who work in it. */
interface CloudFacts {
  /** Its name. */
  readonly name: string;
  /** The service that keeps the keys. */
  readonly keyService: string;
  /** A key of that service, where it stands beside keys of others. */
  readonly key: string;
  /** What a key is registered with Aura by. */
  readonly keyId: string;
  /** What owns a key there. */
  readonly owner: string;
  /** Form of the id of a region. */
  readonly region: RegExp;
  readonly aRegion: string;
  readonly exampleRegion: string;
  /** What leads to phase 2. */
  readonly inputOfPhase2: string;
}

/** The clouds in which Aura takes keys of its customers. @see https://neo4j.com/docs/aura/security/customer-managed-keys/ */
export const CLOUDS: Readonly<Record<CloudProvider, CloudFacts>> = {
  aws: {
    ...{ name: "AWS", keyService: "AWS KMS", key: "KMS key", keyId: "ARN", owner: "account" },
    ...{ region: REGION_ID, aRegion: "an AWS region", exampleRegion: "eu-west-1" },
    inputOfPhase2: "save the statement from the Aura Console",
  },
  azure: {
    ...{
      name: "Azure",
      keyService: "Azure Key Vault",
      key: "Key Vault key",
      keyId: "key identifier",
      owner: "subscription",
    },
    ...{ region: AZURE_REGION, aRegion: "an Azure region", exampleRegion: "westeurope" },
    inputOfPhase2: "set `applicationId` of the key to the application id from the Aura Console",
  },
  gcp: {
    ...{
      name: "Google Cloud",
      keyService: "Google Cloud KMS",
      key: "Cloud KMS key",
      keyId: "resource name",
      owner: "project",
    },
    ...{ region: GOOGLE_REGION, aRegion: "a Google Cloud region", exampleRegion: "europe-west1" },
    inputOfPhase2: "set `serviceAccounts` of the key to the service accounts from the Aura Console",
  },
};

/** Whether Aura's API knows a cloud by this name. */
export function isCloudProvider(name: string): name is CloudProvider {
  return Object.hasOwn(CLOUDS, name);
}
