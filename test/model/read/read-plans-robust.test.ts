import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { readPlans } from "../../../model/read/read-plans";
import { runRules } from "../../../rules/engine";
import { runChangeRules } from "../../../rules/change-engine";
import * as s from "./support";
import { finish } from "../../support/finish";
import { IN_FULL } from "../../support/part";

const PLANS = join(__dirname, "../../review/plans");
const TEXTS = readdirSync(PLANS)
  .filter(
    (name) => /^(phase|policy-|modules|drift|key-replaced|replica|pgr|pinned)/.test(name) && name.endsWith(".json"),
  )
  .map((name) => readFileSync(join(PLANS, name), "utf8"));

type Json = Record<string, unknown>;

/** What stands in the place of something else; `undefined` takes it out. */
const STRANGE: readonly unknown[] = [
  undefined,
  null,
  0,
  -1,
  1e300,
  "",
  "x",
  true,
  [],
  [null],
  {},
  { a: null },
  "${",
  "[",
  "module.x",
];

/** Puts something strange into the place that the numbers lead to. */
function broken(text: string, steps: readonly number[], strange: unknown): string {
  const root = JSON.parse(text) as Json;
  let at: Json = root;
  for (const [index, step] of steps.entries()) {
    const names = Object.keys(at);
    const name = names[step % names.length];
    if (name === undefined) break;
    const inner = at[name];
    if (index === steps.length - 1 || typeof inner !== "object" || inner === null) {
      if (strange === undefined) Reflect.deleteProperty(at, name);
      else at[name] = strange;
      break;
    }
    at = inner as Json;
  }
  return JSON.stringify(root);
}

it("reads plans with any broken part, and no rule fails on them", () => {
  const steps = fc.array(fc.nat(60), { minLength: 1, maxLength: 9 });
  const breaks = fc.array(fc.tuple(steps, fc.constantFrom(...STRANGE)), { minLength: 1, maxLength: 3 });
  fc.assert(
    fc.property(fc.constantFrom(...TEXTS), breaks, (text, places) => {
      const made = places.reduce(
        (was, [path, strange]) => (was.startsWith("{") ? broken(was, path, strange) : was),
        text,
      );
      const result = readPlans([{ name: "plan", text: made }]);
      if ("problems" in result) return;
      const findings = [...runChangeRules(result.reading), ...runRules(result.reading.after)];
      expect(
        findings.filter(({ verdict }) => verdict.outcome === "unknown" && /the rule itself/.test(verdict.why)),
      ).toEqual([]);
    }),
    { numRuns: 250, seed: 20261122 },
  );
});

it("never throws on a text", () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
      expect(readPlans([{ name: "x", text }])).toBeDefined();
    }),
    { numRuns: 300, seed: 20261122 },
  );
});

it("takes thousands of keys with as many records, instances and aliases, and a policy of a megabyte", () => {
  const count = IN_FULL ? 3000 : 500;
  const policy = s.policy(s.OWN, {
    ...s.AURA,
    Principal: { AWS: Array.from({ length: 20_000 }, (_, i) => `arn:aws:iam::${100000000000 + i}:root`) },
  });
  const entries = Array.from({ length: count }, (_, index) => {
    const id = `1234abcd-12ab-34cd-56ef-${String(index).padStart(12, "0")}`;
    const arn = s.KEY_ARN.replace(s.KEY_ID, id);
    const recordId = `f1c9e0a2-3c1b-4a55-9d2e-${String(index).padStart(12, "0")}`;
    const key = { ...s.KEY, arn, key_id: id, id, ...(index === 0 && { policy }) };
    const alias = { name: `alias/${index}`, target_key_id: id, region: "eu-west-1" };
    return [
      { address: `aws_kms_key.k${index}`, before: s.KEY && { ...key, policy: s.KEY.policy }, after: key },
      { address: `aws_kms_alias.a${index}`, before: alias },
      { address: `aura_customer_managed_key.r${index}`, before: { ...s.RECORD, id: recordId, key_id: arn } },
      {
        address: `aura_instance.i${index}`,
        before: { ...s.INSTANCE, id: `${index}`, customer_managed_key_id: recordId },
      },
    ].map(s.entry);
  }).flat();
  const text = s.planText(entries);
  const { reading, findings } = finish(() => {
    const reading = s.read(text);
    return { reading, findings: runChangeRules(reading) };
  });
  expect(reading.changes).toHaveLength(4 * count);
  expect(findings.filter(({ rule }) => rule === "record-outlives-instances")).toHaveLength(count);
  const onFirst = findings.filter(({ node }) => node.id === "aws_kms_key.k0");
  expect(onFirst.map(({ rule, verdict }) => [rule, "why" in verdict ? verdict.why : verdict.got])).toEqual(
    [
      "cannot verify that Aura keeps its access to key k0: ",
      "",
      "cannot verify that no principal gains access to key k0: ",
    ].map((start, index) => [
      ["aura-keeps-access", "policy-readable", "no-new-access"][index],
      `${start}\`policy\` of aws_kms_key.k0 cannot be read: ${policy.length} characters, more than the 32768 bytes of a key policy`,
    ]),
  );
});
