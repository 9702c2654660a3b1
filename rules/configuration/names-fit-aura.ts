import { AURA_NAME_LENGTH } from "../../model/limits";
import { anInstance, given } from "../example";
import { configurationRule, compliant, notApplicable, unknown, violation } from "../rule";

const { min, max } = AURA_NAME_LENGTH;

/** Aura takes the names. */
export const namesFitAura = configurationRule({
  id: "names-fit-aura",
  title: `Names in Aura have ${min} to ${max} characters and no blanks at either end`,
  severity: "error",
  rationale: "Aura refuses any other name, and it does so only when the configuration is applied.",
  see: "https://neo4j.com/docs/aura/api/specification/",
  on: ["record", "instance"],
  check(node) {
    const { auraName } = node;
    // The name of what exists already was taken.
    if (!auraName.known) return node.origin === "imported" ? notApplicable : unknown(auraName.reason);
    const length = lengthOf(auraName.value);
    if (length >= min && length <= max && auraName.value.trim() === auraName.value) return compliant;
    return violation({
      what: `the name of ${node.kind} ${node.name} must be one that Aura takes`,
      got: `${JSON.stringify(auraName.value)} with ${length} characters (${auraName.source})`,
      expected: `${min} to ${max} characters, no blanks at either end`,
      fix: fixFor(auraName.value.trim()),
    });
  },
  example: () => ({
    bad: [anInstance({ auraName: given("orders of the whole company in production", "`name`") })],
    good: [anInstance({ auraName: given("orders-prod", "`name`") })],
  }),
});

function fixFor(trimmed: string): string {
  const surplus = lengthOf(trimmed) - max;
  if (surplus > 0) return `shorten it by ${surplus}`;
  return trimmed === "" ? "give it a name" : `use ${JSON.stringify(trimmed)}`;
}

/** Characters as people count them: code points, not UTF-16 code units. */
function lengthOf(text: string): number {
  return [...text].length;
}
