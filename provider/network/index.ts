export { readBody } from "./body";
export { isLoopback } from "./proxy";
export { proxyProblem, Route, type NoAnswer, type RawAnswer } from "./route";
