import { parseKeyArn } from "../arn";
import { canonicalPolicy } from "../canonical";
import { actionCovers, GRANT_OPERATIONS } from "../evaluate/actions";
import { parseOperator } from "../evaluate/operators";
import { STATEMENT_ELEMENTS, statementName, type Statement } from "../document";
import { MAX_POLICY_BYTES } from "../limits";
import { describeValue, sortAndLimit, type StatementProblem } from "../problem";
import { checkSizeAndDepth, policySizeInBytes, policyTooLarge } from "../size";
import { SINCE_2025 } from "../limits";
import { actionOfKms, KMS_ACTION } from "./actions";
import { charactersOutsideKms, forbiddenCharacter } from "../characters";
import { lintCondition } from "./condition";
import { didYouMean } from "../../util/did-you-mean";
import { Lint, type Locate } from "./lint";
import { isKeyResource } from "./key";
import { lintPrincipal } from "./principal";
import { isObject } from "../../util/json";
import { quote } from "../../util/quote";

/**
 * Checks statements that were given as objects: their grammar, the form of everything in them, and what KMS would refuse.
 * @returns every problem, without line and column; none when KMS takes the statements
 */
export function lintStatements(statements: readonly unknown[]): readonly StatementProblem[] {
  if (statements.length === 0) return [NO_STATEMENT];
  const unfit = checkSizeAndDepth(statements);
  if (unfit) return [unfit];
  const problems = [...lintForms(statements, () => undefined)];
  if (problems.length > 0) return sortAndLimit(problems);
  const text = canonicalPolicy({ Statement: statements as readonly Statement[] });
  const size = policySizeInBytes(text);
  if (size > MAX_POLICY_BYTES)
    problems.push(
      policyTooLarge(
        "the statements are larger than a key policy can be",
        `${size} bytes`,
        "give fewer or shorter statements",
      ),
    );
  problems.push(
    ...charactersOutsideKms(text).map((stray) => ({ ...forbiddenCharacter(stray, "the statements"), path: "" })),
  );
  return sortAndLimit(problems);
}

/** What to say when there is no statement at all. */
export const NO_STATEMENT: StatementProblem = {
  code: "no-statement",
  path: "",
  what: "no statement",
  got: "none",
  expected: "one statement or more",
  fix: "copy the statement from the Aura Console",
};

/**
 * Checks the grammar of statements, and the form of everything in them.
 * @param locate the position of a part of a statement: the path begins with the statement's place
 */
export function lintForms(statements: readonly unknown[], locate: Locate): readonly StatementProblem[] {
  return [
    ...statements.flatMap((statement, index) =>
      lintStatement(statement, index, (path, part) => locate([index, ...path], part)),
    ),
    ...lintSids(statements, locate),
  ];
}

function lintStatement(statement: unknown, index: number, locate: Locate): readonly StatementProblem[] {
  const lint = new Lint(statementName(index, statement), locate, ["Statement", index]);
  if (!isObject(statement)) {
    lint.report([], {
      code: "wrong-type",
      what: `${lint.subject} is not an object`,
      got: describeValue(statement),
      expected: "an object with Effect, Principal, Action and Resource",
      fix: "copy the statement again",
    });
    return lint.problems;
  }
  lintElements(lint, statement);
  lintSid(lint, statement.Sid);
  lintEffect(lint, statement);
  for (const element of ["Principal", "NotPrincipal"]) {
    if (statement[element] !== undefined) lintPrincipal(lint, [element], statement[element]);
  }
  for (const element of ["Action", "NotAction"]) {
    if (statement[element] !== undefined) lintActions(lint, element, statement[element]);
  }
  for (const element of ["Resource", "NotResource"]) {
    if (statement[element] !== undefined) lintResources(lint, element, statement[element]);
  }
  if (statement.Condition !== undefined) lintCondition(lint, ["Condition"], statement.Condition);
  lintGrantCondition(lint, statement);
  return lint.problems;
}

function lintSids(statements: readonly unknown[], locate: Locate): StatementProblem[] {
  const first = new Map<string, number>();
  return statements.flatMap((statement, index) => {
    const sid = isObject(statement) ? statement.Sid : undefined;
    if (typeof sid !== "string" || sid === "") return [];
    const twin = first.get(sid);
    if (twin === undefined) {
      first.set(sid, index);
      return [];
    }
    const problem = {
      code: "sid-repeated" as const,
      path: `Statement[${index}].Sid`,
      what: `duplicate Sid ${quote(sid)}`,
      got: `statements ${twin + 1} and ${index + 1}`,
      expected: "a unique Sid for each statement",
      fix: "delete one of the two, or rename its Sid",
    };
    return [{ ...problem, ...locate([index, "Sid"], "value") }];
  });
}

function lintElements(lint: Lint, statement: Readonly<Record<string, unknown>>): void {
  const misspelt = new Set<string>();
  for (const element of Object.keys(statement)) {
    if (statement[element] === undefined || (STATEMENT_ELEMENTS as readonly string[]).includes(element)) continue;
    const meant = didYouMean(element, STATEMENT_ELEMENTS);
    if (meant) misspelt.add(meant);
    lint.report(
      [element],
      {
        code: "unknown-element",
        what: `${lint.subject} contains an unknown element`,
        got: quote(element),
        expected: STATEMENT_ELEMENTS.join(", "),
        fix: meant ? `did you mean "${meant}"?` : "delete it",
      },
      "name",
    );
  }
  for (const [element, missing, why] of REQUIRED) {
    const present = [element, `Not${element}`].filter((name) => statement[name] !== undefined);
    if (present.length === 1 || (element === "Effect" && present.length > 0)) continue;
    // It is there under another name.
    if (present.length === 0 && (misspelt.has(element) || misspelt.has(`Not${element}`))) continue;
    const choice = element === "Effect" ? "Effect" : `${element} or Not${element}`;
    lint.report(present.length === 0 ? [] : [`Not${element}`], {
      code: present.length === 0 ? missing : "opposites-together",
      what: `${lint.subject} has ${present.length === 0 ? `no ${element}` : `both ${element} and Not${element}`}`,
      got: present.length === 0 ? why : "both",
      expected: choice,
      fix: present.length === 0 ? `add "${element}", or copy the statement again` : "delete one of the two",
    });
  }
}

const REQUIRED = [
  ["Effect", "effect-missing", "KMS refuses it"],
  ["Principal", "principal-missing", "KMS refuses it"],
  ["Action", "action-missing", `KMS refuses it ${SINCE_2025}`],
  ["Resource", "resource-missing", `KMS refuses it ${SINCE_2025}`],
] as const;

function lintSid(lint: Lint, sid: unknown): void {
  // Terraform's aws_iam_policy_document writes an empty one for a statement without a name.
  if (sid === undefined || typeof sid === "string") return;
  lint.report(["Sid"], {
    code: "wrong-type",
    what: `${lint.name(["Sid"])} is not text`,
    got: describeValue(sid),
    expected: "a name",
    fix: "put a name between double quotes, or delete the Sid",
  });
}

function lintEffect(lint: Lint, statement: Readonly<Record<string, unknown>>): void {
  const effect = statement.Effect;
  if (effect !== undefined && effect !== "Allow" && effect !== "Deny") {
    const meant = typeof effect === "string" ? didYouMean(effect, ["Allow", "Deny"]) : undefined;
    lint.report(["Effect"], {
      code: "effect-unknown",
      what: `${lint.name(["Effect"])} is neither Allow nor Deny`,
      got: describeValue(effect),
      expected: '"Allow" or "Deny"',
      fix: meant ? `did you mean "${meant}"?` : "write Allow or Deny",
    });
  }
  if (effect === "Allow" && statement.NotPrincipal !== undefined) {
    lint.report(
      ["NotPrincipal"],
      {
        code: "not-principal-in-allow",
        what: `${lint.subject} allows everyone but the named principals`,
        got: '"Effect": "Allow" with NotPrincipal',
        expected: 'Principal, or NotPrincipal with "Effect": "Deny"',
        fix: "list the allowed principals in Principal",
      },
      "name",
    );
  }
}

function lintActions(lint: Lint, element: string, value: unknown): void {
  for (const { text, path } of lint.texts([element], value, "an action")) {
    if (KMS_ACTION.test(text)) continue;
    const meant = actionOfKms(text);
    lint.report(path, {
      code: "action-malformed",
      what: `${lint.name([element])} contains an action that is not of KMS`,
      got: quote(text),
      expected: "a KMS action such as kms:Decrypt",
      fix: meant ? `did you mean ${quote(meant)}?` : "write it as kms:Operation, or delete it",
    });
  }
}

function lintResources(lint: Lint, element: string, value: unknown): void {
  for (const { text, path } of lint.texts([element], value, "a resource")) {
    if (isKeyResource(text)) continue;
    const arn = parseKeyArn(text);
    lint.report(path, {
      code: "resource-malformed",
      what: `${lint.name([element])} is not a key`,
      got: "error" in arn ? `${quote(text)}, ${arn.error}` : quote(text),
      expected: '"*" (this key)',
      fix: 'write "*"',
    });
  }
}

/**
 * A request carries `kms:GrantIsForAWSResource` only for operations on grants, so a condition that needs it switches every
 * other action of an Allow off: KMS accepts the statement, and always refuses the action.
 */
function lintGrantCondition(lint: Lint, statement: Readonly<Record<string, unknown>>): void {
  if (statement.Effect !== "Allow" || statement.Action === undefined || !isObject(statement.Condition)) return;
  const needed = Object.entries(statement.Condition).some(([name, keys]) => {
    const operator = parseOperator(name);
    const needsKey = operator && operator.type !== "Null" && !operator.negated && !operator.ifExists;
    return (
      needsKey &&
      operator.quantifier !== "ForAllValues" &&
      isObject(keys) &&
      Object.keys(keys).some((key) => key.toLowerCase() === "kms:grantisforawsresource")
    );
  });
  if (!needed) return;
  const actions = Array.isArray(statement.Action) ? (statement.Action as unknown[]) : [statement.Action];
  actions.forEach((action, index) => {
    if (typeof action !== "string" || GRANT_OPERATIONS.some((operation) => actionCovers(action, operation))) return;
    lint.report(Array.isArray(statement.Action) ? ["Action", index] : ["Action"], {
      code: "grant-condition",
      what: `${lint.subject} never allows ${quote(action)}`,
      got: "a condition on kms:GrantIsForAWSResource, which only grant requests carry",
      expected: `only ${GRANT_OPERATIONS.join(", ")} under that condition`,
      fix: "move the action to another statement",
    });
  });
}
