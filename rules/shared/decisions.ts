import { decide, type Decision } from "../../policy/decide/decide";
import { decideForAll } from "../../policy/access/decide-for-all";
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
 * What the policy says to somebody whose own IAM policies allow everything, whichever of its possible ARNs the key gets and
 * whatever else is unknown of the request: to one whom no statement names, where the party has many.
 * @param judged the policy
 * @param operation such as `kms:Decrypt`
 * @param party who asks
 */
export function answerTo({ content }: JudgedPolicy, operation: string, party: Party): Answer {
  return remember(content, `${operation} ${party.name}`, () =>
    onEveryKey(content, operation, party, ({ document, accountId: keyAccountId }, who, keyArn) =>
      decide(document, { ...who, action: operation, keyArn, keyAccountId, others: "unknown" }),
    ),
  );
}

/**
 * What the policy says to all of a party; "unknown" also where it is one thing to some and another thing to others.
 * @param judged the policy
 * @param operation such as `kms:Decrypt`
 * @param party who asks
 */
export function answerToAll({ content }: JudgedPolicy, operation: string, party: Party): Answer {
  return remember(content, `${operation} all of ${party.name}`, () =>
    onEveryKey(content, operation, party, ({ document, accountId: keyAccountId }, _, keyArn) => {
      const decisionOn = remember(content, `decisions on ${keyArn} for ${party.name}`, () =>
        decideForAll(document, { keyArn, keyAccountId }, party),
      );
      return decisionOn(operation);
    }),
  );
}

type Somebody = NonNullable<ReturnType<typeof representativeOf>>;

function onEveryKey(
  content: PolicyContent,
  operation: string,
  party: Party,
  decision: (content: PolicyContent, who: Somebody, keyArn: string) => Decision,
): Answer {
  const who = representativeOf(party, content.partition);
  if (!who) return { answer: "unknown", because: `who ${party.name} is can not be told` };
  const [first, ...others] = content.keyArns.map((keyArn) => decision(content, who, keyArn));
  if (!first || others.some(({ answer }) => answer !== first.answer)) {
    const because = "the policy names a key by its ARN, and AWS names this one at apply";
    return { answer: "unknown", because };
  }
  // Names of condition keys and of other operations may begin like the operation.
  const itself = new RegExp(`${operation}(?!\\w)`, "g");
  const because = first.because.replace(itself, "it").replaceAll(who.principal.arn, () => party.name);
  return { answer: first.answer, because };
}

/**
 * Whether the denials of a policy, whatever it allows, keep an operation from a stranger, whichever ARN the key gets.
 * @param judged the policy
 * @param operation such as `kms:Decrypt`
 */
export function isKeptFromStrangers({ content }: JudgedPolicy, operation: string): boolean {
  const { document, accountId: keyAccountId, keyArns } = content;
  return remember(content, `kept from strangers: ${operation}`, () =>
    keyArns.every((keyArn) => isDeniedToStrangers(document, { action: operation, keyArn, keyAccountId })),
  );
}
