import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { CODES } from "../../model/codes";
import { RULE_IDS } from "../../model/rule-ids";

const ROOT = join(__dirname, "../..");

it("has no code twice, and none that is a rule's", () => {
  expect(Object.keys(CODES).filter((code) => (RULE_IDS as readonly string[]).includes(code))).toEqual([]);
});

it("has no code that nobody uses", () => {
  const sources = ["constructs", "estate", "model", "cli", "review"]
    .flatMap((room) =>
      readdirSync(join(ROOT, room), { recursive: true, encoding: "utf8" }).map((name) => join(room, name)),
    )
    .filter((name) => name.endsWith(".ts"))
    .map((name) => readFileSync(join(ROOT, name), "utf8"))
    .join("\n");
  expect(Object.keys(CODES).filter((code) => !sources.includes(`"${code}"`))).toEqual([]);
});
