import { GOOGLE_REGION } from "../../model/key-identifiers";
import type { CloudProvider } from "../../model/limits";
import { REGION_ID } from "../../policy/arn";

/** What differs between the clouds for somebody who writes a program. */
interface CloudTerms {
  /** What names a key there. */
  readonly keyId: string;
  /** Form of the id of a region. */
  readonly region: RegExp;
  readonly aRegion: string;
  readonly exampleRegion: string;
  /** What leads to phase 2. */
  readonly inputOfPhase2: string;
}

/** The terms of each cloud. */
export const TERMS: Readonly<Record<CloudProvider, CloudTerms>> = {
  aws: {
    ...{ keyId: "ARN", region: REGION_ID, aRegion: "an AWS region", exampleRegion: "eu-west-1" },
    inputOfPhase2: "save the statement from the Aura Console",
  },
  azure: {
    ...{ keyId: "key identifier", region: /^[a-z]+\d?$/, aRegion: "an Azure region", exampleRegion: "westeurope" },
    inputOfPhase2: "set `applicationId` of the key to the application id from the Aura Console",
  },
  gcp: {
    ...{ keyId: "resource name", region: GOOGLE_REGION, aRegion: "a Google Cloud region" },
    exampleRegion: "europe-west1",
    inputOfPhase2: "set `serviceAccounts` of the key to the service accounts from the Aura Console",
  },
};
