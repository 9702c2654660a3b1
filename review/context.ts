import { valueOf } from "../model/fact";
import type { AnyNode, NodeId } from "../model/model";
import type { PlanReading } from "../model/read/types";
import { changeContexts, type ChangeContexts } from "../rules/change-engine";
import { keyPoliciesOf, type KeyPolicies } from "./key-policies";
import { Subjects } from "./subjects";

/** What a review needs beside the plans. */
export interface ReviewOptions {
  /** The day on which the plans would be applied. */
  readonly now: Date;
  /**
   * The names of accounts in the estate, by their ids: AWS accounts, which are expected, Azure subscriptions and Google Cloud projects.
   * @default - no estate
   */
  readonly accountNames?: ReadonlyMap<string, string>;
}

/** What all parts of a review work on: built once from the plans. */
export interface ReviewContext {
  readonly reading: PlanReading;
  readonly now: Date;
  readonly accountNames: ReadonlyMap<string, string>;
  readonly subjects: Subjects;
  /** What the change rules see of the plans, and of drift. */
  readonly contexts: ChangeContexts;
  readonly policies: {
    /** As Terraform knew them before they were changed outside of it. */
    readonly lastKnown?: KeyPolicies;
    readonly before: KeyPolicies;
    readonly after: KeyPolicies;
  };
  /** The nodes that were changed outside of Terraform. */
  readonly drifted: ReadonlySet<NodeId>;
}

/** Builds the context of a review. */
export function reviewContext(reading: PlanReading, { now, accountNames = new Map() }: ReviewOptions): ReviewContext {
  const { before, after, drift } = reading;
  return {
    ...{ reading, now, accountNames, subjects: new Subjects(reading), drifted: driftedNodes(reading) },
    contexts: changeContexts(reading, { knownAccounts: knownAccounts(reading, accountNames) }),
    policies: {
      ...(drift && { lastKnown: keyPoliciesOf(drift.before) }),
      ...{ before: keyPoliciesOf(before), after: keyPoliciesOf(after) },
    },
  };
}

/** The accounts of the estate, but those that have no key before the plans and get one: the estate may name them for the first time. */
function knownAccounts({ after, accounts }: PlanReading, names: ReadonlyMap<string, string>): ReadonlySet<string> {
  const inPlans = new Set(
    after.keys.flatMap(({ accountClaims }) => accountClaims.flatMap((claim) => valueOf(claim) ?? [])),
  );
  return new Set([...names.keys()].filter((account) => accounts.has(account) || !inPlans.has(account)));
}

/**
 * The nodes with drift that matters here. Terraform lists more: a customer managed key that became ready, or a key that shows
 * its standalone policy.
 */
function driftedNodes({ drift, before, after }: PlanReading): ReadonlySet<NodeId> {
  const standalone = new Set([...before.keyPolicies, ...after.keyPolicies].map(({ key }) => key));
  const changed = (drift?.changes ?? []).filter((change) => {
    const [was, is] = [change.before, change.after].map((node) => node && ownText(node, standalone.has(node.id)));
    return was !== is;
  });
  return new Set(changed.map(({ id }) => id));
}

/**
 * A node as text, without its links, which are found anew on each side, without its status in Aura, which has a rule of its own, and
 * without a policy that another resource sets.
 */
function ownText(node: AnyNode, hasStandalonePolicy: boolean): string {
  const { key, record, cloneOf, status, ...own } = node as AnyNode &
    Record<"key" | "record" | "cloneOf" | "status", unknown>;
  if (own.kind !== "key" || !hasStandalonePolicy) return JSON.stringify(own);
  const { policy, presentPolicy, statement, ...rest } = own;
  return JSON.stringify(rest);
}
