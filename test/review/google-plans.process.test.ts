import { readFileSync } from "node:fs";
import { join } from "node:path";
import { terraformVersion } from "../support/workspace";
import { GROUPS } from "./google-plans/cases";
import { made } from "./google-plans/make";

const textOf = (name: string): string => readFileSync(join(__dirname, "google-plans", `${name}.json`), "utf8");

/** Another version of Terraform writes other plans. */
const { terraform_version: recorded } = JSON.parse(textOf("labels-changed")) as { terraform_version: string };
if (terraformVersion !== recorded)
  process.stderr.write(`SKIPPED: no terraform ${recorded} on PATH; the plans that it made were not made again\n`);

(terraformVersion === recorded ? describe : describe.skip)("renewing the plans of keys in Google Cloud", () => {
  it("gives the same bytes for members, a binding and drift of all members", async () => {
    const names = ["labels-changed", "member-conditioned", "binding-without-aura", "drift-etag"];
    const [group] = GROUPS;
    if (!group) throw new Error("there is no group");
    const texts = await made(group, ({ name }) => names.includes(name));
    expect([...texts.keys()].sort()).toEqual([...names].sort());
    for (const [name, text] of texts) expect(`${name}: ${text}`).toBe(`${name}: ${textOf(name)}`);
  });
});
