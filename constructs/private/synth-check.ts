import { AnnotationMetadataEntryType, Aspects, TerraformResource, TerraformStack } from "cdktf";
import type { Construct, IConstruct } from "constructs";
import { readConstructs, type ConstructReading } from "../../model/from-constructs";
import { AuraCmkError } from "../../model/problem";
import { printReviewMetadata, REVIEW_METADATA_ID, type ReviewMetadata } from "../../model/review-metadata";
import { joinUnknowns, problemsOf, runRules, textOf } from "../../rules/engine";
import type { Finding } from "../../rules/rule";
import { type KeyWithExternalAccess, keysWithExternalAccess, formatPrincipals } from "../../rules/analysis";
import { lostStatements } from "./earlier-synth";
import { duplicateOutputs } from "./outputs";
import { judgeRenderedStacks, type RenderedStacks } from "./rendering";
import { reviewMetadataByStack } from "./review-metadata";
import { escapeTemplate } from "./tokens";
import { judgeWritten } from "./written";

/** The result of the checks of an app, kept while one synth asks for it stack by stack. */
interface Report {
  readonly servedStacks: Set<IConstruct>;
  readonly reading: ConstructReading;
  readonly findings: readonly Finding[];
  readonly externalAccess: readonly KeyWithExternalAccess[];
  readonly reviewMetadata: ReadonlyMap<IConstruct, ReviewMetadata>;
}

const reports = new WeakMap<IConstruct, Report>();

/**
 * Checks the whole app before any of its stacks is written, and adds the {@link ReviewMetadata} that a plan does not show.
 * It hangs on `toTerraform`, because cdktf renders every stack before it writes the first file, with or without
 * `skipValidation`; validations run stack by stack, after earlier stacks are on disk, and can be turned off.
 */
export class SynthCheck extends TerraformResource {
  /** Makes sure that the stack of the construct is checked. */
  public static ensure(scope: Construct): void {
    const stack = TerraformStack.of(scope);
    if (!stack.node.tryFindChild(REVIEW_METADATA_ID)) new SynthCheck(stack);
    // The new construct has not been checked.
    reports.delete(stack.node.root);
  }

  private input: string | undefined;

  private constructor(stack: TerraformStack) {
    super(stack, REVIEW_METADATA_ID, {
      terraformResourceType: "terraform_data",
      terraformGeneratorMetadata: { providerName: "terraform" },
    });
    judgeRenderedStacks(stack.node.root, judge);
  }

  public override toTerraform(): object {
    // Asked when stacks are prepared, before the first one is written: then all stacks are there.
    judgeRenderedStacks(this.node.root, judge);
    return this.isNeeded() ? super.toTerraform() : {};
  }

  protected override synthesizeAttributes(): Record<string, unknown> {
    return { input: this.input };
  }

  /** A stack without anything of ours gets no resource. */
  private isNeeded(): boolean {
    const facts = reportOn(this.node.root, this.cdktfStack).reviewMetadata.get(this.cdktfStack);
    this.input = facts && escapeTemplate(printReviewMetadata(facts));
    return facts !== undefined;
  }
}

/** @throws {@link AuraCmkError} with all problems of what is written */
function judge(root: IConstruct, stacks: RenderedStacks, isPrepared: boolean): void {
  // Rendering has just asked for the report; with aspects none is kept.
  const { reading, findings: said } = reports.get(root) ?? check(root);
  const { problems, findings, notCovered } = judgeWritten(reading, stacks, isPrepared);
  const constructs = root.node.findAll();
  // Tests render without an output of earlier.
  const lost = isPrepared ? lostStatements(root, reading) : [];
  const found = [...problems, ...lost, ...duplicateOutputs(constructs)];
  if (found.length > 0) throw new AuraCmkError(found);
  // What the constructs say of themselves was shown already, in better words.
  const shown = new Set(said.map(({ rule, node }) => `${rule} ${node.id}`));
  const paths = new Map(constructs.map((construct) => [construct.node.path, construct]));
  annotate(
    paths,
    findings.filter(({ rule, node }) => !shown.has(`${rule} ${node.id}`)),
  );
  for (const [path, gaps] of notCovered)
    for (const gap of gaps) annotateOnce(paths.get(path), AnnotationMetadataEntryType.WARN, gap);
}

/**
 * The findings in an app, and the external access to its keys.
 * @throws {@link AuraCmkError} with all problems of the app, when there is one
 */
export function checkApp(root: IConstruct): Pick<Report, "findings" | "externalAccess"> {
  return reportOn(root);
}

/** What the constructs say of themselves, and what the rules find in it. */
function check(root: IConstruct) {
  const reading = readConstructs(root);
  return { reading, findings: runRules(reading.model, reading.waivers) };
}

/** One check serves each stack that is being rendered once. */
function reportOn(root: IConstruct, stack?: TerraformStack): Report {
  const previous = reports.get(root);
  if (stack && previous && !previous.servedStacks.has(stack)) {
    previous.servedStacks.add(stack);
    return previous;
  }
  const { reading, findings } = check(root);
  const all = [...reading.problems, ...problemsOf(findings)];
  if (all.length > 0) {
    reports.delete(root);
    throw new AuraCmkError(all);
  }
  const externalAccess = keysWithExternalAccess(reading.model);
  annotate(reading.constructs, findings);
  for (const one of externalAccess.filter(({ hasExpectedPrincipals }) => !hasExpectedPrincipals))
    inform(reading.constructs.get(one.node.id), one);
  const report = {
    servedStacks: new Set(stack ? [stack] : []),
    reading,
    findings,
    externalAccess,
    reviewMetadata: reviewMetadataByStack(reading, findings),
  };
  // An aspect changes each stack just before that stack is written, so then every stack needs its own check.
  if (root.node.findAll().some((construct) => Aspects.of(construct).all.length > 0)) reports.delete(root);
  else reports.set(root, report);
  return report;
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

/** The rules whose unknowns Terraform decides: what no precondition can compare is refused. */
const COMPARED_BY_TERRAFORM: ReadonlySet<string> = new Set([
  "key-region-matches-instance",
  "record-region-matches-key",
]);

function withCheck(finding: Finding): Finding {
  const { node, rule, verdict } = finding;
  const isCompared = node.origin === "created" && rule.split(", ").some((id) => COMPARED_BY_TERRAFORM.has(id));
  if (!isCompared || verdict.outcome !== "unknown") return finding;
  return { ...finding, verdict: { ...verdict, why: `${verdict.why}; Terraform compares the regions in its plan` } };
}
