import { formatList } from "../../util/format-list";
import { configurationPart } from "../across-clouds";
import { compliant, unknown, violation, type Verdict } from "../rule";
import { grantsOf, shortMember, shortRole, whatIsUnknown, type KeyPlace, type RoleGrant } from "./access";
import { aCryptoKey, aKeyMember, auraMembers } from "./example";
import { accessAbout, aurasOn, membersText, placeOf, unexpectedIn, type Auras, type Who } from "./who";

/** Only Aura decrypts with the key. */
export const noUnexpectedPrincipalsInGoogle = configurationPart({
  cloud: "gcp",
  rationale:
    "who may decrypt with the key can read the data, and who administers it can let others do so. Expected are Aura's service accounts " +
    "with the two roles that they need; without `serviceAccounts`, up to three of other projects. The service accounts of the key's own " +
    "project, and people who administer it, need review. A primitive role on the key (owner, editor) is never needed.",
  see: "https://cloud.google.com/kms/docs/reference/permissions-and-roles",
  on: ["key-iam"],
  check(node, index) {
    const place = placeOf(node, index);
    const auras = aurasOn(place, index);
    const unexpected = unexpectedIn(grantsOf(node), place, auras);
    if (unexpected.length > 0 && place.names.length === 0 && !node.keyId.known)
      return unknown(`cannot determine who can use ${place.label}: ${node.keyId.reason}`, node.keyId.reason);
    const verdicts = [
      ...unexpected.map(({ who, grants }) => verdictOn(who, grants, place, auras)),
      ...openVerdicts(whatIsUnknown(node), place),
    ];
    return verdicts.length > 0 ? verdicts : compliant;
  },
  example: () => ({
    bad: [aCryptoKey(), aKeyMember("allUsers", undefined, { name: "everyone" }), ...auraMembers()],
    good: [aCryptoKey(), ...auraMembers()],
  }),
});

function openVerdicts(why: string | undefined, { label }: KeyPlace): readonly Verdict[] {
  return why === undefined ? [] : [unknown(`cannot determine who can use ${label}: ${why}`, why)];
}

function verdictOn(who: Who, grants: readonly RoleGrant[], { label }: KeyPlace, auras: Auras): Verdict {
  const roles = formatList([...new Set(grants.map(({ role }) => shortRole(role)))], { and: true });
  if (who === "not-known")
    return unknown(`cannot determine what ${membersText(grants)} can do with ${label}: role ${roles}`);
  if (who === "one-of-many") {
    return unknown(
      `cannot determine which ${auras.possible.size} service accounts of other projects on ${label} are Aura's`,
    );
  }
  const conditions = [...new Set(grants.flatMap(({ condition }) => condition ?? []))];
  const { what, fix, severity, namesMember } = TEXTS[who];
  const members = membersText(grants);
  const expected = auras.configured?.map(shortMember) ?? [];
  return violation({
    what: what(label, members),
    got: `${namesMember ? "" : `${members}: `}${roles}${conditions.length > 0 ? ` if ${formatList(conditions, { max: 1 })}` : ""}`,
    expected: expected.length > 0 ? formatList(expected, { max: 3 }) : "Aura's three service accounts",
    fix,
    facts: accessAbout(grants),
    about: accessAbout(grants),
    ...(severity && { severity }),
  });
}

interface Text {
  readonly what: (key: string, members: string) => string;
  readonly fix: string;
  readonly severity?: "warning";
  /** Whether the headline names the members. */
  readonly namesMember?: true;
}

const TEXTS: Readonly<Record<Exclude<Who, "not-known" | "one-of-many">, Text>> = {
  anyone: {
    what: (key) => `anyone can use ${key}`,
    fix: "name Aura's accounts instead",
  },
  primitive: {
    what: (key) => `a primitive role is granted on ${key}`,
    fix: "grant a role of Cloud KMS instead, or none",
  },
  "aura-with-more": {
    what: (key) => `Aura has more roles on ${key} than it needs`,
    fix: "leave it the two roles that it needs",
  },
  unexpected: {
    what: (key) => `unexpected principals can use ${key}`,
    fix: "remove them; if they are Aura's, name them in `serviceAccounts`",
  },
  administrator: {
    what: (key) => `people administer ${key}`,
    fix: "make sure that they may: they can grant themselves access to the data",
    severity: "warning",
  },
  own: {
    what: (key) => `${key} also grants access to accounts of its own project`,
    fix: "use another key for them, or waive this rule",
    severity: "warning",
  },
};
