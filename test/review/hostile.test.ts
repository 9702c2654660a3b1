import fc from "fast-check";
import { readPlans } from "../../model/read/read-plans";
import { renderJson } from "../../review/format/json";
import { renderMarkdown } from "../../review/format/markdown";
import { reviewPlans } from "../../review/review";
import { renderSarif } from "../../review/format/sarif";
import { renderText } from "../../review/format/text";
import type { Review } from "../../review/types";
import { CASES, planText } from "./golden/cases";

const TOOL = { version: "1.2.3", homepage: "https://example.com/aura-cmk", folder: "/work" };

type Json = null | boolean | number | string | Json[] | { [name: string]: Json };
type JsonObject = { [name: string]: Json };

const NOW = new Date("2026-01-02T00:00:00Z");
const plan = (name: string): JsonObject => JSON.parse(planText(name)) as JsonObject;

/** The review of a plan, or undefined when it is refused. */
function reviewed(text: string): Review | undefined {
  const read = readPlans([{ name: "plan.json", text }]);
  return "problems" in read ? undefined : reviewPlans(read.reading, { now: NOW });
}

const FORMATS: readonly ((review: Review) => string)[] = [
  ...[renderText, renderMarkdown, renderJson],
  (review) => renderSarif(review, TOOL),
];

describe("a plan with secrets in it", () => {
  const SECRET = "hunter2-secret";

  /** Every text becomes a secret, and everything is said to be sensitive. */
  function secretive(value: Json): Json {
    if (typeof value === "string") return `${SECRET} ${value}`;
    if (Array.isArray(value)) return value.map(secretive);
    if (value === null || typeof value !== "object") return value;
    return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, secretive(part)]));
  }

  function planted(name: string): JsonObject {
    const { resource_changes: changes = [], resource_drift: drift = [], ...rest } = plan(name);
    const change = (one: Json): Json => {
      const { change: what, ...resource } = one as { change: JsonObject } & JsonObject;
      const { before = null, after = null, actions = [] } = what;
      const hidden = { before: secretive(before), after: secretive(after) };
      return { ...resource, change: { ...what, ...hidden, actions, before_sensitive: true, after_sensitive: true } };
    };
    return {
      ...rest,
      resource_changes: (changes as Json[]).map(change),
      resource_drift: (drift as Json[]).map(change),
      planned_values: secretive(rest["planned_values"] ?? {}),
      prior_state: {},
      variables: { aura_client_secret: { value: SECRET } },
      output_changes: { password: { actions: ["create"], before: null, after: SECRET, after_sensitive: false } },
      configuration: {
        ...(rest["configuration"] as JsonObject),
        provider_config: {
          aura: { name: "aura", expressions: { client_secret: { constant_value: SECRET } } },
          aws: {
            name: "aws",
            expressions: { secret_key: { constant_value: SECRET }, region: { constant_value: "eu-west-1" } },
          },
        },
      },
    };
  }

  it("shows none of them in any format", () => {
    const names = [
      "statement-removed",
      "key-replaced",
      "drift",
      "create-encrypted",
      "alias-moved",
      "policy-resource-renamed",
    ];
    for (const name of [...names, "pgrneo4jaura-replaced", "two-providers", "waiver-added", "record-deleted-in-use"]) {
      const review = reviewed(JSON.stringify(planted(name)));
      const shown = review ? FORMATS.map((format) => format(review)).join("\n") : "";
      expect([name, shown.match(/.*hunter2.*/g) ?? []]).toEqual([name, []]);
      expect([name, review?.findings.length === 0]).toEqual([name, false]);
    }
  });

  it("shows no sensitive value beside others", () => {
    const given = plan("statement-removed");
    for (const one of given["resource_changes"] as { type: string; change: Record<string, JsonObject> }[]) {
      const { before = {}, after = {} } = one.change;
      const hidden = one.type === "aws_kms_key" ? { policy: true, description: true } : { name: true };
      for (const side of [before, after]) for (const name of Object.keys(hidden)) side[name] = SECRET;
      Object.assign(one.change, { before_sensitive: hidden, after_sensitive: hidden });
    }
    const review = reviewed(JSON.stringify(given));
    expect(review?.verdict).toBe("NEEDS REVIEW");
    expect(review && FORMATS.filter((format) => format(review).includes("hunter2"))).toEqual([]);
  });

  it("repeats nothing of a text that is not a plan", () => {
    const read = readPlans([{ name: "plan.json", text: `{"format_version": "1.2", "client_secret": "${SECRET}` }]);
    expect("problems" in read && JSON.stringify(read.problems)).not.toContain(SECRET);
    expect("problems" in read).toBe(true);
  });
});

describe("a plan with a part that is missing or of the wrong type", () => {
  const BLOCKED = CASES.filter(({ verdict, plans }) => verdict === "BLOCK" && plans.length === 1).flatMap(
    (one) => one.plans,
  );
  const WRONG: readonly (Json | undefined)[] = [undefined, null, 7, true, [], {}];
  /** What makes another plan of it, which is right in itself: AWS' default of 30 days, or 7 of them. */
  const HARMLESS = /\.change\.(before|after)\.deletion_window_in_days$/;

  function placesIn(value: Json, path: readonly string[] = []): (readonly string[])[] {
    if (value === null || typeof value !== "object") return [];
    return Object.entries(value).flatMap(([name, part]) => [[...path, name], ...placesIn(part, [...path, name])]);
  }
  const places = new Map(BLOCKED.map((name) => [name, placesIn(plan(name)["resource_changes"] ?? [])]));

  function broken(name: string, path: readonly string[], wrong: Json | undefined): string {
    const given = plan(name);
    let at = given["resource_changes"] as unknown as JsonObject;
    for (const step of path.slice(0, -1)) at = at[step] as JsonObject;
    const last = path.at(-1) ?? "";
    if (wrong === undefined) Reflect.deleteProperty(at, last);
    else at[last] = wrong;
    return JSON.stringify(given);
  }

  it("is refused or incomplete, and never OK", () => {
    const change = fc
      .constantFrom(...BLOCKED)
      .chain((name) =>
        fc.tuple(fc.constant(name), fc.constantFrom(...(places.get(name) ?? [])), fc.constantFrom(...WRONG)),
      );
    fc.assert(
      fc.property(change, ([name, path, wrong]) => {
        const review = reviewed(broken(name, path, wrong));
        if (review) for (const format of FORMATS) expect(format(review).length).toBeGreaterThan(0);
        fc.pre(!HARMLESS.test(`.${path.join(".")}`));
        // An element that is taken out of the list is a change that the plan does not make.
        fc.pre(!(path.length === 1 && wrong === undefined));
        expect(review?.verdict ?? "refused").not.toBe("OK");
      }),
      { numRuns: 80, seed: 20 },
    );
  });
});

describe("a plan that is large", () => {
  const policyOf = (statements: number): string =>
    JSON.stringify({
      Version: "2012-10-17",
      Statement: Array.from({ length: statements }, (_, index) => ({
        Sid: `s${index}`,
        Effect: "Allow",
        Principal: { AWS: `arn:aws:iam::111122223333:role/r${index}` },
        Action: "kms:*",
        Resource: "*",
      })),
    });

  it("may have a policy of a megabyte", () => {
    const given = plan("statement-removed");
    const policy = policyOf(8_000);
    expect(policy.length).toBeGreaterThan(950_000);
    for (const one of given["resource_changes"] as { type: string; change: { after: JsonObject } }[]) {
      if (one.type === "aws_kms_key") one.change.after["policy"] = policy;
    }
    const review = reviewed(JSON.stringify(given));
    expect(review?.verdict).toBe("BLOCK");
    expect(
      review?.findings.filter(({ level }) => level !== "note").map(({ level, rule }) => `${level} ${rule}`),
    ).toEqual(["block policy-within-size-limit", "attention policy-readable", "attention aura-can-use-key"]);
    expect(review && Buffer.byteLength(renderMarkdown(review))).toBeLessThan(65_536);
  });

  it("may have ten thousand resources, of which many are keys", () => {
    const given = plan("key-replaced");
    const changes = given["resource_changes"] as (JsonObject & { address: string; type: string; name: string })[];
    const [model] = changes;
    const copies = (count: number, of: typeof changes, type?: string): typeof changes =>
      Array.from({ length: count }, (_, index) =>
        of.map((one) => ({
          ...one,
          type: type ?? one.type,
          address: `${type ?? one.type}.n${index}`,
          name: `n${index}`,
        })),
      ).flat();
    given["resource_changes"] = [...copies(250, changes), ...copies(9_000, model ? [model] : [], "aws_s3_bucket")];
    const review = reviewed(JSON.stringify(given));
    const text = review ? renderMarkdown(review) : "";
    expect(review?.irreversible).toHaveLength(500);
    expect(Buffer.byteLength(text)).toBeLessThan(65_536);
    expect(text).toMatch(/^<!-- aura-cmk:review -->\n## BLOCK: /);
  });
});
