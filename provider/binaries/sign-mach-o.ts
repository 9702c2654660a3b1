import { createHash } from "node:crypto";

/** Load commands of a Mach-O file, and what is read of them. */
const LC_SEGMENT_64 = 0x19;
const LC_CODE_SIGNATURE = 0x1d;
const MAGIC_64 = 0xfeedfacf;
const HEADER = 32;
const COMMAND_SIZE = 16;
/** Parts of a signature, and the sizes of their heads in bytes. */
const EMBEDDED_SIGNATURE = 0xfade0cc0;
const CODE_DIRECTORY = 0xfade0c02;
const SUPER_BLOB = 20;
const DIRECTORY = 88;
const DIRECTORY_VERSION = 0x20400;
/** Signed by nobody, as linkers do it. */
const AD_HOC_BY_LINKER = 0x20002;
const MAIN_BINARY = 1;
const SHA256 = { type: 2, size: 32 };
/** What is hashed one by one, and what the system maps, in bytes. */
const PAGE_BITS = 12;
const PAGE = 1 << PAGE_BITS;
const MEMORY_PAGE = 0x4000;

/**
 * Gives a program for macOS an ad-hoc signature, as Apple's linker does: arm64 starts no program without one. It says that the
 * file is whole, not who made it.
 * @param file a Mach-O executable for one processor, without a signature
 * @param identifier name that tools show
 * @see https://github.com/apple-oss-distributions/xnu/blob/main/osfmk/kern/cs_blobs.h
 */
export function signMachO(file: Buffer, identifier: string): Buffer {
  const { commands, end, text, linkedit } = readCommands(file);
  if (commands.some(({ type }) => type === LC_CODE_SIGNATURE)) throw new Error("the Mach-O file has a signature");
  if (file.subarray(end, end + COMMAND_SIZE).some((byte) => byte !== 0))
    throw new Error("the Mach-O file has no room for a signature");

  const limit = align(file.length, 16);
  const size = SUPER_BLOB + DIRECTORY + identifier.length + 1 + Math.ceil(limit / PAGE) * SHA256.size;
  const signed = Buffer.alloc(limit + align(size, 16));
  file.copy(signed);
  signed.writeUInt32LE(commands.length + 1, 16);
  signed.writeUInt32LE(end - HEADER + COMMAND_SIZE, 20);
  [LC_CODE_SIGNATURE, COMMAND_SIZE, limit, align(size, 16)].forEach((one, i) => signed.writeUInt32LE(one, end + 4 * i));
  const held = signed.length - Number(file.readBigUInt64LE(linkedit + 40));
  signed.writeBigUInt64LE(BigInt(align(held, MEMORY_PAGE)), linkedit + 32);
  signed.writeBigUInt64LE(BigInt(held), linkedit + 48);
  signature(signed.subarray(0, limit), identifier, file.subarray(text + 40, text + 56)).copy(signed, limit);
  return signed;
}

/** The load commands, where they end, and where those of two segments begin. */
function readCommands(file: Buffer) {
  if (file.readUInt32LE(0) !== MAGIC_64) throw new Error("not a Mach-O file for one processor");
  const commands: { type: number; at: number }[] = [];
  let end = HEADER;
  for (let left = file.readUInt32LE(16); left > 0; left--) {
    commands.push({ type: file.readUInt32LE(end), at: end });
    end += file.readUInt32LE(end + 4);
  }
  const segment = (name: string) => {
    const found = commands.find(({ type, at }) => type === LC_SEGMENT_64 && nameAt(file, at + 8) === name);
    if (!found) throw new Error(`the Mach-O file has no segment ${name}`);
    return found.at;
  };
  return { commands, end, text: segment("__TEXT"), linkedit: segment("__LINKEDIT") };
}

/**
 * @param code what is signed: the file up to its signature, with the load command that names it
 * @param textRange where the code of the program is and how long it is, two numbers of 64 bits
 */
function signature(code: Buffer, identifier: string, textRange: Buffer): Buffer {
  const name = Buffer.from(`${identifier}\0`);
  const hashes = Array.from({ length: Math.ceil(code.length / PAGE) }, (_, page) =>
    createHash("sha256")
      .update(code.subarray(page * PAGE, (page + 1) * PAGE))
      .digest(),
  );
  const length = DIRECTORY + name.length + hashes.length * SHA256.size;
  const directory = Buffer.concat([
    ...[words(CODE_DIRECTORY, length, DIRECTORY_VERSION, AD_HOC_BY_LINKER)],
    // Where hashes and name are; no special hashes.
    words(DIRECTORY + name.length, DIRECTORY, 0, hashes.length, code.length),
    Buffer.from([SHA256.size, SHA256.type, 0, PAGE_BITS]),
    // Unused: scattered code, a team, a limit of 64 bits.
    words(0, 0, 0, 0, 0, 0),
    Buffer.from(textRange).swap64(),
    words(0, MAIN_BINARY),
  ]);
  const head = words(EMBEDDED_SIGNATURE, SUPER_BLOB + length, 1, 0, SUPER_BLOB);
  return Buffer.concat([head, directory, name, ...hashes]);
}

const nameAt = (file: Buffer, at: number) => file.toString("latin1", at, at + 16).replace(/\0+$/, "");
const align = (size: number, to: number) => Math.ceil(size / to) * to;

/** Numbers as signatures hold them: 32 bits, the highest first. */
function words(...numbers: number[]): Buffer {
  const bytes = Buffer.alloc(numbers.length * 4);
  numbers.forEach((number, i) => bytes.writeUInt32BE(number, i * 4));
  return bytes;
}
