import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { createServer, request } from "node:http";
import { createServer as createSecureServer } from "node:https";
import type { AddressInfo } from "node:net";
import path from "node:path";

const HOST = "api.neo4j.io";

/** What leads a program that calls `https://api.neo4j.io`, and nothing else, to the simulator. */
export interface Front {
  readonly environment: Readonly<Record<string, string>>;
  stop(): void;
}

/**
 * A proxy that answers for Aura's address, which programs written in Go take from their environment together with the
 * certificate to trust. It refuses every other address.
 * @param aura the address of the simulated Aura
 * @param folder where the certificate is put
 */
export async function frontOf(aura: string, folder: string): Promise<Front> {
  const [key, certificate] = ["key.pem", "certificate.pem"].map((name) => path.join(folder, name)) as [string, string];
  const subject = ["-subj", `/CN=${HOST}`, "-addext", `subjectAltName=DNS:${HOST}`];
  const kind = ["-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "1"];
  execFileSync("openssl", ["req", ...kind, ...subject, "-keyout", key, "-out", certificate], { stdio: "ignore" });

  const secure = createSecureServer(
    { key: readFileSync(key), cert: readFileSync(certificate) },
    (incoming, response) => {
      const { method, headers, url = "/" } = incoming;
      const forwarded = request(new URL(url, aura), { method, headers: { ...headers, host: new URL(aura).host } });
      forwarded.on("response", (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      });
      forwarded.on("error", () => response.destroy());
      incoming.pipe(forwarded);
    },
  );
  const proxy = createServer((_incoming, response) => response.writeHead(403).end());
  proxy.on("connect", ({ url }, socket) => {
    if (url !== `${HOST}:443`) return void socket.end("HTTP/1.1 403 Forbidden\r\n\r\n");
    socket.write("HTTP/1.1 200 Connection established\r\n\r\n");
    secure.emit("connection", socket);
  });
  await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
  return {
    environment: { HTTPS_PROXY: url, https_proxy: url, NO_PROXY: "", no_proxy: "", SSL_CERT_FILE: certificate },
    stop: () => {
      proxy.close();
      secure.closeAllConnections();
    },
  };
}
