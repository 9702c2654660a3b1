import { DefaultTokenResolver, StringConcat, TerraformResource, Tokenization } from "cdktf";
import type { Precondition, IPostProcessor, IResolvable, IResolveContext, TerraformStack } from "cdktf";
import type { IConstruct } from "constructs";
import { modelOf, type AnyNode, type CmkModel, type NodeId, type Waiver } from "./model";
import type { Problem } from "./problem";

/** Under this symbol a construct tells what it contributes to the model. `Symbol.for`: two copies of the library agree. */
export const CONTRIBUTION = Symbol.for("cdktf-aura-cmk/contribution");

/** Kind of the metadata entry that holds a waiver. */
export const WAIVER_METADATA = "cdktf-aura-cmk:waiver";

/** The props of a key of which another value replaces it: names, type, size and the like. */
export type KeyIdentity = Readonly<Record<string, string | number | undefined>>;

/** What a construct contributes, read from its resource when it is asked for: late changes are seen. */
export interface Contribution {
  /**
   * Its nodes of the model.
   * @default - none
   */
  readonly nodes?: readonly AnyNode[];
  /**
   * What is wrong with it in itself: what could never be right, whatever else the app holds.
   * @default - nothing
   */
  readonly problems?: readonly Problem[];
  /**
   * Preconditions that its resource was made with.
   * @default - none
   */
  readonly conditions?: readonly Precondition[];
  /**
   * What must not change of the key that it makes, in another cloud than AWS.
   * @default - nothing
   */
  readonly identity?: KeyIdentity;
}

/** A construct that takes part in the checks. */
export interface Contributor extends IConstruct {
  [CONTRIBUTION](): Contribution;
}

/** A precondition as it is written. */
interface WrittenPrecondition {
  readonly condition: string;
  readonly errorMessage: string;
}

/** All that was read from a construct tree. */
export interface ConstructReading {
  readonly model: CmkModel;
  readonly waivers: readonly Waiver[];
  readonly problems: readonly Problem[];
  /** The construct that each node of the model came from. */
  readonly constructs: ReadonlyMap<NodeId, IConstruct>;
  /** Preconditions that constructs were made with, as they are written, by the path of the construct. */
  readonly conditions: ReadonlyMap<NodeId, readonly WrittenPrecondition[]>;
}

/**
 * Reads the model, the waivers and the constructs' own problems from a construct tree.
 * @param root the app, or any part of it
 */
export function readConstructs(root: IConstruct): ConstructReading {
  const nodes: AnyNode[] = [];
  const constructs = new Map<NodeId, IConstruct>();
  const problems: Problem[] = [];
  const conditions = new Map<NodeId, readonly WrittenPrecondition[]>();
  const waived: { readonly path: string; readonly rule: string; readonly reason: string }[] = [];
  for (const construct of root.node.findAll()) {
    if (contributes(construct)) {
      const contribution = construct[CONTRIBUTION]();
      for (const node of contribution.nodes ?? []) {
        nodes.push(node);
        constructs.set(node.id, construct);
      }
      problems.push(...(contribution.problems ?? []));
      if (contribution.conditions?.length)
        conditions.set(construct.node.path, written(construct, contribution.conditions));
    }
    for (const entry of construct.node.metadata) {
      if (entry.type !== WAIVER_METADATA) continue;
      waived.push({ path: construct.node.path, ...entry.data });
      // A resource that no construct of ours made is judged as it is written, and waived by itself.
      if (TerraformResource.isTerraformResource(construct)) constructs.set(construct.node.path, construct);
    }
  }
  const model = modelOf(nodes);
  return { model, problems, waivers: waivers(waived, nodes, constructs), constructs, conditions };
}

function written(construct: IConstruct, conditions: readonly Precondition[]) {
  return conditions.map(({ condition, errorMessage }) => ({
    condition: String(renderTokens(construct, condition).value),
    errorMessage: String(renderTokens(construct, errorMessage).value),
  }));
}

function contributes(construct: IConstruct): construct is Contributor {
  return CONTRIBUTION in construct;
}

/**
 * The Terraform address of a resource in its stack.
 * @param resource the resource
 */
export function addressOf({ terraformResourceType, friendlyUniqueId }: TerraformResource): string {
  return `${terraformResourceType}.${friendlyUniqueId}`;
}

/** What a token stands for: a variable or an attribute, in a stack. */
export interface TokenReference {
  /** Such as `var.region`. */
  readonly identifier: string;
  readonly originStack: TerraformStack;
}

/**
 * A value as Terraform will read it: tokens become expressions.
 * @param scope a construct in the stack that uses the value
 * @param value any value
 * @returns the value, and what its tokens stand for
 */
export function renderTokens(
  scope: IConstruct,
  value: unknown,
): { readonly value: unknown; readonly references: readonly TokenReference[] } {
  const resolver = new ReferenceResolver(new StringConcat());
  return { value: Tokenization.resolve(value, { scope, resolver, preparing: false }), references: resolver.references };
}

/** Takes down which references it meets. */
class ReferenceResolver extends DefaultTokenResolver {
  public readonly references: TokenReference[] = [];

  public override resolveToken(token: IResolvable, context: IResolveContext, postProcessor: IPostProcessor): unknown {
    // cdktf keeps these to itself; a token without them is no reference.
    const { identifier, originStack } = token as Partial<TokenReference>;
    if (typeof identifier === "string" && originStack) this.references.push({ identifier, originStack });
    return super.resolveToken(token, context, postProcessor);
  }
}

function waivers(
  found: readonly { readonly path: string; readonly rule: string; readonly reason: string }[],
  nodes: readonly AnyNode[],
  constructs: ReadonlyMap<NodeId, IConstruct>,
): Waiver[] {
  // An alias is waived with its key.
  const aliases = new Set(nodes.filter(({ kind }) => kind === "alias").map(({ id }) => id));
  const ids = [...new Set([...nodes.map(({ id }) => id), ...constructs.keys()])].filter((id) => !aliases.has(id));
  return found.map(({ path, rule, reason }) => ({
    ...{ rule, reason },
    on: ids.filter((id) => id === path || path === "" || id.startsWith(`${path}/`)),
  }));
}
