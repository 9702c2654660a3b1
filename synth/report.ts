import { AuraCustomerManagedKey, type IAuraCustomerManagedKey, type IAuraKey } from "../constructs";
import { groupBy } from "../util/group-by";
import { joinUnknowns, textOf } from "../rules/engine";
import { findingKind, type KeyRow, type KeyWithExternalAccess } from "../rules/analysis";
import type { Finding } from "../rules/rule";
import { formatList } from "../util/format-list";
import { isKmsKey } from "./cloud-keys";
import type { BuiltEstate, BuiltKey } from "./estate-app";
import { renderKeyTable } from "./key-table";

/** Lines of one kind that are shown; the others are counted. */
const MAX_LINES = 20;

/**
 * The output of `aura-cmk synth` for an estate: warnings, waivers, what is unknown until apply, the next steps for keys in phase 1, and a
 * table of all keys.
 * @param externalAccess which principals outside its account each key allows
 * @param rows what the table says
 */
export function renderReport(
  built: BuiltEstate,
  found: readonly Finding[],
  externalAccess: readonly KeyWithExternalAccess[],
  rows: readonly KeyRow[],
): string {
  const findings = joinUnknowns(found);
  const lines = groupBy(findings, findingKind);
  return [
    paragraph((lines.get("warning") ?? []).map((finding) => `Warning: ${finding.node.id}: ${textOf(finding)}`)),
    paragraph((lines.get("waived") ?? []).map(({ rule, node, waived }) => `Waived: ${rule} on ${node.id}: ${waived}`)),
    paragraph((lines.get("unknown") ?? []).map((finding) => `Unknown: ${finding.node.id}: ${textOf(finding)}`)),
    deferredInstances(built),
    ...built.keys.flatMap(nextSteps),
    renderKeyTable(rows),
    externalAccess.some(({ hasExpectedPrincipals }) => !hasExpectedPrincipals) ? NO_EXPECTED_PRINCIPALS : "",
  ]
    .filter(Boolean)
    .join("\n\n");
}

function paragraph(lines: readonly string[]): string {
  return formatList(lines, { max: MAX_LINES, separator: "\n" });
}

function deferredInstances({ instances }: BuiltEstate): string {
  const deferred = [...instances].filter(([, instance]) => instance.deferred).map(([name]) => name);
  return deferred.length > 0 ? `Warning: instances deferred until phase 2 of their key: ${deferred.join(", ")}` : "";
}

/** The next steps of a key, once for each file: regions with one file get one statement. */
function nextSteps({ keys, records }: BuiltKey): string[] {
  const steps = [...records].flatMap(([region, record]) =>
    "nextSteps" in record && record.nextSteps
      ? [{ file: fileOf(keys.get(region)), name: nameInAura(record), text: String(record.nextSteps) }]
      : [],
  );
  return [...groupBy(steps, ({ file, name }) => file ?? name).values()].flatMap(([first, ...others]) => {
    if (!first) return [];
    const names = others.map(({ name }) => JSON.stringify(name)).join(", ");
    const compare = `The file is also used for ${names}. Where the Console shows another statement there, name a file for each region.`;
    return [others.length > 0 ? `${first.text}\n${compare}` : first.text];
  });
}

function fileOf(key: IAuraKey | undefined): string | undefined {
  return isKmsKey(key) ? key.statementPath : undefined;
}

const NO_EXPECTED_PRINCIPALS =
  "No expected principals set. Compare the account in Aura's statement with the Aura Console, then set `accountId` under " +
  "`aura`, or `auraAccountId` of the key: synth then refuses a statement that grants access to any other account.";

/** The name of a customer managed key in Aura; of one that is not created here, the name of its key in the estate. */
function nameInAura(record: IAuraCustomerManagedKey): string {
  return record instanceof AuraCustomerManagedKey ? record.resource.input.name : record.node.id;
}
