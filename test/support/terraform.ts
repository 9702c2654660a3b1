import { terraformVersion } from "./workspace";

export { tofuVersion, workspace, type Program, type TerraformResult, type Workspace } from "./workspace";

/** `describe` for tests that need the real Terraform: without one they are skipped, and say so. */
export const describeWithTerraform: jest.Describe = terraformVersion ? describe : describe.skip;
if (!terraformVersion)
  process.stderr.write("SKIPPED: no terraform on PATH; the tests with the real Terraform did not run\n");

/**
 * `describe` for tests of what Terraform can do from a version on: with an earlier one they are skipped, and say so.
 * @param minor of version 1
 */
export function describeSinceTerraform(minor: number): jest.Describe {
  const [major = 0, has = 0] = (terraformVersion ?? "").split(".").map(Number);
  if (major > 1 || (major === 1 && has >= minor)) return describe;
  process.stderr.write(`SKIPPED: no terraform 1.${minor} or later on PATH; tests of what it can do did not run\n`);
  return describe.skip;
}
