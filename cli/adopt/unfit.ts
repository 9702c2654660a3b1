import { AURA_PRODUCTS, type AuraProduct } from "../../model/limits";
import type { KeyDescription, LiveInstance, LiveRecord } from "../../model/live";
import type { Problem } from "../../model/problem";
import { parseArn } from "../../policy/arn";

/** No call is of use there: KMS lets other accounts use a key, and never manage it. */
export function foreignKeys(named: readonly string[], callerAccount: string): readonly Problem[] {
  return [...new Set(named)].flatMap((arn) => {
    const owner = parseArn(arn)?.accountId ?? callerAccount;
    return owner === callerAccount
      ? []
      : [
          problem(
            arn,
            "the key belongs to another AWS account",
            `account ${owner}, and the credentials are of ${callerAccount}`,
            "use credentials of its account; a key that another team keeps is named, and not adopted: see docs/existing-keys.md",
          ),
        ];
  });
}

/** An instance is under its key for life. */
export function withoutKey({ id, name }: LiveInstance): Problem {
  return problem(
    `instance ${id}`,
    `instance ${name} has no customer managed key`,
    "a Neo4j-managed key encrypts it",
    "clone it under a customer managed key: see docs/existing-keys.md; an instance cannot change its key",
  );
}

const ELSEWHERE = "name it without managing it: see docs/existing-keys.md";

/** Why a KMS key cannot be managed as a key of Aura. */
export function whyUnfit(shown: string, arn: string, key: KeyDescription): Problem | undefined {
  const { managedByAws, keySpec, keyUsage, materialOrigin, primaryArn, state, deletionDate } = key;
  const no = (what: string, got: string, fix: string) => problem(arn, `${shown} ${what}`, got, fix);
  if (managedByAws) return no("is an AWS managed key", "AWS alone changes its policy", "name a key of your own");
  if (primaryArn !== undefined)
    return no("is a replica", `its primary is ${primaryArn}`, `adopt the primary; or ${ELSEWHERE}`);
  if (keySpec !== "SYMMETRIC_DEFAULT")
    return no("is not symmetric", `key spec ${keySpec}`, "name a key with key spec SYMMETRIC_DEFAULT");
  if (keyUsage !== "ENCRYPT_DECRYPT") return no("does not encrypt", `key usage ${keyUsage}`, "name an encryption key");
  if (materialOrigin !== "AWS_KMS") return no("has key material from elsewhere", `origin ${materialOrigin}`, ELSEWHERE);
  if (state.startsWith("Pending"))
    return no(
      "is scheduled for deletion",
      deletionDate === undefined ? state : `it will be deleted on ${deletionDate.slice(0, "2026-12-29".length)}`,
      "run aws kms cancel-key-deletion and aws kms enable-key now",
    );
  if (state !== "Enabled") return no("is not enabled", `key state ${state}`, "run aws kms enable-key");
  return undefined;
}

/** Why a customer managed key does not go with its KMS key. */
export function recordUnfit(arn: string, record: LiveRecord): Problem | undefined {
  const { region: ofKey } = parseArn(arn) ?? {};
  const { region, type, name } = record;
  if (region !== ofKey) {
    const got = `${region}, and the key in ${ofKey ?? "no region"}`;
    return problem(arn, `customer managed key ${name} is in another region`, got, "adopt the key of its own region");
  }
  if (productOf(type) === undefined) {
    const fix = `adopt keys of ${Object.keys(AURA_PRODUCTS).join(" and ")}`;
    return problem(arn, `customer managed key ${name} is of another product`, type, fix);
  }
  return undefined;
}

/** Why an instance does not go with its customer managed key. */
export function misplaced({ id, name, region, type, projectId, status }: LiveInstance, record: LiveRecord): Problem[] {
  const of = `customer managed key ${record.name}`;
  const no = (what: string, got: string, fix: string) =>
    problem(`instance ${id}`, `instance ${name} ${what}`, got, fix);
  const move = "check both in the Aura Console; neither can be moved";
  if (region !== record.region) return [no("is in another region", `${region}, and ${of} in ${record.region}`, move)];
  if (type !== record.type) return [no("is of another product", `${type}, and ${of} of ${record.type}`, move)];
  if (projectId !== record.projectId)
    return [no("is in another project", `${projectId}, and ${of} in ${record.projectId}`, move)];
  if (status === "destroying") return [no("is being destroyed", `status ${status}`, "run it again when it is gone")];
  return [];
}

/** The product that the API calls so; only these have customer managed keys. */
export function productOf(type: string): AuraProduct | undefined {
  const names = Object.keys(AURA_PRODUCTS) as AuraProduct[];
  return names.find((name) => AURA_PRODUCTS[name] === type);
}

/** Why something cannot be adopted. */
export function problem(path: string, what: string, got: string, fix: string): Problem {
  return { code: "key-not-adoptable", path, what, got, expected: "", fix };
}
