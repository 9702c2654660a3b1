import { evaluate, isPossiblyAllowed, isAllowed } from "../../../policy/evaluate/evaluate";
import { complete, ROWS } from "../../../bench/decision-table";

it("the table has at least 90 decisions, each with its rule and page, none twice", () => {
  expect(ROWS.length).toBeGreaterThanOrEqual(90);
  expect(new Set(ROWS.map(({ rule }) => rule)).size).toBe(ROWS.length);
  expect(ROWS.filter(({ page }) => !/^https:\/\/docs\.aws\.amazon\.com\/[^ ]+\.html$/.test(page))).toEqual([]);
});

const PROOFS = {
  allowed: { may: true, must: true },
  denied: { may: false, must: false },
  unknown: { may: true, must: false },
};

it.each(ROWS)("$answer: $rule", (row) => {
  const decision = evaluate(...complete(row));
  expect({ answer: decision.answer, because: decision.because }).toEqual({
    answer: row.answer,
    because: decision.because,
  });
  expect({ may: isPossiblyAllowed(decision), must: isAllowed(decision) }).toEqual(PROOFS[row.answer]);
  expect(decision.because).toMatch(/^[^.\n][^\n]+[^.\n]$/);
});
