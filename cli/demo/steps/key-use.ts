import { auraPrincipal, DEFAULT_PROJECT } from "../../../simulator";
import { cloudTable } from "../cloud";
import { ACCOUNT } from "../estate";
import { KmsCalls, type KmsAnswer } from "../kms-calls";
import { DemoFailure } from "../narrator";
import type { Stage } from "../stage";

const REGION = "eu-west-1";
const OWNER = `arn:aws:iam::${ACCOUNT}:user/simulator`;
/** A user of an account that has nothing to do with this key. */
const STRANGER = "arn:aws:iam::123456789012:user/somebody";
const SECRET = Buffer.from("a secret of the database").toString("base64");

/** What the statement is for: Aura's account encrypts and decrypts with the key, and nobody else. */
export async function useKey(stage: Stage): Promise<void> {
  const { narrator } = stage;
  const { calls, keyId } = await callsOn(stage);
  const aura = auraPrincipal(DEFAULT_PROJECT).arn;
  const encrypted = await narrator.doing("aws kms encrypt, as Aura", () =>
    calls.as(aura, "Encrypt", { KeyId: keyId, Plaintext: SECRET }, "Plaintext"),
  );
  const ciphertext = answerOf(encrypted)["CiphertextBlob"] ?? "";
  const decrypted = await narrator.doing("aws kms decrypt, as Aura", () =>
    calls.as(aura, "Decrypt", { CiphertextBlob: ciphertext }, "CiphertextBlob"),
  );
  narrator.check("Aura's account encrypts and decrypts with the key", answerOf(decrypted)["Plaintext"] === SECRET);
  const refused = await narrator.doing("aws kms decrypt, as somebody of another account", () =>
    calls.as(STRANGER, "Decrypt", { KeyId: keyId, CiphertextBlob: ciphertext }, "CiphertextBlob"),
  );
  expectRefused(stage, refused, "AccessDeniedException", "another account is refused");
}

/** The key is disabled: the instance cannot be used, and runs again once the key is enabled. */
export async function loseKey(stage: Stage): Promise<void> {
  const { narrator, simulator } = stage;
  const { calls, keyId } = await callsOn(stage);
  const status = () => {
    const instance = simulator.aura.instances.list().find(({ region }) => region === REGION);
    return instance ? simulator.aura.instances.statusOf(instance) : "";
  };
  await narrator.doing("aws kms disable-key", () => calls.as(OWNER, "DisableKey", { KeyId: keyId }));
  const aura = auraPrincipal(DEFAULT_PROJECT).arn;
  const refused = await calls.as(aura, "Encrypt", { KeyId: keyId, Plaintext: SECRET }, "Plaintext");
  expectRefused(stage, refused, "DisabledException", "Aura cannot use the key any more");
  narrator.say(`\n${cloudTable(simulator)}\n`);
  narrator.check("the instance shows an encryption error", status() === "encryption key error", status);
  await narrator.doing("aws kms enable-key", () => calls.as(OWNER, "EnableKey", { KeyId: keyId }));
  narrator.check("the instance runs again", status() === "running", status);
}

async function callsOn(stage: Stage): Promise<{ readonly calls: KmsCalls; readonly keyId: string }> {
  const key = stage.simulator.kms.keys().find(({ region }) => region === REGION);
  if (!key) throw new DemoFailure(`there is no key in ${REGION}`);
  const calls = await KmsCalls.of(stage.simulator, REGION, stage.at("bytes"));
  const { cli } = calls;
  stage.narrator.say(cli === undefined ? "The AWS CLI is not used: the demo calls KMS itself." : `AWS CLI ${cli}`);
  return { calls, keyId: key.arn };
}

function answerOf(result: KmsAnswer): Readonly<Record<string, string>> {
  if ("refusal" in result) throw new DemoFailure(result.refusal);
  return result.answer;
}

function expectRefused({ narrator }: Stage, result: KmsAnswer, name: string, check: string): void {
  const refusal = "refusal" in result ? result.refusal : "";
  if (refusal) narrator.say(`\n${refusal}\n`);
  narrator.check(check, refusal.includes(name), refusal || "KMS did not refuse");
}
