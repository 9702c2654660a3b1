import { TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { AuraCmkError } from "../../model/problem";
import { FRAMEWORK, wrongFramework, type Framework } from "../../model/framework";

/** The fork goes on where cdktf ended: cdktf has no version 0.22, CDK Terrain none before it. */
const FIRST_VERSION_OF_FORK = 22;

/**
 * Refuses a stack of the other framework, in which synthesis would fail with a fault in its internals.
 * @throws {@link AuraCmkError} `wrong-framework`
 */
export function requireOwnFramework(scope: Construct): void {
  const stack: Construct = TerraformStack.of(scope);
  if (stack instanceof TerraformStack) return;
  // A second copy of the same framework, as in a workspace with several packages, works.
  const used = frameworkOf(String(stack.node.tryGetContext("cdktfVersion")));
  if (used && used !== FRAMEWORK) throw new AuraCmkError([wrongFramework(FRAMEWORK)]);
}

/** Nothing is known of a stack in a unit test, whose version is "stubbed". */
function frameworkOf(version: string): Framework | undefined {
  const minor = /^0\.(\d+)\./.exec(version)?.[1];
  if (minor === undefined) return undefined;
  return Number(minor) < FIRST_VERSION_OF_FORK ? "cdktf" : "cdktn";
}
