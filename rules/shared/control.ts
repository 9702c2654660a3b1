import { parseArn } from "../../policy/arn";
import { CONTROL, namedOf, ownParty } from "../../policy/access/control";
import { accountParty, distinctParties, type Party } from "../../policy/access/party";
import { answerTo, answerToAll, PERMISSIVENESS, type Answer } from "./decisions";
import type { JudgedPolicy } from "./judged-policy";
import { remember } from "./remember";

/**
 * Whether somebody of the key's account can change the policy: anybody whom IAM allows it, the root user, or one of those whom
 * the policy names, in whatever part of it.
 * @param judged the policy
 */
export function controlOver(judged: JudgedPolicy): Answer {
  return remember(judged.content, "control", () => bestAnswer(judged));
}

function bestAnswer(judged: JudgedPolicy): Answer {
  const { document, accountId, partition } = judged;
  const own = namedOf(document, accountId, partition).filter((party) => isOfPartition(party, judged));
  const parties = distinctParties([accountParty(accountId), ...own]);
  const answers = parties.map((party) => answerTo(judged, CONTROL, party));
  const [best] = [...answers].sort((a, b) => PERMISSIVENESS[b.answer] - PERMISSIVENESS[a.answer]);
  return best as Answer;
}

/**
 * Whether a role can change the policy; undefined for one of another account, which has a rule of its own.
 * @param judged the policy
 * @param arn ARN of the role
 */
export function roleControls(judged: JudgedPolicy, arn: string): Answer | undefined {
  const party = ownParty(arn, judged.accountId);
  return party && isOfPartition(party, judged) ? answerTo(judged, CONTROL, party) : undefined;
}

/**
 * What a role that nobody knows is told when it wants to change the policy, as somebody of the account whom IAM allows it:
 * "unknown" where a denial is for some of the account. Where the account can not, it hangs on those whom the policy names.
 * @param judged the policy
 */
export function someRoleControls(judged: JudgedPolicy): Answer {
  const account = accountParty(judged.accountId);
  const anybody = answerTo(judged, CONTROL, account);
  return anybody.answer === "allowed" ? answerToAll(judged, CONTROL, account) : controlOver(judged);
}

function isOfPartition({ arn = "" }: Party, { partition }: JudgedPolicy): boolean {
  return parseArn(arn)?.partition === partition;
}
