import { AURA_ROLES, AURA_SERVICE_ACCOUNTS } from "../../model/google-roles";
import { formatList } from "../../util/format-list";
import { groupBy } from "../../util/group-by";
import { configurationPart } from "../across-clouds";
import { compliant, notApplicable, unknown, violation, type Verdict } from "../rule";
import {
  entriesOn,
  grantsOf,
  isAuraRole,
  placeOfKey,
  shortMember,
  shortMembers,
  shortRole,
  whatIsUnknown,
  type RoleGrant,
} from "./access";
import { aCryptoKey, auraMembers } from "./example";
import { aurasOn } from "./who";

/** Aura's service accounts have both roles. */
export const auraCanUseKeyInGoogle = configurationPart({
  cloud: "gcp",
  rationale:
    "each of Aura's three service accounts needs two roles on the key, Cloud KMS CryptoKey Encrypter/Decrypter and Cloud KMS Viewer, or on " +
    "its key ring, without a condition. With none of them the key is in phase 1. Not checked: roles on the project, deny policies and " +
    "policies of the organization.",
  see: "https://neo4j.com/docs/aura/security/customer-managed-keys/",
  on: ["crypto-key"],
  check(key, index) {
    const place = placeOfKey(key);
    const entries = entriesOn(place, index.model);
    const grants = entries.flatMap(grantsOf).filter(({ role }) => isAuraRole(role));
    const { configured, possible } = aurasOn(place, index);
    const open = entries.map(whatIsUnknown).find((why) => why !== undefined);
    const missing = missingFor(configured ?? [...possible], grants);
    const hasSome = grants.some(({ member }) => configured?.includes(member) ?? possible.has(member));
    if (!hasSome) return open === undefined ? notApplicable : cannotTell(key.name, open);
    const complete = configured ? configured.length : possible.size - new Set(missing.map(({ member }) => member)).size;
    // Without `serviceAccounts`, another account of another project may have one of the roles.
    const isComplete = missing.length === 0 || (!configured && complete >= AURA_SERVICE_ACCOUNTS);
    if (isComplete && complete >= AURA_SERVICE_ACCOUNTS) return compliant;
    if (open !== undefined) return cannotTell(key.name, open);
    return violation({
      what: `Aura lacks required roles on key ${key.name}`,
      got: missing.length > 0 ? lackText(missing) : `access for ${shortMembers([...possible], MAX_NAMED)} only`,
      expected: `both roles for ${AURA_SERVICE_ACCOUNTS} service accounts`,
      fix: "add an `_iam_member` for each account and role",
      facts: missing.map(({ member, role }) => `${member} ${role}`).join(", "),
    });
  },
  example: () => ({
    bad: [aCryptoKey(), ...auraMembers().slice(0, -1)],
    good: [aCryptoKey(), ...auraMembers()],
  }),
});

interface Missing {
  readonly member: string;
  readonly role: string;
  /** The condition under which it has the role. */
  readonly condition?: string;
}

function missingFor(members: readonly string[], grants: readonly RoleGrant[]): readonly Missing[] {
  return members.flatMap((member) =>
    AURA_ROLES.flatMap((role): Missing[] => {
      const own = grants.filter((grant) => grant.member === member && grant.role === role);
      if (own.some(({ condition }) => condition === undefined)) return [];
      const condition = own[0]?.condition;
      return [{ member, role, ...(condition !== undefined && { condition }) }];
    }),
  );
}

/** Accounts that one finding names. */
const MAX_NAMED = 3;

function lackText(missing: readonly Missing[]): string {
  const byMember = [...groupBy(missing, ({ member }) => member)];
  const isOne = byMember.length === 1;
  const texts = byMember.map(([member, group]) => {
    const roles = group.map(
      ({ role, condition }) => `${shortRole(role)}${condition === undefined ? "" : ` (only if ${condition})`}`,
    );
    return `${isOne ? shortMember(member) : shortMember(member).replace(/@.*$/s, "")} lacks ${formatList(roles, { and: true })}`;
  });
  return formatList(texts, { max: MAX_NAMED, separator: "; " });
}

function cannotTell(key: string, why: string): Verdict {
  return unknown(`cannot verify that Aura can use key ${key}: ${why}`, why);
}
