/** One line of `aura-cmk doctor`. */
export interface Check {
  /** What is looked at. */
  readonly name: string;
  /** `unknown`: it could not be looked at. Never good. */
  readonly status: "ok" | "warning" | "error" | "unknown";
  /** What was found; a credential by its name, never by its value. */
  readonly found: string;
  /** What to do about it. */
  readonly fix?: string;
}

/** This machine, as far as the checks look at it. */
export interface Machine {
  readonly env: NodeJS.ProcessEnv;
  /** The directory of the application. */
  readonly directory: string;
  readonly home: string;
  readonly nodeVersion: string;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Milliseconds for each program and each request. */
  readonly limit: number;
}

/** Makes a check. */
export function check(name: string, status: Check["status"], found: string, fix?: string): Check {
  return { name, status, found, ...(fix !== undefined && { fix }) };
}

/**
 * Whether a version is in a range.
 * @param version such as `1.11.4`
 * @param from the first one that is in it
 * @param below the first one that is not
 */
export function isBetween(version: string, from: string, below = "9999"): boolean {
  return compare(version, from) >= 0 && compare(version, below) < 0;
}

function compare(one: string, other: string): number {
  const [a, b] = [one, other].map((version) =>
    version
      .replace(/[-+].*$/, "")
      .split(".")
      .map(Number),
  );
  for (let index = 0; index < 3; index++) {
    const difference = (a?.[index] ?? 0) - (b?.[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
