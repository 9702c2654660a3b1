import {
  Server,
  ServerCredentials,
  type ServerDuplexStream,
  type ServerUnaryCall,
  type ServerWritableStream,
  type sendUnaryData,
  type ServiceDefinition,
  type UntypedServiceImplementation,
} from "@grpc/grpc-js";
import { selfSigned } from "./certificate";
import { Connection, type Request } from "./driver";
import type { Log, Provider } from "./schema";
import { method } from "./wire";

/** Name of each call of the protocol, its request and its answer. */
const CALLS = [
  ["GetMetadata", "Empty", "MetadataAnswer"],
  ["GetProviderSchema", "Empty", "SchemaAnswer"],
  ["GetFunctions", "Empty", "FunctionsAnswer"],
  ["GetResourceIdentitySchemas", "Empty", "IdentitySchemasAnswer"],
  ["ValidateProviderConfig", "ValidateProviderRequest", "ValidateProviderAnswer"],
  ["ValidateResourceConfig", "ValidateRequest", "DiagnosticsAnswer"],
  ["ValidateDataResourceConfig", "ValidateRequest", "DiagnosticsAnswer"],
  ["ValidateListResourceConfig", "ValidateListRequest", "DiagnosticsAnswer"],
  ["UpgradeResourceState", "UpgradeRequest", "UpgradeAnswer"],
  ["UpgradeResourceIdentity", "UpgradeIdentityRequest", "UpgradeIdentityAnswer"],
  ["ConfigureProvider", "ConfigureRequest", "DiagnosticsAnswer"],
  ["ReadResource", "ReadRequest", "ReadAnswer"],
  ["PlanResourceChange", "PlanRequest", "PlanAnswer"],
  ["ApplyResourceChange", "ApplyRequest", "ApplyAnswer"],
  ["ImportResourceState", "ImportRequest", "ImportAnswer"],
  ["MoveResourceState", "MoveRequest", "MoveAnswer"],
  ["ReadDataSource", "ReadDataRequest", "ReadDataAnswer"],
  ["StopProvider", "Empty", "StopAnswer"],
] as const;
/** The same of the calls that are answered by any number of messages. */
const STREAMS = [["ListResource", "ListRequest", "ListEvent", { answer: true }]] as const;

/** The magic cookie of go-plugin's handshake: shows that Terraform started the process. */
const COOKIE = "d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2";
const CORE_VERSION = 1;
const PROTOCOL = 6;
const LOOPBACK = "127.0.0.1";
const SERVING = 1;
/** How often a spawned plugin looks whether Terraform is still there, in milliseconds. */
const PARENT_CHECK = 1_000;
/** Time for the answer to Shutdown to leave, in milliseconds. */
const FLUSH = 5;

type Unary = (call: ServerUnaryCall<object, object>, answer: sendUnaryData<object>) => void;

type Method = Parameters<typeof method>;

function addService(server: Server, service: string, definitions: readonly Method[], handlers: object): void {
  const definition = Object.fromEntries(
    definitions.map(([name, ...rest]) => [name, method(`/${service}/${name}`, ...rest)]),
  );
  server.addService(definition as ServiceDefinition, handlers as UntypedServiceImplementation);
}

/** A server, and a function that ends all running operations. */
interface Serving {
  readonly server: Server;
  stop(): void;
}

function newServer<Client>(provider: Provider<Client>, log: Log, shutdown: () => void): Serving {
  const server = new Server({ "grpc.max_receive_message_length": -1, "grpc.max_send_message_length": -1 });
  // Every provider block of every command has a connection of its own; a reattached server serves them all.
  const connections = new Map<string, Connection<Client>>();
  const connection = (peer: string) => {
    const known = connections.get(peer) ?? new Connection(provider, log);
    connections.set(peer, known);
    return known;
  };
  const handle =
    (name: string): Unary =>
    (call, answer) => {
      const handler = connection(call.getPeer()).handlers[name];
      if (!handler) throw new TypeError(`no handler for ${name}`);
      handler(call.request as Request).then(
        (value) => answer(null, value),
        (reason: unknown) => answer(reason as Error),
      );
    };

  const stream = (name: string) => async (call: ServerWritableStream<object, object>) => {
    const handler = connection(call.getPeer()).streams[name];
    if (!handler) throw new TypeError(`no handler for ${name}`);
    for await (const event of handler(call.request as Request)) {
      // Terraform ends the call when it has enough.
      if (call.cancelled) return;
      call.write(event);
    }
    call.end();
  };

  addService(
    server,
    `tfplugin${PROTOCOL}.Provider`,
    [...CALLS.map<Method>(([...call]) => call), ...STREAMS.map<Method>(([...call]) => call)],
    Object.fromEntries([
      ...CALLS.map(([name]) => [name, handle(name)]),
      ...STREAMS.map(([name]) => [name, stream(name)]),
    ]),
  );
  addService(server, "grpc.health.v1.Health", [["Check", "HealthRequest", "HealthAnswer"]], {
    Check: ((_, answer) => answer(null, { status: SERVING })) satisfies Unary,
  });
  addService(server, "plugin.GRPCController", [["Shutdown", "Empty", "Empty"]], {
    // Terraform waits for the answer, and soon after it ends the process.
    Shutdown: ((_, answer) => {
      void settled(provider).then(() => {
        answer(null, {});
        shutdown();
      });
    }) satisfies Unary,
  });
  // go-plugin opens these two streams and expects them to stay open; nothing is sent on them.
  addService(
    server,
    "plugin.GRPCBroker",
    [["StartStream", "ConnectionInfo", "ConnectionInfo", { request: true, answer: true }]],
    {
      StartStream: (stream: ServerDuplexStream<object, object>) => {
        stream.on("data", () => undefined);
        stream.on("error", () => undefined);
        stream.on("end", () => stream.end());
      },
    },
  );
  addService(server, "plugin.GRPCStdio", [["StreamStdio", "Empty", "StdioData", { answer: true }]], {
    StreamStdio: () => undefined,
  });
  const stop = () => {
    for (const one of connections.values()) one.stop();
    server.forceShutdown();
  };
  return { server, stop };
}

const bind = (server: Server, credentials: ServerCredentials) =>
  new Promise<number>((resolve, reject) => {
    server.bindAsync(`${LOOPBACK}:0`, credentials, (problem, port) => (problem ? reject(problem) : resolve(port)));
  });

/** Mutual TLS with the certificate that Terraform gave us; without one (`TF_DISABLE_PLUGIN_TLS`) there is none. */
function credentials(): { credentials: ServerCredentials; announced: string } {
  const client = process.env["PLUGIN_CLIENT_CERT"];
  if (!client) return { credentials: ServerCredentials.createInsecure(), announced: "" };
  const { certificate, privateKey } = selfSigned();
  const pair = { cert_chain: Buffer.from(certificate), private_key: Buffer.from(privateKey) };
  return {
    credentials: ServerCredentials.createSsl(Buffer.from(client), [pair], true),
    announced: certificate.replace(/-----[^-]+-----|\s/g, "").replace(/=+$/, ""),
  };
}

/** Brings to its end what must not be cut off. */
const settled = ({ settled: wait }: { settled?(): Promise<void> }) => wait?.() ?? Promise.resolve();

/** Signals that reach the plugin as well as Terraform, which asks it to stop in its own way, or ends; the last one on Windows. */
const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT", "SIGBREAK"] as const;

/** Ends the process after Terraform has ended: stops waiting at once, and lets a request that changes something come to its end. */
function endWithParent(provider: { settled?(): Promise<void> }, stop: () => void): void {
  const parent = process.ppid;
  // Nobody reads what is written any more.
  for (const stream of [process.stdout, process.stderr]) stream.on("error", () => undefined);
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    stop();
    void settled(provider).then(() => process.exit(1));
  }, PARENT_CHECK).unref();
}

/**
 * Serves a provider to the Terraform process that started this one; ends with it.
 * @param provider what to serve
 * @param log where the log lines go
 */
export async function serve<Client>(provider: Provider<Client>, log: Log): Promise<void> {
  if (process.env["TF_PLUGIN_MAGIC_COOKIE"] !== COOKIE) {
    process.stderr.write("This is a plugin. Terraform starts it by itself; there is nothing to run here.\n");
    process.exitCode = 1;
    return;
  }
  for (const signal of SIGNALS) process.on(signal, () => undefined);
  const { credentials: secure, announced } = credentials();
  const { server, stop } = newServer(provider, log, () => setTimeout(() => process.exit(0), FLUSH));
  endWithParent(provider, stop);
  const port = await bind(server, secure);
  process.stdout.write(`${CORE_VERSION}|${PROTOCOL}|tcp|${LOOPBACK}:${port}|grpc|${announced}\n`);
}

/** A provider served in this process. */
export interface Reattached {
  /** Environment for `terraform`. */
  readonly env: { readonly TF_REATTACH_PROVIDERS: string };
  /** Ends the server. Never run Terraform with `env` afterwards: it would end this process. */
  stop(): void;
}

/** Merges the environments of several providers into one. */
export function mergeReattached(...providers: readonly Reattached[]): Reattached["env"] {
  const all = providers.map(({ env }) => JSON.parse(env.TF_REATTACH_PROVIDERS) as object);
  return { TF_REATTACH_PROVIDERS: JSON.stringify(Object.assign({}, ...all)) };
}

/**
 * Serves a provider in this process, for the tests and the demo. Run Terraform asynchronously: it talks to this event loop.
 * @param source address of the provider, or its addresses, such as `registry.terraform.io/hashicorp/aws`
 * @param provider what to serve
 * @param log where the log lines go; nowhere when left out
 */
export async function reattach<Client>(
  source: string | readonly string[],
  provider: Provider<Client>,
  log: Log = () => undefined,
): Promise<Reattached> {
  const { server, stop } = newServer(provider, log, () => undefined);
  const port = await bind(server, ServerCredentials.createInsecure());
  const entry = {
    Protocol: "grpc",
    ProtocolVersion: PROTOCOL,
    Pid: process.pid,
    Test: true,
    Addr: { Network: "tcp", String: `${LOOPBACK}:${port}` },
  };
  return {
    env: { TF_REATTACH_PROVIDERS: JSON.stringify(Object.fromEntries([source].flat().map((name) => [name, entry]))) },
    stop,
  };
}
