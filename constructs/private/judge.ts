import { AnnotationMetadataEntryType } from "cdktf";
import type { IConstruct } from "constructs";
import { readConstructs } from "../../model/from-constructs";
import { type CmkModel, modelOf, nodesOf } from "../../model/model";
import { AuraCmkError } from "../../model/problem";
import { joinUnknowns, textOf } from "../../rules/engine";
import type { Finding } from "../../rules/rule";
import {
  type KeyRow,
  keyRows,
  type KeyWithExternalAccess,
  keysWithExternalAccess,
  formatPrincipals,
} from "../../rules/analysis";
import { lostStatements } from "./earlier-synth";
import { handOver } from "./key-rows-file";
import { duplicateOutputs } from "./outputs";
import { renderStacks, type RenderedStacks } from "./rendering";
import { judgeWritten } from "./written";

/** What the rules find in an app. */
export interface Report {
  readonly findings: readonly Finding[];
  /** The external access to its keys. */
  readonly externalAccess: readonly KeyWithExternalAccess[];
  /** Its keys, one by one. */
  readonly rows: readonly KeyRow[];
}

/**
 * The findings in an app, and the external access to its keys. Nothing is written.
 * @throws {@link AuraCmkError} with all problems of the app, when there is one
 */
export function checkApp(root: IConstruct): Report {
  return judge(root, renderStacks(root), false);
}

/**
 * Judges what is written, and completes it.
 * @throws {@link AuraCmkError} with all problems of what is written
 */
export function judge(root: IConstruct, stacks: RenderedStacks, isPrepared: boolean): Report {
  const reading = readConstructs(root);
  const { problems, findings, model, notCovered } = judgeWritten(reading, stacks, isPrepared);
  const constructs = root.node.findAll();
  // Tests render without an output of earlier.
  const lost = isPrepared ? lostStatements(root, reading) : [];
  const found = [...problems, ...lost, ...duplicateOutputs(constructs)];
  if (found.length > 0) throw new AuraCmkError(found);
  const paths = new Map([
    ...constructs.map((construct) => [construct.node.path, construct] as const),
    // What is found at an alias is shown at its key.
    ...reading.constructs,
  ]);
  annotate(paths, findings);
  const externalAccess = keysWithExternalAccess(model);
  for (const one of externalAccess.filter(({ hasExpectedPrincipals }) => !hasExpectedPrincipals))
    inform(paths.get(one.node.id), one);
  for (const [path, gaps] of notCovered)
    for (const gap of gaps) annotateOnce(paths.get(path), AnnotationMetadataEntryType.WARN, gap);
  const inOrder = inOrderOf(constructs, model);
  const rows = keyRows(inOrder, joinUnknowns(findings), externalAccess, (id) => id.split("/", 1)[0] ?? "");
  if (isPrepared) handOver(rows);
  return { findings, externalAccess, rows };
}

/** The model in the order of the program, where what is written is sorted by type. */
function inOrderOf(constructs: readonly IConstruct[], model: CmkModel): CmkModel {
  const position = new Map(constructs.map((construct, index) => [construct.node.path, index]));
  const of = ({ id }: { readonly id: string }) => position.get(id) ?? constructs.length;
  return modelOf([...nodesOf(model)].sort((a, b) => of(a) - of(b)));
}

/** External access without expected principals has to be confirmed by a person. */
function inform(construct: IConstruct | undefined, access: KeyWithExternalAccess): void {
  const file = construct && "statementPath" in construct ? construct.statementPath : undefined;
  const text =
    `grants access to ${formatPrincipals(access)}${file ? `, by ${String(file)}` : ""}: confirm it in the Aura Console, then set ` +
    "`auraAccountId` (or `auraPrincipals`)";
  annotateOnce(construct, AnnotationMetadataEntryType.INFO, text);
}

/** Like `Annotations`, but once, and without a stack trace, which would only show this file. */
function annotateOnce(construct: IConstruct | undefined, level: AnnotationMetadataEntryType, text: string): void {
  if (!construct || construct.node.metadata.some((entry) => entry.data === text)) return;
  construct.node.addMetadata(level, text);
}

/** Writes findings that do not stop synth to the manifest, where the cdktf CLI prints them. */
function annotate(constructs: ReadonlyMap<string, IConstruct>, findings: readonly Finding[]): void {
  for (const finding of joinUnknowns(findings)) {
    const { node, verdict, waived } = finding;
    const message = verdict.outcome === "unknown" ? `unknown: ${textOf(withCheck(finding))}` : textOf(finding);
    const text = `${message}${waived ? ` waived: ${waived}` : ""}`;
    const isWarning = verdict.outcome === "violation" && !waived;
    const { WARN, INFO } = AnnotationMetadataEntryType;
    annotateOnce(constructs.get(node.id), isWarning ? WARN : INFO, text);
  }
}

/** The rules whose unknowns Terraform decides, and what it compares: what no precondition can compare is refused. */
const COMPARED_BY_TERRAFORM: ReadonlyMap<string, string> = new Map([
  ["key-region-matches-instance", "regions"],
  ["record-region-matches-key", "regions"],
  ["project-matches-record", "projects"],
]);

function withCheck(finding: Finding): Finding {
  const { node, rule, verdict } = finding;
  const [compared] = rule.split(", ").flatMap((id) => COMPARED_BY_TERRAFORM.get(id) ?? []);
  if (node.origin !== "created" || compared === undefined || verdict.outcome !== "unknown") return finding;
  return { ...finding, verdict: { ...verdict, why: `${verdict.why}; Terraform compares the ${compared} in its plan` } };
}
