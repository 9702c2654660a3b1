import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { readInput } from "../../../cli/review/input";

async function* stdin(...chunks: (string | Error)[]): AsyncGenerator<string> {
  for (const chunk of chunks) {
    if (chunk instanceof Error) throw chunk;
    yield chunk;
  }
}

describe("the plans of the command line", () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), "aura-cmk-input-"));
    for (const stack of ["a", "b"]) {
      mkdirSync(path.join(folder, stack));
      writeFileSync(path.join(folder, stack, "plan.json"), `\ufeff{"of": "${stack}"}`);
    }
    writeFileSync(path.join(folder, "other.json"), "{}");
  });
  afterAll(() => rmSync(folder, { recursive: true }));
  const at = (name: string): string => path.join(folder, name);

  it("are named by their files, without a byte order mark", async () => {
    expect(await readInput([at("a/plan.json"), at("other.json"), "-"], stdin("{", "}"))).toEqual({
      plans: [
        { name: "plan.json", text: '{"of": "a"}' },
        { name: "other.json", text: "{}" },
        { name: "standard input", text: "{}" },
      ],
    });
  });

  it.each([
    ["UTF-16 with its mark", "\ufeff", false],
    ["UTF-16 without it", "", false],
    ["UTF-16 in the other order", "\ufeff", true],
    ["UTF-16 in the other order, without its mark", "", true],
  ])("may be in %s, as Windows PowerShell writes them", async (_, mark, swapped) => {
    const bytes = Buffer.from(`${mark}{"of": "ä"}`, "utf16le");
    writeFileSync(at("utf16.json"), swapped ? bytes.swap16() : bytes);
    expect(await readInput([at("utf16.json")], stdin())).toEqual({
      plans: [{ name: "utf16.json", text: '{"of": "ä"}' }],
    });
  });

  it("are read without the values that nobody reads where they are large", async () => {
    const bucket = { mode: "managed", type: "aws_s3_bucket", name: "b" };
    const key = { mode: "managed", type: "aws_kms_key", name: "k", values: { description: "ä" } };
    const plan = (values: object): string =>
      JSON.stringify({ planned_values: { root_module: { resources: [{ ...bucket, values }, key] } } });
    for (const size of [1_000, 1_000_000]) writeFileSync(at(`${size}.json`), plan({ policy: "x".repeat(size) }));
    expect(await readInput([at("1000.json"), at("1000000.json")], stdin())).toEqual({
      plans: [
        { name: "1000.json", text: plan({ policy: "x".repeat(1_000) }) },
        { name: "1000000.json", text: plan({}) },
      ],
    });
  });

  it("are named by their paths where two files have the same name", async () => {
    const names = [at("a/plan.json"), at("b/plan.json")];
    expect(await readInput(names, stdin())).toEqual({
      plans: [
        { name: names[0], text: '{"of": "a"}' },
        { name: names[1], text: '{"of": "b"}' },
      ],
    });
  });

  it("are unreadable when standard input breaks off", async () => {
    const broken = Object.assign(new Error("read EIO"), { code: "EIO" });
    expect(await readInput(["-"], stdin("{", broken))).toEqual({
      problems: [
        {
          code: "plan-unreadable",
          path: "standard input",
          what: "cannot read the plan",
          got: "EIO",
          expected: "",
          fix: "check the path",
        },
      ],
    });
  });
});
