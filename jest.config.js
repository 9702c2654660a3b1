// What starts another program, be it Terraform, npm or `aura-cmk`, says so in its name.
const PROCESS = "\\.process\\.test\\.ts$";
// What takes minutes and looks for what is rare: `npm run test:drills` with jest.drills.js.
const DRILL = "\\.drill\\.test\\.ts$";

const common = {
  testEnvironment: "node",
  roots: ["<rootDir>/test"],
  setupFiles: ["<rootDir>/test/support/seed.ts", "<rootDir>/test/support/no-creation-stacks.ts"],
  transform: { "^.+\\.ts$": ["@swc/jest", { jsc: { parser: { syntax: "typescript" }, target: "es2022" } }] },
};

/** @type {import("jest").Config} */
module.exports = {
  // By default jest leaves one core free, which on two cores means that nothing runs side by side.
  maxWorkers: "100%",
  // A fresh import of cdktf can take seconds on a busy machine; a hang still ends.
  testTimeout: 60_000,
  projects: [
    {
      ...common,
      displayName: "unit",
      testMatch: ["**/*.test.ts"],
      testPathIgnorePatterns: [PROCESS, DRILL],
    },
    {
      ...common,
      displayName: "process",
      testRegex: PROCESS,
      globalSetup: "<rootDir>/test/support/build.ts",
      // Of a project jest takes no `testTimeout`.
      setupFilesAfterEnv: ["<rootDir>/test/support/patience.ts"],
    },
  ],
};
