import type { Problem } from "../model/problem";
import type { ProblemCode } from "../model/codes";
import { checkCloudKeys } from "./check-cloud-keys";
import { checkCloudPlaces } from "./check-cloud-places";
import { checkInstances } from "./check-instances";
import { checkKeyStatements } from "./check-key-statements";
import { checkKeys } from "./check-keys";
import { checkWaivers, type RulesOfWaivers } from "./check-names";
import { findCloneKeys } from "./clone-keys";
import { draftOf } from "./draft";
import { resolveVariables, withoutValues, type Environment } from "./environment";
import { checkSamples } from "./check-samples";
import type { EstatePath, EstateProblem } from "./messages";
import type { Estate } from "./schema";
import { validPart } from "./valid-part";
import { readYaml, type YamlSource } from "./yaml-source";
import { readTextFile } from "../util/read-file";

/** Largest estate file in bytes; 10,000 keys with their instances take about 3 MB. */
const MAX_BYTES = 5 * 1024 * 1024;

/** The content of an estate file, and its problems. */
export interface LoadedEstate {
  /**
   * The valid part, for the rules: without entries that have a problem or depend on one that has. Undefined when nothing is
   * usable.
   */
  readonly estate: Estate | undefined;
  /** All problems, in the order of the file. Nothing may be written when there is one. */
  readonly problems: readonly Problem[];
  /**
   * Where a setting is: `estate.yaml:12:5`; the nearest place above it when it is not in the file.
   * @param path names of settings and positions in lists, from the top of the file
   */
  readonly position: (path: EstatePath) => string;
}

/** What the loader needs from the rest of the program. */
export interface ParseOptions extends RulesOfWaivers {
  /** Environment variables. @default - none */
  readonly environment?: Environment;
}

/** What the loader needs for its messages. */
interface LoadOptions extends ParseOptions {
  /** Environment variables. @default - those of the process */
  readonly environment?: Environment;
  /** The option or variable that names the file, such as `--estate`. @default - only the path is named */
  readonly namedBy?: string;
}

/** Reads an estate file. Never throws: everything wrong with it is in `problems`. */
export function loadEstate(path: string, { namedBy, ...options }: LoadOptions = {}): LoadedEstate {
  const checkPath = `check the path${namedBy === undefined ? "" : `, or ${namedBy}`}`;
  const read = readTextFile(path, {
    maxBytes: MAX_BYTES,
    fixes: {
      missing: checkPath,
      other: checkPath,
      "too-large": "check that it is the right file, or split the estate",
    },
  });
  return "text" in read
    ? parseEstate(read.text, path, { environment: process.env, ...options })
    : unusable(path, "estate-unreadable", "cannot read the estate file", read.unreadable);
}

/**
 * Reads the text of an estate file. Never throws: everything wrong with it is in `problems`.
 * @param file name of the file in messages
 */
export function parseEstate(text: string, file: string, options: ParseOptions = {}): LoadedEstate {
  const source = readYaml(text);
  if (source.value === null) return unusable(file, "estate-syntax", "the estate file is empty", EMPTY);
  if (source.value === undefined) return loaded(file, source, undefined, source.problems);

  const twice = source.problems.flatMap(({ code, path }) =>
    code === "estate-duplicate" && path.length === 1 ? path : [],
  );
  const { environment = {} } = options;
  const resolved = resolveVariables(source.value, environment);
  const draft = draftOf(resolved.value, source.writtenAt, new Set(twice));
  const cloneKeys = findCloneKeys(draft);
  const found = [
    ...source.problems,
    ...draft.problems,
    ...checkKeys(draft),
    ...checkCloudKeys(draft),
    ...checkCloudPlaces(draft),
    ...checkKeyStatements(draft),
    ...checkInstances(draft),
    ...cloneKeys.problems,
    ...checkSamples(draft, environment),
    ...checkWaivers(draft, options),
  ];
  const problems = withoutValues(found, resolved);
  const estate = validPart(
    draft,
    cloneKeys.keys,
    problems.map(({ path }) => path),
  );
  return loaded(file, source, estate, problems);
}

type ProblemDetails = Pick<Problem, "got" | "expected" | "fix">;

const EMPTY: ProblemDetails = {
  got: "",
  expected: "",
  fix: "begin with `version: 1` and `aura: { projectId: <UUID> }`, then `accounts`, `keys` and `instances`",
};

function loaded(
  file: string,
  source: YamlSource,
  estate: Estate | undefined,
  problems: readonly (EstateProblem & { readonly offset?: number })[],
): LoadedEstate {
  const placed = problems.map((problem) => ({
    ...problem,
    offset: problem.offset ?? source.offsetOf(problem.path, problem.part),
  }));
  const at = (offset: number): string => `${file}:${source.lineAndColumn(offset)}`;
  return {
    estate,
    problems: placed
      .sort((a, b) => a.offset - b.offset)
      .map(({ code, offset, what, got, expected, fix }) => ({ code, path: at(offset), what, got, expected, fix })),
    position: (path) => at(source.offsetOf(path, "name")),
  };
}

/** A file with nothing to read in it. */
function unusable(file: string, code: ProblemCode, what: string, { got, expected, fix }: ProblemDetails): LoadedEstate {
  const problem = { code, path: file, what, got, expected, fix };
  return { estate: undefined, problems: [problem], position: () => file };
}
