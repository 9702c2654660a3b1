import type { CmkModel, KeyPolicyNode, KmsKeyNode } from "../model/model";
import { few } from "../text/few";
import { indexModel } from "./model-index";
import { judgedPolicy } from "./shared/judged-policy";

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
