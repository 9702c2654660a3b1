import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

const ROOT = path.resolve(__dirname, "..");
const CLI = path.join(ROOT, "dist/cli/main.js");
const SMALL_PLAN = path.join(ROOT, "test/review/plans/phase-1-to-2.json");
/** Of the large plan. */
const BYTES = 50 * 1024 * 1024;
const START_RUNS = 15;
const LARGE_RUNS = 5;

/** Time and the most memory that a process took. */
interface Run {
  readonly ms: number;
  readonly rssMb: number;
}

/** Figures of the review, each beside what it is measured against. */
export interface ReviewFigures {
  /** `aura-cmk review` of a small plan, and `node -e 0`, in milliseconds. */
  readonly start: { readonly review: number; readonly node: number };
  /** The review of a plan of 50 MB, and `JSON.parse` of the same file. */
  readonly large: { readonly review: Run; readonly parse: Run };
}

/**
 * Measures the compiled command, as it is shipped, each time in turn with what it is compared with.
 */
export function benchReview(): ReviewFigures {
  const folder = mkdtempSync(path.join(tmpdir(), "aura-cmk-bench-"));
  try {
    const [plan, report] = [path.join(folder, "plan.json"), path.join(folder, "report.js")];
    writeFileSync(plan, largePlan());
    writeFileSync(report, REPORT);
    const bench = (runs: number, file: string, other: string): readonly [Run, Run] =>
      inTurn(runs, ["-r", report, CLI, "review", file, "--fail-on", "never"], ["-r", report, "-e", other]);
    const [review, node] = bench(START_RUNS, SMALL_PLAN, "0");
    const [large, parse] = bench(
      LARGE_RUNS,
      plan,
      `JSON.parse(require("fs").readFileSync(${JSON.stringify(plan)}, "utf8"))`,
    );
    return { start: { review: review.ms, node: node.ms }, large: { review: large, parse } };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** A process says at its end how much memory it took at most, in KB. */
const REPORT = "process.on('exit', () => process.stderr.write('\\n' + process.resourceUsage().maxRSS));";

/** Runs two commands in turn, so that a machine that gets slower is slower for both; the middle one of each counts. */
function inTurn(runs: number, a: readonly string[], b: readonly string[]): readonly [Run, Run] {
  const pairs = Array.from({ length: runs }, () => [run(a), run(b)] as const);
  const middle = (side: 0 | 1): Run => {
    const sorted = pairs.map((pair) => pair[side]).sort((x, y) => x.ms - y.ms);
    return sorted[Math.floor(sorted.length / 2)] ?? { ms: NaN, rssMb: NaN };
  };
  return [middle(0), middle(1)];
}

function run(args: readonly string[]): Run {
  const start = performance.now();
  const { status, stderr } = spawnSync(process.execPath, args, { encoding: "utf8", maxBuffer: 2 ** 26 });
  if (status !== 0) throw new Error(`node ${args.join(" ")}: ${stderr}`);
  return { ms: performance.now() - start, rssMb: Number(stderr.trim().split("\n").at(-1)) / 1024 };
}

interface Plan {
  readonly resource_changes: readonly object[];
  readonly planned_values: { readonly root_module: { readonly resources: readonly object[] } };
}

/** A real plan among the many resources of a large stack, which have nothing to do with it. */
function largePlan(): string {
  const plan = JSON.parse(readFileSync(SMALL_PLAN, "utf8")) as Plan;
  const values = (index: number) => ({
    bucket: `bucket-${index}`,
    arn: `arn:aws:s3:::bucket-${index}`,
    tags: Object.fromEntries(Array.from({ length: 20 }, (_, tag) => [`tag-${tag}`, `value ${tag} of bucket ${index}`])),
    versioning: [{ enabled: true, mfa_delete: false }],
    policy: JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Deny", Principal: "*", Action: "s3:*" }] }),
  });
  const resource = (index: number) => ({
    ...{ address: `aws_s3_bucket.b[${index}]`, mode: "managed", type: "aws_s3_bucket", name: "b", index },
    provider_name: "registry.terraform.io/hashicorp/aws",
  });
  const change = (index: number) => ({
    ...resource(index),
    change: {
      ...{ actions: ["no-op"], before: values(index), after: values(index), after_unknown: {} },
      ...{ before_sensitive: { tags: {} }, after_sensitive: { tags: {} } },
    },
  });
  const planned = (index: number) => ({ ...resource(index), schema_version: 0, values: values(index) });
  const size = JSON.stringify([change(0), planned(0)]).length;
  const indexes = Array.from({ length: Math.ceil(BYTES / size) }, (_, index) => index);
  return JSON.stringify({
    ...plan,
    planned_values: {
      root_module: { resources: [...plan.planned_values.root_module.resources, ...indexes.map(planned)] },
    },
    resource_changes: [...plan.resource_changes, ...indexes.map(change)],
  });
}
