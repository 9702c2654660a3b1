import { known } from "../../../model/fact";
import type { AnyNode } from "../../../model/model";
import type { Change } from "../../../model/change";
import { REVIEW_METADATA_VERSION, type ReviewMetadata } from "../../../model/review-metadata";
import { indexModel } from "../../../rules/analysis";
import type { Verdict, ChangeContext, ChangeRule } from "../../../rules/rule";
import { aKey, aKeyPolicy, KEY_ARN, modelOf, OWN_STATEMENT, STATEMENT, withoutAbout } from "../support";

export * from "../support";

export const OWN = { ...OWN_STATEMENT, Sid: "Own" };
export const AURA = { ...STATEMENT, Sid: "Aura" };
/** Aura's statement without some of its actions. */
export const auraWithout = (...actions: string[]) => ({
  ...AURA,
  Action: AURA.Action.filter((action) => !actions.includes(action)),
});
/** An account may decrypt. */
export const decryptFor = (account: string) => ({
  ...{ Sid: "Other", Effect: "Allow", Principal: { AWS: `arn:aws:iam::${account}:root` } },
  ...{ Action: "kms:Decrypt", Resource: "*" },
});
export const policyText = (...statements: object[]): string =>
  JSON.stringify({ Version: "2012-10-17", Statement: statements });

/** A key that exists, with these statements in its inline policy. */
export function keyWith(statements: readonly object[], over: Parameters<typeof aKey>[0] = {}) {
  return aKey({
    arn: known(KEY_ARN, "`arn` of the key"),
    policy: known(policyText(...statements), "`policy` of the key"),
    ...over,
  });
}

/** A policy apart from key `prod/orders`, with these statements. */
export function policyWith(statements: readonly object[], over: Parameters<typeof aKeyPolicy>[0] = {}) {
  return aKeyPolicy({
    key: "prod/orders",
    policy: known(policyText(...statements), "`policy` of the policy"),
    ...over,
  });
}

/** What a plan has beside the change that is evaluated. */
export interface Beside {
  readonly before?: readonly AnyNode[];
  readonly after?: readonly AnyNode[];
  /** What is special about a change, by its id. */
  readonly changes?: Readonly<Record<string, Partial<Change>>>;
  readonly protectedBefore?: readonly string[];
  readonly protectedAfter?: readonly string[];
  /** Whether the stack has review metadata before the plan, and after it. */
  readonly hasMetadata?: { readonly before?: boolean; readonly after?: boolean };
  readonly knownAccounts?: readonly string[];
  readonly isDrift?: boolean;
  /** What Terraform knew before something was changed outside of it. */
  readonly lastKnown?: readonly AnyNode[];
}

const stated = (ids: readonly string[] = []): ReviewMetadata => ({
  ...{ version: REVIEW_METADATA_VERSION, waivers: [], principals: {} },
  protected: ids,
});

/** The change between two nodes of one id: updated, created or deleted, unless it is said otherwise. */
export function aChange(before: AnyNode | undefined, after: AnyNode | undefined, over: Partial<Change> = {}): Change {
  const action = before && after ? (before === after ? "no-op" : "update") : before ? "delete" : "create";
  return {
    id: (after ?? before)?.id ?? "",
    ...(before && { before }),
    ...(after && { after }),
    ...{ actions: [action], replacedBy: [], attributes: [], imported: false, drift: false, plan: "plan" },
    ...over,
  };
}

/** What a rule says of the change from one node to the other, in a plan with others beside it. */
export function evaluateChange(
  rule: ChangeRule,
  before: AnyNode | undefined,
  after: AnyNode | undefined,
  beside: Beside = {},
): readonly Verdict[] {
  const old = [...(before ? [before] : []), ...(beside.before ?? [])];
  const now = [...(after ? [after] : []), ...(beside.after ?? [])];
  const ids = [...new Set([...now, ...old].map(({ id }) => id))];
  const find = (nodes: readonly AnyNode[], id: string) => nodes.find((node) => node.id === id);
  const changes = ids.map((id) => aChange(find(old, id), find(now, id), beside.changes?.[id]));
  const context: ChangeContext = {
    isDrift: beside.isDrift ?? false,
    ...(beside.lastKnown && { lastKnown: indexModel(modelOf(...beside.lastKnown)) }),
    before: indexModel(modelOf(...old)),
    after: indexModel(modelOf(...now)),
    changes,
    changeOf: (id) => changes.find((change) => change.id === id),
    metadataBefore: stated(beside.protectedBefore),
    metadataAfter: stated(beside.protectedAfter),
    withMetadata: {
      before: new Set(beside.hasMetadata?.before ? ["plan"] : []),
      after: new Set(beside.hasMetadata?.after ? ["plan"] : []),
    },
    knownAccounts: new Set(beside.knownAccounts),
  };
  const evaluated = changes.find(({ id }) => id === (after ?? before)?.id);
  if (!evaluated) throw new Error("there is no change");
  return rule.check(evaluated, context).map(withoutAbout);
}

/** A violation that blocks. */
export function blocks(words: {
  what: string;
  got: string;
  expected: string;
  fix: string;
  against?: string[];
}): Verdict {
  return { outcome: "violation", ...words };
}

/** A violation that a person has to look at. */
export function needsReview(words: { what: string; got: string; expected: string; fix: string }): Verdict {
  return { outcome: "violation", severity: "warning", ...words };
}
