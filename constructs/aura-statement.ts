import path from "node:path";
import { AuraCmkError, type Problem } from "../model/problem";
import type { Statement } from "../policy/document";
import { MAX_POLICY_FILE_BYTES } from "../policy/limits";
import type { StatementProblem } from "../policy/problem";
import { checkSizeAndDepth } from "../policy/size";
import { readTextFile, type Unreadable } from "../util/read-file";
import { onDemand } from "./private/load";
import { programFolder } from "./private/program-folder";
import { propProblem } from "./private/validate-props";
import { holdsCdktfToken } from "./private/tokens";

/** How the file of a statement is found. */
export interface AuraStatementFileOptions {
  /**
   * Folder that a relative path is relative to.
   * @default - the nearest folder with a `cdktf.json`, at or above the file of the program that makes the call; without one, the
   * folder of that file. Never the working directory.
   */
  readonly relativeTo?: string | undefined;
}

/**
 * Holds the statement that the Aura Console shows for a key: the key policy must contain it before Aura can use the key.
 * Its form and grammar are checked at once; whom it allows is checked with the key.
 *
 * It can be pasted in any of these forms: a single object, comma-separated objects without brackets, with a trailing
 * comma, an array, a whole policy document, with a byte-order mark.
 * @see https://neo4j.com/docs/aura/security/encryption/#_editing_the_aws_key_policy
 */
export class AuraStatement {
  /**
   * Reads the statement from a file.
   * @param file the file; a relative path is relative to the program, see {@link AuraStatementFileOptions.relativeTo}
   * @throws {@link AuraCmkError} `statement-unreadable` when the file cannot be read, `statement-well-formed` when it
   * does not hold a statement; with line and column, all problems at once
   */
  public static fromFile(file: string, options: AuraStatementFileOptions = {}): AuraStatement {
    const place = locate(file, options, AuraStatement.fromFile);
    return AuraStatement.inFile(place, (unreadable) => unreadableFile(place.absolute, unreadable));
  }

  /**
   * Reads the statement from a file that may not exist yet: without the file the key is in phase 1, and synth says where the
   * next steps are; with the file it is in phase 2.
   *
   * IMPORTANT: deleting the file later would revoke Aura's access to the key. The plan fails then, see
   * {@link AuraKmsKeyProps.statement}.
   * @param file where the statement will be saved; a relative path is relative to the program, see
   * {@link AuraStatementFileOptions.relativeTo}
   * @throws {@link AuraCmkError} as {@link AuraStatement.fromFile} does, unless there is no such file
   */
  public static fromFileWhenSaved(file: string, options: AuraStatementFileOptions = {}): AuraStatement {
    const place = locate(file, options, AuraStatement.fromFileWhenSaved);
    // Only a missing file means phase 1: one that cannot be read may hold the statement.
    return AuraStatement.inFile(place, (unreadable) =>
      unreadable.reason === "missing" ? new AuraStatement([], place) : unreadableFile(place.absolute, unreadable),
    );
  }

  private static inFile(place: StatementPlace, failed: (unreadable: Unreadable) => AuraStatement): AuraStatement {
    const { absolute } = place;
    const read = readTextFile(absolute, { maxBytes: MAX_POLICY_FILE_BYTES, lossy: true, fixes: FIXES });
    if (!("text" in read)) return failed(read.unreadable);
    mustBeLiteral(read.text, absolute);
    return new AuraStatement(parsed(read.text, absolute), place);
  }

  /**
   * Reads the statement from text, as copied from the Console.
   * @throws {@link AuraCmkError} `statement-well-formed`, with line and column
   */
  public static fromJson(text: string): AuraStatement {
    mustBe(typeof text === "string", "the statement", text, "JSON text");
    mustBeLiteral(text);
    return new AuraStatement(parsed(text, "statement"));
  }

  /**
   * Takes the statement as an object, a list of objects, or a policy document that contains it.
   * @param value plain data without tokens: reviewers must be able to read the policy in the plan
   * @throws {@link AuraCmkError} `statement-well-formed`, `needs-literal`
   */
  public static fromObject(value: object): AuraStatement {
    mustBe(typeof value === "object" && value !== null, "the statement", value, "an object, or a list of objects");
    // What is nested too deeply cannot be searched for tokens.
    const unfit = checkSizeAndDepth(value);
    if (!unfit) mustBeLiteral(value);
    const statements = [value].flat().flatMap(statementsIn);
    const problems = unfit ? [unfit] : onDemand().lintStatements(statements);
    if (problems.length > 0) throw new AuraCmkError(problems.map((problem) => located(problem, "statement")));
    return new AuraStatement(structuredClone(statements) as Statement[]);
  }

  /** The statements, verbatim; empty while they are awaited (phase 1). */
  public readonly statements: readonly Statement[];

  /** The file they were read from or are awaited in, as it was given; undefined when they came as text or object. */
  public readonly file: string | undefined;
  /** Absolute path of the {@link AuraStatement.file}. */
  public readonly path: string | undefined;

  private constructor(statements: readonly Statement[], place?: StatementPlace) {
    this.statements = statements;
    this.file = place?.given;
    this.path = place?.absolute;
  }

  /** Whether the statement is still to be saved to {@link AuraStatement.file}: phase 1. */
  public get awaited(): boolean {
    return this.statements.length === 0;
  }
}

/** Where a statement is or will be. */
interface StatementPlace {
  readonly given: string;
  readonly absolute: string;
}

function locate(
  given: string,
  { relativeTo }: AuraStatementFileOptions,
  callee: (...parameters: never[]) => unknown,
): StatementPlace {
  mustBe(typeof given === "string", "the path of the file", given, "a string");
  const isFolder = relativeTo === undefined || typeof relativeTo === "string";
  mustBe(isFolder, "`relativeTo`", relativeTo, "the path of a folder");
  if (path.isAbsolute(given)) return { given, absolute: given };
  return { given, absolute: path.resolve(relativeTo ?? programFolder(callee), given) };
}

function statementsIn(value: unknown): unknown[] {
  const isDocument = typeof value === "object" && value !== null && "Statement" in value;
  return isDocument ? [value.Statement].flat() : [value];
}

function mustBe(fits: boolean, name: string, value: unknown, expected: string): void {
  if (!fits) throw new AuraCmkError([propProblem("AuraStatement", name, value, expected, false)]);
}

// A hand-written "${...}" is a policy variable of IAM here.
function mustBeLiteral(value: unknown, place = "statement"): void {
  if (!holdsCdktfToken(value)) return;
  throw new AuraCmkError([
    {
      code: "needs-literal",
      path: place,
      what: "Aura's statement is not a literal",
      got: "a value known only at apply",
      expected: "literal strings",
      fix: "paste the statement that the Aura Console shows: the key policy must be readable in the plan",
    },
  ]);
}

const FIXES = {
  missing: "save it there, or use AuraStatement.fromFileWhenSaved until it exists",
  "not-a-file": "save it to a file of its own",
};

function unreadableFile(file: string, { got, expected, fix }: Unreadable): never {
  throw new AuraCmkError([
    { code: "statement-unreadable", path: file, what: "cannot read Aura's statement", got, expected, fix },
  ]);
}

function parsed(text: string, place: string): readonly Statement[] {
  const result = onDemand().parseStatement(text);
  if ("problems" in result) throw new AuraCmkError(result.problems.map((problem) => located(problem, place)));
  return result.statements;
}

function located({ line, column, what, got, expected, fix }: StatementProblem, place: string): Problem {
  return {
    code: "statement-well-formed",
    path: line ? `${place}:${line}:${column ?? 1}` : place,
    what,
    got,
    expected,
    fix,
  };
}
