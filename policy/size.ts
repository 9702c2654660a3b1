import { POLICY_CHARACTER } from "./limits";

/**
 * The size that KMS measures.
 * @param text the policy as it is sent
 * @returns bytes in UTF-8
 */
export function policySizeInBytes(text: string): number {
  return Buffer.byteLength(text, "utf8");
}

/** A character that KMS does not take in a key policy. */
export interface ForbiddenCharacter {
  readonly character: string;
  /** Place of its first occurrence in the text, in UTF-16 code units from 0. */
  readonly offset: number;
  /** How often it occurs. */
  readonly count: number;
}

/**
 * The characters that KMS refuses in a key policy, each once, in the order in which they occur first.
 * @param text the policy
 */
export function charactersOutsideKms(text: string): ForbiddenCharacter[] {
  const found = new Map<string, { offset: number; count: number }>();
  let offset = 0;
  for (const character of text) {
    if (!POLICY_CHARACTER.test(character)) {
      const seen = found.get(character);
      if (seen) seen.count += 1;
      else found.set(character, { offset, count: 1 });
    }
    offset += character.length;
  }
  return [...found].map(([character, { offset: first, count }]) => ({ character, offset: first, count }));
}
