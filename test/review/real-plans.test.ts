import { oneIn } from "../support/part";
import { REAL_PLANS } from "./real-plans/cases";
import { outcomeOf, planText, RECORDED } from "./real-plans/review";
import { withOtherSpelling } from "./real-plans/shapes";

describe("plans in the shape of the real AWS provider", () => {
  it("are all listed", () => {
    const names = RECORDED.filter((name) => name.startsWith("real-plans/"));
    expect(REAL_PLANS.map(([name]) => `real-plans/${name}`).sort()).toEqual([...names].sort());
  });

  it.each(REAL_PLANS)("%s is %s: %s", (name, verdict) => {
    expect(outcomeOf(planText(`real-plans/${name}`)).verdict).toBe(verdict);
  });
});

describe("what is not set, written down in the other way that the AWS provider has for it,", () => {
  it.each(oneIn(3, RECORDED))("changes nothing of the review of %s", (name) => {
    const text = planText(name);
    const other = withOtherSpelling(text);
    expect(outcomeOf(other)).toEqual(outcomeOf(text));
  });

  it("is written down in another way in most plans", () => {
    const changed = RECORDED.filter(
      (name) => withOtherSpelling(planText(name)) !== JSON.stringify(JSON.parse(planText(name))),
    );
    expect(changed.length).toBeGreaterThan(RECORDED.length / 2);
  });
});
