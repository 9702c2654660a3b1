import { valueOf } from "../model/fact";
import type { AnyNode, CmkModel, KmsKeyNode, NodeId } from "../model/model";
import { isDeleted, isForgotten, isReplaced, type Change } from "../model/change";
import type { PlanReading } from "../model/read/types";
import type { ChangeKind, Subject } from "./types";

/** Finds the name of a node, and what happens to it. */
export class Subjects {
  private readonly changes: ReadonlyMap<NodeId, Change>;
  private readonly aliases: ReadonlyMap<NodeId, string>;
  private readonly several: boolean;

  public constructor(reading: PlanReading) {
    const { changes, others } = reading;
    this.changes = new Map([...changes, ...(others?.changes ?? [])].map((change) => [change.id, change]));
    const after = [reading.after, ...(others ? [others.after] : [])].flatMap(aliasesIn);
    const taken = new Set(after.map(([, name]) => name));
    // An alias that moves to another key is that key's name.
    const before = [reading.before, ...(others ? [others.before] : [])]
      .flatMap(aliasesIn)
      .filter(([, name]) => !taken.has(name));
    this.aliases = new Map([...before, ...after]);
    this.several = reading.plans.length > 1;
  }

  /** The name and the address of a node. */
  public subject(node: AnyNode): Subject {
    const name = this.nameOf(node);
    const plan = this.several ? this.changes.get(node.id)?.plan : undefined;
    return {
      address: node.address ?? node.id,
      ...(name !== undefined && { name }),
      ...(plan !== undefined && { plan }),
    };
  }

  /** What happens to a node. */
  public changeKind(node: AnyNode): ChangeKind {
    return changeKindOf(this.changes.get(node.id), node);
  }

  private nameOf(node: AnyNode): string | undefined {
    switch (node.kind) {
      case "key":
        return this.aliases.get(node.id);
      case "record":
      case "instance":
        return valueOf(node.auraName);
      case "alias":
        return valueOf(node.aliasName);
      case "key-policy":
      case "grant":
        return node.key === undefined ? undefined : this.aliases.get(node.key);
    }
  }
}

function aliasesIn(model: CmkModel): [NodeId, string][] {
  return model.aliases.flatMap(({ target, aliasName }): [NodeId, string][] =>
    target !== undefined && aliasName.known ? [[target, aliasName.value]] : [],
  );
}

function changeKindOf(change: Change | undefined, { origin }: AnyNode): ChangeKind {
  if (!change) return origin === "imported" ? "managed-elsewhere" : "unchanged";
  if (isReplaced(change)) return "replaced";
  if (isDeleted(change)) return "deleted";
  if (isForgotten(change)) return "removed-from-state";
  if (change.imported) return "imported";
  if (change.actions.includes("create")) return "created";
  if (change.actions.includes("update")) return "updated";
  if (change.movedFrom !== undefined) return "moved";
  return change.actions.includes("read") ? "read" : "unchanged";
}

/** The AWS account of a key, from the first claim that has a known value. */
export function accountOf({ accountClaims }: KmsKeyNode): string | undefined {
  return accountClaims.map(valueOf).find((account) => account !== undefined);
}
