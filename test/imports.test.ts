import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import ts from "typescript";

const ROOT = path.resolve(__dirname, "..");
const { ARROWS, forbidden } = jest.requireActual<{
  ARROWS: Readonly<Record<string, readonly string[]>>;
  forbidden: (from: string, to: string) => string | undefined;
}>("../eslint.fences.js");

const ROOMS = Object.keys(ARROWS);
const filesIn = (room: string): string[] =>
  room.endsWith(".ts")
    ? [room]
    : readdirSync(path.join(ROOT, room), { recursive: true, encoding: "utf8" })
        .filter((file) => file.endsWith(".ts"))
        .map((file) => `${room}/${file.replaceAll(path.sep, "/")}`);

/** What a file imports, types included: files relative to the root, and packages after `npm:`. */
function importsOf(file: string): string[] {
  const { importedFiles } = ts.preProcessFile(readFileSync(path.join(ROOT, file), "utf8"), true, true);
  return importedFiles
    .map(({ fileName }) => fileName)
    .filter((name) => !name.startsWith("node:"))
    .map((name) => (name.startsWith(".") ? resolved(file, name) : `npm:${name}`));
}

function resolved(file: string, name: string): string {
  const target = path.posix.join(path.posix.dirname(file), name);
  const found = [`${target}.ts`, `${target}/index.ts`, target].find((one) => {
    const place = path.join(ROOT, one);
    return existsSync(place) && statSync(place).isFile();
  });
  return found ?? target;
}

const GRAPH = new Map(ROOMS.flatMap(filesIn).map((file) => [file, importsOf(file)]));

/** Everything that a file loads, directly or not. */
function behind(file: string, seen = new Set<string>()): Set<string> {
  for (const one of GRAPH.get(file) ?? []) {
    if (seen.has(one)) continue;
    seen.add(one);
    behind(one, seen);
  }
  return seen;
}

it("every room of the sources has its place among the others", () => {
  const { include } = JSON.parse(readFileSync(path.join(ROOT, "tsconfig.build.json"), "utf8")) as { include: string[] };
  expect(include.filter((room) => !ROOMS.includes(room))).toEqual([]);
});

it("no import goes up, or through a wall", () => {
  const wrong = [...GRAPH].flatMap(([from, all]) =>
    all.flatMap((to) => {
      const why = forbidden(from, to);
      return why ? [`${from} imports ${to}: ${why}`] : [];
    }),
  );
  expect(wrong).toEqual([]);
});

it("no file imports itself by way of others, not even for a type", () => {
  expect([...GRAPH.keys()].filter((file) => behind(file).has(file))).toEqual([]);
});

/** What a file loads when it is imported, directly or not: neither what it takes types from nor what a function requires. */
function loadedBy(file: string, seen = new Set<string>()): Set<string> {
  const source = readFileSync(path.join(ROOT, file), "utf8");
  for (const [, name = ""] of source.matchAll(/^(?:import|export)\s+(?!type\b)(?:[^;"]*\sfrom )?"(\.[^"]+)"/gm)) {
    const one = resolved(file, name);
    if (seen.has(one)) continue;
    seen.add(one);
    loadedBy(one, seen);
  }
  return seen;
}

it("an import of the library loads the texts of rules and the names of principals, and no more of what judges", () => {
  const judging = /^(rules|policy\/(access|diff|evaluate|lint)|model\/read|terraform)\//;
  const loaded = [...loadedBy("constructs/index.ts")].filter((file) => judging.test(file));
  expect(loaded.sort()).toEqual(["policy/access/principal.ts", "rules/messages.ts"]);
});

it.each(["constructs/index.ts", "synth/synthesize.ts"])("the bindings of no cloud are loaded with %s", (entry) => {
  const packages = [entry, ...loadedBy(entry)].flatMap((file) =>
    [
      ...readFileSync(path.join(ROOT, file), "utf8").matchAll(
        /^(?:import|export)\s+(?!type\b)[^;"]*\sfrom "([^."][^"]*)"/gm,
      ),
    ].map(([, name = ""]) => name),
  );
  expect(packages).toContain("cdktf");
  expect(packages.filter((name) => name.startsWith("@"))).toEqual([]);
});

it("a synthesis loads the rules over configurations, and none over changes", () => {
  const loaded = [...loadedBy("constructs/private/on-demand.ts")];
  expect(loaded).toContain("rules/configuration-rules.ts");
  expect(loaded.filter((file) => /^rules\/change/.test(file))).toEqual([]);
});

it.each(["review/", "cli/lint/", "cli/review/", "provider/", "simulator/", "estate/"])(
  "nothing in %s loads cdktf, directly or by way of others",
  (folder) => {
    const loading = [...GRAPH.keys()]
      .filter((file) => file.startsWith(folder))
      .filter((file) => [...behind(file)].some((one) => /^npm:(cdktf|constructs|@cdktf\/.+)$/.test(one)));
    expect(loading).toEqual([]);
  },
);

it.each([
  ["util/count.ts", "policy/arn.ts", "util does not import policy."],
  ["policy/evaluate/truth.ts", "policy/lint/lint.ts", "Evaluation stands below access, diff and lint."],
  ["cli/review/run.ts", "constructs/private/index.ts", "How the constructs work is their own."],
  ["review/review.ts", "npm:@cdktf/provider-aws/lib/kms-key", "Only constructs, synth and the demo load cdktf."],
  ["review/review.ts", "rules/analysis/facts.ts", "rules/analysis/index.ts is the door for everything outside of it."],
  ["rules/analysis/facts.ts", "rules/change/verdicts.ts", "What rules know stands below the rules."],
  ["rules/analysis/facts.ts", "rules/rule.ts", undefined],
  ["rules/analysis/facts.ts", "rules/messages.ts", undefined],
  ["review/review.ts", "model/model.ts", undefined],
  ["test/review/plans.test.ts", "constructs/private/index.ts", undefined],
])("an import in %s of %s: %s", (from, to, why) => {
  expect(forbidden(from, to)).toBe(why);
});
