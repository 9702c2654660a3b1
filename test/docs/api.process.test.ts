import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { ROOT } from "./generated/pages";

it("the API reference is up to date with the docstrings (else: npm run docs)", () => {
  const args = ["-T", path.join(ROOT, "test/docs/generated/write.ts"), "--check"];
  expect(() => execFileSync(path.join(ROOT, "node_modules/.bin/ts-node"), args, { stdio: "pipe" })).not.toThrow();
});

it("has what programs construct, and what may be passed to it", () => {
  const page = readFileSync(path.join(ROOT, "docs/api.md"), "utf8");
  const index = readFileSync(path.join(ROOT, "constructs/index.ts"), "utf8");
  const files = [...index.matchAll(/from "\.\/((?:aura|encrypted)-[\w-]+)"/g)].map(([, name = ""]) => name);
  expect(files.length).toBeGreaterThan(8);
  const names = files.map((name) =>
    name
      .split("-")
      .map((part) => part.charAt(0).toUpperCase() + part.slice(1))
      .join(""),
  );
  expect(names.filter((name) => !page.includes(`\n## ${name}\n`))).toEqual([]);
  expect(page).toContain(
    "- `deletionWindowInDays` (`number`): Days from the request to delete the key to its deletion, 7-30. Default: 30.",
  );
});
