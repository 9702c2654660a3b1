import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { readPlans } from "../../model/read/read-plans";
import { reviewPlans } from "../../review/review";
import { CASES } from "./google-plans/cases";

const FOLDER = join(__dirname, "google-plans");
const textOf = (name: string): string => readFileSync(join(FOLDER, `${name}.json`), "utf8");

/** The verdict on a plan, and what blocks or needs review. */
function outcomeOf(name: string) {
  const result = readPlans([{ name, text: textOf(name) }]);
  if ("problems" in result) throw new Error(`${name} cannot be read`);
  const { verdict, findings } = reviewPlans(result.reading, { now: new Date("2026-01-02T00:00:00Z") });
  const grave = findings.filter(({ level }) => level !== "note");
  return { verdict, findings: grave.map(({ level, rule, on }) => `${level} ${rule} ${on.address}`) };
}

describe("plans of keys in Google Cloud, made by Terraform", () => {
  it("are all there, and no others", () => {
    const names = readdirSync(FOLDER).flatMap((name) =>
      name.endsWith(".json") ? [name.slice(0, -".json".length)] : [],
    );
    expect(names.sort()).toEqual(CASES.map(({ name }) => name).sort());
  });

  it.each(CASES.map((one) => [one.name, one.verdict, one] as const))("%s is %s", (name, verdict, { findings }) => {
    expect(outcomeOf(name)).toEqual({ verdict, findings });
  });
});
