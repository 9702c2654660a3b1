import { DEFAULT_PROJECT } from "../../../../simulator";
import type { Stage } from "../stage";
import { onePlan, type PlanCase } from "./case";
import { AURA, AURA_ELSEWHERE, ELSEWHERE_ID } from "./hcl";

const estate = (more = "", ofKey = more): string => `version: 1
aura: { projectId: ${DEFAULT_PROJECT.id} }
accounts: { prod: { id: "111122223333" } }
keys:
  orders: { account: prod, region: eu-west-1, product: AuraDB, statement: orders.json${ofKey} }
instances:
  main: { key: orders, region: eu-west-1, memory: 8GB${more} }
`;
const STATEMENT = "orders.json";
const ACCOUNT_EXPECTED = `, auraAccountId: "${DEFAULT_PROJECT.awsAccountId}"`;
const DESTROYABLE = ", removalPolicy: destroy";

const WAIVER = "waivers: [{ rule: version-supported, on: main, reason: agreed with Neo4j }]\n";

const REPLICATED = `version: 1
aura: { projectId: ${DEFAULT_PROJECT.id} }
accounts: { prod: { id: "111122223333" } }
keys:
  orders: { account: prod, region: eu-west-1, replicas: [eu-central-1], product: AuraDB, statement: orders.json }
instances:
  main: { key: orders, region: eu-west-1, memory: 8GB }
  copy: { key: orders, region: eu-central-1, memory: 8GB }
`;

const STACK = "prod-eu-west-1";
const apply = async (on: Stage, text = estate()): Promise<void> => (await on.estate(text, STACK)).apply();
const plan = async (on: Stage, text = estate(), ...options: string[]): Promise<string> =>
  (await on.estate(text, STACK)).plan(...options);

/** The stack in phase 2, applied as people do it: first without the statement, then with what the Console shows. */
async function phase2(on: Stage, text = estate()): Promise<void> {
  await apply(on, text);
  on.file(STATEMENT, await on.console());
  await apply(on, text);
}

/** What the library makes of an estate file. */
export const LIBRARY: readonly PlanCase[] = [
  onePlan("create", "phase 1 from nothing: key, alias and record; the instance is deferred", (on) => plan(on)),
  onePlan("create-encrypted", "phase 2 from nothing: the statement is there from the beginning", (on) => {
    on.file(STATEMENT, JSON.stringify(AURA));
    return plan(on);
  }),
  onePlan("phase-1-to-2", "the statement goes into the policy of the key, and the instance is created", async (on) => {
    await apply(on);
    on.file(STATEMENT, await on.console());
    return plan(on);
  }),
  onePlan("principal-expected", "the same, and the estate names the expected account", async (on) => {
    const text = estate("", ACCOUNT_EXPECTED);
    await apply(on, text);
    on.file(STATEMENT, await on.console());
    return plan(on, text);
  }),
  onePlan(
    "principal-expected-at-once",
    "the same, and the plan adds the expected account together with the statement",
    async (on) => {
      await apply(on, estate());
      on.file(STATEMENT, await on.console());
      return plan(on, estate("", ACCOUNT_EXPECTED));
    },
  ),
  onePlan("principal-changed", "statement and expected account change to another account at once", async (on) => {
    await phase2(on, estate("", ACCOUNT_EXPECTED));
    on.file(STATEMENT, JSON.stringify(AURA_ELSEWHERE));
    return plan(on, estate("", `, auraAccountId: "${ELSEWHERE_ID}"`));
  }),
  onePlan(
    "phase-2-to-1",
    "the statement's file is gone; only `removalPolicy: destroy` lets this happen",
    async (on) => {
      await phase2(on, estate(DESTROYABLE));
      on.removeFile(STATEMENT);
      return plan(on, estate(DESTROYABLE));
    },
  ),
  onePlan("phase-2-to-1-refused", "the same with `removalPolicy: retain`: the plan fails", async (on) => {
    await phase2(on);
    on.removeFile(STATEMENT);
    return (await on.estate(estate(), STACK)).failingPlan();
  }),
  onePlan("no-changes", "nothing to do, and nothing has drifted", async (on) => {
    await phase2(on);
    // Writes down that the record is ready by now, which would be drift.
    await apply(on);
    return plan(on);
  }),
  onePlan(
    "protection-gone",
    "`removalPolicy: retain` becomes `destroy`: the review metadata of the stack show it, and its phase guard goes",
    async (on) => {
      await phase2(on);
      return plan(on, estate(DESTROYABLE));
    },
  ),
  onePlan("waiver-added", "a rule is waived: only the review metadata of the stack show it", async (on) => {
    await phase2(on);
    return plan(on, `${estate()}${WAIVER}`);
  }),
  {
    names: ["replica-primary", "replica-copy"],
    shows: "phase 1 to 2 of a multi-Region key and its replica, each in a stack of its own",
    make: async (on) => {
      const stacks = [STACK, "prod-eu-central-1"];
      // The replica is made from the primary, so one after the other.
      for (const stack of stacks) await (await on.estate(REPLICATED, stack)).apply();
      on.file(STATEMENT, JSON.stringify(AURA));
      const plans: string[] = [];
      for (const stack of stacks) plans.push(await (await on.estate(REPLICATED, stack)).plan());
      return plans;
    },
  },
  onePlan("destroy", "`-destroy` of a stack with `removalPolicy: destroy`", async (on) => {
    await phase2(on, estate(DESTROYABLE));
    return plan(on, estate(DESTROYABLE), "-destroy");
  }),
];
