import type { CloudProvider } from "../../model/limits";
import { REGION_ID } from "../../policy/arn";

/** What differs between the clouds in checks and messages. */
interface CloudFacts {
  /** As people write it, with an article: "an AWS region". */
  readonly name: string;
  /** What names a key there. */
  readonly keyId: string;
  /** What its regions are called. */
  readonly region: RegExp;
  readonly exampleRegion: string;
  /** Where the key comes from, in a message about what is not known before apply. */
  readonly namedBy: string;
  /** What a person does with the Aura Console to get to phase 2. */
  readonly inputOfPhase2: string;
}

/** The clouds, by their id in the Aura API. */
export const CLOUDS: Readonly<Record<CloudProvider, CloudFacts>> = {
  aws: {
    ...{ name: "an AWS", keyId: "ARN", region: REGION_ID, exampleRegion: "eu-west-1", namedBy: "AWS" },
    inputOfPhase2: "save the statement from the Aura Console",
  },
  azure: {
    ...{
      name: "an Azure",
      keyId: "key identifier",
      region: /^[a-z]+\d?$/,
      exampleRegion: "westeurope",
      namedBy: "Azure",
    },
    inputOfPhase2: "set `applicationId` to the application id from the Aura Console",
  },
  gcp: {
    ...{ name: "a Google Cloud", keyId: "resource name", region: /^[a-z]+-[a-z]+\d+$/ },
    ...{ exampleRegion: "europe-west1", namedBy: "Google Cloud" },
    inputOfPhase2: "set `serviceAccounts` to the service accounts from the Aura Console",
  },
};
