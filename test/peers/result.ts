/** How the calls of one client went. */
export interface PeerResult {
  readonly name: string;
  /** What is missing, and how to get it; nothing was called then. */
  readonly missing?: string;
  readonly tried?: number;
  /** How many calls this version of the client does not have. */
  readonly unknown?: number;
  /** The calls that were not answered as they have to be, in words. */
  readonly wrong?: readonly string[];
  /** How many calls moto answers in another way. */
  readonly unlikeMoto?: number;
}

/** The results as a table, and what went wrong. */
export function formatPeers(results: readonly PeerResult[]): string {
  const lines = results.map(({ name, missing, tried = 0, unknown = 0, wrong = [], unlikeMoto }) => {
    if (missing !== undefined) return `${name}: not run; ${missing}`;
    const moto = unlikeMoto === undefined ? "" : `, ${unlikeMoto} answered differently by moto`;
    const left = unknown === 0 ? "" : `, ${unknown} not made because it does not have them`;
    return `${name}: ${tried} calls tried, ${tried - wrong.length} right${left}${moto}`;
  });
  return [...lines, ...results.flatMap(({ name, wrong = [] }) => wrong.map((text) => `  ${name}: ${text}`)), ""].join(
    "\n",
  );
}
