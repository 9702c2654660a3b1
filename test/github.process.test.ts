import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { parse } from "yaml";

const { jobs } = parse(readFileSync(path.resolve(__dirname, "../.github/workflows/release.yml"), "utf8")) as {
  jobs: { publish: { steps: { id?: string; run?: string }[] } };
};
const SCRIPT = jobs.publish.steps.find(({ id }) => id === "notes")?.run ?? "";
const CHANGELOG =
  "# Changelog\n\n## [Unreleased]\n\n- Later.\n\n## [1.2.3] - 2026-11-29\n\n- New.\n\n## [1.2.2]\n\n- Old.\n";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), "aura-cmk-release-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Runs the step of the release that looks at the version, as GitHub runs it. */
function notes(version: string, tag: string, changelog: string): { status: number | null; text: string } {
  writeFileSync(path.join(folder, "package.json"), JSON.stringify({ version }));
  writeFileSync(path.join(folder, "CHANGELOG.md"), changelog);
  const env = { PATH: process.env["PATH"], GITHUB_REF_NAME: tag, RUNNER_TEMP: folder };
  const { status } = spawnSync("bash", ["-eo", "pipefail", "-c", SCRIPT], { cwd: folder, env });
  return { status, text: status === 0 ? readFileSync(path.join(folder, "notes.md"), "utf8").trim() : "" };
}

it("a release has the section of the changelog for its version", () => {
  expect(notes("1.2.3", "v1.2.3", CHANGELOG)).toEqual({ status: 0, text: "- New." });
  expect(notes("1.2.2", "v1.2.2", CHANGELOG)).toEqual({ status: 0, text: "- Old." });
});

it.each([
  ["a tag that is not the version of the package", "1.2.3", "v1.2.4", CHANGELOG],
  ["a version without a section", "1.2.4", "v1.2.4", CHANGELOG],
  ["a section without a text", "1.2.3", "v1.2.3", "## [1.2.3]\n\n## [1.2.2]\n\n- Old.\n"],
])("%s is not released", (_, version, tag, changelog) => {
  expect(notes(version, tag, changelog).status).toBe(1);
});
