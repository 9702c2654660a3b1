import { aliasNames } from "../model/aliases";
import { valueOf } from "../model/fact";
import type { KeyIamNode } from "../model/google";
import type { AnyNode, KmsKeyNode, NodeId } from "../model/model";
import { isDeleted, isForgotten, isReplaced, type Change } from "../model/change";
import type { PlanReading } from "../model/read/types";
import { principalText } from "../rules/azure/access";
import { shortMember, shortRole } from "../rules/google/access";
import type { ChangeKind, Subject } from "./types";

/** What an unfinished replacement left over has the address of the resource that took its place. */
const DEPOSED = / \(deposed [^)]*\)$/;

/** Finds the name of a node, and what happens to it. */
export class Subjects {
  private readonly changes: ReadonlyMap<NodeId, Change>;
  private readonly aliases: ReadonlyMap<NodeId, readonly string[]>;
  private readonly several: boolean;

  public constructor(reading: PlanReading) {
    const { changes, others } = reading;
    this.changes = new Map([...changes, ...(others?.changes ?? [])].map((change) => [change.id, change]));
    const after = [...reading.after.aliases, ...(others?.after.aliases ?? [])];
    const taken = new Set(after.map(({ aliasName }) => valueOf(aliasName)));
    // An alias that moves to another key is that key's name.
    const before = [...reading.before.aliases, ...(others?.before.aliases ?? [])].filter(
      ({ aliasName }) => !taken.has(valueOf(aliasName)),
    );
    this.aliases = new Map([...aliasNames(before), ...aliasNames(after)]);
    this.several = reading.plans.length > 1;
  }

  /** The name and the address of a node. */
  public subject(node: AnyNode): Subject {
    const name = this.nameOf(node);
    const plan = this.several ? this.changes.get(node.id)?.plan : undefined;
    const [deposed = ""] = DEPOSED.exec(node.id) ?? [];
    return {
      address: `${node.address ?? node.id}${node.address === undefined ? "" : deposed}`,
      ...(name !== undefined && { name }),
      ...(plan !== undefined && { plan }),
    };
  }

  /** What happens to a node. */
  public changeKind(node: AnyNode): ChangeKind {
    return changeKindOf(this.changes.get(node.id), node);
  }

  /** The aliases of a key beside the one that it is called by. */
  public otherAliases({ id }: AnyNode): readonly string[] {
    return this.aliases.get(id)?.slice(1) ?? [];
  }

  private nameOf(node: AnyNode): string | undefined {
    switch (node.kind) {
      case "key":
        return this.aliases.get(node.id)?.[0];
      case "record":
      case "instance":
        return valueOf(node.auraName);
      case "alias":
        return valueOf(node.aliasName);
      case "grant":
        return valueOf(node.grantName) || undefined;
      case "key-policy":
        return node.key === undefined ? undefined : this.aliases.get(node.key)?.[0];
      case "vault-key":
      case "crypto-key":
        return valueOf(node.keyName);
      case "vault":
        return valueOf(node.vaultName);
      case "key-ring":
        return valueOf(node.ringId)?.split("/").at(-1);
      case "role-assignment":
        return node.role.known ? `${node.role.value} for ${principalText(node)}` : undefined;
      case "key-iam":
        return node.authority === "policy" ? undefined : bindingName(node);
      default:
        return undefined;
    }
  }
}

/** The role, and the member where it is for one alone. */
function bindingName({ bindings, authority }: KeyIamNode): string | undefined {
  const [binding, ...others] = valueOf(bindings) ?? [];
  if (!binding || others.length > 0) return undefined;
  const [member] = authority === "member" ? binding.members : [];
  return `${shortRole(binding.role)}${member === undefined ? "" : ` for ${shortMember(member)}`}`;
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
