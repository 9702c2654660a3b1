import { BlockList, isIP } from "node:net";
import { domainToASCII } from "node:url";

/** How requests reach a host: as the environment says, by the rules that providers written in Go follow. */
export type ProxyChoice =
  | { readonly via: "proxy"; readonly variable: string; readonly url: URL }
  /** `why` completes "no proxy: ". */
  | { readonly via: "none"; readonly why: string }
  | { readonly via: "invalid"; readonly variable: string; readonly problem: string };

/**
 * The proxy for a host. Loopback is never reached through one.
 * @param target address of the API
 * @param env the environment, for `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY`, in upper or lower case
 * @see https://pkg.go.dev/golang.org/x/net/http/httpproxy
 */
export function chooseProxy(target: URL, env: NodeJS.ProcessEnv): ProxyChoice {
  if (isLoopback(target)) return { via: "none", why: "loopback" };
  const name = target.protocol === "https:" ? "HTTPS_PROXY" : "HTTP_PROXY";
  const [variable, text] = lookUp(name, env);
  if (text === "") return { via: "none", why: `${name} is not set` };
  const [list, entries] = lookUp("NO_PROXY", env);
  const exempt = entries.split(/[\s,]+/).find((entry) => entry !== "" && exempts(entry, target));
  if (exempt !== undefined) return { via: "none", why: `${list} has ${exempt}` };
  const url = proxyAddress(text);
  if (url) return { via: "proxy", variable, url };
  const problem = "It must be the address of a proxy, http:// or https://, such as http://proxy.example.com:3128.";
  return { via: "invalid", variable, problem };
}

/** Whether an address is on this machine. */
export function isLoopback({ hostname }: URL): boolean {
  const host = bare(hostname);
  return host === "localhost" || isIn(host, LOOPBACK);
}

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet("127.0.0.0", 8, "ipv4");
LOOPBACK.addAddress("::1", "ipv6");

/** The first of a variable's spellings that is set, and its value; empty when none is. */
function lookUp(name: string, env: NodeJS.ProcessEnv): [name: string, value: string] {
  const found = [name, name.toLowerCase()].find((one) => env[one]?.trim());
  return [found ?? name, env[found ?? name]?.trim() ?? ""];
}

/** Without a scheme it is the host of an HTTP proxy. */
function proxyAddress(text: string): URL | undefined {
  const address = /^[a-z][a-z\d+.-]*:\/\//i.test(text) ? text : `http://${text}`;
  const url = URL.canParse(address) ? new URL(address) : undefined;
  return url && ["http:", "https:"].includes(url.protocol) ? url : undefined;
}

/**
 * Whether an entry of `NO_PROXY` names the host: `*`; an IP address or a block of them; a domain, which includes those below
 * it; `.domain`, which is only those below it. A port may follow.
 */
function exempts(entry: string, { hostname, port, protocol }: URL): boolean {
  if (entry === "*") return true;
  const host = bare(hostname);
  const { name, only } = splitPort(entry);
  if (only !== undefined && only !== (port || (protocol === "https:" ? "443" : "80"))) return false;
  const block = blockOf(name);
  if (block) return isIn(host, block);
  const domain = domainToASCII(name.replace(/^\*?\./, "").replace(/\.$/, ""));
  if (domain === "" || name.includes("/")) return false;
  return host.endsWith(`.${domain}`) || (host === domain && !/^\*?\./.test(name));
}

/** `host:443`, `[::1]:443`, `::1`, `10.0.0.0/8`. */
function splitPort(entry: string): { name: string; only: string | undefined } {
  const [, bracketed, plain, only] = /^(?:\[([^\]]+)\]|([^:]+))(?::(\d+))?$/.exec(entry) ?? [];
  return { name: bracketed ?? plain ?? entry, only };
}

function blockOf(text: string): BlockList | undefined {
  const [address = "", length, ...more] = text.split("/");
  const version = isIP(address);
  const bits = length === undefined ? undefined : /^\d+$/.test(length) ? Number(length) : Infinity;
  if (version === 0 || more.length > 0 || (bits ?? 0) > (version === 4 ? 32 : 128)) return undefined;
  const list = new BlockList();
  const family = version === 4 ? "ipv4" : "ipv6";
  if (bits === undefined) list.addAddress(address, family);
  else list.addSubnet(address, bits, family);
  return list;
}

/** `BlockList` knows IPv4 addresses that are written as IPv6 ones as well. */
function isIn(host: string, list: BlockList): boolean {
  const version = isIP(host);
  return version !== 0 && list.check(host, version === 4 ? "ipv4" : "ipv6");
}

/** A host without the brackets of an IPv6 address and without the dot of the root. */
const bare = (hostname: string) =>
  hostname
    .replace(/^\[|\]$/g, "")
    .replace(/\.$/, "")
    .toLowerCase();
