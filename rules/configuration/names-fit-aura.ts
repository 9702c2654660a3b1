import { AURA_NAME_LENGTH } from "../../model/limits";
import { anInstance, given } from "../example";
import { count } from "../../util/count";
import { quote } from "../../util/quote";
import { configurationRule, compliant, notApplicable, unknown, violation } from "../rule";
import { KIND_NAMES } from "../analysis";

const { min, max } = AURA_NAME_LENGTH;

/** Aura accepts the names. */
export const namesFitAura = configurationRule({
  id: "names-fit-aura",
  title: `Names in Aura have ${min} to ${max} characters and no leading or trailing spaces`,
  severity: "error",
  rationale: "Aura refuses any other name, but only during the apply.",
  see: "https://neo4j.com/docs/aura/api/specification/",
  on: ["record", "instance"],
  check(node) {
    const { auraName } = node;
    // Aura has accepted the name of what exists already.
    if (!auraName.known) return node.origin === "imported" ? notApplicable : unknown(auraName.reason);
    const length = lengthOf(auraName.value);
    if (length >= min && length <= max && auraName.value.trim() === auraName.value) return compliant;
    return violation({
      what: `name of ${KIND_NAMES[node.kind]} ${node.name} is not valid in Aura`,
      got: `${quote(auraName.value)}, ${length} characters (${auraName.source})`,
      expected: `${min} to ${max} characters, trimmed`,
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
  if (surplus > 0) return `remove ${count(surplus, "character")}`;
  return trimmed === "" ? "set a name" : `use ${JSON.stringify(trimmed)}`;
}

/** Characters as people count them: code points, not UTF-16 code units. */
function lengthOf(text: string): number {
  return [...text].length;
}
