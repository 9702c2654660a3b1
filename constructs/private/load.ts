/**
 * The part of the library that is loaded when it is needed: with the first statement, or with the synthesis. It is three quarters of the
 * code, and a program that only imports constructs, such as a test of other ones, waits for none of it.
 */
export function onDemand(): typeof import("./on-demand") {
  // Not `import()`: cdktf synthesizes without waiting.
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  return require("./on-demand") as typeof import("./on-demand");
}
