import { count } from "../../util/count";

it.each([
  [0, "0 findings"],
  [1, "1 finding"],
  [2, "2 findings"],
])("%d", (number, words) => {
  expect(count(number, "finding")).toBe(words);
});
