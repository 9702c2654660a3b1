/**
 * The size that KMS measures.
 * @param text the policy as it is sent
 * @returns bytes in UTF-8
 */
export function policySizeInBytes(text: string): number {
  return Buffer.byteLength(text, "utf8");
}
