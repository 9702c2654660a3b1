import { createContext, runInContext } from "node:vm";

const A_MINUTE = 60_000;

/**
 * Runs a task on an input that is large, or made to take long, and stops it after a minute: far more than it needs on the
 * slowest machine, and far less than it takes when its time grows with the square of the input. How fast it is, `npm run bench` says.
 */
export function finish<T>(task: () => T): T {
  return runInContext("task()", createContext({ task }), { timeout: A_MINUTE }) as T;
}
