import { memoize } from "../../util/memoize";
import { parseArn } from "../arn";
import type { PolicyDocument } from "../document";
import { allowedPrincipals, type AllowedPrincipal } from "./allowed-principals";
import { isHarmful } from "./powers";
import { distinctPrincipals, mayBeAura, type Principal } from "./principal";

/**
 * What a key policy allows from outside of the key's account. The only place that decides what is external:
 *
 * | principal | external | may be Aura |
 * |---|---|---|
 * | of the key's own account | no | no |
 * | account, role, user or session of another account | yes | yes |
 * | anyone, an organization: the calling account is unknown | yes | yes |
 * | unclear: cannot be determined offline | yes | yes, it is never assumed to be harmless |
 * | AWS service, federated identity | yes | no: Aura calls from an AWS account of its own |
 *
 * Which of them are expected is set by the configuration, not by the policy.
 */
export interface ExternalAccess {
  /** What is allowed, statement by statement. */
  readonly allowed: readonly AllowedPrincipal[];
  /** The principals that have access, each once. */
  readonly principals: readonly Principal[];
  /** What is allowed to principals that may be Aura. */
  readonly possibleAura: readonly AllowedPrincipal[];
  /** The principals that may be Aura, each once. */
  readonly possibleAuraPrincipals: readonly Principal[];
  /**
   * Of {@link possibleAura}, what is allowed to those that can use the key, by one statement or by several. An auditor of another account,
   * who only reads its configuration, is not Aura.
   */
  readonly possibleUse: readonly AllowedPrincipal[];
  /** The principals of {@link possibleUse}, each once. */
  readonly possibleUsers: readonly Principal[];
}

/**
 * Finds what a key policy allows from outside of the key's account.
 * @param keyAccountId the account that owns the key, 12 digits; undefined where it is unknown: then all are external
 */
export const findExternalAccess = memoize(
  (document: PolicyDocument, keyAccountId: string | undefined): ExternalAccess => {
    const allowed = allowedPrincipals(document).filter(
      ({ principal: { accountId } }) => keyAccountId === undefined || accountId !== keyAccountId,
    );
    const possibleAura = allowed.filter(({ principal }) => mayBeAura(principal));
    const possibleUse = ofUsers(possibleAura);
    return {
      allowed,
      principals: principalsOf(allowed),
      possibleAura,
      possibleAuraPrincipals: principalsOf(possibleAura),
      possibleUse,
      possibleUsers: principalsOf(possibleUse),
    };
  },
);

/**
 * Of what is allowed to principals that may be Aura, that of those that most likely are: of an expected account, where one has access;
 * else of all but organizations, because Aura is in none of a customer.
 * @param possibleAura see {@link ExternalAccess.possibleAura}
 * @param expected account ids and ARNs of Aura's principals; undefined where none are known
 */
export function likelyAura(
  possibleAura: readonly AllowedPrincipal[],
  expected: readonly string[] = [],
): readonly AllowedPrincipal[] {
  const accounts = new Set(expected.map((one) => parseArn(one)?.accountId ?? one));
  const named = possibleAura.filter(({ principal }) => accounts.has(principal.accountId ?? ""));
  if (named.length > 0) return named;
  const others = possibleAura.filter(({ principal: { kind } }) => kind !== "organization");
  return others.length > 0 ? others : possibleAura;
}

function ofUsers(allowed: readonly AllowedPrincipal[]): readonly AllowedPrincipal[] {
  const whose = ({ principal: { accountId, name } }: AllowedPrincipal): string => accountId ?? name;
  const users = new Set(allowed.filter(({ operations }) => operations.some((one) => isHarmful(one))).map(whose));
  return allowed.filter((one) => users.has(whose(one)));
}

function principalsOf(allowed: readonly AllowedPrincipal[]): readonly Principal[] {
  return distinctPrincipals(allowed.map(({ principal }) => principal));
}
