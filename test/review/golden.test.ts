import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { renderMarkdown } from "../../review/format/markdown";
import { CASES, goldenFile, reviewOf } from "./golden/cases";

describe.each(CASES.map((one) => [one.plans.join(" and "), one] as const))("the review of %s", (_, one) => {
  const review = reviewOf(...one.plans);
  it("has the expected verdict and findings", () => {
    const weighty = review.findings.filter(({ level }) => level !== "note");
    expect({
      verdict: review.verdict,
      findings: weighty.map(({ level, rule, on }) => `${level} ${rule} ${on.address}`),
    }).toEqual({ verdict: one.verdict, findings: one.findings });
  });

  it("equals its golden file", () => {
    expect(renderMarkdown(review)).toBe(readFileSync(goldenFile(one), "utf8"));
  });
});

it("has a golden file for each plan and no other", () => {
  const plans = readdirSync(path.join(__dirname, "plans")).filter((name) => name.endsWith(".json"));
  expect([...new Set(CASES.flatMap((one) => one.plans))].sort()).toEqual(plans.map((name) => name.slice(0, -5)).sort());
  const golden = readdirSync(path.join(__dirname, "golden")).filter((name) => name.endsWith(".md"));
  expect(golden.sort()).toEqual(CASES.map((one) => path.basename(goldenFile(one))).sort());
});
