import { Annotations, Aspects, TerraformElement, TerraformStack } from "cdktf";
import type { Construct, IConstruct } from "constructs";
import { readConstructs } from "../../model/from-constructs";
import { AuraCmkError } from "../../model/problem";
import { problemsOf, runRules, textOf } from "../../rules/engine";
import type { Finding } from "../../rules/rule";

const ID = "AuraCmkSynthCheck";

/** What the checks said about an app, kept while one synthesis asks for it stack by stack. */
interface Report {
  readonly servedStacks: Set<IConstruct>;
  readonly findings: readonly Finding[];
}

const reports = new WeakMap<IConstruct, Report>();

/**
 * Checks the whole app before any of its stacks is written. It hangs on `toTerraform`, because cdktf renders every
 * stack once before it writes the first file, with or without `skipValidation`; validations run stack by stack, after
 * earlier stacks are on disk, and can be turned off.
 */
export class SynthCheck extends TerraformElement {
  /**
   * Makes sure that the stack of the construct is checked.
   * @param scope any construct in the stack
   */
  public static ensure(scope: Construct): void {
    const stack = TerraformStack.of(scope);
    if (!stack.node.tryFindChild(ID)) new SynthCheck(stack, ID);
    // What is new has not been checked.
    reports.delete(stack.node.root);
  }

  public override toTerraform(): object {
    checkApp(this.node.root, this.cdktfStack);
    return super.toTerraform();
  }

  public override toHclTerraform(): object {
    checkApp(this.node.root, this.cdktfStack);
    return super.toHclTerraform();
  }
}

/**
 * What the rules found in an app, for those who show it.
 * @param root the app
 * @param stack the stack that is being rendered; each stack is served once by the same check
 * @throws {@link AuraCmkError} with all problems of the app, when there is one
 */
export function checkApp(root: IConstruct, stack?: TerraformStack): readonly Finding[] {
  const previous = reports.get(root);
  if (stack && previous && !previous.servedStacks.has(stack)) {
    previous.servedStacks.add(stack);
    return previous.findings;
  }
  const { model, waivers, problems } = readConstructs(root);
  const findings = runRules(model, waivers);
  const all = [...problems, ...problemsOf(findings)];
  if (all.length > 0) {
    reports.delete(root);
    throw new AuraCmkError(all);
  }
  annotate(root, findings);
  // An aspect changes each stack only just before that stack is written, so then every stack needs a look of its own.
  if (root.node.findAll().some((construct) => Aspects.of(construct).all.length > 0)) reports.delete(root);
  else reports.set(root, { servedStacks: new Set(stack ? [stack] : []), findings });
  return findings;
}

/** Shows in the manifest, where the cdktf CLI prints it, what does not stop the synthesis. */
function annotate(root: IConstruct, findings: readonly Finding[]): void {
  for (const finding of findings) {
    const { node, verdict, waived } = finding;
    const said = `${verdict.outcome === "unknown" ? "unknown: " : ""}${textOf(finding)}`;
    const text = `${said}${waived ? ` waived: ${waived}` : ""}`;
    const construct = findByPath(root, node.id);
    if (construct.node.metadata.some((entry) => entry.data === text)) continue;
    if (verdict.outcome === "violation" && !waived) Annotations.of(construct).addWarning(text);
    else Annotations.of(construct).addInfo(text);
  }
}

function findByPath(root: IConstruct, path: string): IConstruct {
  return path.split("/").reduce<IConstruct>((construct, id) => construct.node.tryFindChild(id) ?? construct, root);
}
