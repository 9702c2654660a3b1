/* What constructs reach by `onDemand` (load.ts) only; `constructs/write-bundles.ts` makes it a file of its own. */

export { parsePolicy } from "../../policy/lint/parse-policy";
export { parseStatement } from "../../policy/lint/parse-statement";
export { lintStatements } from "../../policy/lint/statement";
export { judge } from "./judge";
export { keyStatementProblems, principalsNamedIn } from "./key-statements";
export { placeProvider } from "./provider-beside-stack";
