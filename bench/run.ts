import { execFileSync } from "node:child_process";
import path from "node:path";
import { renderTable } from "../util/table";
import { median } from "./median";
import { benchDecisions, benchLargePolicy } from "./policy";
import { benchProvider } from "./provider";
import { benchReview } from "./review";

/** Figures of one run of a child. */
interface Figures {
  readonly ms: number;
  readonly rssMb: number;
}

const RUNS = 5;

/** Runs two commands in turn, A B A B ..., so that a machine that gets slower is slower for both. */
function sideBySide(script: string, a: readonly string[], b: readonly string[], runs: number): [Figures, Figures] {
  const pairs = Array.from({ length: runs }, () => [run(script, a), run(script, b)] as const);
  const figures = (side: 0 | 1): Figures => ({
    ms: median(pairs.map((pair) => pair[side].ms)),
    rssMb: median(pairs.map((pair) => pair[side].rssMb)),
  });
  return [figures(0), figures(1)];
}

function run(script: string, args: readonly string[]): Figures {
  process.stderr.write(`${script} ${args.join(" ")}\n`);
  const output = execFileSync(process.execPath, ["-r", "ts-node/register", path.join(__dirname, script), ...args], {
    encoding: "utf8",
    maxBuffer: 2 ** 26,
  });
  return JSON.parse(output.trim().split("\n").at(-1) ?? "") as Figures;
}

async function main(): Promise<void> {
  const [library, cdktf] = sideBySide("load.ts", ["library"], ["framework"], 2 * RUNS);
  const [onTerrain, cdktn] = sideBySide("load.ts", ["library", "cdktn"], ["framework", "cdktn"], 2 * RUNS);
  const [checked, bare] = sideBySide("synthesis.ts", ["library", "1000"], ["bare", "1000"], RUNS);
  const [many, few] = sideBySide("synthesis.ts", ["library", "10000"], ["library", "1000"], 2);
  process.stderr.write("provider: handshake, plan and apply of 100 instances\n");
  const { handshake, plan, apply, inevitable } = await benchProvider();
  process.stderr.write("policy: decisions, and a policy as large as KMS takes it\n");
  const decisions = await benchDecisions();
  const policy = await benchLargePolicy();
  process.stderr.write("review: of a small plan, and of one of 50 MB\n");
  const { start, large } = benchReview();

  const ms = (value: number): string => `${value.toFixed(0)} ms`;
  const mb = (value: number): string => `${value.toFixed(0)} MB`;
  const against = (one: number, other: number): string => `${(one / other).toFixed(2)}x`;
  console.log(
    renderTable(
      ["measured", "this", "against", "ratio", "goal"],
      [
        [
          "load time: library / cdktf + same imports",
          ms(library.ms),
          ms(cdktf.ms),
          against(library.ms, cdktf.ms),
          "1.1x",
        ],
        [
          "load time: library / cdktn + same imports",
          ms(onTerrain.ms),
          ms(cdktn.ms),
          against(onTerrain.ms, cdktn.ms),
          "1.1x",
        ],
        ["load memory", mb(library.rssMb), mb(cdktf.rssMb), `+${mb(library.rssMb - cdktf.rssMb)}`, "+10 MB"],
        ["1,000 keys: library / bare resources", ms(checked.ms), ms(bare.ms), against(checked.ms, bare.ms), "1.5x"],
        ["10,000 keys / 1,000 keys", ms(many.ms), ms(few.ms), against(many.ms, few.ms), "11x"],
        ["provider: start to handshake", ms(handshake), "", "", "250 ms"],
        ...(apply !== undefined && inevitable !== undefined && plan !== undefined
          ? [
              ["plan of 100 instances", ms(plan), "", "", ""],
              [
                "apply of 100 instances / inevitable waits",
                ms(apply),
                ms(inevitable),
                against(apply, inevitable),
                "1.5x",
              ],
            ]
          : [["plan and apply of 100 instances", "no terraform on PATH", "", "", "1.5x"]]),
        [
          "decisions a second: decide / iam-simulate",
          decisions.ours.toFixed(0),
          decisions.theirs.toFixed(0),
          against(decisions.ours, decisions.theirs),
          "49x",
        ],
        [`lint of a policy of ${policy.bytes} bytes`, ms(policy.lint), "", "", "25 ms"],
        ["matrix of the same policy", ms(policy.matrix), "", "", "50 ms"],
        [
          "review of a small plan / node -e 0",
          ms(start.review),
          ms(start.node),
          `+${ms(start.review - start.node)}`,
          "+80 ms",
        ],
        [
          "review of a 50 MB plan / JSON.parse of it",
          ms(large.review.ms),
          ms(large.parse.ms),
          against(large.review.ms, large.parse.ms),
          "1.05x",
        ],
        [
          "memory of the same review",
          mb(large.review.rssMb),
          mb(large.parse.rssMb),
          against(large.review.rssMb, large.parse.rssMb),
          "1.1x",
        ],
      ],
    ),
  );
}

void main();
