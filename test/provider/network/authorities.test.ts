import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { readAuthorities } from "../../../provider/network/authorities";
import { selfSigned } from "../../../provider/plugin/certificate";

describe("certificate authorities of the environment", () => {
  let folder: string;
  const [a, b] = [selfSigned().certificate.trim(), selfSigned().certificate.trim()];
  const file = (name: string, text: string) => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "authorities-"))));
  afterEach(() => rmSync(folder, { recursive: true }));

  it("are none when nothing is set", () => expect(readAuthorities({})).toEqual({ certificates: [], problems: [] }));

  it("come from both files and the folder, each once, with whatever stands between them", () => {
    const bundle = file("bundle.pem", `# Company\r\n${a}\n\nsubject=/CN=x\n${b}\n`);
    const env = { SSL_CERT_FILE: bundle, NODE_EXTRA_CA_CERTS: file("b.pem", b) };
    expect(readAuthorities(env)).toEqual({ certificates: [a, b], problems: [] });
  });

  it("come from every file of one or more folders; what else is there does not matter", () => {
    file("a.0", a);
    file("README", "no certificate");
    file("broken.pem", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----");
    mkdirSync(join(folder, "more"));
    file("more/b.pem", b);
    symlinkSync(join(folder, "gone"), join(folder, "dangling.pem"));
    const env = { SSL_CERT_DIR: [folder, join(folder, "more"), join(folder, "no")].join(delimiter) };
    expect(readAuthorities(env)).toEqual({ certificates: [a, b], problems: [] });
  });

  it("are said to be missing where there are none", () => {
    const text = file("text", "no certificate");
    const gone = join(folder, "gone");
    expect(readAuthorities({ SSL_CERT_FILE: gone, SSL_CERT_DIR: gone, NODE_EXTRA_CA_CERTS: text })).toEqual({
      certificates: [],
      problems: [
        `SSL_CERT_FILE=${gone}: no such file`,
        `SSL_CERT_DIR=${gone}: no such file`,
        `NODE_EXTRA_CA_CERTS=${text}: no certificate in PEM`,
      ],
    });
  });
});
