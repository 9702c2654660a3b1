import { formatList } from "../util/format-list";
import { accountIdOf } from "./entries";
import {
  LOCKED_SECTIONS,
  type EstateLock,
  type LockedEntry,
  type LockedSection,
  type LockedStack,
  type RemovedEntries,
} from "./lock";
import { describePath, ENTRY_KIND, quoteIfNeeded, type EstatePath, type EstateProblem } from "./messages";
import type { Estate } from "./schema";

/** What was, what is, and how the one is found in the other. */
export interface Comparison {
  readonly estate: Estate;
  readonly locked: EstateLock["stacks"];
  readonly next: EstateLock["stacks"];
  /** The present name of what had a name. */
  readonly successor: (section: LockedSection, name: string) => string;
  readonly removals: ReadonlyMap<string, RemovedEntries>;
  /** Absolute path of a file that the estate names. */
  readonly resolve: (file: string) => string;
}

/** What is lost when it is destroyed, and goes on existing when it is forgotten. */
const LASTING =
  /^(aws_kms_key|aws_kms_replica_key|azurerm_key_vault|azurerm_key_vault_key|google_kms_crypto_key|aura_customer_managed_key|aura_instance)\./;
/** The keys among them. */
const KEY = /^(aws_kms_|azurerm_key_vault_key|google_kms_crypto_key)/;

function lastingTypes({ resources }: LockedEntry): string[] {
  return [...new Set(resources.flatMap((address) => LASTING.exec(address)?.[1] ?? []))];
}

/** Whether an entry has every kind of lasting resource that it had. */
function isMadeAs(was: LockedEntry, now: LockedEntry | undefined): boolean {
  const types = now ? lastingTypes(now) : [];
  return lastingTypes(was).every((type) => types.includes(type));
}

interface Missing {
  readonly stack: string;
  readonly section: LockedSection;
  readonly name: string;
}

/** What the lock has and the estate no longer makes, unless the estate says what becomes of it. */
export function leftBehind(comparison: Comparison): EstateProblem[] {
  const { locked, next } = comparison;
  return Object.entries(locked).flatMap(([stack, was]) => {
    const missing = missingIn(stack, was, comparison);
    if (missing.length === 0) return [];
    return next[stack]
      ? missing.map((one) => goneEntry(one, was, comparison))
      : [goneStack(stack, was, missing, comparison)];
  });
}

function missingIn(stack: string, was: LockedStack, { next, successor, removals }: Comparison): Missing[] {
  return LOCKED_SECTIONS.flatMap((section) =>
    Object.entries(was[section]).flatMap(([name, entry]) => {
      if (entry.removed || removals.get(stack)?.[section][name]) return [];
      const now = next[stack]?.[section][successor(section, name)];
      return isMadeAs(entry, now) ? [] : [{ stack, section, name }];
    }),
  );
}

/** Names of a list that a message shows. */
const MAX_NAMES = 5;

const nameOf = ({ section, name }: Missing): string => `${ENTRY_KIND[section]} ${quoteIfNeeded(name)}`;

function goneStack(
  stack: string,
  { account, accountId }: LockedStack,
  missing: readonly Missing[],
  { estate, locked }: Comparison,
): EstateProblem {
  const known = new Set(Object.values(locked).map(({ account: label }) => label));
  const renamed = Object.entries(estate.accounts).find(
    ([label, one]) => accountIdOf(one) === accountId && !known.has(label),
  )?.[0];
  const isAccountGone = !(account in estate.accounts);
  const remove = `\`removed: [{ stack: ${stack}, action: hand-over }]\` or \`destroy\``;
  return {
    ...{ code: "estate-left-behind", path: [isAccountGone ? "accounts" : "keys"], part: "name" },
    what: `stack ${stack} would be left behind`,
    got: `no longer in the estate: ${formatList(missing.map(nameOf), { max: MAX_NAMES })}`,
    expected: "",
    fix:
      isAccountGone && renamed !== undefined
        ? `write \`formerly: ${account}\` on account ${renamed}, if it was renamed; else ${remove}`
        : `put back what is gone, or write ${remove}`,
  };
}

function goneEntry(one: Missing, was: LockedStack, comparison: Comparison): EstateProblem {
  const { stack, section, name } = one;
  const { estate, next, successor } = comparison;
  const present = successor(section, name);
  const kind = ENTRY_KIND[section];
  const candidates = Object.keys(next[stack]?.[section] ?? {}).filter((other) => !(other in was[section]));
  const [candidate] = candidates;
  const remove = `\`removed: [{ stack: ${stack}, ${kind}: ${name}, action: hand-over }]\` or \`destroy\``;
  const isThere = present in estate[section];
  return {
    ...{ code: "estate-left-behind", path: isThere ? [section, present] : [section], part: "name" },
    what: `${nameOf(one)} would be destroyed in stack ${stack}`,
    got: isThere ? whyNotThere(one, present, comparison) : "no longer in the estate",
    expected: "",
    fix:
      !isThere && candidates.length === 1 && candidate !== undefined
        ? `write \`formerly: ${name}\` on ${kind} ${quoteIfNeeded(candidate)}, if it was renamed; else ${remove}`
        : `put it back as it was, or write ${remove}${isThere ? " and give the new one another name" : ""}`,
  };
}

/** Why an entry that is in the estate is not made where it was. */
function whyNotThere({ stack, section }: Missing, name: string, { estate, next }: Comparison): string {
  const elsewhere = Object.entries(next).find(([other, entries]) => other !== stack && entries[section][name])?.[0];
  const key = section === "keys" ? next[stack]?.keys[name] : undefined;
  if (key && lastingTypes(key).some((type) => KEY.test(type))) return "now in a vault that exists (`vaultId`)";
  if (key) return `now an existing key (\`${"arn" in (estate.keys[name] ?? {}) ? "arn" : "keyId"}\`)`;
  if (elsewhere) return `now in stack ${elsewhere}; a ${ENTRY_KIND[section]} cannot move to another account or region`;
  const ofInstance = section === "instances" ? estate.instances[name]?.key : undefined;
  return ofInstance === undefined
    ? "no longer in that region"
    : `deferred, because key ${quoteIfNeeded(ofInstance)} is in phase 1`;
}

/**
 * Keys that Aura had access to and would be deployed without its statement or its principals; a key whose protection was given up before
 * may be.
 */
export function lostAccess({ locked, next, successor, resolve }: Comparison): EstateProblem[] {
  const lost = new Map<string, LockedEntry>();
  for (const [stack, { keys }] of Object.entries(locked)) {
    for (const [name, entry] of Object.entries(keys)) {
      const { statement, principals, removed, protected: isProtected } = entry;
      const now = next[stack]?.keys[successor("keys", name)];
      // A key that became an existing one is reported as that.
      const isKey = now && lastingTypes(now).some((type) => KEY.test(type));
      const isLost =
        (statement !== undefined && now?.statement === undefined) ||
        (principals !== undefined && now?.principals === undefined);
      if (isLost && !removed && isProtected && isKey) lost.set(successor("keys", name), entry);
    }
  }
  return [...lost].map(([name, { statement, principals = [] }]) => {
    const path = ["keys", name];
    if (statement === undefined) return lostPrincipals(path, principals);
    const file = resolve(statement);
    return {
      ...{ code: "statement-lost", path: [...path, "statement"], part: "value" },
      what: `${describePath(path)} has lost Aura's statement`,
      got: `it was read from ${file} in the last synth`,
      expected: "",
      fix: `restore the file and \`statement\`; without it Aura loses access to the key, and its instances would be destroyed`,
    };
  });
}

/**
 * Keys that a changed setting would replace, with the data that they encrypt; a key whose protection was given up before may be, and one
 * that is reported as gone is not reported twice.
 */
export function replacedKeys({ locked, next, successor, removals }: Comparison): EstateProblem[] {
  return Object.entries(locked).flatMap(([stack, { keys }]) =>
    Object.entries(keys).flatMap(([name, entry]) => {
      const { identity: was, removed, protected: isProtected } = entry;
      const present = successor("keys", name);
      const now = next[stack]?.keys[present];
      if (!was || !now?.identity || removed || !isProtected || removals.get(stack)?.keys[name]) return [];
      const { identity } = now;
      const changed = isMadeAs(entry, now) ? Object.keys(was).filter((one) => was[one] !== identity[one]) : [];
      return changed.map((setting) => replacedKey(["keys", present], setting, was[setting], identity[setting]));
    }),
  );
}

function replacedKey(
  key: EstatePath,
  setting: string,
  was: string | number | undefined,
  now: string | number | undefined,
): EstateProblem {
  const path = [...key, setting];
  return {
    ...{ code: "key-replaced", path, part: "value" },
    what: `${describePath(path)} would replace the key`,
    got: `${was} in the lock file, ${now ?? "none"} now`,
    expected: "",
    fix: "restore it: the data is lost with the key; for a key that was never deployed, see docs/estate.md",
  };
}

function lostPrincipals(path: EstatePath, principals: readonly string[]): EstateProblem {
  const [setting, whose] = principals.some((one) => one.includes("@"))
    ? ["serviceAccounts", "service accounts"]
    : ["applicationId", "application"];
  return {
    ...{ code: "access-lost", path, part: "name" },
    what: `${describePath(path)} has lost Aura's ${whose}`,
    got: `${formatList(principals, { max: 1 })} in the last synth`,
    expected: "",
    fix: `restore \`${setting}\`, here or under \`aura\`; without it Aura loses access to the key, and its instances would be destroyed`,
  };
}
