import type { Problem } from "../../model/problem";
import { ACCOUNT_ID } from "../../policy/arn";
import { isExpectedPrincipal } from "../../policy/access/principal";
import * as prop from "./validate-props";
import { holdsToken, show } from "./tokens";

/** Props that pin who Aura's statement may let in. */
export interface ExpectedPrincipalProps {
  /**
   * Id of the AWS account that Aura's statement may let in, 12 digits: a literal. The Aura Console shows it in the statement;
   * have a second person compare it. A statement that lets in somebody else is then refused. It is short for
   * {@link ExpectedPrincipalProps.auraPrincipals} with this one account; when both are given, all of them are expected.
   * @default - anybody; the synthesis shows who is let in
   */
  readonly auraAccountId?: string;
  /**
   * Whom Aura's statement may let in: AWS account ids (12 digits) and ARNs of IAM roles and users, as literals.
   * @default - anybody; the synthesis shows who is let in
   */
  readonly auraPrincipals?: readonly string[];
}

/** What these props must be. */
export const EXPECTED_PRINCIPALS_SHAPE: prop.Shape<ExpectedPrincipalProps> = {
  auraAccountId: prop.optional(prop.text),
  auraPrincipals: prop.optional(prop.texts),
};

/**
 * Who is expected, as the model has it.
 * @param props the props
 * @returns sorted, each one once; undefined without a pin. What is malformed is not among them: it is a problem.
 */
export function expectedPrincipals(props: ExpectedPrincipalProps): readonly string[] | undefined {
  const sound = given(props).filter(({ value, accepts }) => accepts(value));
  return sound.length > 0 ? [...new Set(sound.map(({ value }) => value))].sort() : undefined;
}

/**
 * What is wrong with a pin.
 * @param path path of the construct
 * @param props the props
 */
export function expectedPrincipalProblems(path: string, props: ExpectedPrincipalProps): Problem[] {
  const problems = given(props).flatMap(({ name, value, expected, accepts }): Problem[] => {
    if (holdsToken(value)) return [notLiteral(path, name, show(value), expected)];
    return accepts(value) ? [] : [malformed(path, name, show(value), expected)];
  });
  const nobody = props.auraPrincipals?.length === 0;
  return nobody ? [...problems, malformed(path, "auraPrincipals", "an empty list", EXPECTED)] : problems;
}

const EXPECTED = "12 digits, or the ARN of an IAM role or user";

function given({ auraAccountId, auraPrincipals = [] }: ExpectedPrincipalProps) {
  const isAccount = (text: string): boolean => ACCOUNT_ID.test(text);
  return [
    ...(auraAccountId === undefined
      ? []
      : [{ name: "auraAccountId", value: auraAccountId, expected: "12 digits", accepts: isAccount }]),
    ...auraPrincipals.map((value, index) => ({
      ...{ name: `auraPrincipals[${index}]`, value, expected: EXPECTED, accepts: isExpectedPrincipal },
    })),
  ];
}

function notLiteral(path: string, name: string, got: string, expected: string): Problem {
  return {
    code: "needs-literal",
    path,
    what: `\`${name}\` is compared with the key policy before anything is applied`,
    got,
    expected,
    fix: `write the value of \`${name}\` itself`,
  };
}

function malformed(path: string, name: string, got: string, expected: string): Problem {
  return {
    code: "aura-principal-well-formed",
    path,
    what: `\`${name}\` must name whom Aura's statement may let in`,
    got,
    expected,
    fix: "copy it from the statement that the Aura Console shows, or leave it out to be shown who is let in",
  };
}
