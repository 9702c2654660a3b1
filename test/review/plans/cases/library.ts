import { DEFAULT_PROJECT } from "../../../../simulator";
import type { Root, Stage } from "../stage";
import { onePlan, type PlanCase } from "./case";
import { AURA } from "./hcl";

const estate = (more = ""): string => `version: 1
aura: { projectId: ${DEFAULT_PROJECT.id} }
accounts: { prod: { id: "111122223333" } }
keys:
  orders: { account: prod, region: eu-west-1, product: AuraDB, statement: orders.json${more} }
instances:
  main: { key: orders, region: eu-west-1, memory: 8GB${more} }
`;
const STATEMENT = "orders.json";
const DESTROYABLE = ", removalPolicy: destroy";

/** The stack in phase 1, applied; its statement is not saved yet. */
async function phase1(on: Stage, text = estate()): Promise<void> {
  await stackOf(on, text).apply();
}

/** The stack in phase 2, applied. */
async function phase2(on: Stage, text = estate()): Promise<void> {
  await phase1(on, text);
  on.file(STATEMENT, await on.console());
  await stackOf(on, text).apply();
}

const stackOf = (on: Stage, text = estate()): Root => on.estate(text, "prod-eu-west-1");

/** What the library makes of an estate file. */
export const LIBRARY: readonly PlanCase[] = [
  onePlan("create", "phase 1 from nothing: key, alias and record; the instance is held back", (on) =>
    stackOf(on).plan(),
  ),
  onePlan("create-encrypted", "phase 2 from nothing: the statement is there from the beginning", (on) => {
    on.file(STATEMENT, JSON.stringify(AURA));
    return stackOf(on).plan();
  }),
  onePlan("phase-1-to-2", "the statement goes into the policy of the key, and the instance is created", async (on) => {
    await phase1(on);
    on.file(STATEMENT, await on.console());
    return stackOf(on).plan();
  }),
  onePlan(
    "phase-2-to-1",
    "the statement's file is gone; only `removalPolicy: destroy` lets this happen",
    async (on) => {
      await phase2(on, estate(DESTROYABLE));
      on.removeFile(STATEMENT);
      return stackOf(on, estate(DESTROYABLE)).plan();
    },
  ),
  onePlan("phase-2-to-1-refused", "the same with `removalPolicy: retain`: the plan fails", async (on) => {
    await phase2(on);
    on.removeFile(STATEMENT);
    return stackOf(on).failingPlan();
  }),
  onePlan("no-changes", "nothing to do, and nothing has drifted", async (on) => {
    await phase2(on);
    // Writes down that the record is ready by now, which would be drift.
    await stackOf(on).apply();
    return stackOf(on).plan();
  }),
  onePlan("destroy", "`-destroy` of a stack with `removalPolicy: destroy`", async (on) => {
    await phase2(on, estate(DESTROYABLE));
    return stackOf(on, estate(DESTROYABLE)).plan("-destroy");
  }),
];
