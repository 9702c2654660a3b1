import { isAllowed } from "../../policy/evaluate/evaluate";
import { KmsError } from "./errors";
import type { Caller } from "./caller";
import { DAY_IN_MS, type KmsCloud } from "./cloud";
import type { KmsKey } from "./key";
import { decisionOn } from "./permission";
import { readPolicy } from "./policy-document";

/** The arguments of an operation: caller, input and cloud. */
export interface Context {
  readonly cloud: KmsCloud;
  readonly caller: Caller;
  /** Name of the operation, such as `DescribeKey`. */
  readonly operation: string;
  readonly input: Input;
}

/** One operation of the KMS API: changes the cloud and returns the answer's body, or throws a KmsError. */
export type Operation = (context: Context) => object;

/** The members of a request, read with the checks that AWS makes before anything else. */
export class Input {
  public constructor(private readonly members: Readonly<Record<string, unknown>>) {}

  /** A text that must be there. */
  public text(name: string): string {
    const value = this.optionalText(name);
    if (value === undefined) throw invalid(name, undefined, "Member must not be null");
    return value;
  }

  /** A text that may be absent. */
  public optionalText(name: string): string | undefined {
    return this.typed(name, "string") as string | undefined;
  }

  /** A text out of a list, or the default. */
  public choice(name: string, allowed: readonly string[], byDefault: string): string {
    const value = this.optionalText(name) ?? byDefault;
    if (!allowed.includes(value)) {
      throw invalid(name, value, `Member must satisfy enum value set: [${allowed.join(", ")}]`);
    }
    return value;
  }

  /** A boolean; false when absent. */
  public flag(name: string): boolean {
    return (this.typed(name, "boolean") as boolean | undefined) ?? false;
  }

  /** A whole number within its limits, or the default. */
  public integer(name: string, limits: { readonly min: number; readonly max: number }, byDefault: number): number {
    const value = (this.typed(name, "number") as number | undefined) ?? byDefault;
    if (!Number.isInteger(value)) throw new KmsError("SerializationException", `${name} is not a whole number`);
    if (value < limits.min) {
      throw invalid(name, String(value), `Member must have value greater than or equal to ${limits.min}`);
    }
    if (value > limits.max) {
      throw invalid(name, String(value), `Member must have value less than or equal to ${limits.max}`);
    }
    return value;
  }

  /** A list of objects; empty when absent. */
  public objects(name: string): readonly Input[] {
    return this.list(name).map((item) => {
      if (typeof item !== "object" || item === null) throw wrongType(name);
      return new Input(item as Record<string, unknown>);
    });
  }

  /** A list of texts; empty when absent. */
  public texts(name: string): readonly string[] {
    return this.list(name).map((item) => {
      if (typeof item !== "string") throw wrongType(name);
      return item;
    });
  }

  private list(name: string): readonly unknown[] {
    const value = this.members[name] ?? [];
    if (!Array.isArray(value)) throw wrongType(name);
    return value as unknown[];
  }

  private typed(name: string, type: "string" | "boolean" | "number"): unknown {
    const value = this.members[name];
    if (value === undefined || value === null) return undefined;
    if (typeof value !== type) throw wrongType(name);
    return value;
  }
}

/**
 * The key that the request's `KeyId` names, if its policy allows the caller the operation.
 * @param aliases true for the few operations that also accept an alias
 */
export function requestedKey(context: Context, aliases = false): KmsKey {
  const { cloud, caller, input } = context;
  const id = input.text("KeyId");
  const key = aliases ? cloud.resolveKeyOrAlias(caller, id) : cloud.resolveKey(caller, id);
  requirePermission(context, key);
  return key;
}

/**
 * Refuses the call unless the key's policy allows it.
 * @param action by default the operation's own
 */
export function requirePermission(
  { cloud, caller, operation }: Context,
  key: KmsKey,
  action = `kms:${operation}`,
): void {
  const policy = readPolicy(key.policy, key.region);
  const unusedDays = Math.floor((cloud.clock.now() - key.lastUsedAt) / DAY_IN_MS);
  const decision = decisionOn(policy, key, caller, action, { "kms:TrailingDaysWithoutKeyUsage": `${unusedDays}` });
  if (isAllowed(decision)) return;
  const isDenied = policy.Statement[decision.statement ?? -1]?.Effect === "Deny";
  throw new KmsError(
    "AccessDeniedException",
    `User: ${caller.arn} is not authorized to perform: ${action} on resource: ${key.arn} ` +
      (isDenied
        ? "with an explicit deny in a resource-based policy"
        : `because no resource-based policy allows the ${action} action`),
  );
}

/** Refuses the call for a key that is scheduled for deletion. */
export function requireNotPendingDeletion({ cloud }: Context, key: KmsKey): void {
  const state = cloud.stateOf(key);
  if (state === "PendingDeletion") throw new KmsError("KMSInvalidStateException", `${key.arn} is pending deletion.`);
  if (state === "PendingReplicaDeletion") {
    throw new KmsError("KMSInvalidStateException", `${key.arn} is pending replica deletion.`);
  }
}

function invalid(name: string, value: string | undefined, constraint: string): KmsError {
  const member = name.charAt(0).toLowerCase() + name.slice(1);
  const found = value === undefined ? "null" : `'${value}'`;
  return new KmsError(
    "ValidationException",
    `1 validation error detected: Value ${found} at '${member}' failed to satisfy constraint: ${constraint}`,
  );
}

function wrongType(name: string): KmsError {
  return new KmsError("SerializationException", `${name} has the wrong type`);
}
