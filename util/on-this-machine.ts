const NAMES = ["localhost", "127.0.0.1", "[::1]"];

/** Whether a URL leads to this machine: a simulator, and not a real service. */
export function isOnThisMachine(url: string): boolean {
  return URL.canParse(url) && NAMES.includes(new URL(url).hostname);
}
