/*
 * cdktf notes the whole call stack of each token that is made, and under jest each line of it is looked up in a source map:
 * a sixth of the time of a synth. Nothing here reads it.
 */
jest.mock("cdktf/lib/tokens/private/stack-trace", () => ({ captureStackTrace: () => [] }));
