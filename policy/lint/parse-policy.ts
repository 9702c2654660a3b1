import { canonicalPolicy } from "../canonical";
import { asList, type OneOrMany, type PolicyDocument, type Statement } from "../document";
import { MAX_POLICY_BYTES } from "../limits";
import {
  describeValue,
  sortAndLimit,
  type StatementProblem,
  withPosition,
  positionsIn,
  type ProblemText,
  type Position,
} from "../problem";
import { checkSizeAndDepth, policySizeInBytes, policyTooLarge } from "../size";
import { charactersOutsideKms, forbiddenCharacter } from "../characters";
import { lintDocument, lintElements } from "./document";
import { plainValue, readJson, type JsonNode, type JsonReading } from "../parse-json";
import { locateIn, type Locate } from "./lint";
import { detectWrongDocument, SHAPES, detectNonJson } from "./wrong-document";
import { lintForms } from "./statement";
import { isObject } from "../../util/json";

/** The policy, or everything that is wrong with it. */
export type PolicyParse = { readonly document: PolicyDocument } | { readonly problems: readonly StatementProblem[] };

/**
 * Parses and checks a whole key policy.
 * @param policy the policy as JSON text, or as an object, for which problems have no line and column
 */
export function parsePolicy(policy: string | object): PolicyParse {
  return typeof policy === "string" ? parseText(policy) : parseObject(policy);
}

/** A key policy as written in a text, and what is wrong with its form. */
export interface PolicyReading {
  /** The policy, when nothing is wrong with it. */
  readonly document?: PolicyDocument;
  /** Its statements, unchecked. */
  readonly statements: readonly unknown[];
  /** Its `Version`, unchecked. */
  readonly version: unknown;
  readonly problems: readonly StatementProblem[];
  /** The position of a part of a statement: the path begins with the statement's place. */
  readonly locate: Locate;
}

/**
 * Reads the key policy in a text, however much is wrong with it.
 * @param text the text as it was saved
 */
export function readPolicy(text: string): PolicyReading {
  const source = readPolicyText(text, "the key policy");
  const [node, second] = source.values;
  const problems = [...source.problems];
  if (second) problems.push({ ...SEVERAL, ...source.at(second.offset) });
  const whole = node && source.complete ? unfit(plainValue(node)) : undefined;
  if (node && whole) {
    problems.push({ ...whole, ...source.at(node.offset) });
    return { statements: [], version: undefined, problems, locate: locateIn([], source.at) };
  }
  const { nodes, problems: elements } = node?.members ? lintDocument(node, source.at) : { nodes: [], problems: [] };
  const statements = nodes.map(plainValue);
  const locate = locateIn(nodes, source.at);
  if (!node?.members) {
    const got = node ? describeValue(plainValue(node)) : "nothing but commas";
    if (source.complete) problems.push({ ...NO_OBJECT, got, ...source.at(node?.offset ?? 0) });
    return { statements, version: undefined, problems, locate };
  }
  problems.push(...elements, ...lintForms(statements, locate));
  const version = node.members.find(({ name }) => name === "Version")?.node.value;
  if (problems.length > 0) return { statements, version, problems, locate };
  return { document: normal(plainValue(node) as object), statements, version, problems, locate };
}

function parseText(text: string): PolicyParse {
  const { document, problems } = readPolicy(text);
  return document ? { document } : { problems: sortAndLimit(problems) };
}

function parseObject(policy: object): PolicyParse {
  const whole = checkSizeAndDepth(policy) ?? unfit(policy);
  if (whole) return { problems: [whole] };
  const statements = asList((policy as { readonly Statement?: OneOrMany<unknown> }).Statement);
  const problems = [...lintElements(policy, () => undefined), ...lintForms(statements, () => undefined)];
  if (problems.length > 0) return { problems: sortAndLimit(problems) };
  const document = normal(structuredClone(policy));
  const text = canonicalPolicy(document);
  const size = policySizeInBytes(text);
  if (size > MAX_POLICY_BYTES)
    problems.push(
      policyTooLarge(
        "the key policy is larger than KMS accepts",
        `${size} bytes`,
        "remove statements that are not needed",
      ),
    );
  problems.push(...charactersOutsideKms(text).map((stray) => ({ ...forbiddenCharacter(stray), path: "" })));
  return problems.length > 0 ? { problems: sortAndLimit(problems) } : { document };
}

const SEVERAL = {
  code: "several-documents",
  path: "",
  what: "more than one key policy",
  got: "something after it",
  expected: "one JSON object",
  fix: "keep only the policy of this key",
} as const;

const NO_OBJECT = {
  code: "wrong-type",
  path: "",
  what: "the key policy is not a JSON object",
  expected: SHAPES["the key policy"],
  fix: "copy the key policy again, from the first brace to the last one",
} as const;

const BARE = {
  code: "no-statement",
  path: "",
  what: "the key policy has no Statement",
  got: "a statement without its policy",
  expected: SHAPES["the key policy"],
  fix: 'put it into {"Version": "2012-10-17", "Statement": [...]}, beside the statements that the key has',
} as const;

/** What is wrong with it as a whole. */
function unfit(policy: unknown): StatementProblem | undefined {
  const problem = detectWrongDocument(policy, "the key policy");
  if (problem) return { ...problem, path: "" };
  const bare = isObject(policy) && !("Statement" in policy) && "Effect" in policy;
  return bare ? BARE : undefined;
}

function normal(document: object): PolicyDocument {
  const { Statement: statement, ...rest } = document as PolicyDocument & { readonly Statement: OneOrMany<Statement> };
  return { ...rest, Statement: asList(statement) };
}

/** The contents of a text, and the positions in it. */
export interface PolicyText {
  /** The values on the first level, as far as they could be read. */
  readonly values: readonly JsonNode[];
  readonly problems: readonly StatementProblem[];
  /** Whether the whole text was read. */
  readonly complete: boolean;
  /** Line and column of a place in the text. */
  readonly at: (offset: number) => Position;
}

/**
 * Reads the JSON text of statements or of a policy, as a person saved it: what was pasted instead of JSON is named, and what
 * word processors and web pages do to JSON is undone, after it was reported, to find the other mistakes too.
 * @param whatItIs what should have been pasted, such as `the statement`
 */
export function readPolicyText(given: string, whatItIs: string): PolicyText {
  const at = positionsIn(given);
  const unreadable = detectNonJson(given, whatItIs);
  if (unreadable) {
    return { values: [], problems: [withPosition(unreadable, "", at(unreadable.offset))], complete: false, at };
  }
  const bare = given.replace(/^\ufeff/, " ");
  const strays = charactersOutsideKms(bare);
  const { text: unfenced, fence } = withoutFences(bare);
  const { text, name } = withoutPolicyName(unfenced);
  const reading = readRepaired(text, strays.length > 0);
  const reported = new Set(strays.map(({ offset }) => offset));
  const problems = [
    ...strays.map((stray) => withPosition(forbiddenCharacter(stray), "", at(stray.offset))),
    ...(fence === undefined ? [] : [withPosition(FENCED, "", at(fence))]),
    ...(name === undefined ? [] : [withPosition(NAMED, "", at(name))]),
    ...reading.mistakes
      .filter(({ offset }) => !reported.has(offset))
      .map((mistake) => withPosition(mistake, "", at(mistake.offset))),
  ];
  return { values: reading.values, problems, complete: reading.complete, at };
}

const FENCED: ProblemText = {
  code: "code-fence",
  what: "Markdown around the JSON",
  got: "a code fence (```)",
  expected: "JSON only",
  fix: "delete the lines that begin with ```",
};

/** `aws kms get-key-policy --output text` prints it after the policy. KMS knows no other name. */
const POLICY_NAME = "default";

const NAMED: ProblemText = {
  code: "policy-name",
  what: "the name of the policy stands after the JSON",
  got: '"default", as the AWS CLI prints it',
  expected: "JSON only",
  fix: "delete the name, or add `--query Policy` to the command",
};

function withoutPolicyName(given: string): { readonly text: string; readonly name: number | undefined } {
  const name = given.trimEnd().length - POLICY_NAME.length;
  const isNamed = given.startsWith(POLICY_NAME, name) && given.slice(0, Math.max(name, 0)).trimEnd().endsWith("}");
  return isNamed ? { text: `${given.slice(0, name)}${blanked(POLICY_NAME)}`, name } : { text: given, name: undefined };
}

const FENCE = /^[ \t]*```[^\r\n]*/gm;

function withoutFences(text: string): { readonly text: string; readonly fence: number | undefined } {
  const fence = text.search(FENCE);
  if (fence < 0) return { text, fence: undefined };
  // Prose around the fences; what has a brace or a quotation mark may be JSON.
  const end = text.lastIndexOf("```");
  const [before, inside, after] = [text.slice(0, fence), text.slice(fence, end), text.slice(end)];
  const bare = [before, after].map((prose) => (/[[\]{}"]/.test(prose) ? prose : blanked(prose)));
  return { text: `${bare[0]}${inside}${bare[1]}`.replace(FENCE, blanked), fence };
}

function readRepaired(text: string, hasStrays: boolean): JsonReading {
  const reading = readJson(text);
  if (reading.mistakes.length === 0 || !hasStrays) return reading;
  // Every repair keeps the length, so that all positions stay.
  return readJson(
    text.replace(/[\u201c-\u201f]/g, '"').replace(/[\u2000-\u200f\u2028-\u202f\u2060\u3000\ufeff\0\v\f]/g, " "),
  );
}

function blanked(text: string): string {
  return " ".repeat(text.length);
}
