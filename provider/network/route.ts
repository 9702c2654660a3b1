import { createSecureContext, rootCertificates } from "node:tls";
import type { Dispatcher } from "undici";
import { AUTHORITY_VARIABLES, authorityVariables, readAuthorities, type Authorities } from "./authorities";
import { chooseProxy, type ProxyChoice } from "./proxy";

/** What is read of an answer. */
export type RawAnswer = Pick<Response, "status" | "headers" | "body">;

/** Why a request got no answer. */
export interface NoAnswer {
  readonly cause: string;
  /** Nothing was sent to the API: the request has had no effect. */
  readonly unsent: boolean;
  /** The same would happen again: there is no use in repeating it. */
  readonly lasting: boolean;
}

interface Opened {
  readonly send: (url: URL, init: RequestInit) => Promise<RawAnswer>;
  readonly authorities: Authorities;
}

/** Failures that happen before anything is sent. */
const UNSENT = ["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "EHOSTUNREACH", "ENETUNREACH", "UND_ERR_CONNECT_TIMEOUT"];
/** Codes of OpenSSL and Node for a certificate that is not accepted. */
const CERTIFICATE_ERROR = /CERT|^UNABLE_TO_|^INVALID_(CA|PURPOSE)$|^PATH_LENGTH_EXCEEDED$|^HOSTNAME_MISMATCH$/;
/** What Node 24 adds to a certificate that is not accepted: a flag for a command line that Terraform writes. */
const NODE_HINT = /; if the root CA is installed locally, try running Node\.js with --use-system-ca$/;
/** Codes for a handshake that cannot succeed, such as https:// to a server that speaks http. */
const NO_COMMON_TLS = /^ERR_SSL_(WRONG_VERSION_NUMBER|UNSUPPORTED_PROTOCOL|PACKET_LENGTH_TOO_LONG)$/;
/** Codes for a handshake that the server ended. */
const TLS_REFUSED =
  /^ERR_SSL_\w*(HANDSHAKE_FAILURE|ALERT_(PROTOCOL_VERSION|NO_APPLICATION_PROTOCOL|INSUFFICIENT_SECURITY|UNRECOGNIZED_NAME|ACCESS_DENIED|UNKNOWN_CA|\w*CERTIFICATE\w*))$/;
const REFUSED =
  "The server ended the TLS handshake: it may ask for a client certificate, which this provider has not, or for another version of TLS.";
/** A message of OpenSSL: its reason stands between the function and the file. */
const OPENSSL = /^[\da-f]+:error:[\da-f]+:[^:]*:[^:]*:([^:]+):.*$/is;
/** What undici says when a proxy does not open a tunnel. */
const TUNNEL_REFUSED = /^Proxy response \((\d+)\)/;
/** Certificates that no authority could make acceptable. */
const WRONG_CERTIFICATE = ["CERT_HAS_EXPIRED", "CERT_NOT_YET_VALID", "CERT_REVOKED", "ERR_TLS_CERT_ALTNAME_INVALID"];

/** Why the proxy that the environment names for an address cannot be used; undefined when there is none, or it can. */
export function proxyProblem(baseUrl: string, env: NodeJS.ProcessEnv) {
  const choice = chooseProxy(new URL(baseUrl), env);
  return choice.via === "invalid" ? choice : undefined;
}

/**
 * The way to the API, as the environment says: through a proxy or not, and which certificate authorities are trusted. undici is
 * loaded only where it is needed, because it would slow down the start.
 */
export class Route {
  private readonly choice: ProxyChoice;
  private opened: Promise<Opened> | undefined;

  /**
   * @param target the address of the API
   * @param env the environment
   * @param setting where people set that address
   */
  public constructor(
    target: URL,
    private readonly env: NodeJS.ProcessEnv,
    private readonly setting = "`base_url`",
  ) {
    this.choice = chooseProxy(target, env);
  }

  /** What must not be shown: the password for the proxy. */
  public get secrets(): string[] {
    const credentials = this.choice.via === "proxy" ? credentialsOf(this.choice.url) : undefined;
    return credentials ? [credentials.password, credentials.token] : [];
  }

  /** Sends one request; rejects when there is no answer. */
  public async fetch(url: URL, init: RequestInit): Promise<RawAnswer> {
    if (this.choice.via !== "proxy" && authorityVariables(this.env).length === 0) return fetch(url, init);
    this.opened ??= open(this.choice, this.env);
    return (await this.opened).send(url, init);
  }

  /** What it means that {@link fetch} rejected. */
  public async explain(problem: unknown): Promise<NoAnswer> {
    const { code = "", message: text } = innermost(problem);
    const message = text.replace(NODE_HINT, "").replace(OPENSSL, "$1");
    const said = [code, message].filter(Boolean).join(" ");
    const tunnel = TUNNEL_REFUSED.exec(message)?.[1];
    if (tunnel !== undefined && this.choice.via === "proxy") return tunnelRefused(this.choice, tunnel, this.setting);
    if (TLS_REFUSED.test(code))
      return {
        cause: `no answer: ${said} (${this.way}). ${REFUSED} Check ${this.setting}.`,
        unsent: true,
        lasting: true,
      };
    if (CERTIFICATE_ERROR.test(code))
      return { cause: `${said} (${this.way}). ${await this.trust(code)}`, unsent: true, lasting: true };
    const noTls = NO_COMMON_TLS.test(code);
    return { cause: `no answer: ${said} (${this.way})`, unsent: noTls || UNSENT.includes(code), lasting: noTls };
  }

  private get way(): string {
    return this.choice.via === "proxy"
      ? describe(this.choice)
      : this.choice.via === "none"
        ? `no proxy: ${this.choice.why}`
        : "";
  }

  private async trust(code: string): Promise<string> {
    const set = authorityVariables(this.env);
    const problems = (await this.opened)?.authorities.problems ?? [];
    const trusted = `Trusted are the authorities of Node and of ${AUTHORITY_VARIABLES.join(", ")}`;
    const state =
      problems.length > 0 ? problems.join("; ") : set.length > 0 ? `set: ${set.join(", ")}` : "none of them is set";
    const fix = WRONG_CERTIFICATE.includes(code)
      ? `Check ${this.setting}, the certificate and the clock of this machine.`
      : "If an authority of your own signed it, set one of them to its PEM file.";
    return `${trusted} (${state}). ${fix}`;
  }
}

async function open(choice: ProxyChoice, env: NodeJS.ProcessEnv): Promise<Opened> {
  const authorities = readAuthorities(env);
  const { Agent, fetch: send, ProxyAgent } = await import("./undici");
  const tls =
    authorities.certificates.length > 0
      ? { secureContext: createSecureContext({ ca: [...rootCertificates, ...authorities.certificates] }) }
      : {};
  const dispatcher: Dispatcher =
    choice.via === "proxy"
      ? new ProxyAgent({ uri: choice.url.origin, requestTls: tls, proxyTls: tls, ...tokenOf(choice.url) })
      : new Agent({ connect: tls });
  // Its own types of requests and answers are equal to those of Node, and yet others.
  const sendThere = send as unknown as (url: URL, init: object) => Promise<RawAnswer>;
  return { authorities, send: (url, init) => sendThere(url, { ...init, dispatcher }) };
}

const tokenOf = (proxy: URL) => {
  const credentials = credentialsOf(proxy);
  return credentials && { token: `Basic ${credentials.token}` };
};

function credentialsOf({ username, password }: URL): { password: string; token: string } | undefined {
  if (username === "") return undefined;
  const pair = [username, password].map(decoded);
  return { password: pair[1] ?? "", token: Buffer.from(pair.join(":")).toString("base64") };
}

/** A percent sign that begins no escape stands for itself. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

type Proxy = ProxyChoice & { readonly via: "proxy" };

/** Without credentials. */
const describe = ({ url, variable }: Proxy) => `proxy ${url.origin} of ${variable}`;

function tunnelRefused(proxy: Proxy, status: string, setting: string): NoAnswer {
  const lasting = !status.startsWith("5");
  const fix =
    status === "407"
      ? `; put a user and a password that it accepts into ${proxy.variable}`
      : lasting
        ? `; it must allow connections to the host of ${setting}`
        : "";
  return { cause: `no answer: ${describe(proxy)} answered ${status} to CONNECT${fix}`, unsent: true, lasting };
}

/** fetch wraps what went wrong, once or twice. */
function innermost(problem: unknown): Error & { code?: string } {
  const { cause } = problem as Error;
  return typeof cause === "object" && cause !== null ? innermost(cause) : (problem as Error);
}
