import { execFileSync } from "node:child_process";
import { resolve } from "node:path";

describe("aura-cmk", () => {
  it("loads neither cdktf nor the provider to show its help", () => {
    const script = `require("ts-node/register");
      require("./cli/program").main(["--help"]).then(() => {
        const heavy = Object.keys(require.cache).filter((file) => /node_modules.(cdktf|constructs|@grpc|zod|yaml)\\W/.test(file));
        console.log(JSON.stringify({ files: Object.keys(require.cache).length, heavy }));
      });`;
    const output = execFileSync(process.execPath, ["-e", script], {
      cwd: resolve(__dirname, "../.."),
      encoding: "utf8",
    });
    const { files, heavy } = JSON.parse(output.trim().split("\n").at(-1) ?? "") as { files: number; heavy: string[] };
    expect(files).toBeGreaterThan(5);
    expect(heavy).toEqual([]);
  });
});
