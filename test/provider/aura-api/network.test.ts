import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AuraApiError } from "../../../provider/aura-api";
import { Transport } from "../../../provider/aura-api/transport";
import { selfSigned } from "../../../provider/plugin/certificate";
import { TestClock } from "../support/clock";
import { testProxy, type TestProxy } from "../support/proxy";
import { tinyServer, type TinyServer } from "../support/server";

const HOST = "aura.test";
const OK = { status: 200, body: { data: 1 } };

describe("the API in the networks that people have", () => {
  const folder = mkdtempSync(join(tmpdir(), "network-"));
  const ca = join(folder, "ca.pem");
  const tls = selfSigned(undefined, HOST);
  const stops: (() => Promise<void>)[] = [];
  const clock = new TestClock();
  beforeAll(() => writeFileSync(ca, tls.certificate));
  beforeEach(() => void clock.slept.splice(0));
  afterEach(() => Promise.all(stops.splice(0).map((stop) => stop())));
  afterAll(() => rmSync(folder, { recursive: true }));

  const serve = async (options: Parameters<typeof tinyServer>[1] = {}): Promise<TinyServer> => {
    const server = await tinyServer((call) => (call === "POST /oauth/token" ? undefined : OK), options);
    stops.push(server.stop);
    return server;
  };
  const proxyTo = async (port: number, status?: number): Promise<TestProxy> => {
    const proxy = await testProxy(port, status);
    stops.push(proxy.stop);
    return proxy;
  };
  const ask = (baseUrl: string, env: NodeJS.ProcessEnv) =>
    new Transport({ baseUrl, clientId: "id", clientSecret: "s3cret", userAgent: "x", clock, env }).request("GET", "/a");
  const failureOf = async (work: Promise<unknown>) => {
    const problem: unknown = await work.catch((reason: unknown) => reason);
    if (!(problem instanceof AuraApiError)) throw new Error(`not a failure of the API: ${String(problem)}`);
    return problem.message;
  };

  it.each(["HTTPS_PROXY", "https_proxy"])("is reached through %s, with its user and password", async (variable) => {
    const server = await serve({ tls });
    const { port, seen } = await proxyTo(server.port);
    const env = { [variable]: `http://bob:p%40ss@127.0.0.1:${port}`, SSL_CERT_FILE: ca };
    expect(await ask(`https://${HOST}`, env)).toEqual(OK.body);
    const credentials = `Basic ${Buffer.from("bob:p@ss").toString("base64")}`;
    expect(new Set(seen.map((one) => JSON.stringify(one)))).toEqual(
      new Set([JSON.stringify({ target: `${HOST}:443`, credentials })]),
    );
    expect(server.seen.map(({ call }) => call)).toEqual(["POST /oauth/token", "GET /v1/a"]);
  });

  it("is reached past the proxy on loopback, also by its IPv6 address", async () => {
    const server = await serve({ host: "::1" });
    const proxy = await proxyTo(server.port);
    const address = `http://127.0.0.1:${proxy.port}`;
    expect(await ask(server.url, { HTTP_PROXY: address, HTTPS_PROXY: address })).toEqual(OK.body);
    expect(proxy.seen).toEqual([]);
  });

  it("is reached past the proxy when NO_PROXY says so", async () => {
    const server = await serve({ tls });
    const proxy = await proxyTo(server.port);
    const env = { HTTPS_PROXY: `http://bob:pw@127.0.0.1:${proxy.port}`, NO_PROXY: "localhost,.invalid" };
    expect(await failureOf(ask("https://aura.invalid", env))).toBe(
      "POST /oauth/token got no answer: ENOTFOUND getaddrinfo ENOTFOUND aura.invalid (no proxy: NO_PROXY has .invalid)",
    );
    expect(proxy.seen).toEqual([]);
  });

  it.each(["SSL_CERT_FILE", "SSL_CERT_DIR", "NODE_EXTRA_CA_CERTS"])("is trusted by %s", async (variable) => {
    const server = await serve({ tls: selfSigned() });
    const file = join(mkdtempSync(join(folder, "ca-")), "ca.pem");
    const own = selfSigned();
    const trusted = await serve({ tls: own });
    writeFileSync(file, own.certificate);
    const env = { [variable]: variable === "SSL_CERT_DIR" ? join(file, "..") : file };
    expect(await ask(`https://localhost:${trusted.port}`, env)).toEqual(OK.body);
    expect(await failureOf(ask(`https://localhost:${server.port}`, env))).toBe(
      "POST /oauth/token got DEPTH_ZERO_SELF_SIGNED_CERT self-signed certificate (no proxy: loopback). Trusted are the authorities of " +
        `Node and of SSL_CERT_FILE, SSL_CERT_DIR, NODE_EXTRA_CA_CERTS (set: ${variable}). If an authority of your own signed it, set one of them to its PEM file.`,
    );
    expect(clock.slept).toEqual([]);
  });

  it("says at once that a certificate is not trusted when nothing is set, and when a variable is of no use", async () => {
    const server = await serve({ tls });
    const url = `https://localhost:${server.port}`;
    const rest = "If an authority of your own signed it, set one of them to its PEM file.";
    const trusted = "Trusted are the authorities of Node and of SSL_CERT_FILE, SSL_CERT_DIR, NODE_EXTRA_CA_CERTS";
    const failure = "POST /oauth/token got DEPTH_ZERO_SELF_SIGNED_CERT self-signed certificate (no proxy: loopback).";
    expect(await failureOf(ask(url, {}))).toBe(`${failure} ${trusted} (none of them is set). ${rest}`);
    expect(await failureOf(ask(url, { SSL_CERT_FILE: "/no/such.pem" }))).toBe(
      `${failure} ${trusted} (SSL_CERT_FILE=/no/such.pem: no such file). ${rest}`,
    );
    expect(clock.slept).toEqual([]);
  });

  it("says at once that a certificate is of another host, or has expired", async () => {
    const wrong = await serve({ tls });
    const old = selfSigned(Date.now() - 30 * 86_400_000);
    const expired = await serve({ tls: old });
    const oldCa = join(folder, "old.pem");
    writeFileSync(oldCa, old.certificate);
    const fix = "Check `base_url`, the certificate and the clock of this machine.";
    expect(await failureOf(ask(`https://localhost:${wrong.port}`, { SSL_CERT_FILE: ca }))).toMatch(
      /got ERR_TLS_CERT_ALTNAME_INVALID .*\(set: SSL_CERT_FILE\)\. Check `base_url`, /,
    );
    const message = await failureOf(ask(`https://localhost:${expired.port}`, { SSL_CERT_FILE: oldCa }));
    expect([message.includes("got CERT_HAS_EXPIRED certificate has expired "), message.endsWith(fix)]).toEqual([
      true,
      true,
    ]);
    expect(clock.slept).toEqual([]);
  });

  it("says at once that the server does not speak TLS", async () => {
    const server = await serve();
    expect(await failureOf(ask(`https://localhost:${server.port}`, {}))).toBe(
      "POST /oauth/token got no answer: ERR_SSL_WRONG_VERSION_NUMBER wrong version number (no proxy: loopback)",
    );
    expect(clock.slept).toEqual([]);
  });

  it.each([
    [
      "a client certificate",
      { requestCert: true, rejectUnauthorized: true, maxVersion: "TLSv1.2" },
      "ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE sslv3 alert handshake failure",
    ],
    [
      "another protocol",
      { ALPNProtocols: ["other"] },
      "ERR_SSL_TLSV1_ALERT_NO_APPLICATION_PROTOCOL tlsv1 alert no application protocol",
    ],
  ] as const)("says at once that the server wants %s, and ended the handshake", async (_, wanted, said) => {
    const own = selfSigned();
    const file = join(mkdtempSync(join(folder, "ca-")), "ca.pem");
    writeFileSync(file, own.certificate);
    const server = await serve({ tls: { ...own, ...wanted, ...("requestCert" in wanted && { ca: own.certificate }) } });
    expect(await failureOf(ask(`https://localhost:${server.port}`, { SSL_CERT_FILE: file }))).toBe(
      `POST /oauth/token got no answer: ${said} (no proxy: loopback). The server ended the TLS handshake: it may ask for a client ` +
        "certificate, which this provider has not, or for another version of TLS. Check `base_url`.",
    );
    expect(clock.slept).toEqual([]);
  });

  it.each([
    [407, "; put a user and a password that it accepts into HTTPS_PROXY", 0],
    [403, "; it must allow connections to the host of `base_url`", 0],
    [502, "", 2],
  ])("says that the proxy answered %d, without its password", async (status, fix, retries) => {
    const { port } = await proxyTo(1, status);
    const env = { HTTPS_PROXY: `http://bob:hunter2@127.0.0.1:${port}` };
    expect(await failureOf(ask(`https://${HOST}`, env))).toBe(
      `POST /oauth/token got no answer: proxy http://127.0.0.1:${port} of HTTPS_PROXY answered ${status} to CONNECT${fix}`,
    );
    expect(clock.slept).toHaveLength(retries);
  });

  it("says that the proxy does not answer, without its password", async () => {
    const { port, stop } = await testProxy(1);
    await stop();
    const env = { HTTPS_PROXY: `http://bob:hunter2@127.0.0.1:${port}` };
    expect(await failureOf(ask(`https://${HOST}`, env))).toBe(
      `POST /oauth/token got no answer: ECONNREFUSED connect ECONNREFUSED 127.0.0.1:${port} (proxy http://127.0.0.1:${port} of HTTPS_PROXY)`,
    );
    expect(clock.slept).toHaveLength(2);
  });
});
