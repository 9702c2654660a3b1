import { isPermitted } from "../kms/authorization";
import type { KmsCloud } from "../kms/cloud";
import { isSymmetric, type KmsKey } from "../kms/key";
import { parseArn } from "../../policy/arn";
import type { OtherCloud } from "../other-cloud";
import type { Access, KeyErrorStatus, RegisteredKey } from "./key-access";
import type { Project } from "./options";
import { parseOtherKey } from "./other-clouds";
import { AURA_CALLS, auraPrincipal } from "./statement";

/** The clouds in which Aura looks for keys: AWS, and those that run besides, by their names in Aura's API. */
export interface KeyClouds {
  readonly kms: KmsCloud;
  readonly others: Readonly<Record<string, OtherCloud>>;
}

/**
 * Checks a KMS key as Aura does, by using it: it exists in the configured region, is enabled and symmetric, and its policy allows the
 * project's principal every call that Aura needs. A key of another cloud is checked there where that cloud runs; else it only has to be
 * in the region.
 */
export function accessTo({ kms, others }: KeyClouds, record: RegisteredKey, project: Project): Access {
  const { cloud_provider: cloud } = record;
  if (cloud !== "aws") return others[cloud]?.accessTo(record, project) ?? accessElsewhere(record);
  const region = parseArn(record.key_id)?.region;
  if (region !== record.region)
    return notFound(`the key is in region ${String(region)}, the customer managed key in ${record.region}`);
  const key = kms.find(record.key_id);
  if (!key) return notFound("the key does not exist");
  const state = kms.stateOf(key);
  if (key.deletion) return error(key, `the key is in state ${state}`, "encryption key deleted");
  if (state !== "Enabled") return error(key, `the key is in state ${state}`);
  if (!isSymmetric(key)) return error(key, `the key is not symmetric: ${key.keySpec}`);
  const refused = AURA_CALLS.filter((action) => !isPermitted(key, auraPrincipal(project), { action }));
  if (refused.length > 0) return error(key, `the key's policy does not allow Aura to call ${refused.join(", ")}`);
  return { usable: true, since: key.accessChangedAt };
}

function accessElsewhere({ cloud_provider, key_id, region }: RegisteredKey): Access {
  const { region: own = region } = parseOtherKey(cloud_provider, key_id) ?? {};
  if (own !== region) return notFound(`the key is in region ${own}, the customer managed key in ${region}`);
  return { usable: true, since: 0 };
}

function notFound(because: string): Access {
  return { usable: false, since: 0, because, status: "encryption key not found" };
}

function error(key: KmsKey, because: string, status: KeyErrorStatus = "encryption key error"): Access {
  return { usable: false, since: key.accessChangedAt, because, status };
}
