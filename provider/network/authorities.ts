import { X509Certificate } from "node:crypto";
import { readdirSync } from "node:fs";
import { delimiter, join } from "node:path";
import { whyUnreadable } from "../../util/file-errors";
import { readTextFile } from "../../util/read-file";

/** Variables that name certificate authorities in PEM: a file, folders, a file. */
export const AUTHORITY_VARIABLES = ["SSL_CERT_FILE", "SSL_CERT_DIR", "NODE_EXTRA_CA_CERTS"] as const;

/** Largest file that is looked through for certificates, in bytes; the bundle of a whole system has less than 1 MB. */
const MAX_FILE_SIZE = 16_000_000;
const CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

/** Certificate authorities of the environment. */
export interface Authorities {
  /** The certificates, in PEM. */
  readonly certificates: readonly string[];
  /** What is set and of no use, such as `SSL_CERT_FILE=/x: no such file`. */
  readonly problems: readonly string[];
}

/** The variables that are set. */
export const authorityVariables = (env: NodeJS.ProcessEnv): string[] => AUTHORITY_VARIABLES.filter((name) => env[name]);

/**
 * Reads the certificate authorities that the environment names.
 * @param env the environment
 */
export function readAuthorities(env: NodeJS.ProcessEnv): Authorities {
  const read = authorityVariables(env).map((variable) => {
    const value = env[variable] ?? "";
    const found = variable === "SSL_CERT_DIR" ? inFolders(value) : inFile(value);
    const problem = typeof found === "string" ? found : found.length === 0 ? "no certificate in PEM" : undefined;
    return {
      certificates: typeof found === "string" ? [] : found,
      problems: problem === undefined ? [] : [`${variable}=${value}: ${problem}`],
    };
  });
  return {
    certificates: [...new Set(read.flatMap(({ certificates }) => certificates))],
    problems: read.flatMap(({ problems }) => problems),
  };
}

/** The certificates of a file, or why it cannot be read. */
function inFile(path: string): string[] | string {
  const read = readTextFile(path, { maxBytes: MAX_FILE_SIZE, lossy: true, pipes: true });
  return "text" in read ? (read.text.match(CERTIFICATE) ?? []).filter(isCertificate) : read.unreadable.got;
}

/** The certificates of all files in folders, or why none of these can be read; what else is in them does not matter. */
function inFolders(folders: string): string[] | string {
  const found: string[] = [];
  let problem: string | undefined;
  for (const folder of folders.split(delimiter).filter((one) => one !== "")) {
    try {
      const files = readdirSync(folder).map((name) => inFile(join(folder, name)));
      found.push(...files.flatMap((one) => (typeof one === "string" ? [] : one)));
    } catch (error) {
      problem = whyUnreadable(error);
    }
  }
  return found.length === 0 && problem !== undefined ? problem : found;
}

/** A single broken one would make all of them unusable. */
function isCertificate(pem: string): boolean {
  try {
    return new X509Certificate(pem).raw.length > 0;
  } catch {
    return false;
  }
}
