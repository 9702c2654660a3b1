import { generateKeyPairSync, sign } from "node:crypto";

/** A certificate with its private key, both as PEM. */
export interface KeyPair {
  readonly certificate: string;
  readonly privateKey: string;
}

const MINUTE = 60_000;
const LIFETIME = 7 * 24 * 60 * MINUTE;

/** DER tags, and object identifiers in DER (without tag and length). */
const TAG = { boolean: 1, integer: 2, bits: 3, octets: 4, oid: 6, utf8: 12, time: 23, sequence: 48, set: 49 };
const OID = { commonName: "550403", altName: "551d11", constraints: "551d13", ecdsaSha256: "2a8648ce3d040302" };
const DNS_NAME = 0x82;
/** Tag of an explicit context-specific element. */
const explicit = (number: number) => 0xa0 + number;

function der(tag: number, ...content: (Buffer | string)[]): Buffer {
  const body = Buffer.concat(content.map((part) => (typeof part === "string" ? Buffer.from(part, "hex") : part)));
  const { length } = body;
  // DER takes the shortest form only.
  const size = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), body]);
}

const sequence = (...content: (Buffer | string)[]) => der(TAG.sequence, ...content);
const oid = (hex: string) => der(TAG.oid, hex);
const extension = (id: string, value: Buffer, ...critical: Buffer[]) =>
  sequence(oid(id), ...critical, der(TAG.octets, value));

/** UTCTime: `YYMMDDhhmmssZ`. */
const utcTime = (milliseconds: number) =>
  der(TAG.time, Buffer.from(`${new Date(milliseconds).toISOString().replace(/[-:T]/g, "").slice(2, 14)}Z`));

/**
 * Makes the certificate that Terraform trusts for this one process: self-signed, on P-256, for one host. Written out here because
 * loading a library for it takes a third of the time in which the plugin should be up.
 */
export function selfSigned(now = Date.now(), host = "localhost"): KeyPair {
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const algorithm = sequence(oid(OID.ecdsaSha256));
  const name = sequence(der(TAG.set, sequence(oid(OID.commonName), der(TAG.utf8, Buffer.from(host)))));
  const yes = der(TAG.boolean, "ff");
  const toSign = sequence(
    der(explicit(0), der(TAG.integer, "02")), // version 3
    der(TAG.integer, "01"), // serial number
    algorithm,
    name,
    sequence(utcTime(now - MINUTE), utcTime(now + LIFETIME)),
    name,
    publicKey.export({ type: "spki", format: "der" }),
    der(
      explicit(3),
      sequence(
        extension(OID.constraints, sequence(yes), yes),
        extension(OID.altName, sequence(der(DNS_NAME, Buffer.from(host)))),
      ),
    ),
  );
  const certificate = sequence(toSign, algorithm, der(TAG.bits, "00", sign("sha256", toSign, privateKey)));
  return {
    certificate: pem("CERTIFICATE", certificate),
    privateKey: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
  };
}

const pem = (label: string, bytes: Buffer) =>
  `-----BEGIN ${label}-----\n${bytes.toString("base64").replace(/(.{64})(?=.)/g, "$1\n")}\n-----END ${label}-----\n`;
