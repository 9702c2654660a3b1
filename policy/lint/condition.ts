import { OPERATOR_NAMES, operatorName, parseOperator, type Operator } from "../decide/operators";
import { isValueOf, VALUE_FORMS } from "../decide/values";
import { asList, isObject, type OneOrMany } from "../document";
import { describe, quote, type Complaint } from "../problem";
import { didYouMean } from "./did-you-mean";
import { CONDITION_KEY, type Lint, type Path } from "./lint";

/**
 * Checks the form of `Condition`: operators, keys and the values that each operator can compare with.
 * @param lint takes the problems down
 * @param path the element
 * @param value its value
 */
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
    if (!operator || operatorName(operator) !== name) unknownOperator(lint, place, name, operator);
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
          what: `${lint.name(path)} must compare condition keys`,
          got: quote(key),
          expected: "service:name, such as kms:CallerAccount",
          fix: "write the condition key with the service it belongs to",
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
          what: `${lint.name(path)} must name a condition key once`,
          got: `${quote(twin)} and ${quote(key)}, which are one key to IAM`,
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
      what: `${lint.name(path)} must have a value to compare with`,
      got: describe(values),
      expected: "a value or a list of values",
      fix: "write the value",
    });
  }
  list.forEach((value, index) => {
    const place = Array.isArray(values) ? [...path, index] : path;
    if (typeof value !== "string" && typeof value !== "number" && typeof value !== "boolean") {
      lint.report(place, {
        code: "wrong-type",
        what: `${lint.name(path)} must be compared with texts, numbers or booleans`,
        got: describe(value),
        expected: "a text, a number, a boolean, or a list of them",
        fix: "write the value in double quotes",
      });
    } else if (operator && !isValueOf(operator.type, String(value))) {
      lint.report(place, {
        code: "condition-value-malformed",
        what: `${lint.name(path)} must have a value that ${operator.base} can compare with`,
        got: describe(value),
        expected: VALUE_FORMS[operator.type],
        fix: "correct the value, or use the operator for its type",
      });
    }
  });
}

function unknownOperator(lint: Lint, path: Path, name: string, operator: Operator | undefined): void {
  const [, prefix = "", base = name] = /^(For\w+:)(.*)$/s.exec(name) ?? [];
  const meant = operator ? operatorName(operator) : didYouMean(base, OPERATOR_NAMES);
  lint.report(
    path,
    {
      code: "operator-unknown",
      what: `${lint.name(path.slice(0, -1))} must use operators that IAM knows`,
      got: quote(name),
      expected: "an operator such as StringEquals, with IfExists, ForAnyValue: or ForAllValues: where needed",
      fix: meant ? `did you mean "${operator ? meant : quantifierOf(prefix) + meant}"?` : "use an operator of IAM",
    },
    "name",
  );
}

function quantifierOf(prefix: string): string {
  const meant = prefix && didYouMean(prefix.slice(0, -1), ["ForAnyValue", "ForAllValues"]);
  return meant ? `${meant}:` : "";
}

function notAnObject(name: string, value: unknown, expected: string): Complaint {
  return {
    code: "wrong-type",
    what: `${name} must be an object`,
    got: describe(value),
    expected,
    fix: "write it as an object in braces",
  };
}
