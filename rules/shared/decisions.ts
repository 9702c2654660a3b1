import { decide, type Decision } from "../../policy/decide/decide";
import { isDeniedToStrangers } from "../../policy/access/denials";
import { representativeOf } from "../../policy/access/parties";
import type { Party } from "../../policy/access/party";
import type { JudgedPolicy, PolicyContent } from "./judged-policy";
import { remember } from "./remember";

/** A decision without the request it is about: "it" stands for the operation, and the party's name for whoever stands for it. */
export type Answer = Pick<Decision, "answer" | "because">;

/** The answers in order: the more is allowed, the higher. */
export const PERMISSIVENESS: Readonly<Record<Answer["answer"], number>> = { denied: 0, unknown: 1, allowed: 2 };

/**
 * What the policy says to a party whose own IAM policies allow everything, whichever of its possible ARNs the key gets and
 * whatever else is unknown of the request.
 * @param judged the policy
 * @param operation such as `kms:Decrypt`
 * @param party who asks
 */
export function answerTo(judged: JudgedPolicy, operation: string, party: Party): Answer {
  const { content } = judged;
  return remember(content, `${operation} ${party.name}`, () => decided(content, operation, party));
}

function decided({ document, accountId, partition, keyArns }: PolicyContent, operation: string, party: Party): Answer {
  const who = representativeOf(party, partition);
  if (!who) return { answer: "unknown", because: `who ${party.name} is can not be told` };
  const decisions = keyArns.map((keyArn) =>
    decide(document, { ...who, action: operation, keyArn, keyAccountId: accountId, others: "unknown" }),
  );
  const [first, ...others] = decisions;
  if (!first || others.some(({ answer }) => answer !== first.answer)) {
    const because = "the policy names a key by its ARN, and AWS names this one at apply";
    return { answer: "unknown", because };
  }
  const because = first.because.replaceAll(operation, "it").replaceAll(who.principal.arn, party.name);
  return { answer: first.answer, because };
}

/**
 * Whether the denials of a policy, whatever it allows, keep an operation from a stranger, whichever ARN the key gets.
 * @param judged the policy
 * @param operation such as `kms:Decrypt`
 */
export function isKeptFromStrangers({ content }: JudgedPolicy, operation: string): boolean {
  const { document, accountId: keyAccountId, partition, keyArns } = content;
  return remember(content, `kept from strangers: ${operation}`, () =>
    keyArns.every((keyArn) => isDeniedToStrangers(document, { action: operation, keyArn, keyAccountId }, partition)),
  );
}
