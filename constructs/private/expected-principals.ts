import type { Problem } from "../../model/problem";
import { ACCOUNT_ID } from "../../policy/arn";
import { isExpectedPrincipal } from "../../policy/access/principal";
import * as prop from "./validate-props";
import { needsLiteral } from "./formats";
import { holdsToken, show } from "./tokens";

/** Props that name the principals that Aura's statement may allow. */
export interface ExpectedPrincipalProps {
  /**
   * Id of the AWS account that Aura's statement may allow, 12 digits, as a literal. The Aura Console shows it in the
   * statement; have a second person compare it. A statement that allows any other principal is then refused. Short for
   * {@link ExpectedPrincipalProps.auraPrincipals} with this one account; when both are given, all of them are expected.
   * @default - no expected principals: synth prints the principals that the statement allows
   */
  readonly auraAccountId?: string | undefined;
  /**
   * Principals that Aura's statement may allow: AWS account ids (12 digits) and ARNs of IAM roles and users, as literals.
   * @default - no expected principals: synth prints the principals that the statement allows
   */
  readonly auraPrincipals?: readonly string[] | undefined;
}

/** The types of these props. */
export const EXPECTED_PRINCIPALS_SHAPE: prop.Shape<ExpectedPrincipalProps> = {
  auraAccountId: prop.optional(prop.text),
  auraPrincipals: prop.optional(prop.texts),
};

/**
 * The expected principals, as they stand in the model.
 * @returns sorted, each one once, without malformed ones; undefined when none were named
 */
export function expectedPrincipals(props: ExpectedPrincipalProps): readonly string[] | undefined {
  const sound = given(props).filter(({ value, accepts }) => accepts(value));
  return sound.length > 0 ? [...new Set(sound.map(({ value }) => value))].sort() : undefined;
}

/** Checks the expected principals. */
export function expectedPrincipalProblems(path: string, props: ExpectedPrincipalProps): Problem[] {
  const problems = given(props).flatMap(({ name, value, expected, accepts }): Problem[] => {
    if (holdsToken(value))
      return needsLiteral(path, name, value, expected, "it is compared before anything is applied");
    return accepts(value) ? [] : [malformed(path, name, show(value), expected)];
  });
  const isEmpty = props.auraPrincipals?.length === 0;
  return isEmpty ? [...problems, malformed(path, "auraPrincipals", "an empty list", PRINCIPAL)] : problems;
}

const PRINCIPAL = "12 digits, or the ARN of an IAM role or user";

function given({ auraAccountId, auraPrincipals = [] }: ExpectedPrincipalProps) {
  const isAccount = (text: string): boolean => ACCOUNT_ID.test(text);
  return [
    ...(auraAccountId === undefined
      ? []
      : [{ name: "auraAccountId", value: auraAccountId, expected: "12 digits", accepts: isAccount }]),
    ...auraPrincipals.map((value, index) => ({
      ...{ name: `auraPrincipals[${index}]`, value, expected: PRINCIPAL, accepts: isExpectedPrincipal },
    })),
  ];
}

function malformed(path: string, name: string, got: string, expected: string): Problem {
  return {
    code: "aura-principal-well-formed",
    path,
    what: `\`${name}\` does not name an expected principal`,
    got,
    expected,
    fix: "copy it from the statement in the Aura Console, or leave it out and confirm what synth prints",
  };
}
