import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { readPlans } from "../../model/read/read-plans";
import { reviewPlans } from "../../review/review";
import { CASES } from "./google-plans/cases";

const FOLDER = join(__dirname, "google-plans");
const textOf = (name: string): string => readFileSync(join(FOLDER, `${name}.json`), "utf8");

function reviewOf(name: string) {
  const result = readPlans([{ name, text: textOf(name) }]);
  if ("problems" in result) throw new Error(`${name} cannot be read`);
  return reviewPlans(result.reading, { now: new Date("2026-01-02T00:00:00Z") });
}

/** The verdict on a plan, and what blocks or needs review. */
function outcomeOf(name: string) {
  const { verdict, findings } = reviewOf(name);
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

  it("say what cannot be undone, until when, and how", () => {
    const [, second] = reviewOf("key-replaced-duration").irreversible;
    const version = "VERSION --key projects/simulated-project/locations/europe-west1/keyRings/aura/cryptoKeys/orders";
    expect(second).toEqual({
      on: { address: "google_kms_crypto_key.orders", name: "orders" },
      what: "the destruction of all versions of the key, which are unusable at once; its name stays taken",
      until: "2026-02-01",
      undo: `\`gcloud kms keys versions restore ${version}\`, then \`gcloud kms keys versions enable ${version}\`, and import the key`,
    });
  });

  it("show who can use a key", () => {
    const [key] = reviewOf("create-encrypted").keys;
    expect(key?.externalPrincipals?.map(({ expected }) => expected)).toEqual([true, true, true]);
    expect(key?.records.map(({ on, instances }) => [on.name, instances.length])).toEqual([["orders", 1]]);
  });
});
