import path from "node:path";
import { pathToFileURL } from "node:url";
import { CONFIGURATION_RULES } from "../../rules/configuration-rules";
import { CHANGE_RULES } from "../../rules/change-rules";
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

/** What SARIF has beside the review. */
interface SarifOptions {
  /** Version and page of the tool. */
  readonly version: string;
  readonly homepage: string;
  /** The working directory, from which files are named. */
  readonly folder: string;
}

/**
 * The findings of a review as SARIF 2.1.0, for code scanning.
 * @see https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
 */
export function renderSarif(review: Review, { version, homepage, folder }: SarifOptions): string {
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
  const files = review.of === "configuration" ? review.findings.flatMap(({ place }) => place?.file ?? []) : names;
  return printJson({
    $schema: SCHEMA,
    version: "2.1.0",
    runs: [
      {
        tool: { driver: { name: "aura-cmk", version, informationUri: homepage, rules } },
        columnKind: "utf16CodeUnits",
        artifacts: [...new Set(files)].map((file) => ({ location: { uri: uriOf(file, folder) } })),
        results: review.findings.map((finding) => resultOf(finding, names[0] ?? "", folder)),
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

/** Platforms show only what is in a file; a plan has no lines that would mean anything. */
const OF_A_PLAN = { startLine: 1 };

function resultOf(finding: ReviewFinding, onlyPlan: string, folder: string): object {
  const { level, rule: ruleId, on, got, expected, fix, waived, place } = finding;
  const { file, ...region } = place ?? { file: on.plan ?? onlyPlan, ...OF_A_PLAN };
  const what = headlineOf(finding);
  const before = `${subjectName(on)}: `;
  const text = problemText({ what, got: got ?? "", expected: expected ?? "", fix: fix ?? "" }, { before });
  return {
    ruleId,
    level: LEVELS[level],
    message: { text: brief(text) },
    locations: [
      {
        physicalLocation: { artifactLocation: { uri: uriOf(file, folder) }, region },
        logicalLocations: [{ fullyQualifiedName: brief(on.address), kind: "resource" }],
      },
    ],
    partialFingerprints: { "auraCmkReview/v1": `${ruleId}/${on.plan ?? ""}/${on.address}/${brief(finding.what)}` },
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

/** Platforms find a file by its path in the repository, which is the one from the working directory. */
function uriOf(file: string, folder: string): string {
  if (file === "-" || file === "") return "plan.json";
  const inFolder = path.relative(folder, path.resolve(folder, file));
  if (inFolder.startsWith("..") || path.isAbsolute(inFolder)) return pathToFileURL(path.resolve(folder, file)).href;
  return encodeURI(inFolder.replace(/[\ud800-\udfff]/g, "_").replaceAll("\\", "/"));
}
