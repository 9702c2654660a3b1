import { TerraformElement, TerraformResource, TerraformStack } from "cdktf";
import { Construct, RootConstruct, type IConstruct } from "constructs";
import { CONTRIBUTION, type Contribution, type Contributor } from "../../model/from-constructs";
import type { OptionalExpectation } from "./validate-props";

/** Props of a construct that may have had another id. */
export interface FormerlyProps {
  /**
   * The id that this construct had before, or the path of that id below its stack (`databases/orders`, `/orders`); several, the latest
   * first. Its resources are moved in Terraform's state (`moved` blocks): nothing is destroyed. Names that follow from the id (of the
   * alias, and of the customer managed key in Aura) stay those of the first id.
   *
   * IMPORTANT: keep it until every state that knows the former id was deployed; without it Terraform destroys and creates.
   * @default - it always had this id
   */
  readonly formerly?: string | readonly string[] | undefined;
}

/** The type of `formerly`. */
export const formerly: OptionalExpectation = {
  optional: true,
  expected: "the former id of the construct, or a list of them",
  accepts: (value) =>
    value === undefined || (Array.isArray(value) ? value : [value]).every((id) => typeof id === "string" && id !== ""),
};

/** Id of the `moved` blocks in their construct. */
const MOVED_ID = "Moved";

/** The ids that a construct had, the latest first. */
function formerIds({ formerly }: FormerlyProps): readonly string[] {
  return [formerly ?? []].flat();
}

/** The id from which default names follow: they must not change with the id. */
export function originalId(id: string, props: FormerlyProps): string {
  return formerIds(props).at(-1)?.split("/").at(-1) ?? id;
}

/** Writes `moved` blocks for a construct that had another id, and for everything in it. */
export function addMovedBlocks(construct: Construct, props: FormerlyProps): void {
  const ids = formerIds(props);
  if (ids.length > 0) new MovedBlocks(construct, ids);
}

/** The `moved` blocks of a construct. They are made when the stack is rendered, so that late resources are moved too. */
class MovedBlocks extends TerraformElement implements Contributor {
  public constructor(
    private readonly construct: Construct,
    private readonly ids: readonly string[],
  ) {
    super(construct, MOVED_ID);
  }

  public override toTerraform(): object {
    const moved = this.blocks();
    return moved.length > 0 ? { moved } : {};
  }

  public [CONTRIBUTION](): Contribution {
    const path = this.construct.node.path;
    const stack = TerraformStack.of(this.construct);
    return {
      problems: this.formerPaths().flatMap((steps, i) => {
        const there = steps.reduce<IConstruct | undefined>((at, step) => at?.node.tryFindChild(step), stack);
        if (!there?.node.findAll().some((one) => TerraformResource.isTerraformResource(one))) return [];
        return [
          {
            code: "former-name-in-use" as const,
            path,
            what:
              there === this.construct
                ? "`formerly` is the construct's own id"
                : "`formerly` names a construct that is still there",
            got: this.ids[i] ?? "",
            expected: "an id that no construct has any more",
            fix: "remove `formerly`, or correct it; ids cannot be swapped in one step",
          },
        ];
      }),
    };
  }

  /** The former paths below the stack. */
  private formerPaths(): string[][] {
    const scope = stepsOf(this.construct).slice(0, -1);
    return this.ids.map((id) => (id.includes("/") ? id.split("/").filter(Boolean) : [...scope, id]));
  }

  private blocks(): { readonly from: string; readonly to: string }[] {
    const stack = TerraformStack.of(this.construct);
    const own = stepsOf(this.construct);
    // Each address has moved from one other: a to b, b to c.
    const chain = [own, ...this.formerPaths()];
    return this.construct.node.findAll().flatMap((resource) => {
      if (!TerraformResource.isTerraformResource(resource)) return [];
      const inside = stepsOf(resource).slice(own.length);
      const addresses = chain.map(
        (steps) => `${resource.terraformResourceType}.${logicalId(stack, [...steps, ...inside])}`,
      );
      // A resource with a logical id of its own has the same address as before.
      if (resource.terraformResourceType + "." + resource.friendlyUniqueId !== addresses[0]) return [];
      return addresses.slice(1).map((from, i) => ({ from, to: addresses[i] ?? from }));
    });
  }
}

/** The ids from below the stack to the construct. */
function stepsOf(construct: IConstruct): string[] {
  const { scopes } = construct.node;
  return scopes.slice(scopes.indexOf(TerraformStack.of(construct)) + 1).map(({ node }) => node.id);
}

/** The name that a resource with this id below a construct has in Terraform, as if it were there. */
export function nameBelow(construct: IConstruct, id: string): string {
  return logicalId(TerraformStack.of(construct), [...stepsOf(construct), id]);
}

/** The name of a resource of the stack at a path, as if it were there. */
function logicalId(stack: TerraformStack, [first = "", ...rest]: readonly string[]): string {
  const root: Construct = new RootConstruct(first);
  return stack.getLogicalId(rest.reduce((scope, id) => new Construct(scope, id), root).node);
}
