import { arnOfKeyId, bareKeyId, parseKeyArn } from "../../policy/arn";
import { known, valueOf, type Fact } from "../fact";
import type { KeyPolicyNode } from "../model";
import { Attributes } from "./attributes";
import { linkedKey, regionFact, type Reader } from "./reader";

/**
 * The key that a policy of its own resource is on. The AWS provider reads back the bare id of the key, however that was given, and
 * keeps what it was given in `id`. It takes another `key_id` in place and moves nothing: the policy stays on the key that it was
 * made on.
 * @param reader the policy
 * @param account the account of the key, as far as it is known without its ARN
 * @see https://github.com/hashicorp/terraform-provider-aws/issues/46432
 */
export function keyOfPolicy(
  reader: Reader,
  account: Fact<string>,
): Pick<KeyPolicyNode, "key" | "keyId" | "askedKeyId"> {
  const { own, change } = reader;
  const region = regionFact(reader);
  const asked = own.text("key_id");
  const updated = reader.name === "after" && change.actions.includes("update") ? change.before : undefined;
  const prior = updated && new Attributes(updated, change.address);
  const kept = prior?.text("key_id");
  const stays = kept !== undefined && !isSameKey(asked, kept);
  const named = stays ? kept : asked;
  const key = linkedKey(reader, "key_id", named, region);
  const keyId = withArn(named, [own.plainText("id"), prior?.plainText("id")], region, account);
  return { ...(key !== undefined && { key }), keyId, ...(stays && { askedKeyId: asked }) };
}

/** What nobody knows yet may be the same key, and mostly is the one that the expression refers to. */
function isSameKey(asked: Fact<string>, kept: Fact<string>): boolean {
  return !asked.known || !kept.known || bareKeyId(asked.value) === bareKeyId(kept.value);
}

/** The replicas of a multi-Region key share their bare id: only the ARN says which one is meant. */
function withArn(
  named: Fact<string>,
  ids: readonly (string | undefined)[],
  region: Fact<string>,
  account: Fact<string>,
): Fact<string> {
  if (!named.known || !("not" in parseKeyArn(named.value))) return named;
  const spelled = ids.find((id) => id !== undefined && id !== named.value && bareKeyId(id) === named.value);
  if (spelled !== undefined) return known(spelled, named.source);
  const [where, whose] = [valueOf(region), valueOf(account)];
  const arn = where === undefined || whose === undefined ? undefined : arnOfKeyId(named.value, where, whose);
  return arn === undefined ? named : known(arn, named.source);
}
