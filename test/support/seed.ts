import { IN_FULL } from "./part";

/*
 * Properties are tried with the same values in every run, so that no change is stopped by chance, and with a part of the values,
 * so that people run them. `npm run test:drills` sets FUZZ_SEED to a number of its own and tries all; what fails prints it.
 */
const SEED = process.env["FUZZ_SEED"];
const PART = IN_FULL ? 1 : 0.1;

jest.mock("fast-check", () => {
  const fc = jest.requireActual<typeof import("fast-check")>("fast-check");
  const assert = (property: never, own: { seed?: number; numRuns?: number } = {}): unknown =>
    fc.assert(property, {
      ...own,
      seed: SEED === undefined ? (own.seed ?? 20_260_101) : Number(SEED),
      numRuns: Math.ceil((own.numRuns ?? 100) * PART),
    });
  return { ...fc, assert, default: { ...fc, assert } };
});
