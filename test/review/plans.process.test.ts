import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describeWithTerraform } from "../support/terraform";
import { CASES } from "./plans/cases";
import { made } from "./plans/make";

const textOf = (name: string): string => readFileSync(join(__dirname, "plans", `${name}.json`), "utf8");

describeWithTerraform("renewing the real plans", () => {
  it.each(["record-deleted-in-use", "two-plans-key"])("gives the same bytes for %s", async (name) => {
    const one = CASES.find(({ names }) => names.includes(name));
    if (!one) throw new Error(`there is no case ${name}`);
    expect(await made(one)).toEqual(one.names.map(textOf));
  });
});
