import { open, seal } from "../../../provider/resources/sealing";

const bytesOf = (sealed: string) => Buffer.from(sealed, "base64");
const sealed = (text = "p4ssw0rd — größer") => seal(text, "s3cret");

describe("a sealed text", () => {
  it.each(["p4ssw0rd — größer", "", "x".repeat(100_000)])("is opened with the same secret", (text) => {
    expect(open(sealed(text), "s3cret")).toBe(text);
  });

  it("is not opened with another one", () => {
    expect(open(sealed(), "S3cret")).toBeUndefined();
  });

  it("is not opened when any byte of it was changed", () => {
    const bytes = bytesOf(sealed());
    const opened = [...bytes.keys()].map((at) => {
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ 1;
      return open(changed.toString("base64"), "s3cret");
    });
    expect(opened.filter((text) => text !== undefined)).toEqual([]);
  });

  it.each([0, 1, 16, 28, 43])("is not opened when only %d bytes of it are left", (length) => {
    expect(open(bytesOf(sealed()).subarray(0, length).toString("base64"), "s3cret")).toBeUndefined();
  });

  it("has its own salt and nonce each time", () => {
    const [one, other] = [bytesOf(sealed()), bytesOf(sealed())];
    for (const [from, to] of [
      [0, 16],
      [16, 28],
      [44, one.length],
    ])
      expect(one.subarray(from, to)).not.toEqual(other.subarray(from, to));
  });
});
