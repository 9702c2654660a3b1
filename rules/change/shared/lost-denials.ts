import { combined, relationsOf } from "../../../policy/access/containment";
import { diffPolicies, type StatementChange } from "../../../policy/access/diff";
import { normalStatement, partitionIn } from "../../../policy/access/meaning";
import { canonicalStatement } from "../../../policy/canonical";
import type { PolicyDocument, Statement } from "../../../policy/document";
import { few } from "../../../text/few";
import type { Verdict } from "../../rule";
import { rememberOfBoth } from "../../shared/remember";
import type { PolicyChange } from "./policy-change";
import { attention } from "./verdicts";
import { MOST_NAMED } from "./words";

/**
 * What there is to say of denials that go away, or deny less: whom they kept out may get in, also where no statement names
 * them, such as roles of an account that is let in.
 * @param before the policy as it is
 * @param after the policy as it will be
 * @param policy what the plan does
 */
export function lostDenialVerdicts(
  before: PolicyDocument,
  after: PolicyDocument,
  { key, against }: PolicyChange,
): readonly Verdict[] {
  const lost = rememberOfBoth(before, after, "lost denials", () => lostDenials(before, after));
  if (lost.length === 0) return [];
  return [
    attention({
      what: `what the policy of key ${key} denies has to stay denied, or to be looked at`,
      got: few(lost.map(inWords), MOST_NAMED, "; "),
      expected: "every denial as it is, or a wider one",
      fix: "make sure that those who were denied may use the key",
      ...(against && { against }),
    }),
  ];
}

function inWords({ name, kind, words }: StatementChange): string {
  return kind === "removed" ? `${name} is gone, which ${words.join(" and ")}` : `${name}: ${words.join(", ")}`;
}

function lostDenials(before: PolicyDocument, after: PolicyDocument): readonly StatementChange[] {
  const partition = partitionIn(before, after);
  const denials = after.Statement.filter(isDenial).map((one) => normalStatement(one, partition));
  return diffPolicies(before, after).filter(({ kind, before: place = -1 }) => {
    const old = before.Statement[place];
    if (!old || !isDenial(old) || kind === "unchanged" || kind === "narrowed") return false;
    const normal = normalStatement(old, partition);
    // What `${...}` means hangs on the version of its policy, which is not compared here.
    if (canonicalStatement(normal).includes("${")) return true;
    return !denials.some((now) => ["same", "more"].includes(combined(Object.values(relationsOf(normal, now)))));
  });
}

function isDenial({ Effect: effect }: Statement): boolean {
  return effect === "Deny";
}
