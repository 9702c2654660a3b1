import { createServer, type IncomingMessage } from "node:http";
import { connect, type AddressInfo, type Socket } from "node:net";

/** A proxy that opens tunnels. */
export interface TestProxy {
  readonly port: number;
  /** The target and the credentials of every tunnel that was asked for. */
  readonly seen: { readonly target: string; readonly credentials: string | undefined }[];
  stop(): Promise<void>;
}

/**
 * Starts a proxy. Every tunnel ends at one port of this machine, whatever its target: names need not be known to any server.
 * @param port where the tunnels end
 * @param status what to answer instead of opening a tunnel
 */
export async function testProxy(port: number, status?: number): Promise<TestProxy> {
  const seen: TestProxy["seen"] = [];
  const sockets = new Set<Socket>();
  const server = createServer();
  server.on("connection", (socket) => sockets.add(socket));
  server.on("connect", (request: IncomingMessage, socket: Socket) => {
    seen.push({ target: request.url ?? "", credentials: request.headers["proxy-authorization"] });
    socket.on("error", () => undefined);
    if (status !== undefined) return void socket.end(`HTTP/1.1 ${status} No\r\n\r\n`);
    const onward = connect(port, "127.0.0.1", () => {
      socket.write("HTTP/1.1 200 OK\r\n\r\n");
      onward.pipe(socket).pipe(onward);
    });
    sockets.add(onward);
    onward.on("error", () => socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.address() as AddressInfo).port,
    seen,
    stop: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
}
