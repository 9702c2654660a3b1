import { z } from "zod";
import { invalid } from "./errors";

/**
 * The value of a request as its schema says, or 400.
 * @param what names the value in the error, such as `crypto_key`
 */
export function parse<T>(schema: z.ZodType<T>, value: unknown, what: string): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(({ path, message }) => `${[what, ...path].join(".")}: ${message}`);
  throw invalid(`Invalid value at ${problems.join("; ")}`);
}
