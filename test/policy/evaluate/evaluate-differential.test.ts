import * as fc from "fast-check";
import { worksAcrossAccounts } from "../../../policy/evaluate/actions";
import {
  evaluate,
  isPossiblyAllowed,
  isAllowed,
  type Decision,
  type KeyRequest,
} from "../../../policy/evaluate/evaluate";
import { keyPolicies, keyRequests } from "./arbitrary-requests";
import { simulate } from "../../../bench/iam-simulate";
import { DIVERGENCES } from "./simulator-divergences";

/*
 * Compares `decide` with an independent simulator of IAM. What the simulator is known to see otherwise than KMS is not
 * generated, or left out by `comparable`; each such point is asserted in simulator-divergences.ts.
 * `npm run fuzz` compares 100,000 pairs, from another seed each time; FUZZ_SEED repeats one.
 */
const PAIRS = Number(process.env.FUZZ_PAIRS ?? 2_000);
const SEED = Number(process.env.FUZZ_SEED ?? (process.env.FUZZ_PAIRS ? Date.now() % 2 ** 31 : 20_260_101));
const QUIET_MS = 2_000;

function comparable({ principal, action, keyAccountId, iam }: KeyRequest): boolean {
  const root = principal.arn.endsWith(":root");
  const offered = principal.accountId === keyAccountId || worksAcrossAccounts(action);
  return offered && (!root || iam === "allow everything");
}

/** Prints a line every two seconds, so that a long run shows that it lives. */
function progress(total: number): () => void {
  const start = Date.now();
  let [done, printed] = [0, start];
  return () => {
    done += 1;
    if (Date.now() - printed < QUIET_MS) return;
    printed = Date.now();
    const seconds = ((printed - start) / 1000).toFixed(0);
    process.stderr.write(`differential: ${done} of ${total} pairs in ${seconds} s (FUZZ_SEED=${SEED})\n`);
  };
}

it(
  "agrees with an independent simulator on what is known, and with itself on what is hidden",
  async () => {
    const seen = { allowed: 0, denied: 0, unknown: 0, hidden: 0, decided: 0 };
    const tick = progress(PAIRS);
    // The bits say which condition keys are hidden, the lowest one whether the caller's IAM policies are.
    const hidings = fc.integer({ min: 0, max: 2 ** 16 - 1 });
    await fc.assert(
      fc.asyncProperty(keyPolicies, keyRequests, hidings, async (document, request, hiding) => {
        tick();
        const exact = evaluate(document, request);
        const partial = evaluate(document, hide(request, hiding));
        expect(implied(partial, exact)).toEqual({ must: true, may: true });
        seen.hidden += 1;
        if (partial.answer !== "unknown") seen.decided += 1;
        if (!comparable(request)) return;

        const { answer } = await simulate(document, request);
        seen[exact.answer] += 1;
        // The simulator knows two values only.
        for (const ours of [exact, partial].filter((decision) => decision.answer !== "unknown")) {
          expect({ ours, theirs: answer }).toEqual({ ours, theirs: ours.answer });
        }
      }),
      { numRuns: PAIRS, seed: SEED },
    );
    // Fails if a comparison has become empty.
    expect(seen.allowed).toBeGreaterThan(seen.hidden / 10);
    expect(seen.denied).toBeGreaterThan(seen.hidden / 10);
    expect(seen.unknown).toBeLessThan(seen.hidden / 10);
    expect(seen.decided).toBeGreaterThan(seen.hidden / 4);
    expect(seen.hidden - seen.decided).toBeGreaterThan(seen.hidden / 10);
  },
  60_000 + PAIRS * 100,
);

/** The request with some of what is known of it hidden. */
function hide(request: KeyRequest, hiding: number): KeyRequest {
  const kept = Object.entries(request.context).filter((_, index) => (hiding & (2 << index)) === 0);
  const iam = hiding & 1 ? "unknown" : request.iam;
  return { ...request, context: Object.fromEntries(kept), others: "unknown", iam };
}

/** Whether what is said with less known holds with all known. */
function implied(partial: Decision, exact: Decision): { must: boolean; may: boolean } {
  return {
    must: !isAllowed(partial) || isAllowed(exact),
    may: isPossiblyAllowed(partial) || !isPossiblyAllowed(exact),
  };
}

describe("the simulator is known to see otherwise", () => {
  it.each(DIVERGENCES)("$what", async ({ policy, request, ours, theirs }) => {
    const simulated = await simulate(policy, request);
    expect({ ours: evaluate(policy, request).answer, theirs: simulated.answer }).toEqual({ ours, theirs });
  });
});
