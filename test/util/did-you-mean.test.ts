import { didYouMean } from "../../util/did-you-mean";

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

it.each([
  ["regoin", ["account", "region"], "region"],
  ["assume_role_arn", ["assumeRoleArn", "administrators"], "assumeRoleArn"],
  ["AURADB", ["AuraDS", "AuraDB"], "AuraDB"],
  ["eu-west1", ["eu-west-2", "eu-west-1"], "eu-west-1"],
  ["marketing", ["prod", "analytics"], undefined],
])("takes %s among %j for %s", (word, candidates, meant) => {
  expect(didYouMean(word, candidates)).toBe(meant);
});
