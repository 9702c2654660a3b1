/**
 * A part of a review for people, in no format yet. Texts may hold anything from a plan; text between backticks is a name.
 */
export interface Section {
  readonly title: string;
  /** Whether it can be folded away where a format can do that. */
  readonly folded: boolean;
  readonly blocks: readonly Block[];
}

/** A part of a section. */
export type Block =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "findings"; readonly findings: readonly FindingItem[] }
  | { readonly kind: "list"; readonly items: readonly Item[] }
  | { readonly kind: "table"; readonly head: readonly string[]; readonly rows: readonly (readonly string[])[] };

/** A finding in the parts that each format sets out. */
export interface FindingItem {
  readonly severity: "BLOCK" | "NEEDS REVIEW" | "note";
  readonly headline: string;
  /** The rule; of what a plan leaves out there is none. */
  readonly rule?: string;
  readonly place: string;
  /** What was found; an empty text where the headline says all. */
  readonly detail: string;
  readonly help?: string;
  /** Configuration that puts it right, in several lines. */
  readonly snippet?: string;
  readonly details: readonly string[];
}

/** A line of a list, and what belongs under it. */
export interface Item {
  /** What is read first. */
  readonly lead: string;
  readonly text: string;
  readonly details: readonly string[];
}
