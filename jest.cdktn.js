const { maxWorkers, projects, testTimeout } = require("./jest.config");

// What needs a framework, on CDK Terrain: the same tests of the same sources, with its packages in the place of cdktf's.
const unit = projects.find(({ displayName }) => displayName === "unit");

/** @type {import("jest").Config} */
module.exports = {
  ...unit,
  displayName: "cdktn",
  ...{ maxWorkers, testTimeout },
  roots: ["constructs", "examples", "model", "synth"].map((room) => `<rootDir>/test/${room}`),
  moduleNameMapper: { "^cdktf$": "cdktn", "^@cdktf/provider-aws/(.*)$": "@cdktn/provider-aws/$1" },
  globals: { AURA_CMK_FRAMEWORK: "cdktn" },
};
