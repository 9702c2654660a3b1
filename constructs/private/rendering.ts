import path from "node:path";
import { Aspects, TerraformStack, type IAspect, type IStackSynthesizer, type ISynthesisSession } from "cdktf";
import type { IConstruct } from "constructs";
import { readConstructs } from "../../model/from-constructs";
import { AuraCmkError } from "../../model/problem";

/** The JSON of each stack, as it is written. */
export type RenderedStacks = ReadonlyMap<TerraformStack, object>;

/** What a synthesis needs; a function gives it, so that it is loaded then. */
export interface Synthesis {
  /**
   * Looks at what is written; throws when it must not be.
   * @param isPrepared whether references between stacks were made into outputs and remote state. `Testing.synth` does not do that:
   * it renders them as if they were to the own stack
   */
  judge(root: IConstruct, stacks: RenderedStacks, isPrepared: boolean): unknown;
  /** Writes what goes beside a stack. */
  placeProvider(stack: unknown, folder: string): void;
}

/** Marks what took the place of a member of a stack, and holds the member. */
const ORIGINAL = Symbol.for("cdktf-aura-cmk/rendering");

/** What was judged, and is written. */
interface Judged {
  readonly stacks: RenderedStacks;
  /** What each stack is when it is rendered, and when it is written; only where something may still change it. */
  readonly texts: ReadonlyMap<TerraformStack, { readonly rendered: string; readonly written: string }>;
}

/** What one synthesis of an app writes: its session is one object for all stacks. */
const bySession = new WeakMap<ISynthesisSession, Judged>();
/** What is being written, while cdktf's own synthesizer runs. */
const beingWritten = new WeakMap<IConstruct, Judged>();
/** The apps that are being rendered: somebody else's `toTerraform` may call ours. */
const beingRendered = new WeakSet<IConstruct>();

/**
 * Sees to it that every stack of an app is judged as it is rendered, before the first one is written. Overrides, aspects and
 * late changes are merged when cdktf renders: only the rendered stack is what Terraform reads.
 *
 * It takes the place of three public members of each stack: `synthesizer`, which `app.synth` asks with or without
 * `skipValidation`, `toTerraform`, which `Testing.synth` calls, and `toHclTerraform`, which is refused. Each stack is rendered
 * once, and the object that was judged is the object that is written.
 * @param root the app
 * @param synthesis what looks at it
 */
export function judgeRenderedStacks(root: IConstruct, synthesis: () => Synthesis): void {
  for (const stack of stacksOf(root)) {
    replaceToTerraform(stack, synthesis);
    refuseHcl(stack);
    replaceSynthesizer(stack, synthesis);
  }
}

function replaceToTerraform(stack: TerraformStack, synthesis: () => Synthesis): void {
  if (isReplaced(stack.toTerraform)) return;
  const original = stack.toTerraform.bind(stack);
  const toTerraform = (): object => {
    const { root } = stack.node;
    if (beingRendered.has(root)) return original();
    const judged = beingWritten.get(root);
    if (judged?.stacks.has(stack)) return unchanged(stack, judged);
    const stacks = renderStacks(root);
    synthesis().judge(root, stacks, false);
    return stacks.get(stack) ?? original();
  };
  const value = Object.assign(toTerraform, { [ORIGINAL]: original });
  Object.defineProperty(stack, "toTerraform", { value, configurable: true, writable: true, enumerable: false });
}

/** cdktf writes preconditions into HCL in a form that Terraform refuses, and what is added to the JSON would be missing there. */
function refuseHcl(stack: TerraformStack): void {
  const value = (): never => {
    throw new AuraCmkError([
      {
        ...{
          code: "hcl-not-supported",
          path: stack.node.path,
          what: "stacks with keys of Aura cannot be written as HCL",
        },
        got: "cdktf writes preconditions so that Terraform refuses them",
        ...{ expected: "JSON, which Terraform reads as well", fix: "synthesize without `--hcl`" },
      },
    ]);
  };
  Object.defineProperty(stack, "toHclTerraform", { value, configurable: true, writable: true, enumerable: false });
}

function replaceSynthesizer(stack: TerraformStack, synthesis: () => Synthesis): void {
  const { synthesizer } = stack;
  if (isReplaced(synthesizer)) return;
  const replacement: IStackSynthesizer = {
    synthesize(session) {
      const { root } = stack.node;
      const judged = bySession.get(session) ?? prepare(root, synthesis);
      bySession.set(session, judged);
      beingWritten.set(root, judged);
      const restore = hideAspects(stack);
      try {
        synthesizer.synthesize(session);
        synthesis().placeProvider(
          judged.stacks.get(stack),
          path.join(session.outdir, session.manifest.forStack(stack).workingDirectory),
        );
      } finally {
        beingWritten.delete(root);
        restore();
      }
    },
  };
  stack.synthesizer = Object.assign(replacement, { [ORIGINAL]: synthesizer });
}

function prepare(root: IConstruct, synthesis: () => Synthesis): Judged {
  for (const stack of stacksOf(root)) invokeAspects(stack);
  // An aspect may have made a stack.
  judgeRenderedStacks(root, synthesis);
  const stacks = renderStacks(root);
  const texts = (): string[] => (mayChange ? [...stacks.values()].map((json) => JSON.stringify(json)) : []);
  const mayChange = root.node.findAll().some(mayChangeStacks);
  const rendered = texts();
  synthesis().judge(root, stacks, true);
  const written = texts();
  const pairs = [...stacks.keys()].slice(0, rendered.length).map((stack, index) => {
    return [stack, { rendered: rendered[index] ?? "", written: written[index] ?? "" }] as const;
  });
  return { stacks, texts: new Map(pairs) };
}

/**
 * Renders all stacks, and judges nothing.
 * @param root the app
 */
export function renderStacks(root: IConstruct): RenderedStacks {
  try {
    return new Map(stacksOf(root).map((stack) => [stack, renderOne(stack)]));
  } catch (error) {
    // cdktf cannot render everything, such as a list token within a text: what is wrong with the props has the better words.
    const { problems } = readConstructs(root);
    throw problems.length > 0 ? new AuraCmkError(problems) : error;
  }
}

function renderOne(stack: TerraformStack): object {
  const { root } = stack.node;
  beingRendered.add(root);
  try {
    return originalOf(stack)();
  } finally {
    beingRendered.delete(root);
  }
}

/** cdktf keeps the symbol to itself; assets have one, and only copy files. */
const CUSTOM_SYNTHESIS = Symbol.for("cdktf/customSynthesis");
const VALIDATIONS_OF_CDKTF = new Set(["ValidateProviderPresence", "ValidateTerraformVersion"]);

/** Whether cdktf runs code of a construct between judging and writing: to render everything again would cost too much otherwise. */
function mayChangeStacks(construct: IConstruct): boolean {
  const { _validations = [] } = construct.node as unknown as { readonly _validations?: readonly object[] };
  return CUSTOM_SYNTHESIS in construct || _validations.some((one) => !VALIDATIONS_OF_CDKTF.has(one.constructor.name));
}

/** What is written of a stack, as long as it is what was judged. */
function unchanged(stack: TerraformStack, { stacks, texts }: Judged): object {
  const judged = stacks.get(stack) as object;
  const text = texts.get(stack);
  if (!text) return judged;
  if (JSON.stringify(renderOne(stack)) !== text.rendered || JSON.stringify(judged) !== text.written) {
    throw new AuraCmkError([
      {
        ...{ code: "changed-after-check", path: stack.node.path, what: "the stack is changed after it was checked" },
        got: "a custom synthesis or a validation of cdktf changes it",
        ...{ expected: "", fix: "make the change before `app.synth()`, or in an aspect" },
      },
    ]);
  }
  return judged;
}

function originalOf(stack: TerraformStack): () => object {
  const { toTerraform } = stack;
  return (toTerraform as { [ORIGINAL]?: () => object })[ORIGINAL] ?? toTerraform.bind(stack);
}

function isReplaced(member: object): boolean {
  return ORIGINAL in member;
}

function stacksOf(root: IConstruct): TerraformStack[] {
  return root.node.findAll().filter((construct) => TerraformStack.isStack(construct));
}

/** As cdktf does it just before it writes a stack, but for all stacks before the first one is written. */
function invokeAspects(stack: TerraformStack): void {
  if (!stack.node.findAll().some(hasAspects)) return;
  const visited = new Map<IConstruct, Set<IAspect>>();
  const visit = (construct: IConstruct, inherited: readonly IAspect[]): void => {
    const all = [...inherited, ...Aspects.of(construct).all];
    const done = visited.get(construct) ?? new Set();
    visited.set(construct, done);
    for (const aspect of all) {
      if (done.has(aspect)) continue;
      aspect.visit(construct);
      done.add(aspect);
    }
    for (const child of construct.node.children) visit(child, all);
  };
  visit(stack, []);
}

/** Aspects that were invoked: one that adds a construct would fail the second time. */
function hideAspects(stack: TerraformStack): () => void {
  const hidden = stack.node
    .findAll()
    .filter(hasAspects)
    .map((construct) => Aspects.of(construct));
  for (const aspects of hidden) Object.defineProperty(aspects, "all", { configurable: true, value: [] });
  return () => {
    for (const aspects of hidden) Reflect.deleteProperty(aspects, "all");
  };
}

function hasAspects(construct: IConstruct): boolean {
  return Aspects.of(construct).all.length > 0;
}
