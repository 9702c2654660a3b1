import { auraRegions } from "../../model/limits";
import { accessToGoogleKey } from "../aura/google-access";
import type { Access, RegisteredKey } from "../aura/key-access";
import type { Project } from "../aura/options";
import type { Clock } from "../http/clock";
import type { OtherCloud } from "../other-cloud";
import { IamPolicies } from "./iam";
import { GoogleKms } from "./kms";
import { GoogleService } from "./service";

/** The project that is put into the environment. */
const PROJECT = "simulated-project";

/** Google Cloud, as far as a key of Aura goes: Cloud KMS, and who has which roles on projects, key rings and keys. */
export class GoogleCloud implements OtherCloud {
  public readonly label = "Google Cloud";
  public readonly regions = auraRegions("gcp");
  /** Key rings, keys and versions. */
  public readonly kms: GoogleKms;
  /** IAM policies of projects, key rings and keys. */
  public readonly policies: IamPolicies;
  public readonly service: GoogleService;

  public constructor(clock: Clock) {
    this.kms = new GoogleKms(clock);
    this.policies = new IamPolicies(clock);
    this.service = new GoogleService(this.kms, this.policies, clock);
  }

  public environment(url: string): Readonly<Record<string, string>> {
    return {
      ...{ AURA_CMK_GOOGLE_ENDPOINT: url, GOOGLE_PROJECT: PROJECT },
      // The real provider, where it is used, and gcloud; with a token of no account, so that neither calls Google with a real login.
      ...{ GOOGLE_KMS_CUSTOM_ENDPOINT: `${url}/v1/`, GOOGLE_RESOURCE_MANAGER_CUSTOM_ENDPOINT: `${url}/v1/` },
      ...{ GOOGLE_OAUTH_ACCESS_TOKEN: "simulated", CLOUDSDK_AUTH_ACCESS_TOKEN: "simulated" },
      ...{ CLOUDSDK_CORE_PROJECT: PROJECT, CLOUDSDK_API_ENDPOINT_OVERRIDES_CLOUDKMS: `${url}/` },
      CLOUDSDK_API_ENDPOINT_OVERRIDES_CLOUDRESOURCEMANAGER: `${url}/`,
    };
  }

  public accessTo(key: RegisteredKey, project: Project): Access {
    return accessToGoogleKey(this, key, project);
  }
}
