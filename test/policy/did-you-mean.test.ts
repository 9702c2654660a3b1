import { didYouMean } from "../../policy/did-you-mean";

it.each([
  ["Efect", "Effect"],
  ["EFFECT", "Effect"],
  ["Actoin", "Action"],
  ["Resources", "Resource"],
  ["Notes", undefined],
  ["x", undefined],
  ["", undefined],
])("takes %p for %p", (text, meant) => {
  expect(didYouMean(text, ["Effect", "Action", "Resource"])).toBe(meant);
});

it("has nothing to offer from an empty list", () => {
  expect(didYouMean("Effect", [])).toBeUndefined();
});
