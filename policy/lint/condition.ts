import { OPERATOR_NAMES, parseOperator, type Operator, isValueOf, VALUE_FORMS } from "../evaluate/operators";
import { asList, type OneOrMany, type Condition, type Statement } from "../document";
import { describeValue, type ProblemText } from "../problem";
import { didYouMean } from "../../util/did-you-mean";
import { CONDITION_KEY, type Lint, type Path, type LintTarget } from "./lint";
import { representativeOf, type StatementPrincipal } from "../access/allowed-principals";
import { mayBeAura, describeTest } from "../access/principal";
import { meetsCondition } from "../evaluate/condition";
import { conditionKey, isKnownConditionKey } from "../evaluate/condition-keys";
import { contextOf, type Context } from "../evaluate/request-context";
import { unknownKeyArn } from "./key";
import { isObject } from "../../util/json";
import { quote } from "../../util/quote";
import { formatList } from "../../util/format-list";

/** Checks the form of `Condition`: operators, keys and the values that each operator can compare with. */
export function lintCondition(lint: Lint, path: Path, value: unknown): void {
  if (!isObject(value)) {
    lint.report(
      path,
      notAnObject(lint.name(path), value, 'operators, such as {"StringEquals": {"kms:CallerAccount": "111122223333"}}'),
    );
    return;
  }
  for (const [name, keys] of Object.entries(value)) {
    const place = [...path, name];
    const operator = parseOperator(name);
    // IAM compares operators in any case.
    if (!operator) unknownOperator(lint, place, name);
    if (!isObject(keys)) {
      lint.report(place, notAnObject(lint.name(place), keys, "condition keys and their values"));
      continue;
    }
    lintKeys(lint, place, operator, keys);
  }
}

function lintKeys(
  lint: Lint,
  path: Path,
  operator: Operator | undefined,
  keys: Readonly<Record<string, unknown>>,
): void {
  const seen = new Map<string, string>();
  for (const [key, values] of Object.entries(keys)) {
    const place = [...path, key];
    if (!CONDITION_KEY.test(key)) {
      lint.report(
        place,
        {
          code: "condition-key-malformed",
          what: `${lint.name(path)} contains a malformed condition key`,
          got: quote(key),
          expected: "service:name, such as kms:CallerAccount",
          fix: "write the key with its service",
        },
        "name",
      );
    }
    if (!conditionKey(key).inKeyPolicies) {
      lint.report(
        place,
        {
          code: "condition-key-not-allowed",
          what: `KMS refuses a key of ${lint.name(path)}`,
          got: `${quote(key)}, which KMS accepts in IAM policies only`,
          expected: "a key that key policies may use, such as kms:CallerAccount",
          fix: "delete the comparison, or move it to an IAM policy",
        },
        "name",
      );
    }
    const twin = seen.get(key.toLowerCase());
    if (twin !== undefined) {
      lint.report(
        place,
        {
          code: "condition-key-repeated",
          what: `${lint.name(path)} contains a condition key twice`,
          got: `${quote(twin)} and ${quote(key)}, the same key to IAM`,
          expected: "one key with all its values",
          fix: "put the values into one list",
        },
        "name",
      );
    }
    seen.set(key.toLowerCase(), key);
    lintValues(lint, place, operator, values);
  }
}

function lintValues(lint: Lint, path: Path, operator: Operator | undefined, values: unknown): void {
  const list = asList(values as OneOrMany<unknown>);
  if (list.length === 0) {
    lint.report(path, {
      code: "value-missing",
      what: `${lint.name(path)} has no value`,
      got: describeValue(values),
      expected: "a value or a list of values",
      fix: "write the value",
    });
  }
  list.forEach((value, index) => {
    const place = Array.isArray(values) ? [...path, index] : path;
    if (typeof value !== "string" && typeof value !== "number" && typeof value !== "boolean") {
      lint.report(place, {
        code: "wrong-type",
        what: `${lint.name(path)} has a value of the wrong type`,
        got: describeValue(value),
        expected: "a text, a number, a boolean, or a list of them",
        fix: "write the value in double quotes",
      });
    } else if (operator && !isValueOf(operator.type, String(value))) {
      lint.report(place, {
        code: "condition-value-malformed",
        what: `${lint.name(path)} has a value that ${operator.base} cannot compare`,
        got: describeValue(value),
        expected: VALUE_FORMS[operator.type],
        fix: "correct the value, or use the operator for its type",
      });
    }
  });
}

function unknownOperator(lint: Lint, path: Path, name: string): void {
  const [, prefix = "", base = name] = /^(For\w+:)(.*)$/s.exec(name) ?? [];
  const meant = didYouMean(base, OPERATOR_NAMES);
  lint.report(
    path,
    {
      code: "operator-unknown",
      what: `${lint.name(path.slice(0, -1))} contains an unknown operator`,
      got: quote(name),
      expected: "an IAM operator such as StringEquals",
      fix: meant ? `did you mean "${quantifierOf(prefix)}${meant}"?` : "use an operator of IAM",
    },
    "name",
  );
}

function quantifierOf(prefix: string): string {
  const meant = prefix && didYouMean(prefix.slice(0, -1), ["ForAnyValue", "ForAllValues"]);
  return meant ? `${meant}:` : "";
}

function notAnObject(name: string, value: unknown, expected: string): ProblemText {
  return {
    code: "wrong-type",
    what: `${name} is not an object`,
    got: describeValue(value),
    expected,
    fix: "write it as an object in braces",
  };
}

/**
 * Finds the comparisons of a vendor's condition that cannot be verified offline, because the vendor's requests are unknown: it
 * calls from its own network, through its own endpoints, with its own credentials.
 *
 * What KMS itself sets in a request, such as `kms:ViaService`, `kms:GrantIsForAWSResource` and the encryption context, is not
 * among them: vendors write such conditions into their own statements.
 * @param statement an Allow statement whose form is right
 */
export function lintUnverifiable(
  lint: Lint,
  { Condition: condition = {} }: Statement,
  principals: readonly StatementPrincipal[],
  target: LintTarget,
): void {
  // Principals that are anyone cannot be determined either, but that is another finding.
  const callers = principals
    .filter(({ principal }) => mayBeAura(principal) && principal.kind !== "anyone")
    .flatMap((allowed) => callerAs(allowed, target) ?? []);
  for (const [operator, keys] of Object.entries(condition)) {
    for (const [key, values] of Object.entries(keys)) {
      if (!isKnownConditionKey(key) || hasExpiry(operator, key)) continue;
      const words = describeTest(operator, key, asList(values));
      // A condition on the caller holds for that caller; testing it again would take quadratic time for a long list.
      const open = callers.find(
        ({ conditions, context }) =>
          conditions.includes(words) && isOpen({ [operator]: { [key]: values } }, key, context),
      );
      if (!open) continue;
      lint.report(
        ["Condition", operator, key],
        {
          code: "condition-unverified",
          what: `Condition of ${lint.subject} cannot be verified offline`,
          got: `${formatList([words])} for ${open.name}`,
          expected: "a condition on the caller, such as kms:CallerAccount, or none",
          fix: "remove the condition unless the Aura Console wrote it",
        },
        "name",
      );
    }
  }
}

function isOpen(test: Condition, key: string, context: Context): boolean {
  if (key.toLowerCase().startsWith("kms:") && ["unknown", "present"].includes(String(context(key)))) return false;
  return meetsCondition(test, context, true) === undefined;
}

interface Caller {
  readonly name: string;
  /** The remaining conditions, in words. */
  readonly conditions: readonly string[];
  readonly context: Context;
}

/** What is known of requests of a principal; undefined where it has no representative. */
function callerAs(
  { principal, conditions }: StatementPrincipal,
  { keyArn, accountId = "", partition }: LintTarget,
): Caller | undefined {
  const representative = representativeOf(principal, partition);
  if (!representative) return undefined;
  const key = { keyArn: keyArn ?? unknownKeyArn(accountId, partition), keyAccountId: accountId };
  // Any operation: they differ in keys of KMS alone, and of those only what is known counts here.
  const context = contextOf("kms:Decrypt", { ...representative, ...key, others: "unknown" });
  return { name: principal.name, conditions, context };
}

/** The operators that hold only until, or at, some moment. */
const ENDS = /^(Date|Numeric)(LessThan|LessThanEquals|Equals)$/;

const CLOCKS = ["aws:currenttime", "aws:epochtime"];

/**
 * Finds the conditions under which a vendor's access expires: the encrypted data can then no longer be read.
 * @param statement an Allow statement whose form is right
 */
export function lintExpiry(lint: Lint, { Condition: condition = {} }: Statement): void {
  for (const [operator, keys] of Object.entries(condition)) {
    for (const key of Object.keys(keys)) {
      if (!hasExpiry(operator, key)) continue;
      lint.report(
        ["Condition", operator, key],
        {
          code: "access-expires",
          what: `${lint.subject} grants access that expires`,
          got: `${operator} ${key}`,
          expected: "no time limit",
          fix: "copy the statement again, or ask its author for one that does not expire",
        },
        "name",
      );
    }
  }
}

/**
 * Whether a comparison holds only until some moment.
 * @param key the condition key, in any case of letters
 */
export function hasExpiry(operator: string, key: string): boolean {
  return CLOCKS.includes(key.toLowerCase()) && ENDS.test(parseOperator(operator)?.base ?? "");
}
