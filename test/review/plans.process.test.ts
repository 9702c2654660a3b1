import { readFileSync } from "node:fs";
import { join } from "node:path";
import { terraformVersion } from "../support/workspace";
import { CASES } from "./plans/cases";
import { made } from "./plans/make";

const textOf = (name: string): string => readFileSync(join(__dirname, "plans", `${name}.json`), "utf8");

/** Another version of Terraform writes other plans. */
const { terraform_version: recorded } = JSON.parse(textOf("record-deleted-in-use")) as { terraform_version: string };
if (terraformVersion !== recorded)
  process.stderr.write(`SKIPPED: no terraform ${recorded} on PATH; the plans that it made were not made again\n`);

(terraformVersion === recorded ? describe : describe.skip)("renewing the real plans", () => {
  it.each(["record-deleted-in-use", "two-plans-key"])("gives the same bytes for %s", async (name) => {
    const one = CASES.find(({ names }) => names.includes(name));
    if (!one) throw new Error(`there is no case ${name}`);
    expect(await made(one)).toEqual(one.names.map(textOf));
  });
});
