import { groupBy } from "../../model/group-by";
import { AURA_OPERATIONS, type AuraOperation } from "../../policy/access/aura-access";
import type { Admission } from "../../policy/access/parties";
import { answerToAll, PERMISSIVENESS, type Answer } from "./decisions";
import type { JudgedPolicy } from "./judged-policy";
import { remember } from "./remember";
import { mayBeAura } from "../../policy/access/party";

/** Whether Aura can do one operation, and why. */
export interface Proof extends Answer {
  readonly operation: AuraOperation;
}

/**
 * For each operation that Aura does whether everybody whom Aura's statements ask it for can do it under the whole policy.
 * @param judged the policy
 */
export function auraProofs(judged: JudgedPolicy): readonly Proof[] {
  return remember(judged.content, "Aura's proofs", () => proofsOf(judged));
}

/** Whoever lets in more than that many does not paste Aura's statement, and each takes as many decisions as Aura needs. */
const MOST_GUESTS = 50;

/**
 * Those of the guests who may be Aura.
 * @param judged the policy
 */
export function possibleGuests({ guests }: JudgedPolicy): readonly Admission[] {
  return guests.filter(({ party }) => mayBeAura(party));
}

function proofsOf(judged: JudgedPolicy): readonly Proof[] {
  const possible = possibleGuests(judged);
  const guests = new Set(possible.map(({ party }) => party.name)).size;
  if (guests > MOST_GUESTS) {
    const because = `it lets in ${guests} parties, and no more than ${MOST_GUESTS} are looked at one by one`;
    return AURA_OPERATIONS.map((operation) => ({ operation, answer: "unknown", because }));
  }
  return AURA_OPERATIONS.map((operation) => {
    const asked = possible.filter(({ operations }) => operations.includes(operation.name));
    const answers = asked.map((guest) => answerFor(judged, operation.name, guest));
    const [answer = NOT_ASKED] = answers.sort((a, b) => PERMISSIVENESS[a.answer] - PERMISSIVENESS[b.answer]);
    return { operation, ...answer };
  });
}

/** Of everybody and of an organization one stands for all, as long as nothing sets some of them apart. */
function answerFor(judged: JudgedPolicy, operation: string, { party, conditions }: Admission): Answer {
  const answer = answerToAll(judged, operation, party);
  const setsApart = conditions.length > 0 || judged.document.Statement.some(({ Effect: effect }) => effect === "Deny");
  const holdsForAll = party.accountId !== undefined || (answer.answer === "allowed" && !setsApart);
  if (holdsForAll || answer.answer === "unknown") return answer;
  return { answer: "unknown", because: `who of ${party.name} is Aura can not be told` };
}

const NOT_ASKED: Answer = { answer: "denied", because: "Aura's statement does not ask for it" };

/**
 * Operations and why Aura can not do them: "kms:Decrypt, kms:Encrypt: statement 3 denies it to AWS account 999988887777".
 * @param proofs those that failed
 */
export function inWords(proofs: readonly Proof[]): string {
  return [...groupBy(proofs, ({ because }) => because)]
    .map(([because, some]) => `${some.map(({ operation }) => operation.name).join(", ")}: ${because}`)
    .join("; ");
}
