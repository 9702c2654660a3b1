const { maxWorkers, projects } = require("./jest.config");

// What takes minutes and looks for what is rare: `npm run test:drills`. Otherwise like the tests that start programs.
const {
  testRegex: _,
  setupFilesAfterEnv: __,
  ...drills
} = projects.find(({ displayName }) => displayName === "process");

/** @type {import("jest").Config} */
module.exports = {
  ...drills,
  displayName: "drills",
  maxWorkers,
  testMatch: ["**/*.drill.test.ts"],
  testTimeout: 1_800_000,
};
