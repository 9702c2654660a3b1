/** @type {import("jest").Config} */
module.exports = {
  testEnvironment: "node",
  roots: ["<rootDir>/test"],
  // By default jest leaves one core free, which on two cores means that nothing runs side by side.
  maxWorkers: "100%",
  transform: { "^.+\\.ts$": ["@swc/jest", { jsc: { parser: { syntax: "typescript" }, target: "es2022" } }] },
  // Terraform and a fresh import of cdktf can take seconds on a busy machine; a hang still ends.
  testTimeout: 60_000,
};
