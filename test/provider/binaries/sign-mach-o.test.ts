import { createHash } from "node:crypto";
import { signMachO } from "../../../provider/binaries/sign-mach-o";

const HEADER = 32;
const SEGMENT = 72;
const PAGE = 4096;

/** A program of two segments with as much code as given, and with room for further load commands. */
function program(size: number, { room = 64, commands = ["__TEXT", "__LINKEDIT"] } = {}): Buffer {
  const file = Buffer.alloc(size, 7);
  file.fill(0, 0, HEADER + commands.length * SEGMENT + room);
  file.writeUInt32LE(0xfeedfacf, 0);
  file.writeUInt32LE(commands.length, 16);
  file.writeUInt32LE(commands.length * SEGMENT, 20);
  commands.forEach((name, index) => {
    const at = HEADER + index * SEGMENT;
    file.writeUInt32LE(0x19, at);
    file.writeUInt32LE(SEGMENT, at + 4);
    file.write(name, at + 8, "latin1");
    const isText = name === "__TEXT";
    file.writeBigUInt64LE(BigInt(isText ? 0 : PAGE), at + 40);
    file.writeBigUInt64LE(BigInt(isText ? PAGE : size - PAGE), at + 48);
  });
  return file;
}

describe("the ad-hoc signature of a program for macOS", () => {
  const signed = signMachO(program(2 * PAGE + 100), "example");
  const end = HEADER + 2 * SEGMENT;
  const [command, length, at, size] = [0, 4, 8, 12].map((offset) => signed.readUInt32LE(end + offset)) as [
    number,
    number,
    number,
    number,
  ];
  const directory = signed.subarray(at + 20);

  it("is named by a load command, and lies in the last segment, which ends with the file", () => {
    expect([signed.readUInt32LE(16), signed.readUInt32LE(20)]).toEqual([3, 2 * SEGMENT + 16]);
    expect([command, length, at, at + size]).toEqual([0x1d, 16, 2 * PAGE + 112, signed.length]);
    const linkedit = HEADER + SEGMENT;
    expect(Number(signed.readBigUInt64LE(linkedit + 48))).toBe(signed.length - PAGE);
    expect(Number(signed.readBigUInt64LE(linkedit + 32))).toBe(4 * PAGE);
  });

  it("holds the hash of each page of the file up to it", () => {
    expect(signed.readUInt32BE(at)).toBe(0xfade0cc0);
    expect(directory.readUInt32BE(0)).toBe(0xfade0c02);
    const [hashes, name, pages, limit] = [16, 20, 28, 32].map((offset) => directory.readUInt32BE(offset)) as [
      number,
      number,
      number,
      number,
    ];
    expect(directory.toString("latin1", name, name + 8)).toBe("example\0");
    expect([pages, limit]).toEqual([3, at]);
    for (let page = 0; page < pages; page++) {
      const hash = createHash("sha256").update(signed.subarray(page * PAGE, Math.min((page + 1) * PAGE, limit)));
      expect(directory.subarray(hashes + page * 32, hashes + page * 32 + 32).equals(hash.digest())).toBe(true);
    }
  });

  it("is ad hoc, of a main program, with the place of its code", () => {
    expect(directory.readUInt32BE(12)).toBe(0x20002);
    expect([64, 72, 80].map((offset) => Number(directory.readBigUInt64BE(offset)))).toEqual([0, PAGE, 1]);
  });

  it("is refused for what is no such program, has one, or has no room for one", () => {
    expect(() => signMachO(Buffer.alloc(PAGE), "x")).toThrow("not a Mach-O file for one processor");
    expect(() => signMachO(signed, "x")).toThrow("the Mach-O file has a signature");
    expect(() => signMachO(program(PAGE, { room: 0 }), "x")).toThrow("the Mach-O file has no room for a signature");
    expect(() => signMachO(program(PAGE, { commands: ["__TEXT"] }), "x")).toThrow("has no segment __LINKEDIT");
  });
});
