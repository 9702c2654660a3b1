import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import type { Call, CallLog } from "./calls";
import type { Clock } from "./clock";
import { isFailure, type Fault, type Faults } from "./faults";
import { json, type HttpReply, type HttpRequest, type Service } from "./service";

/** What all services of one simulator share. */
export interface Surroundings {
  readonly clock: Clock;
  readonly calls: CallLog;
  readonly faults: Faults;
  /** Milliseconds that every call takes at least. */
  readonly latencyMs: number;
}

/** A service that listens. */
export interface Listening {
  /** `http://127.0.0.1:PORT`. */
  readonly url: string;
  /** Cuts every connection and frees the port. */
  stop(): Promise<void>;
}

/** The only address that the simulator ever listens on. */
const LOOPBACK = "127.0.0.1";

/**
 * Puts a service behind HTTP on loopback.
 * @param surroundings clock, call log and faults
 * @param port port to listen on; 0 takes a free one
 */
export async function listen(service: Service, surroundings: Surroundings, port: number): Promise<Listening> {
  const server = createServer((incoming, response) => {
    serve(service, surroundings, incoming, response).catch((error: unknown) => {
      if (incoming.destroyed && !incoming.complete) return; // The client went away.
      // A bug of the simulator itself: written to stderr, and not mistaken for an answer of the cloud.
      process.stderr.write(`simulator: ${error instanceof Error ? error.stack : String(error)}\n`);
      response.destroy();
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, LOOPBACK, resolve);
  });
  const { port: bound } = server.address() as AddressInfo;
  return {
    url: `http://${LOOPBACK}:${bound}`,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function serve(
  service: Service,
  { clock, calls, faults, latencyMs }: Surroundings,
  incoming: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const request = await read(incoming);
  if ("refusal" in request) return send(response, request.refusal);
  const identity = service.identify(request);
  if (!identity) return send(response, service.answer(request, undefined));

  const at = clock.now();
  const close = calls.open();
  const log = (outcome: Call["outcome"], processed: boolean) => close({ ...identity, outcome, processed, at });
  const fault = faults.take(identity);
  const delay = latencyMs + (fault?.delayMs ?? 0);
  if (delay > 0) await sleep(delay, undefined, { ref: false });

  if (fault?.drop === "before") {
    log("dropped", false);
    incoming.socket.destroy();
    return;
  }
  await fault?.hook?.("before");
  const reply = replyOf(service, request, fault);
  await fault?.hook?.("after");
  const processed = !fault || !isFailure(fault);
  if (fault?.drop === "after") {
    log("dropped", processed);
    incoming.socket.destroy();
    return;
  }
  log(reply.status, processed);
  send(response, reply);
}

function replyOf(service: Service, request: HttpRequest, fault: Fault | undefined): HttpReply {
  return fault && isFailure(fault) ? service.failure(request, fault) : service.answer(request, fault);
}

/** A page of another site can have its own name lead to this machine; a browser then sends that name. */
const HOST = /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/i;
/** The largest request of KMS or Aura is far below a megabyte. */
const MAX_BODY_BYTES = 1_000_000;

async function read(incoming: IncomingMessage): Promise<HttpRequest | { readonly refusal: HttpReply }> {
  const { method = "GET", headers, url: target = "/" } = incoming;
  if (!HOST.test(headers.host ?? "")) return refuse(421, "The simulator answers to 127.0.0.1 and localhost only");
  const url = urlOf(target);
  if (!url) return refuse(400, "The address of the request is malformed");
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of incoming.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MAX_BODY_BYTES) return refuse(413, `The request has more than ${MAX_BODY_BYTES} bytes`);
    chunks.push(chunk);
  }
  return { method, ...url, headers, body: Buffer.concat(chunks).toString("utf8") };
}

function refuse(status: number, error: string): { readonly refusal: HttpReply } {
  // What is left of the request is not read.
  return { refusal: json(status, { error }, { connection: "close" }) };
}

function urlOf(target: string): Pick<HttpRequest, "path" | "query"> | undefined {
  if (!target.startsWith("/")) return undefined;
  try {
    const { pathname, searchParams } = new URL(`http://${LOOPBACK}${target}`);
    return { path: decodeURIComponent(pathname), query: searchParams };
  } catch {
    return undefined;
  }
}

function send(response: ServerResponse, reply: HttpReply): void {
  response.writeHead(reply.status, reply.headers);
  response.end(reply.body);
}
