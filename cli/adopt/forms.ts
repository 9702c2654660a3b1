/** What is written: entries of an estate, or constructs. */
export const FORMS = ["estate", "constructs"] as const;

/** One of {@link FORMS}. */
export type Form = (typeof FORMS)[number];

/** The file that names what is adopted. */
export const APPLICATION_FILES: Readonly<Record<Form, string>> = { estate: "estate.yaml", constructs: "adopted.ts" };
