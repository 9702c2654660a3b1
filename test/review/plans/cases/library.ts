import { DEFAULT_PROJECT } from "../../../../simulator";
import type { Root, Stage } from "../stage";
import { onePlan, type PlanCase } from "./case";

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
  on.file(STATEMENT, await on.console("orders"));
  await stackOf(on, text).apply();
}

const stackOf = (on: Stage, text = estate()): Root => on.estate(text, "prod-eu-west-1");

/** What the library makes of an estate file. */
export const LIBRARY: readonly PlanCase[] = [
  onePlan("create", "phase 1 from nothing: key, alias and record; the instance is held back", (on) =>
    stackOf(on).plan(),
  ),
  onePlan("phase-1-to-2", "the statement goes into the policy of the key, and the instance is created", async (on) => {
    await phase1(on);
    on.file(STATEMENT, await on.console("orders"));
    return stackOf(on).plan();
  }),
];
void [phase2, DESTROYABLE];
