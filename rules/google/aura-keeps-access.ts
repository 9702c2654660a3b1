import { isDeleted, isForgotten, isReplaced, isUntouched, type Change } from "../../model/change";
import type { KeyIamNode } from "../../model/google";
import { AURA_ROLES } from "../../model/google-roles";
import { formatList } from "../../util/format-list";
import { groupBy } from "../../util/group-by";
import { memoize } from "../../util/memoize";
import { changePart } from "../across-clouds";
import { isHandedOver, MAX_NAMED, needsReview, subjectOf } from "../change/verdicts";
import { cannotVerify, compliant, notApplicable, violation, type ChangeContext, type Verdict } from "../rule";
import {
  decidesOn,
  entriesOn,
  isAuraRole,
  placesOf,
  shortMembers,
  shortRole,
  whatIsUnknown,
  type KeyPlace,
} from "./access";
import { aCryptoKey, auraMembers } from "./example";
import { accessOn, lossesOf, neverListed, type Access, type Loss } from "./role-losses";

/** Aura's service accounts keep their roles. */
export const auraKeepsAccessInGoogle = changePart({
  cloud: "gcp",
  rationale:
    "Aura's service accounts need two roles on the key, without a condition. A member that is destroyed is taken out of its role, even " +
    "if another resource lists it; a binding sets all members of a role and a policy all roles, and what they do not list is gone. Where no service " +
    "accounts are configured, those of other projects count as Aura's. Roles on the project are not read.",
  see: "https://registry.terraform.io/providers/hashicorp/google/6.50.0/docs/resources/google_kms_crypto_key_iam",
  on: ["key-iam"],
  check(change, context) {
    const node = change.after ?? change.before;
    if (node?.kind !== "key-iam") return [notApplicable];
    const places = placesIn(change as Change<KeyIamNode>, context);
    if (places.length === 0) return [withoutKey(change as Change<KeyIamNode>, context)];
    const verdicts = places.flatMap((place) => {
      const { reporter, verdicts: found } = reportOn(context, place);
      return reporter === change.id ? found : [];
    });
    return verdicts.length > 0 ? verdicts : [compliant];
  },
  example: () => ({
    bad: { before: [aCryptoKey(), ...auraMembers()], after: [aCryptoKey(), ...auraMembers().slice(0, -1)] },
    good: { before: [aCryptoKey(), ...auraMembers()], after: [aCryptoKey(), ...auraMembers()] },
  }),
});

/** The keys that an entry reaches, before or after. */
function placesIn({ before, after }: Change<KeyIamNode>, context: ChangeContext): readonly KeyPlace[] {
  const all = [...(before ? placesOf(before, context.before) : []), ...(after ? placesOf(after, context.after) : [])];
  const places = [...groupBy(all, ({ id }) => id).values()].flatMap(([first]) => first ?? []);
  // A key that is on one side only is known by its name on the other.
  return places.filter(({ id }) => !places.some((other) => other.id !== id && other.names.includes(id)));
}

/** An entry whose key is not known may take the access to any. */
function withoutKey(change: Change<KeyIamNode>, { after: index }: ChangeContext): Verdict {
  const { after } = change;
  if (!after || after.authority === "member" || isUntouched(change)) return notApplicable;
  const isInGoogle = index.model.otherClouds.some(({ kind }) => kind === "crypto-key");
  return isInGoogle && !after.keyId.known
    ? cannotVerify(`${subjectOf(change)} leaves Aura's access to a key as it is`, after.keyId.reason)
    : notApplicable;
}

/** What becomes of the access to a key: said once, of the first resource that causes it. */
interface Report {
  readonly reporter: string | undefined;
  readonly verdicts: readonly Verdict[];
}

const reportOn = memoize(
  (context: ChangeContext, place: KeyPlace): Report => {
    const keyChange = context.changeOf(place.key?.id);
    // What is lost with the key, `key-survives` says.
    if (keyChange && (isDeleted(keyChange) || isReplaced(keyChange))) return NOTHING;
    const access = accessOn(place, context);
    const lost = [...lossesOf(access), ...neverListed(access)];
    const said = [
      ...lossVerdicts(access, lost),
      ...(lost.length === 0 ? unknownVerdicts(access) : []),
      ...handOverVerdicts(access),
    ];
    const causes = new Set(said.flatMap(({ causes: ids }) => ids));
    const first = context.changes.find(({ id }) => causes.has(id));
    return { reporter: first?.id, verdicts: said.map(({ verdict }) => verdict) };
  },
  (context, { id }) => [context, id],
);

const NOTHING: Report = { reporter: undefined, verdicts: [] };

/** A verdict, and the resources that it is about. */
interface Said {
  readonly verdict: Verdict;
  readonly causes: readonly string[];
}

const KEEP = "keep both roles of each of Aura's service accounts";

function lossVerdicts({ place, former }: Access, losses: readonly Loss[]): readonly Said[] {
  const [expected, others] = [false, true].map((isFormer) =>
    losses.filter(({ member }) => former.has(member) === isFormer),
  );
  const words = (group: readonly Loss[], fix: string) => ({
    what: `this plan revokes Aura's access to ${place.label}`,
    got: lossText(group),
    expected: "",
    fix,
  });
  return [
    ...(expected?.length ? [{ verdict: violation(words(expected, KEEP)), causes: causesOf(expected) }] : []),
    ...(others?.length
      ? [{ verdict: needsReview(words(others, "make sure that it is not Aura's any more")), causes: causesOf(others) }]
      : []),
  ];
}

function causesOf(losses: readonly Loss[]): readonly string[] {
  return losses.flatMap(({ causes }) => causes);
}

function lossText(losses: readonly Loss[]): string {
  const groups = groupBy([...groupBy(losses, ({ member }) => member)], ([, ofMember]) =>
    formatList([...new Set(ofMember.map(({ role }) => shortRole(role)))].sort(), { and: true }),
  );
  const texts = [...groups].map(([roles, ofRoles]) => {
    const members = ofRoles.map(([member]) => member);
    const who = members.includes("") ? "Aura" : shortMembers(members, MAX_NAMED);
    const [why = "", ...more] = new Set(ofRoles.flatMap(([, ofMember]) => ofMember.map((loss) => loss.why)));
    return `${who} ${members.length > 1 ? "lose" : "loses"} ${roles}: ${why}${more.length > 0 ? `; and ${more.length} more` : ""}`;
  });
  return formatList(texts, { max: MAX_NAMED, separator: "; " });
}

/** What is set may list Aura's accounts, or not, and what goes may have listed them. */
function unknownVerdicts({ place, context, after, changeOf }: Access): readonly Said[] {
  const going = entriesOn(place, context.before.model);
  return [...going, ...after.filter(({ authority }) => authority !== "member")].flatMap((node) => {
    const change = changeOf(node);
    const why = whatIsUnknown(node);
    const decides = node.authority === "member" || AURA_ROLES.some((role) => decidesOn(node, role));
    if (!change || isUntouched(change) || why === undefined || !decides) return [];
    return [{ verdict: cannotVerify(`Aura keeps its access to ${place.label}`, why), causes: [node.id] }];
  });
}

/** What gives Aura access, and is no longer managed: said once. */
function handOverVerdicts({ before, auras, changeOf }: Access): readonly Said[] {
  const left = before.filter(({ role, member, node }) => {
    const change = changeOf(node);
    return isAuraRole(role) && auras.has(member) && change !== undefined && isForgotten(change);
  });
  const [first] = left;
  const change = first && changeOf(first.node);
  if (!change) return [];
  const others = new Set(left.map(({ node }) => node.id)).size - 1;
  const got = `Aura's access continues, unprotected${others > 0 ? `; so does that of ${others} more` : ""}`;
  return [{ verdict: isHandedOver(change, got), causes: [change.id] }];
}
