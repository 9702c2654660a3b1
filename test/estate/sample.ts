import { parseEstate, type LoadedEstate } from "../../estate/load";
import { renderProblem } from "../../model/problem";

const RULE_IDS = ["one-key-per-product-and-region", "version-supported"];

/** Sections of an estate file that differ from the smallest right one; `""` leaves a section out. */
export interface Sections {
  readonly version?: string;
  readonly aura?: string;
  readonly accounts?: string;
  readonly keys?: string;
  readonly instances?: string;
  /** What follows the sections. */
  readonly rest?: string;
}

/** The smallest right estate, one section a line, in this order: the line numbers in messages are those below. */
export function estateText(sections: Sections = {}): string {
  return [
    sections.version ?? "version: 1", // line 1
    sections.aura ?? "aura: { projectId: 6981ace7-efe5-4f5c-b7c5-267b5162ce91 }", // line 2
    sections.accounts ?? 'accounts: { prod: { id: "111122223333" } }', // line 3
    sections.keys ?? "keys: { orders: { account: prod, region: eu-west-1, product: AuraDB } }", // line 4
    sections.instances ?? "instances: { orders-prod: { key: orders, region: eu-west-1, memory: 8GB } }", // line 5
    sections.rest ?? "", // line 6
  ].join("\n");
}

/** Parses a text as `e.yaml`. */
export function parse(text: string): LoadedEstate {
  return parseEstate(text, "e.yaml", { ruleIds: RULE_IDS, unwaivableRuleIds: ["policy-set-once"] });
}

/** The lines that a person reads about a text. */
export function linesOf(text: string): string[] {
  return parse(text).problems.map(renderProblem);
}
