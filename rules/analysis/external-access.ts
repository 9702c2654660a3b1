import { canonicalStatement } from "../../policy/canonical";
import { asList, type Statement, type PolicyDocument } from "../../policy/document";
import { offeredToOthers } from "../../policy/access/evaluate-for-all";
import { parseOperator } from "../../policy/evaluate/operators";
import type { Admission } from "../../policy/access/allowed-principals";
import { valueOf } from "../../model/fact";
import { isKeptFromStrangers } from "./permissions";
import { type JudgedPolicy, judgedPolicy } from "./evaluated-policy";
import { remember } from "../../util/memoize";
import { mayBeAura, isExpected, distinctParties, type Party } from "../../policy/access/principal";
import { parseArn } from "../../policy/arn";
import { possiblyAura } from "../../policy/access/aura-permissions";
import type { CmkModel, KeyPolicyNode, KmsKeyNode } from "../../model/model";
import { few } from "../../util/format-list";
import { indexModel } from "./model-index";

/**
 * What somebody is whom a policy lets in from outside of the key's account.
 * - `anyone`: whoever has an AWS account.
 * - `unexpected`: not among those who are pinned.
 * - `beside-aura`: not in Aura's statement, and nobody is pinned.
 * - `unbound-service`: an AWS service, on behalf of any account.
 * - `anyone-but-denied`: whoever has an AWS account, where other statements deny it to some of them.
 * - `unclear`: nobody can tell who it is.
 */
export type Strangeness = "anyone" | "unexpected" | "beside-aura" | "unbound-service" | "anyone-but-denied" | "unclear";

/** Strangers of one kind in one statement. */
export interface Strangers {
  readonly strangeness: Strangeness;
  /** Place of the statement in the policy, counted from 0. */
  readonly statement: number;
  readonly admissions: readonly Admission[];
}

/**
 * Whom a policy lets in beside the key's own account, those who are expected and, without a pin, those of Aura's statement.
 * @param judged the policy
 */
export function strangersIn(judged: JudgedPolicy): readonly Strangers[] {
  return remember(judged.content, `strangers to ${judged.expected?.join(" ")}`, () => findStrangers(judged));
}

function findStrangers(judged: JudgedPolicy): readonly Strangers[] {
  const strangenessOf = judgeOf(judged);
  const groups = new Map<string, Strangers & { readonly admissions: Admission[] }>();
  for (const admission of judged.outsiders) {
    const { statement } = admission;
    const strangeness = strangenessOf(admission);
    if (!strangeness) continue;
    const name = `${strangeness} ${statement}`;
    const group = groups.get(name) ?? { strangeness, statement, admissions: [] };
    groups.set(name, group);
    group.admissions.push(admission);
  }
  return [...groups.values()];
}

function judgeOf(judged: JudgedPolicy): (admission: Admission) => Strangeness | undefined {
  const { document, accountId, expected } = judged;
  const guests = new Set(judged.guests.map(({ party }) => party.name));
  const auras = new Set((valueOf(judged.aura) ?? []).map(canonicalStatement));
  return (admission) => {
    const { party } = admission;
    const statement = document.Statement[admission.statement] as Statement;
    if (party.kind === "unclear") return "unclear";
    if (party.kind === "anyone") return isDeniedToSome(judged, admission) ? "anyone-but-denied" : "anyone";
    // A service can not be pinned: it acts for the account that its condition names.
    if (party.kind === "service") return isBound(statement, accountId) ? undefined : "unbound-service";
    if (expected) return isExpected(expected, party) ? undefined : "unexpected";
    if (!mayBeAura(party)) return "beside-aura";
    return guests.has(party.name) || auras.has(canonicalStatement(statement)) ? undefined : "beside-aura";
  };
}

/** Where a statement for everybody is denied to somebody of a strange account, the denials decide who is let in. */
function isDeniedToSome(judged: JudgedPolicy, { operations }: Admission): boolean {
  const offered = offeredToOthers(operations);
  return offered.length > 0 && offered.every((operation) => isKeptFromStrangers(judged, operation));
}

const SOURCES = ["aws:sourceaccount", "aws:sourcearn"];
/** In it some services name the resource that they act for: CloudWatch Logs, CloudTrail. */
const ENCRYPTION_CONTEXT = "kms:encryptioncontext:";

/** Whether a service is let in on behalf of the account only. */
function isBound({ Condition: condition = {} }: Statement, accountId: string): boolean {
  return Object.entries(condition).some(([name, keys]) => {
    const operator = parseOperator(name);
    if (!operator || operator.negated || operator.ifExists || operator.quantifier === "ForAllValues") return false;
    return Object.entries(keys).some(
      ([key, values]) =>
        (SOURCES.includes(key.toLowerCase()) || key.toLowerCase().startsWith(ENCRYPTION_CONTEXT)) &&
        asList(values).every((value) => String(value).split(":").includes(accountId)),
    );
  });
}

/**
 * Whom a policy lets in from outside of the account of its key, each once, as far as it may be Aura.
 * @param document the policy
 * @param accountId the account of the key
 */
export function partiesOutside(document: PolicyDocument, accountId: string): readonly Party[] {
  return remember(document, `parties outside of ${accountId}`, () =>
    distinctParties(possiblyAura(document, accountId).map(({ party }) => party)),
  );
}

/**
 * Whether somebody is among those whom the configuration expects.
 * @param pinned whom it expects; absent when that is not pinned
 * @param party somebody
 */
export function isPinned(pinned: readonly string[] | undefined, party: Party): boolean {
  return isExpected(pinned ?? [], party);
}

/**
 * Whether somebody who is expected may be of a party: its account is that of a pin, or nobody knows its account.
 * @param pinned whom the configuration expects
 * @param party somebody
 */
export function mayHoldPinned(pinned: readonly string[], party: Party): boolean {
  const { accountId } = party;
  return accountId === undefined || pinned.some((pin) => (parseArn(pin)?.accountId ?? pin) === accountId);
}

/** Whom the policy of a key lets in from outside of the key's account. */
export interface LetIn {
  /** The key, or the policy that is set apart from one. */
  readonly node: KmsKeyNode | KeyPolicyNode;
  /** What a person calls them, each once; at least one. */
  readonly parties: readonly string[];
  /** Whether somebody said whom to expect; the rules then see to it that nobody else is let in. */
  readonly pinned: boolean;
}

/**
 * Whom the policies of a model let in, for those who have to know them when nobody is pinned.
 * @param model what is known
 */
export function whoIsLetIn(model: CmkModel): readonly LetIn[] {
  const index = indexModel(model);
  return [...model.keys, ...model.keyPolicies].flatMap((node): LetIn[] => {
    const judged = judgedPolicy(node, index);
    if ("outcome" in judged) return [];
    const parties = [...new Set(judged.outsiders.map(({ party }) => party.name))];
    return parties.length > 0 ? [{ node, parties, pinned: judged.expected !== undefined }] : [];
  });
}

/** How many of them are shown. */
const SHOWN = 10;

/**
 * The parties in a line: "AWS account 999988887777 (not pinned)".
 * @param letIn whom a policy lets in
 */
export function partiesOf({ parties, pinned }: LetIn): string {
  return `${few(parties, SHOWN)}${pinned ? "" : " (not pinned)"}`;
}
