import path from "node:path";
import { Aspects, TerraformStack, type IAspect, type IStackSynthesizer, type ISynthesisSession } from "cdktf";
import type { IConstruct } from "constructs";
import { placeProvider } from "./provider-beside-stack";

/** The JSON of each stack, as it is written. */
export type RenderedStacks = ReadonlyMap<TerraformStack, object>;

/**
 * Looks at what is written; throws when it must not be.
 * `isPrepared`: whether references between stacks were made into outputs and remote state. `Testing.synth` does not do that: it
 * renders them as if they were to the own stack.
 */
export type Judge = (root: IConstruct, stacks: RenderedStacks, isPrepared: boolean) => void;

/** Marks what took the place of a member of a stack, and holds the member. */
const ORIGINAL = Symbol.for("cdktf-aura-cmk/rendering");

/** What one synthesis of an app writes: its session is one object for all stacks. */
const bySession = new WeakMap<ISynthesisSession, RenderedStacks>();
/** What is being written, while cdktf's own synthesizer runs. */
const beingWritten = new WeakMap<IConstruct, RenderedStacks>();

/**
 * Sees to it that every stack of an app is judged as it is rendered, before the first one is written. Overrides, aspects and
 * late changes are merged when cdktf renders: only the rendered stack is what Terraform reads.
 *
 * It takes the place of two public members of each stack: `synthesizer`, which `app.synth` asks with or without
 * `skipValidation`, and `toTerraform`, which `Testing.synth` calls. Each stack is rendered once, and the object that was judged
 * is the object that is written.
 * @param root the app
 * @param judge what looks at it
 */
export function judgeRenderedStacks(root: IConstruct, judge: Judge): void {
  for (const stack of stacksOf(root)) {
    replaceToTerraform(stack, judge);
    replaceSynthesizer(stack, judge);
  }
}

function replaceToTerraform(stack: TerraformStack, judge: Judge): void {
  if (isReplaced(stack.toTerraform)) return;
  const original = stack.toTerraform.bind(stack);
  const toTerraform = (): object => {
    const { root } = stack.node;
    const written = beingWritten.get(root)?.get(stack);
    if (written) return written;
    const stacks = render(root);
    judge(root, stacks, false);
    return stacks.get(stack) ?? original();
  };
  const value = Object.assign(toTerraform, { [ORIGINAL]: original });
  Object.defineProperty(stack, "toTerraform", { value, configurable: true, writable: true, enumerable: false });
}

function replaceSynthesizer(stack: TerraformStack, judge: Judge): void {
  const { synthesizer } = stack;
  if (isReplaced(synthesizer)) return;
  const replacement: IStackSynthesizer = {
    synthesize(session) {
      const { root } = stack.node;
      const stacks = bySession.get(session) ?? prepare(root, judge);
      bySession.set(session, stacks);
      beingWritten.set(root, stacks);
      const restore = hideAspects(stack);
      try {
        synthesizer.synthesize(session);
        placeProvider(stacks.get(stack), path.join(session.outdir, session.manifest.forStack(stack).workingDirectory));
      } finally {
        beingWritten.delete(root);
        restore();
      }
    },
  };
  stack.synthesizer = Object.assign(replacement, { [ORIGINAL]: synthesizer });
}

function prepare(root: IConstruct, judge: Judge): RenderedStacks {
  for (const stack of stacksOf(root)) invokeAspects(stack);
  // An aspect may have made a stack.
  judgeRenderedStacks(root, judge);
  const stacks = render(root);
  judge(root, stacks, true);
  return stacks;
}

function render(root: IConstruct): RenderedStacks {
  return new Map(stacksOf(root).map((stack) => [stack, originalOf(stack)()]));
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
