import type { ProblemCode } from "../../model/codes";
import { AuraCmkError, type Problem } from "../../model/problem";
import type { PolicyDocument } from "../../policy/document";
import type { StatementProblem } from "../../policy/problem";
import { MAX_POLICY_FILE_BYTES } from "../../policy/limits";
import { checkSizeAndDepth } from "../../policy/size";
import { readTextFile } from "../../util/read-file";
import { onDemand } from "./load";
import { holdsCdktfToken, show } from "./tokens";

/**
 * The present policy of a key, as it was given.
 * @param path of the construct
 * @param currentPolicy JSON text or an object
 * @throws {@link AuraCmkError} `policy-well-formed` when it is not valid, `needs-literal` when it holds a token
 */
export function parseCurrentPolicy(path: string, currentPolicy: string | object): PolicyDocument {
  // A policy nested too deeply cannot be searched for tokens; it is refused below.
  if (!checkSizeAndDepth(currentPolicy) && holdsCdktfToken(currentPolicy)) {
    throw new AuraCmkError([
      {
        code: "needs-literal",
        path,
        what: "`currentPolicy` is not a literal",
        got: show(currentPolicy),
        expected: "the policy document",
        fix: "paste what `aws kms get-key-policy --key-id KEY --query Policy --output text` prints",
      },
    ]);
  }
  const parsed = onDemand().parsePolicy(currentPolicy);
  if ("problems" in parsed) {
    throw new AuraCmkError(parsed.problems.map((problem) => policyProblem(path, "policy-well-formed", problem)));
  }
  return parsed.document;
}

/**
 * The present policy of a key, in a file.
 * @param file absolute path
 * @throws {@link AuraCmkError} `policy-unreadable` when the file cannot be read, `policy-well-formed` when it is not valid, with line and column
 */
export function readCurrentPolicy(file: string): PolicyDocument {
  const read = readTextFile(file, { maxBytes: MAX_POLICY_FILE_BYTES, lossy: true, fixes: FIXES });
  if (!("text" in read)) {
    const { got, expected, fix } = read.unreadable;
    throw new AuraCmkError([
      { code: "policy-unreadable", path: file, what: "cannot read the current policy", got, expected, fix },
    ]);
  }
  const parsed = onDemand().parsePolicy(read.text);
  if ("document" in parsed) return parsed.document;
  throw new AuraCmkError(
    parsed.problems.map(({ line, column, what, got, expected, fix }) => ({
      ...({ code: "policy-well-formed", what, got, expected, fix } as const),
      path: line ? `${file}:${line}:${column ?? 1}` : file,
    })),
  );
}

const FIXES = { missing: "save there what `aws kms get-key-policy --query Policy --output text` prints" };

/** A problem of a policy or a statement, as one of the construct. */
export function policyProblem(path: string, code: ProblemCode, problem: StatementProblem): Problem {
  const { line, column, what, got, expected, fix } = problem;
  return { what, got, expected, fix, code, path: line ? `${path} (policy ${line}:${column ?? 1})` : path };
}

/** What a policy that is taken over as it is excludes. */
export function currentPolicyProblems(
  path: string,
  props: {
    readonly currentPolicy?: string | object | undefined;
    readonly administrators?: readonly string[] | undefined;
  },
): Problem[] {
  const { currentPolicy, administrators = [] } = props;
  if (currentPolicy === undefined || administrators.length === 0) return [];
  return [
    {
      code: "exclusive-props",
      path,
      what: "`administrators` and `currentPolicy` exclude each other",
      got: "both",
      expected: "one of them",
      fix: "write the administrators into the policy itself, or leave `currentPolicy` out",
    },
  ];
}
