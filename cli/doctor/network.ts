import { AUTHORITY_VARIABLES, readAuthorities } from "../../provider/network/authorities";
import { check, type Check, type Machine } from "./check";

/** AWS refuses a request that is signed 5 minutes before or after its own time. */
const MAX_SKEW = 5 * 60_000;
/** From here on it is worth a look. */
const NOTED_SKEW = 30_000;

/**
 * The clock of this machine.
 * @param date what a server says, in milliseconds since 1970
 */
export function clockCheck(date: number | undefined, { now }: Machine): Check {
  if (date === undefined) return check("clock", "unknown", "compared with no server, because none was reached");
  const skew = now() - date;
  const found = `${Math.round(Math.abs(skew) / 1000)} s ${skew < 0 ? "behind" : "ahead of"} Aura`;
  const fix = "set the clock of this machine by NTP";
  if (Math.abs(skew) >= MAX_SKEW) return check("clock", "error", `${found}: AWS refuses its requests`, fix);
  return Math.abs(skew) >= NOTED_SKEW ? check("clock", "warning", found, fix) : check("clock", "ok", found);
}

const PROXIES = ["HTTPS_PROXY", "HTTP_PROXY", "NO_PROXY"] as const;

/** The proxy and the certificate authorities that the environment names. */
export function proxyCheck({ env }: Machine): Check {
  const set = PROXIES.flatMap((name) => {
    const value = env[name] ?? env[name.toLowerCase()];
    return value ? [`${name}=${withoutPassword(value)}`] : [];
  });
  const { problems } = readAuthorities(env);
  const authorities = AUTHORITY_VARIABLES.flatMap((name) => (env[name] ? [`${name}=${env[name]}`] : []));
  if (problems.length > 0)
    return check("proxy", "error", problems.join(", "), "name a file with certificates in PEM, or unset it");
  return check("proxy", "ok", [...set, ...authorities].join(", ") || "none");
}

/** The address of a proxy may hold a password. */
function withoutPassword(value: string): string {
  return value.replace(/\/\/[^/@]*@/, "//***@");
}
