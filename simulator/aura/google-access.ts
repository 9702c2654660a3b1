import type { IamPolicies } from "../google/iam";
import type { CryptoKey } from "../google/key";
import type { GoogleKms } from "../google/kms";
import { locationOf, parentOf, projectOf } from "../google/names";
import type { Access, KeyErrorStatus, RegisteredKey } from "./key-access";
import type { Project } from "./options";
import { auraServiceAccounts, GOOGLE_ROLES } from "./other-clouds";

/**
 * Checks a key of Google Cloud as Aura does: it exists in the configured region, is one that encrypts and decrypts, has an enabled primary
 * version, and all service accounts of the project have both roles, on the key, its ring or its project. A role under a condition does not
 * count: nobody knows when it holds.
 */
export function accessToGoogleKey(
  { kms, policies }: { readonly kms: GoogleKms; readonly policies: IamPolicies },
  { key_id, region }: RegisteredKey,
  project: Project,
): Access {
  const location = locationOf(key_id);
  if (location !== region) return notFound(`the key is in region ${location}, the customer managed key in ${region}`);
  const key = kms.findKey(key_id);
  if (!key) return notFound("the key does not exist");
  const resources = [key.name, parentOf(key.name), projectOf(key.name)];
  const since = Math.max(key.accessChangedAt, ...resources.map((resource) => policies.changedAt(resource)));
  const problem = problemOf(key) ?? missingRoles(policies, resources, project);
  return problem ? { usable: false, since, ...problem } : { usable: true, since };
}

interface Problem {
  readonly because: string;
  readonly status: KeyErrorStatus;
}

function problemOf({ purpose, primary }: CryptoKey): Problem | undefined {
  const status = "encryption key error";
  if (purpose !== "ENCRYPT_DECRYPT") return { because: `the purpose of the key is ${purpose}`, status };
  if (!primary) return { because: "the key has no primary version", status };
  const because = `the primary version of the key is in state ${primary.state}`;
  if (primary.state.startsWith("DESTROY")) return { because, status: "encryption key deleted" };
  return primary.state === "ENABLED" ? undefined : { because, status };
}

function missingRoles(policies: IamPolicies, resources: readonly string[], project: Project): Problem | undefined {
  const bindings = resources.flatMap((resource) => policies.get(resource).bindings);
  const has = (account: string, wanted: string): boolean => {
    const members = [`serviceAccount:${account}`, "allAuthenticatedUsers", "allUsers"];
    return bindings.some(
      ({ role, members: granted = [], condition }) =>
        role === wanted && !condition && granted.some((member) => members.includes(member)),
    );
  };
  const missing = auraServiceAccounts(project).flatMap((account) =>
    GOOGLE_ROLES.filter((role) => !has(account, role)).map((role) => `${role} for ${account}`),
  );
  if (missing.length === 0) return undefined;
  return { because: `the key lacks ${missing.join(", ")}`, status: "encryption key error" };
}

function notFound(because: string): Access {
  return { usable: false, since: 0, because, status: "encryption key not found" };
}
