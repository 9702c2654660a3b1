import { CONFIGURATION_RULES, CHANGE_RULES } from "../../rules/registry";
import { problemText } from "../../util/problem-text";
import { printJson } from "../../util/invisible-characters";
import { brief } from "./escape";
import { subjectName } from "../names";
import { headlineOf } from "../verdict";
import type { Level, Review, ReviewFinding } from "../types";

const SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json";
const LEVELS: Readonly<Record<Level, "error" | "warning" | "note">> = {
  block: "error",
  attention: "warning",
  note: "note",
};

/**
 * The findings of a review as SARIF 2.1.0, for code scanning.
 * @see https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
 */
export function renderSarif(
  review: Review,
  { version, homepage }: { readonly version: string; readonly homepage: string },
): string {
  const rules = [...CHANGE_RULES, ...CONFIGURATION_RULES].map(({ id, title, rationale, see, severity, waiveWhen }) => ({
    id,
    name: pascalCase(id),
    shortDescription: { text: sentence(title) },
    fullDescription: { text: rationale },
    help: {
      text: `${rationale} ${waiveWhen === undefined ? "It cannot be waived." : `When to waive it: ${waiveWhen}`}`,
    },
    helpUri: see,
    defaultConfiguration: { level: severity },
    properties: { tags: ["security", "encryption"], precision: "high" },
  }));
  const names = review.plans.map(({ name }) => name);
  return printJson({
    $schema: SCHEMA,
    version: "2.1.0",
    runs: [
      {
        tool: { driver: { name: "aura-cmk", version, informationUri: homepage, rules } },
        artifacts: names.map((name) => ({ location: { uri: uriOf(name) } })),
        results: [...review.findings.map((finding) => resultOf(finding, names[0] ?? ""))],
        invocations: [
          {
            executionSuccessful: true,
            toolExecutionNotifications: review.plans.flatMap(({ name, gaps }) =>
              gaps.map(({ what, got = "", fix = "" }) => ({
                level: "warning",
                message: { text: brief(problemText({ what, got, expected: "", fix }, { before: `${name}: ` })) },
              })),
            ),
          },
        ],
        properties: { verdict: review.verdict },
      },
    ],
  });
}

function resultOf(finding: ReviewFinding, onlyPlan: string): object {
  const { level, rule: ruleId, on, got, expected, fix, waived } = finding;
  const what = headlineOf(finding);
  const before = `${subjectName(on)}: `;
  const text = problemText({ what, got: got ?? "", expected: expected ?? "", fix: fix ?? "" }, { before });
  return {
    ruleId,
    level: LEVELS[level],
    message: { text: brief(text) },
    locations: [
      {
        // Platforms show only what is in a file; a plan has no lines that would mean anything.
        physicalLocation: { artifactLocation: { uri: uriOf(on.plan ?? onlyPlan) }, region: { startLine: 1 } },
        logicalLocations: [{ fullyQualifiedName: brief(on.address), kind: "resource" }],
      },
    ],
    partialFingerprints: { "auraCmkReview/v1": `${ruleId}/${on.plan ?? ""}/${on.address}` },
    ...(waived !== undefined && { suppressions: [{ kind: "external", justification: brief(waived) }] }),
  };
}

/** `key-survives` as `KeySurvives`: what code scanning calls the name of a rule. */
function pascalCase(id: string): string {
  return id.replace(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase());
}

function sentence(text: string): string {
  return `${text.replaceAll("`", "")}.`;
}

function uriOf(name: string): string {
  return name === "-" || name === ""
    ? "plan.json"
    : encodeURI(name.replace(/[\ud800-\udfff]/g, "_").replaceAll("\\", "/"));
}
