import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { renderProblems, synthesizeEstate } from "../../../cli/synth/synthesize";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "aura-cmk-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const ESTATE = (statement: string): string => `version: 1
aura: { projectId: 6981ace7-efe5-4f5c-b7c5-267b5162ce91 }
accounts: { prod: { id: "111122223333" } }
keys:
  orders: { account: prod, region: eu-west-1, product: AuraDB, statement: ${statement} }
`;

/** What a person reads after the synthesis of an estate whose statement is in the file named. */
function said(statement: string, outdir = "out"): string {
  writeFileSync(join(folder, "estate.yaml"), ESTATE(statement));
  const result = synthesizeEstate(join(folder, "estate.yaml"), join(folder, outdir));
  return "problems" in result ? renderProblems(result.problems) : result.report;
}

it("awaits a statement in the file that an absolute path names", () => {
  const elsewhere = join(folder, "elsewhere", "orders.json");
  expect(said(elsewhere)).toContain(`\n3. Save it, as it is, to ${elsewhere}.\n`);
});

it("awaits a statement relative to the estate file", () => {
  expect(said("elsewhere/orders.json")).toContain(
    `\n3. Save it, as it is, to ${join(folder, "elsewhere/orders.json")}.\n`,
  );
});

it("says in one line that the stacks can not be written", () => {
  writeFileSync(join(folder, "file"), "");
  expect(said("orders.json", "file/out")).toBe(
    `${join(folder, "file/out")}: the folder of the stacks must be one that can be written, got: ENOTDIR, expected: a folder ` +
      "of yours; fix: check who owns it, or set CDKTF_OUTDIR to another one [output-unwritable]\n" +
      "1 problem; nothing was written.",
  );
});
