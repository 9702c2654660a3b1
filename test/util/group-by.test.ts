import { groupBy } from "../../util/group-by";

it("groups items under their keys, in their order", () => {
  expect([...groupBy([1, 2, 3, 4, 5], (item) => item % 2 === 0)]).toEqual([
    [false, [1, 3, 5]],
    [true, [2, 4]],
  ]);
});

it("makes no group of nothing", () => {
  expect([...groupBy([], String)]).toEqual([]);
});
