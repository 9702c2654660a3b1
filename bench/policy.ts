import { evaluate, type KeyRequest } from "../policy/evaluate/evaluate";
import type { PolicyDocument, Statement } from "../policy/document";
import { MAX_POLICY_BYTES } from "../policy/limits";
import { lintPolicyText } from "../policy/lint/source-text";
import { accessMatrix } from "../policy/access/matrix";
import { complete, ROWS } from "./decision-table";
import { simulate } from "./iam-simulate";
import { median } from "./median";

const KEY = {
  keyArn: "arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab",
  accountId: "111122223333",
};
const WARM_UP = 3;
const RUNS = 9;
/** Number of times that `evaluate` answers the table in a run: once is too fast to measure. */
const ROUNDS = 20;

/** Decisions a second on the table of decisions. */
export interface DecisionFigures {
  /** Of `evaluate`. */
  readonly ours: number;
  /** Of `@cloud-copilot/iam-simulate`. */
  readonly theirs: number;
}

/** Milliseconds that a key policy of the largest size takes. */
export interface LargePolicyFigures {
  readonly bytes: number;
  readonly lint: number;
  readonly matrix: number;
}

/** Runs `evaluate` and an independent simulator on the same table, in turn, so that a slow machine is slow for both. */
export async function benchDecisions(): Promise<DecisionFigures> {
  const table = ROWS.map(complete);
  const [ours, theirs]: [number[], number[]] = [[], []];
  for (let run = -WARM_UP; run < RUNS; run++) {
    const times = [await timeOf(() => evaluateAll(table)), await timeOf(() => simulateAll(table))] as const;
    if (run < 0) continue;
    ours.push(times[0]);
    theirs.push(times[1]);
  }
  const aSecond = (rounds: number, times: number[]): number => (rounds * table.length * 1000) / median(times);
  return { ours: aSecond(ROUNDS, ours), theirs: aSecond(1, theirs) };
}

/** Looks at a key policy as large as KMS takes it: all that is wrong with it, and who may do what. */
export async function benchLargePolicy(): Promise<LargePolicyFigures> {
  const document = largePolicy();
  const text = JSON.stringify(document);
  const { findings } = lintPolicyText(text, KEY);
  const rows = accessMatrix(document, KEY).rows.length;
  // Fails when there is nothing to measure.
  if (findings.some(({ kind }) => kind === "unreadable") || rows < document.Statement.length / 2) {
    throw new Error(`the large policy is not looked at: ${JSON.stringify(findings[0])}, ${rows} rows`);
  }
  return {
    bytes: Buffer.byteLength(text),
    lint: await medianTime(() => lintPolicyText(text, KEY)),
    matrix: await medianTime(() => accessMatrix(document, KEY)),
  };
}

type Pair = readonly [PolicyDocument, KeyRequest];

function evaluateAll(table: readonly Pair[]): void {
  for (let round = 0; round < ROUNDS; round++) {
    for (const [document, request] of table) evaluate(document, request);
  }
}

async function simulateAll(table: readonly Pair[]): Promise<void> {
  for (const [document, request] of table) await simulate(document, request);
}

/** One statement for each of many roles, as in policies that are never cleaned up. */
function largePolicy(): PolicyDocument {
  const own: Statement = {
    ...{ Sid: "Enable IAM User Permissions", Effect: "Allow" },
    ...{ Principal: { AWS: "arn:aws:iam::111122223333:root" }, Action: "kms:*", Resource: "*" },
  };
  const statements = [own];
  const size = (): number => Buffer.byteLength(JSON.stringify({ Version: "2012-10-17", Statement: statements }));
  for (let index = 0; size() < MAX_POLICY_BYTES; index++) {
    const account = index % 3 === 0 ? "444455556666" : "111122223333";
    statements.push({
      ...{ Sid: `Team ${index}`, Effect: index % 10 === 9 ? "Deny" : "Allow" },
      Principal: { AWS: `arn:aws:iam::${account}:role/team-${index}` },
      Action: ["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:DescribeKey"],
      Resource: "*",
      ...(index % 2 === 0 && { Condition: { StringEquals: { "kms:ViaService": "s3.eu-west-1.amazonaws.com" } } }),
    });
  }
  return { Version: "2012-10-17", Statement: statements.slice(0, -1) };
}

async function medianTime(work: () => unknown): Promise<number> {
  const times: number[] = [];
  for (let run = -WARM_UP; run < RUNS; run++) {
    const time = await timeOf(work);
    if (run >= 0) times.push(time);
  }
  return median(times);
}

async function timeOf(work: () => unknown): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}
