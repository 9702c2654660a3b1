import { outcomeOf, planText, RECORDED } from "./real-plans/review";
import { VERSIONS } from "./real-plans/shapes";

describe.each(Object.entries(VERSIONS))("a plan of version %s of the AWS provider", (_, render) => {
  it.each(RECORDED)("is reviewed as %s", (name) => {
    const text = planText(name);
    const other = render(text);
    if (other !== undefined) expect(outcomeOf(other)).toEqual(outcomeOf(text));
  });
});

it("exists for provider 5 wherever the region is that of the provider", () => {
  const without = RECORDED.filter((name) => VERSIONS["5.100"]?.(planText(name)) === undefined);
  expect(RECORDED.length - without.length).toBeGreaterThan(100);
});
