import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { LINT_CODES } from "../../policy/codes";
import { run } from "../cli/support/run";
import { GUARD_STATEMENT } from "../support/samples";

const page = readFileSync(join(__dirname, "../../docs/statement.md"), "utf8");
const fences = [...page.matchAll(/^```(\w+)\n([\s\S]*?)\n```$/gm)].map(([, language, text]) => ({
  language: language ?? "",
  text: text ?? "",
}));

let folder: string;
const before = process.cwd();
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "aura-cmk-statement-"));
  process.chdir(folder);
});
afterAll(() => {
  process.chdir(before);
  rmSync(folder, { recursive: true });
});

it("shows what the commands print for the files that it shows", async () => {
  const shown = fences.filter(({ language }) => language === "json");
  for (const [index, name] of ["aura.json", "edited.json"].entries()) {
    expect(page).toContain(`\`${name}\``);
    writeFileSync(name, `${shown[index]?.text}\n`);
  }
  const commands = fences.flatMap(({ language, text }, index) =>
    language === "sh" ? [{ command: text, printed: fences[index + 1] }] : [],
  );
  expect(commands).toHaveLength(4);
  expect(fences).toHaveLength(12);
  for (const { command, printed } of commands) {
    expect(command).toMatch(/^npx aura-cmk lint \S+/);
    const { stdout, stderr } = await run(...command.split(" ").slice(2));
    expect(stderr).toBe("");
    if (printed?.language === "json") expect(JSON.parse(printed.text)).toEqual(JSON.parse(stdout));
    else expect(`${printed?.text}\n`).toBe(stdout);
  }
});

it("shows the deletion guard that keys have by default", () => {
  const guard = fences.find(({ text }) => text.includes("kms:ScheduleKeyDeletion"));
  expect(JSON.parse(guard?.text ?? "")).toEqual(GUARD_STATEMENT);
});

it("has the table of the codes, kind by kind", () => {
  const rows = page
    .split(/^### /m)
    .slice(2)
    .flatMap((section) =>
      [...section.matchAll(/^\| \[`([\w-]+)`\]\((\S+)\) +\| (\w+) +\| (.+?) +\|$/gm)].map(
        ([, code, see, severity, meaning]) => ({
          ...{ code, see, severity, meaning: meaning?.replaceAll("\\", "") },
          kind: section.split(":")[0]?.toLowerCase().replace("without", "no"),
        }),
      ),
    );
  const kinds = ["unreadable", "refused", "no effect", "dangerous"];
  expect(rows).toEqual(
    kinds.flatMap((kind) =>
      Object.entries(LINT_CODES)
        .filter(([, rule]) => rule.kind === kind)
        .map(([code, rule]) => ({ code, ...rule })),
    ),
  );
});

it("names every rule of the policy", () => {
  const rules = readFileSync(join(__dirname, "../../docs/rules.md"), "utf8");
  const named = [...page.matchAll(/\(rules\.md#([\w-]+)\)/g)].map(([, id]) => id);
  expect(named).toHaveLength(6);
  for (const id of named) expect(rules).toContain(`\n## ${id}\n`);
});
