import { terraformVersion } from "./workspace";

export { tofuVersion, workspace, type Program, type TerraformResult, type Workspace } from "./workspace";

/** `describe` for tests that need the real Terraform: without one they are skipped, and say so. */
export const describeWithTerraform: jest.Describe = terraformVersion ? describe : describe.skip;
if (!terraformVersion)
  process.stderr.write("SKIPPED: no terraform on PATH; the tests with the real Terraform did not run\n");
