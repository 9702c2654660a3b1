import { generateKeyPairSync } from "node:crypto";
import { insteadOfRsaPublicKey } from "../../util/rsa-public-key";
import { PUBLIC_KEY } from "../support/public-key";

const spki = { type: "spki", format: "pem" } as const;
const pkcs8 = { type: "pkcs8", format: "pem" } as const;

it("an RSA public key of 2048 bits in PEM is one", () => {
  expect(insteadOfRsaPublicKey(PUBLIC_KEY)).toBeUndefined();
});

it.each([
  ["something else", () => "ssh-rsa AAAA"],
  ["something else", () => ""],
  ["something else", () => PUBLIC_KEY.slice(0, 200)],
  ["a private key", () => generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey.export(pkcs8).toString()],
  ["1024 bits", () => generateKeyPairSync("rsa", { modulusLength: 1024 }).publicKey.export(spki).toString()],
  ["a key of type ed25519", () => generateKeyPairSync("ed25519").publicKey.export(spki).toString()],
])("%s is none", (got, text) => {
  expect(insteadOfRsaPublicKey(text())).toBe(got);
});
