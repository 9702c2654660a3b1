import { generateKeyPairSync } from "node:crypto";
import { instance } from "../../../provider/resources/instance";

const problems = (value: string) =>
  instance
    .validate?.({ password_public_key: value })
    .filter(({ path }) => path?.[0] === "password_public_key")
    .map(({ summary, detail }) => `${summary}: ${detail}`);
const pem = (kind: "public" | "private", size = 2048) => {
  const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: size });
  return kind === "public"
    ? publicKey.export({ type: "spki", format: "pem" }).toString()
    : privateKey.export({ type: "pkcs8", format: "pem" }).toString();
};
const EXPECTED = "Invalid password_public_key: It must be an RSA public key in PEM, 2048 bits or more, got:";

describe("the public key for a password", () => {
  it("may be RSA of 2048 bits", () => {
    expect(problems(pem("public"))).toEqual([]);
  });

  it.each([
    ["something else", () => "ssh-rsa AAAA", "something else."],
    ["nothing", () => "", "something else."],
    [
      "a private key",
      () => pem("private"),
      "a private key. It would be in the state; take the public key of the pair.",
    ],
    ["too short", () => pem("public", 1024), "1024 bits."],
    [
      "of another type",
      () => generateKeyPairSync("ed25519").publicKey.export({ type: "spki", format: "pem" }).toString(),
      "a key of type ed25519.",
    ],
  ])("may not be %s, and is not shown", (_, value, got) => {
    expect(problems(value())).toEqual([`${EXPECTED} ${got}`]);
  });
});
