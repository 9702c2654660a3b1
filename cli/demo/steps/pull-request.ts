import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import type { TerraformStack } from "cdktf";
import { AuraKeyPolicy, AuraKmsKey, AuraStatement } from "../../../constructs";
import { readPlans } from "../../../model/read/read-plans";
import { ROTATION_PERIOD_IN_DAYS } from "../../../model/limits";
import { ownKeyPolicy } from "../../../policy/key-policy";
import { renderMarkdown } from "../../../review/format/markdown";
import { reviewPlans } from "../../../review/review";
import type { Review } from "../../../review/types";
import { DEFAULT_PROJECT, statementFor, type Simulator } from "../../../simulator";
import { ACCOUNT } from "../estate";
import { DemoFailure } from "../narrator";
import type { Stage } from "../stage";
import { APPLY } from "./common";

const STACK = "shared-key";
const REGION = "eu-west-1";
/** An existing key of another team. */
const KEY_ID = "0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d";

/** A construct gets another name: Terraform accepts the change, the review of its plan blocks it. */
export async function renamedConstruct(stage: Stage): Promise<void> {
  const { narrator, simulator } = stage;
  const keyArn = existingKey(simulator);
  stage.program(STACK, (stack) => keyPolicy(stack, "key-policy", keyArn));
  await stage.mustRun("initialize", STACK, ["init"]);
  await stage.mustRun("deploy", STACK, APPLY);

  stage.program(STACK, (stack) => keyPolicy(stack, "shared-key-policy", keyArn));
  const planned = await stage.mustRun('plan, with the construct "key-policy" renamed,', STACK, [
    "plan",
    "-out=plan.bin",
  ]);
  const changes = planned.match(/^( {2}# \S+ will be .*|Plan: .*)$/gm) ?? [];
  narrator.say(`\n${changes.join("\n")}\n`);
  narrator.check("Terraform would apply the plan, which changes no key", !planned.includes("# aws_kms_key."), planned);

  const review = await narrator.doing("review the plan", async () => reviewOf(await planOf(stage), simulator));
  narrator.say(`\n${renderMarkdown(review)}`);
  const blocking = review.findings.filter(({ level }) => level === "block").map(({ rule }) => rule);
  narrator.check(
    "the review blocks the pull request: the key policy would be reset, and Aura would lose access",
    review.verdict === "BLOCK" && blocking.includes("policy-not-reset"),
    `${review.verdict}: ${blocking.join()}`,
  );
}

/** The key policy with Aura's statement, the only resource of this stack. */
function keyPolicy(stack: TerraformStack, id: string, keyArn: string): void {
  new AwsProvider(stack, "aws", { region: REGION });
  new AuraKeyPolicy(stack, id, {
    key: AuraKmsKey.fromKeyArn(stack, "key", keyArn),
    currentPolicy: ownKeyPolicy(OWNER),
    statement: AuraStatement.fromObject(statementFor(DEFAULT_PROJECT)),
    auraAccountId: DEFAULT_PROJECT.awsAccountId,
  });
}

const OWNER = { partition: "aws", accountId: ACCOUNT };

/** Adds the key to the simulated cloud. */
function existingKey({ kms }: Simulator): string {
  const { arn } = kms.addKey({
    ...{ keyId: KEY_ID, region: REGION, accountId: ACCOUNT, description: "Created by another team." },
    ...{ policy: JSON.stringify(ownKeyPolicy(OWNER)), rotationPeriodInDays: ROTATION_PERIOD_IN_DAYS.default },
  });
  return arn;
}

async function planOf(stage: Stage): Promise<string> {
  const { code, output } = await stage.show(STACK, "plan.bin");
  if (code !== 0) throw new DemoFailure(`terraform show ended with ${code}:\n${output}`);
  return output;
}

function reviewOf(text: string, { clock }: Simulator): Review {
  const read = readPlans([{ name: STACK, text }]);
  if ("problems" in read) throw new DemoFailure(read.problems.map(({ got }) => got).join("\n"));
  return reviewPlans(read.reading, { now: new Date(clock.now()) });
}
