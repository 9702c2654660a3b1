import { readFileSync } from "node:fs";
import { PEERS, requirePeers } from "../../../constructs/private/peers";

const installed =
  (...missing: string[]) =>
  (module: string) =>
    !missing.includes(module);

it("says nothing when every package is installed", () => {
  expect(() => requirePeers(installed())).not.toThrow();
});

it.each([
  [
    ["@cdktf/provider-aws/lib/kms-key"],
    "@cdktf/provider-aws is not installed; expected: the packages that cdktf-aura-cmk works with; help: npm install @cdktf/provider-aws@21 [package-missing]",
  ],
  [
    ["cdktf", "constructs"],
    "cdktf, constructs are not installed; expected: the packages that cdktf-aura-cmk works with; help: npm install cdktf@0.21 constructs@10 [package-missing]",
  ],
])("says in one line what to install without %s", (missing, line) => {
  expect(() => requirePeers(installed(...missing))).toThrow(line);
});

it("names the packages of package.json, in versions that are in their ranges", () => {
  const { peerDependencies } = JSON.parse(readFileSync("package.json", "utf8")) as {
    peerDependencies: Record<string, string>;
  };
  const named = Object.values(PEERS).map((name) => /^(.+)@([\d.]+)$/.exec(name)?.slice(1) ?? []);
  expect(Object.fromEntries(named.map(([name = "", version]) => [name, version]))).toEqual({
    ...{ cdktf: "0.21", constructs: "10", "@cdktf/provider-aws": "21" },
  });
  for (const [name = "", version = ""] of named)
    expect(peerDependencies[name]).toMatch(new RegExp(`[\\^=]${version}\\.`));
});
