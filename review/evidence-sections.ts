import { quoted, shortName } from "./names";
import type { Section } from "./section";
import type { Evidence, InstanceEvidence, KeyAccess, KeyEvidence, Review } from "./types";

/** What could not be read, or was never said. */
const UNKNOWN = "unknown";

/** The evidence of an account, as a person reads it: which database is under which key, and how the key is kept. */
export function evidenceSections({ evidence }: Review): readonly Section[] {
  if (!evidence) return [];
  const { keys, instances } = evidence;
  const isInAws = keys.every(({ cloud }) => cloud === undefined);
  const sections: readonly (Section | undefined)[] = [
    table(
      "Databases",
      [
        ...["Instance", "Created", "Status", "Customer managed key", "Registered", "Status in Aura"],
        isInAws ? "KMS key" : "Key",
      ],
      instances.map(instanceRow),
    ),
    table(
      "Keys",
      ["Key", isInAws ? "ARN" : "Identifier", "State", "Created", "Rotation", "Last rotated", "Last used"],
      keys.map(keyRow),
    ),
    table(
      "Who can use and administer the keys",
      ["Key", "Who", "By", "Use", "Administer"],
      keys.flatMap((key) => accessRows(key)),
    ),
    { title: "Checked", folded: false, blocks: checked(evidence).map((text) => ({ kind: "text", text })) },
  ];
  return sections.filter((section) => section !== undefined);
}

function table(title: string, head: readonly string[], rows: readonly (readonly string[])[]): Section | undefined {
  return rows.length > 0 ? { title, folded: false, blocks: [{ kind: "table", head, rows }] } : undefined;
}

function instanceRow(instance: InstanceEvidence): string[] {
  const {
    on,
    createdAt,
    status = UNKNOWN,
    customerManagedKey,
    registeredAt,
    keyStatus = UNKNOWN,
    key,
    keyArn,
    keyId = keyArn,
  } = instance;
  const record = customerManagedKey
    ? [shortName(customerManagedKey), dayOf(registeredAt), keyStatus]
    : ["Neo4j-managed key", "", ""];
  return [shortName(on), dayOf(createdAt), status, ...record, key ? shortName(key) : keyId ? quoted(keyId) : "none"];
}

function keyRow({ on, cloud, arn, id = arn, state = UNKNOWN, createdAt, rotation, lastUse }: KeyEvidence): string[] {
  const { enabled, periodInDays, nextAt, lastAt } = rotation ?? {};
  const turned = enabled
    ? [
        "on",
        ...(periodInDays === undefined ? [] : [`every ${periodInDays} days`]),
        ...(nextAt ? [`next ${dayOf(nextAt)}`] : []),
      ]
    : ["off"];
  const never = lastUse?.since === undefined ? "never" : `not since ${dayOf(lastUse.since)}`;
  return [
    shortName(on),
    id === undefined ? UNKNOWN : quoted(id),
    ...[state, dayOf(createdAt), rotation ? turned.join(", ") : UNKNOWN],
    // Azure and Google Cloud only show when their versions were made.
    ...[rotation && lastAt === undefined && cloud === undefined ? "never" : dayOf(lastAt)],
    ...[lastUse ? (lastUse.at === undefined ? never : dayOf(lastUse.at)) : UNKNOWN],
  ];
}

function accessRows({ on, access }: KeyEvidence): string[][] {
  if (!access) return [[shortName(on), UNKNOWN, "", "", ""]];
  return access.map((one, index) => [index === 0 ? shortName(on) : "the same", ...accessCells(one)]);
}

function accessCells({ who, by, role, since, use, administer }: KeyAccess): string[] {
  return [quoted(who), since === undefined ? (role ?? by) : `${by} of ${dayOf(since)}`, use, administer];
}

function checked({ checkedAt, identities, keys }: Evidence): string[] {
  const by = identities.map(({ of, name }) => `${of}: ${quoted(name)}`);
  const at = `${checkedAt.slice(0, "2026-11-29T10:00:00".length).replace("T", " ")} UTC`;
  return [
    `Read on ${at}, by these identities:`,
    ...by,
    ...(keys.some(({ cloud }) => cloud === undefined) ? [ABOUT_ACCOUNTS] : []),
  ];
}

const ABOUT_ACCOUNTS = "An account in the table of access stands for its principals whose own IAM policies allow it.";

function dayOf(date: string | undefined): string {
  return date === undefined ? UNKNOWN : date.slice(0, "2026-11-29".length);
}
