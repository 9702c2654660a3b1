import { valueOf } from "../model/fact";
import type { AnyNode, CmkModel, NodeId } from "../model/model";
import { isDeleted, isReplaced, type Change } from "../model/change";
import type { PlanReading } from "../model/read/types";
import type { ChangeKind, Subject } from "./types";

/** Finds what belongs to a node of a reading, and says what a person calls it. */
export class Subjects {
  private readonly changes: ReadonlyMap<NodeId, Change>;
  private readonly aliases: ReadonlyMap<NodeId, string>;
  private readonly several: boolean;

  /** @param reading the plans */
  public constructor(reading: PlanReading) {
    this.changes = new Map(reading.changes.map((change) => [change.id, change]));
    const coming = aliasesIn(reading.after);
    const taken = new Set(coming.map(([, name]) => name));
    // A name that goes to another key is that key's.
    const left = aliasesIn(reading.before).filter(([, name]) => !taken.has(name));
    this.aliases = new Map([...left, ...coming]);
    this.several = reading.plans.length > 1;
  }

  /** How a person finds a node. */
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
  public fate(node: AnyNode): ChangeKind {
    return fateOf(this.changes.get(node.id), node);
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
        return node.key === undefined ? undefined : this.aliases.get(node.key);
    }
  }
}

function aliasesIn(model: CmkModel): [NodeId, string][] {
  return model.aliases.flatMap(({ target, aliasName }): [NodeId, string][] =>
    target !== undefined && aliasName.known ? [[target, aliasName.value]] : [],
  );
}

function fateOf(change: Change | undefined, { origin }: AnyNode): ChangeKind {
  if (!change) return origin === "imported" ? "owned elsewhere" : "unchanged";
  if (isReplaced(change)) return "replaced";
  if (isDeleted(change)) return "deleted";
  if (change.actions.includes("forget")) return "forgotten";
  if (change.imported) return "imported";
  if (change.actions.includes("create")) return "created";
  if (change.actions.includes("update")) return "updated";
  if (change.movedFrom !== undefined) return "moved";
  return change.actions.includes("read") ? "read" : "unchanged";
}
