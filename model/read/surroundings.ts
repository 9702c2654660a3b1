import { valueOf } from "../fact";
import { bareIdOf, isOtherCloudKey, nodesOf, type CmkModel } from "../model";
import { azureIn } from "./azure/surroundings";
import type { KeysInReach } from "./iam-policies";
import { CUSTOM_KEY_STORE } from "./key-node";
import { SIGN } from "./signs";

/** What of Aura the plans hold around something that no rule covers. */
export interface Surroundings extends KeysInReach {
  /** Whether the plans hold anything of Aura, or a key that may be Aura's. */
  readonly hasNodes: boolean;
  /** Whether a key is among them that a resource with an unknown key may mean. */
  readonly hasOpenKeys: boolean;
  /** Whether the key material of a key is outside of KMS, in a custom key store. */
  readonly hasKeysInStores: boolean;
  /** Whether a key of Google Cloud is among them, or what is registered of one. */
  readonly hasGoogleKeys: boolean;
  /** Whether a text names one of the keys, customer managed keys and instances. */
  readonly isNamedIn: (text: string) => boolean;
  /** Whether a key policy has a text. */
  readonly isInKeyPolicy: (text: string) => boolean;
  /** Whether a vault of Azure is among what the plans hold, and, for a scope, whether one is in it, or in one that is in it. */
  readonly holdsVault: (scope?: string) => boolean;
  /** Whether something names Aura, or one of the keys, customer managed keys and instances. */
  readonly isAbout: (thing: { readonly address?: string; readonly text: string }) => boolean;
}

/**
 * What of Aura the plans hold.
 * @param models the models before and after
 * @param ids the ids of the resources in AWS and Aura
 */
export function surroundingsOf(models: readonly CmkModel[], ids: readonly string[]): Surroundings {
  const keys = models.flatMap((model) => model.keys);
  const records = models.flatMap((model) => model.records);
  const addresses = models.flatMap(nodesOf).map(({ address }) => withoutModule(address));
  const otherKeys = models.flatMap(({ otherClouds }) => otherClouds.filter(isOtherCloudKey));
  const arns = [...keys.map(({ arn }) => arn), ...records.map(({ keyArn }) => keyArn)];
  const azure = azureIn(models);
  const names = [
    ...new Set([
      ...[...ids, ...arns.map(bareIdOf), ...addresses, ...records.map(({ recordId }) => valueOf(recordId))],
      ...otherKeys.map(({ keyId }) => valueOf(keyId)),
      ...azure.names,
    ]),
  ];
  const policies = models.flatMap((model) => [
    ...model.keyPolicies.map(({ policy }) => valueOf(policy)),
    ...model.keys.flatMap(({ policy, presentPolicy }) => [valueOf(policy), valueOf(presentPolicy)]),
  ]);
  const isNamedIn = (text: string): boolean => names.some((name) => hasWord(text, name));
  return {
    hasNodes: addresses.length > 0,
    keyArns: [...new Set(arns.flatMap((arn) => valueOf(arn) ?? []))],
    hasNewKeys: arns.some((arn) => !arn.known),
    hasKeysInStores: keys.some(({ materialOrigin }) => valueOf(materialOrigin) === CUSTOM_KEY_STORE),
    hasGoogleKeys: models.some(
      ({ otherClouds, records: registered }) =>
        otherClouds.some(({ kind }) => kind === "crypto-key" || kind === "key-iam" || kind === "key-version") ||
        registered.some(({ cloudProvider }) => valueOf(cloudProvider) === "gcp"),
    ),
    isNamedIn,
    isInKeyPolicy: (text) => policies.some((policy) => policy?.includes(text)),
    hasOpenKeys: keys.length > 0 || records.some(({ key, keyArn }) => key === undefined && !keyArn.known),
    holdsVault: azure.holdsVault,
    isAbout: ({ address = "", text }) => SIGN.test(address) || SIGN.test(text) || isNamedIn(text),
  };
}

/** `TYPE.NAME`, as an expression in the same module refers to it. */
function withoutModule(address: string | undefined): string | undefined {
  return /[\w-]+\.[\w-]+(?=(?:\[[^\]]*\])?$)/.exec(address ?? "")?.[0];
}

const PART_OF_WORD = /[\w-]/;

/** An id of eight digits may be a part of another one. */
function hasWord(text: string, word: string | undefined): boolean {
  if (!word) return false;
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
    const around = [text[at - 1] ?? "", text[at + word.length] ?? ""];
    if (!around.some((character) => PART_OF_WORD.test(character))) return true;
  }
  return false;
}
