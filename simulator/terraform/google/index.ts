import type { ObservedCall, Provider } from "../../../provider/plugin";
import { resourceOf, type Kind } from "../kind";
import { cryptoKey } from "./crypto-key";
import { cryptoKeyVersion } from "./crypto-key-version";
import { DATA_SOURCES } from "./data-sources";
import { Google } from "./google";
import { IAM_KINDS } from "./iam-resources";
import { keyRing } from "./key-ring";
import { WAYS } from "./plan";
import { PROVIDER_SCHEMA } from "./schemas";

const KINDS: Readonly<Record<string, Kind<Google>>> = {
  ...IAM_KINDS,
  google_kms_crypto_key: cryptoKey,
  google_kms_crypto_key_version: cryptoKeyVersion,
  google_kms_key_ring: keyRing,
};

/**
 * A substitute for hashicorp/google: keys of Cloud KMS and who may use them, against the simulator. It goes through the simulator's HTTP
 * interface, so that everything it does is in the call log.
 * @param environment what the real provider would read from the process' environment
 * @param observe called for every call of Terraform
 */
export function googleStandIn(
  environment: Readonly<Record<string, string | undefined>>,
  observe?: (call: ObservedCall) => void,
): Provider<Google> {
  return {
    schema: PROVIDER_SCHEMA,
    resources: Object.fromEntries(
      Object.entries(KINDS).map(([type, kind]) => {
        const version = type === "google_kms_crypto_key" ? { version: 1 } : {};
        return [type, { ...resourceOf(type, kind, WAYS), ...version }];
      }),
    ),
    dataSources: DATA_SOURCES,
    configure: async (config) => Google.of(config, environment),
    // The real provider is built on the older SDK and asks for this too.
    legacyTypeSystem: true,
    observe,
  };
}
