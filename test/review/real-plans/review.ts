import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { readPlans } from "../../../model/read/read-plans";
import { reviewPlans } from "../../../review/review";
import type { Review, ReviewVerdict } from "../../../review/types";

/** The folders with recorded plans. */
const FOLDERS = [__dirname, path.resolve(__dirname, "../plans")];

/** Every recorded plan, by its folder and name. */
export const RECORDED = FOLDERS.flatMap((folder) =>
  readdirSync(folder)
    .filter((file) => file.endsWith(".json"))
    .map((file) => `${path.basename(folder)}/${file.slice(0, -".json".length)}`),
);

/** The text of a recorded plan. */
export function planText(name: string): string {
  return readFileSync(path.resolve(__dirname, "..", `${name}.json`), "utf8");
}

/** The review of a plan. */
export function reviewOfText(text: string): Review {
  const read = readPlans([{ name: "plan", text }]);
  if ("problems" in read) throw new Error(read.problems.map(({ got }) => got).join("\n"));
  return reviewPlans(read.reading, { now: new Date("2026-01-02T00:00:00Z") });
}

/** The verdict of a review, and its findings: level, rule and address. */
export function outcomeOf(text: string): { readonly verdict: ReviewVerdict; readonly findings: readonly string[] } {
  const { verdict, findings } = reviewOfText(text);
  return { verdict, findings: findings.map(({ level, rule, on }) => `${level} ${rule} ${on.address}`) };
}
