/*
 * Properties are tried with the same values in every run, so that nobody's change is stopped by chance. `npm run test:drills`
 * sets FUZZ_SEED to a number of its own; a property that fails prints how to repeat it.
 */
jest.mock("fast-check", () => {
  const fc = jest.requireActual<typeof import("fast-check")>("fast-check");
  fc.configureGlobal({ seed: Number(process.env["FUZZ_SEED"] ?? 20_260_101) });
  return fc;
});
