import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { createServer as createTlsServer, type ServerOptions } from "node:https";
import type { AddressInfo } from "node:net";

/** A request as it came in. */
export interface Seen {
  readonly call: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

/** What to answer: status, body and headers; or nothing, with the connection cut or left open. */
export type Reply =
  { status: number; body?: unknown; headers?: Record<string, string>; after?: number } | "cut" | "never";

/** A server that says what it is told to. */
export interface TinyServer {
  readonly url: string;
  readonly port: number;
  readonly seen: Seen[];
  stop(): Promise<void>;
}

/** Where and how a server listens. */
interface Listening {
  /** @default "127.0.0.1" */
  readonly host?: string;
  /** Certificate and private key, and what else the server wants. @default plain http */
  readonly tls?: { readonly certificate: string; readonly privateKey: string } & ServerOptions;
}

/** Starts a server; `answer` decides on each call. Token calls are answered by themselves unless it says otherwise. */
export async function tinyServer(
  answer: (call: string, seen: Seen) => Reply | undefined,
  { host = "127.0.0.1", tls }: Listening = {},
): Promise<TinyServer> {
  const seen: Seen[] = [];
  let tokens = 0;
  const respond = async (request: IncomingMessage, response: ServerResponse) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const call = `${request.method} ${request.url}`;
    const one = { call, headers: request.headers, body: Buffer.concat(chunks).toString() };
    seen.push(one);
    const token = (): Reply => ({ status: 200, body: { access_token: `token-${++tokens}`, expires_in: 3600 } });
    const reply: Reply = answer(call, one) ?? (call === "POST /oauth/token" ? token() : { status: 404 });
    if (reply === "never") return;
    if (reply === "cut") return void request.socket.destroy();
    if (reply.after) await new Promise((resolve) => setTimeout(resolve, reply.after));
    response.writeHead(reply.status, { "content-type": "application/json", ...reply.headers });
    response.end(
      reply.body === undefined || typeof reply.body === "string" || Buffer.isBuffer(reply.body)
        ? reply.body
        : JSON.stringify(reply.body),
    );
  };
  const listener = (request: IncomingMessage, response: ServerResponse) => void respond(request, response);
  const server = tls
    ? createTlsServer({ ...tls, cert: tls.certificate, key: tls.privateKey }, listener)
    : createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `${tls ? "https" : "http"}://${host.includes(":") ? `[${host}]` : host}:${port}`,
    port,
    seen,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
