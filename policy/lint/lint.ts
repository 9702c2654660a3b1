import type { CallerPrincipal } from "../access/lockout";
import { describeValue, withPosition, type ProblemText, type Position, type StatementProblem } from "../problem";
import type { JsonMember, JsonNode } from "../parse-json";
import { quote } from "../../util/quote";

/** The way from a value down to a part of it. */
export type Path = readonly (string | number)[];

/** The position of a part in the text: of its value, or of the name of the member; undefined when it was not given as text. */
export type Locate = (path: Path, part: "name" | "value") => Position | undefined;

/** Form of a condition key: `service:name`, where tags carry any text after the name, such as `aws:PrincipalTag/cost center`. */
export const CONDITION_KEY = /^[a-z0-9-]+([./][a-z0-9-]+)*:[^\s/:][^/]*(\/.+)?$/i;

/** The key that the policy is for, as far as it is known. */
export interface LintTarget {
  /** ARN of the key. */
  readonly keyArn?: string;
  /** The account that owns the key, 12 digits. */
  readonly accountId?: string;
  /** The partition of the key, such as `aws-us-gov`. */
  readonly partition?: string;
  /** The region of the key. */
  readonly region?: string;
  /** Who is to set the policy. */
  readonly caller?: CallerPrincipal;
}

/** Collects the problems of a value, with their places. */
export class Lint {
  public readonly problems: StatementProblem[] = [];

  /**
   * @param subject what a person calls the value, such as `statement 2`
   * @param root the way to the value from the policy
   */
  public constructor(
    public readonly subject: string,
    private readonly locate: Locate,
    private readonly root: Path = [],
  ) {}

  /**
   * Adds a problem.
   * @param part whether to point at the value or at its name
   */
  public report(path: Path, problem: ProblemText, part: "name" | "value" = "value"): void {
    this.problems.push(withPosition(problem, pathText([...this.root, ...path]), this.locate(path, part)));
  }

  /**
   * The texts of an element that is one text or a list of them; everything else is reported.
   * @param whatItIs such as `an action`
   */
  public texts(path: Path, value: unknown, whatItIs: string): { readonly text: string; readonly path: Path }[] {
    const entries = entriesOf(path, value);
    if (entries.length === 0) {
      this.report(path, {
        code: "value-missing",
        what: `${this.name(path)} names nothing`,
        got: "an empty list",
        expected: `${whatItIs}, or a list of them`,
        fix: "name what is meant, or delete the statement",
      });
    }
    for (const { entry, path: place } of entries) {
      if (typeof entry === "string" && entry !== "") continue;
      this.report(place, {
        code: entry === "" ? "value-missing" : "wrong-type",
        what: `${this.name(path)} is not text or a list of texts`,
        got: describeValue(entry),
        expected: `${whatItIs} in double quotes`,
        fix: typeof entry === "number" ? "put it between double quotes" : `write ${whatItIs}`,
      });
    }
    return textsIn(path, value);
  }

  /** What a person calls a part: `Principal.AWS of statement 2`. */
  public name(path: Path): string {
    return path.length === 0 ? this.subject : `${path.join(".")} of ${this.subject}`;
  }
}

function entriesOf(path: Path, value: unknown): { readonly entry: unknown; readonly path: Path }[] {
  if (!Array.isArray(value)) return [{ entry: value, path }];
  return value.map((entry: unknown, index) => ({ entry, path: [...path, index] }));
}

/** The texts of an element that is one text or a list of them, without what is neither. */
export function textsIn(path: Path, value: unknown): { readonly text: string; readonly path: Path }[] {
  return entriesOf(path, value).flatMap(({ entry, path: place }) =>
    typeof entry === "string" && entry !== "" ? [{ text: entry, path: place }] : [],
  );
}

/** Such as `Statement[1].Condition.StringEquals["kms:CallerAccount"]`. */
function pathText(path: Path): string {
  return path
    .map((step) => {
      if (typeof step === "string" && /^\w+$/.test(step)) return `.${step}`;
      return `[${typeof step === "string" ? quote(step) : step}]`;
    })
    .join("")
    .replace(/^\./, "");
}

/**
 * Finds parts of values that were given as text; a path begins with the place of the value in the list.
 * @param at line and column of a place in the text
 */
export function locateIn(nodes: readonly JsonNode[], at: (offset: number) => Position): Locate {
  const indexes = new Map<JsonNode, ReadonlyMap<string, JsonMember>>();
  const memberOf = (node: JsonNode | undefined, name: string | number): JsonMember | undefined => {
    if (!node?.members || typeof name === "number") return undefined;
    const index = indexes.get(node) ?? firstByName(node.members);
    indexes.set(node, index);
    return index.get(name);
  };
  return ([index, ...path], part) => {
    let node = nodes[Number(index)];
    let offset = node?.offset ?? 0;
    for (const step of path) {
      const member = memberOf(node, step);
      node = member?.node ?? (typeof step === "number" ? node?.items?.[step] : undefined);
      offset = (part === "name" ? member?.offset : undefined) ?? node?.offset ?? offset;
    }
    return at(offset);
  };
}

function firstByName(members: readonly JsonMember[]): ReadonlyMap<string, JsonMember> {
  const index = new Map<string, JsonMember>();
  for (const member of members) if (!index.has(member.name)) index.set(member.name, member);
  return index;
}
