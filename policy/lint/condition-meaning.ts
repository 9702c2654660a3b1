import { operationsCovered } from "../evaluate/actions";
import { meetsCondition } from "../evaluate/condition";
import type { Values } from "../evaluate/request-context";
import { conditionKey, isKnownConditionKey, KNOWN_CONDITION_KEYS, needsKey } from "../evaluate/condition-keys";
import { parseOperator } from "../evaluate/operators";
import { ACCOUNT_ID, accountMeant } from "../arn";
import { asList, type Condition, type OneOrMany } from "../document";
import { didYouMean } from "../../util/did-you-mean";
import { CONDITION_KEY, textsIn, type Lint, type LintTarget, type Path } from "./lint";
import { isObject } from "../../util/json";
import { quote } from "../../util/quote";
import { formatList } from "../../util/format-list";

/** One comparison of a condition. */
interface Comparison {
  readonly operator: string;
  readonly key: string;
  readonly values: unknown;
  readonly path: Path;
}

/**
 * Finds the comparisons of a condition that no request to KMS can meet, or that always hold.
 * @param variables whether `${...}` is a variable, which is up to the version of the policy
 */
export function lintConditionMeaning(
  lint: Lint,
  statement: Readonly<Record<string, unknown>>,
  target: LintTarget,
  variables: boolean,
): void {
  const { Condition: condition } = statement;
  lintEmpty(lint, condition);
  const comparisons = comparisonsOf(condition);
  for (const comparison of comparisons) {
    if (!isKnownConditionKey(comparison.key)) unknownKey(lint, comparison);
    notCarried(lint, statement, comparison);
    lintValues(lint, comparison, target);
  }
  for (const group of byKey(comparisons))
    if (group.length > 1 && neverMet(group, variables)) contradiction(lint, group);
}

/** IAM accepts it, and every request meets it. */
function lintEmpty(lint: Lint, condition: unknown): void {
  if (!isObject(condition)) return;
  const isEmpty = (value: unknown): boolean => isObject(value) && Object.keys(value).length === 0;
  const empty = isEmpty(condition)
    ? [["Condition"]]
    : Object.keys(condition)
        .filter((operator) => isEmpty(condition[operator]))
        .map((operator) => ["Condition", operator]);
  for (const path of empty) {
    lint.report(
      path,
      {
        code: "condition-empty",
        what: `${lint.name(path)} compares nothing`,
        got: "an empty object, which every request meets",
        expected: "a condition key and its values, or no Condition",
        fix: "write what is meant, or delete it",
      },
      "name",
    );
  }
}

function comparisonsOf(condition: unknown): readonly Comparison[] {
  if (!isObject(condition)) return [];
  return Object.entries(condition).flatMap(([operator, keys]) => {
    if (!parseOperator(operator) || !isObject(keys)) return [];
    return Object.entries(keys)
      .filter(([key]) => CONDITION_KEY.test(key))
      .map(([key, values]) => ({ operator, key, values, path: ["Condition", operator, key] }));
  });
}

function byKey(comparisons: readonly Comparison[]): Iterable<readonly Comparison[]> {
  const groups = new Map<string, Comparison[]>();
  for (const comparison of comparisons) {
    const key = comparison.key.toLowerCase();
    groups.set(key, [...(groups.get(key) ?? []), comparison]);
  }
  return groups.values();
}

function unknownKey(lint: Lint, { operator, key, values, path }: Comparison): void {
  const meant = didYouMean(key, KNOWN_CONDITION_KEYS);
  lint.report(
    path,
    {
      code: "condition-key-unknown",
      what: `Condition of ${lint.subject} uses an unknown key`,
      got: `${quote(key)}, so ${operator} is ${needsKey(operator, values) ? "never" : "always"} true`,
      expected: "a KMS or global condition key",
      fix: meant ? `did you mean "${meant}"?` : "use another key, or delete the comparison",
    },
    "name",
  );
}

function notCarried(lint: Lint, statement: Readonly<Record<string, unknown>>, comparison: Comparison): void {
  const { operator, key, values, path } = comparison;
  const { operations: carriers } = conditionKey(key);
  if (!carriers || !needsKey(operator, values) || isGrantCondition(statement, comparison)) return;
  if (isForServices(statement)) return;
  const idle = textsIn([], statement["Action"])
    .map(({ text }) => text)
    .filter((action) => {
      const covered = operationsCovered(action);
      return covered.length > 0 && !covered.some((operation) => carriers.includes(operation));
    });
  if (idle.length === 0) return;
  const verb = statement["Effect"] === "Deny" ? "denied" : "allowed";
  lint.report(
    path,
    {
      code: "condition-key-not-carried",
      what: `Condition of ${lint.subject} uses a key that some requests lack`,
      got: `${quote(key)}, which requests for ${formatList(idle)} lack, so they are never ${verb}`,
      expected: `${quote(key)} only with ${formatList(carriers)}`,
      fix: "move the other actions to another statement",
    },
    "name",
  );
}

/** The documents of AWS give some services `kms:Describe*` under an encryption context, and they work. */
function isForServices({ Effect: effect, Principal: principal }: Readonly<Record<string, unknown>>): boolean {
  return effect === "Allow" && isObject(principal) && Object.keys(principal).every((kind) => kind === "Service");
}

// The form of the statement is checked for that one key already: it is the one that vendors get wrong.
function isGrantCondition({ Effect: effect }: Readonly<Record<string, unknown>>, { key }: Comparison): boolean {
  return effect === "Allow" && key.toLowerCase() === "kms:grantisforawsresource";
}

/** What the values of a condition key look like in requests. */
interface Form {
  readonly form: RegExp;
  readonly words: string;
  /** The value that was probably meant; undefined when there is none. */
  readonly meant?: (value: string) => string | undefined;
}

const ACCOUNT: Form = { form: ACCOUNT_ID, words: "the 12 digits of an account id", meant: accountMeant };
const ORGANIZATION = { form: /^o-[a-z0-9]{10,32}$/, words: "an organization id such as o-a1b2c3d4e5" };
const SERVICE = {
  form: /^[a-z0-9-]+\.[a-z]{2,4}(-[a-z]+)+-\d{1,2}\.amazonaws\.(com(\.cn)?|eu)$/,
  words: "a service and its region, such as ec2.eu-west-1.amazonaws.com",
};
const ASSUMED_ROLE = /^(arn:[^:]*):sts:[^:]*:([^:]*):assumed-role\/([^/]+)\//;
const CALLER: Form = {
  form: /^(?!arn:[^:]*:sts:[^:]*:[^:]*:assumed-role\/)/,
  words: "the ARN of the role, which requests of its sessions have",
  meant: (value) => value.replace(ASSUMED_ROLE, "$1:iam::$2:role/$3 ").split(" ")[0],
};

/** By condition key in lower case. */
const FORMS: Readonly<Record<string, Form>> = {
  "aws:principalarn": CALLER,
  "kms:calleraccount": ACCOUNT,
  "aws:principalaccount": ACCOUNT,
  "aws:resourceaccount": ACCOUNT,
  "aws:sourceaccount": ACCOUNT,
  "aws:principalorgid": ORGANIZATION,
  "aws:resourceorgid": ORGANIZATION,
  "aws:sourceorgid": ORGANIZATION,
  "kms:viaservice": SERVICE,
};

function lintValues(lint: Lint, { operator, key, values, path }: Comparison, target: LintTarget): void {
  const parsed = parseOperator(operator);
  if (parsed?.type !== "String" && parsed?.type !== "Arn") return;
  const patterns = parsed.base.endsWith("Like") || parsed.type === "Arn";
  const form = FORMS[key.toLowerCase()];
  for (const { text, path: place } of textsIn(path, asTexts(values))) {
    if (text.includes("${")) continue;
    if (/[*?]/.test(text)) {
      if (!patterns) literalWildcard(lint, place, operator, text, parsed.negated);
      if (form !== CALLER) continue;
    }
    const flaw = form && !form.form.test(text) ? quote(text) : foreignService(key, text, target);
    if (!flaw) continue;
    lint.report(place, {
      code: "condition-never-met",
      what: `${lint.name(path)} is compared with a value that no request has`,
      got: flaw,
      expected: form?.words ?? "a value that a request can have",
      fix: correction(form, text),
    });
  }
}

function correction(form: Form | undefined, text: string): string {
  const meant = form?.meant?.(text);
  if (meant === undefined) return "correct the value";
  const lostZero = form === ACCOUNT && meant.startsWith("0") && !text.startsWith("0");
  return `write ${quote(meant)}${lostZero ? ", if a leading zero was lost" : ""}`;
}

/** IAM compares texts, however they are written. */
function asTexts(values: unknown): unknown {
  const asText = (value: unknown): unknown => (typeof value === "number" ? String(value) : value);
  return Array.isArray(values) ? values.map(asText) : asText(values);
}

function foreignService(key: string, text: string, { region }: LintTarget): string | undefined {
  if (!region || key.toLowerCase() !== "kms:viaservice" || text.split(".")[1] === region) return undefined;
  return `${quote(text)}, while the key is in ${region}`;
}

function literalWildcard(lint: Lint, path: Path, operator: string, text: string, negated: boolean): void {
  lint.report(path, {
    code: "wildcard-taken-literally",
    what: `${lint.name(["Condition", operator])} takes a wildcard literally`,
    got: `${quote(text)}, which ${negated ? "excludes" : "matches"} nothing`,
    expected: "no wildcard, or an operator such as StringLike",
    fix: `write ${operator.replace(/Equals(IgnoreCase)?/i, "Like")} for a pattern`,
  });
}

/** So many values are tried at most; who lists more means what is written. */
const MOST_CANDIDATES = 100;

/**
 * Whether no value of a key, and not its absence either, meets all comparisons. Only values that a comparison lists can meet
 * them all, when there is one that lists them; otherwise only absence is tried, against a comparison that tests for it.
 */
function neverMet(group: readonly Comparison[], variables: boolean): boolean {
  const lists = group.map(valuesListed).filter((values) => values !== undefined);
  const absentOnly = group.some(({ operator, values }) => wantsAbsence(operator, values));
  const [shortest] = lists.sort((a, b) => a.length - b.length);
  if (!absentOnly && (!shortest || shortest.length > MOST_CANDIDATES)) return false;
  const key = group[0]?.key ?? "";
  const condition: Condition = Object.fromEntries(
    group.map(({ operator, values }) => [operator, { [key]: values as OneOrMany }]),
  );
  return [undefined, ...((!absentOnly && shortest) || [])].every((value) => {
    // A variable may contain another key, of which nothing is known.
    const context = (name: string): Values =>
      name.toLowerCase() !== key.toLowerCase() ? "unknown" : value === undefined ? "absent" : [value];
    return meetsCondition(condition, context, variables) === false;
  });
}

/** The only values that meet a comparison; undefined when they cannot be listed. */
function valuesListed({ operator, values }: Comparison): readonly string[] | undefined {
  const parsed = parseOperator(operator);
  if (!parsed || parsed.negated || parsed.ifExists || parsed.quantifier) return undefined;
  if (parsed.type === "Bool") return ["true", "false"];
  const texts = asList(values as OneOrMany<unknown>).map(String);
  return parsed.base === "StringEquals" && !texts.some((text) => text.includes("${")) ? texts : undefined;
}

function wantsAbsence(operator: string, values: unknown): boolean {
  const wanted = asList(values as OneOrMany<unknown>);
  return parseOperator(operator)?.type === "Null" && wanted.every((value) => String(value).toLowerCase() === "true");
}

function contradiction(lint: Lint, group: readonly Comparison[]): void {
  const last = group.at(-1);
  if (!last) return;
  lint.report(
    last.path,
    {
      code: "condition-never-met",
      what: `Condition of ${lint.subject} contradicts itself`,
      got: `${group.map(({ operator }) => operator).join(" and ")} on ${quote(last.key)}, which no value meets`,
      expected: "comparisons that agree",
      fix: "delete the one that is not meant",
    },
    "name",
  );
}
