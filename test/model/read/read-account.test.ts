import { expectationOfPlans, readAccount } from "../../../model/read/read-account";
import type { NamedPlan } from "../../../model/read/plan-side";
import type { Observed } from "../../../model/live";

const NOTHING: Observed = {
  ...{ at: "2026-11-29T12:00:00Z", identities: [], gaps: [], aliases: new Map() },
  ...{ keys: new Map(), records: new Map(), instances: new Map(), clouds: new Map() },
  others: { keys: [], records: [], instances: [], clouds: [] },
};

const aStack = (name: string, key: string): NamedPlan => ({
  ...{ name, formatVersion: "1.2", isConfiguration: true },
  root: {
    format_version: "1.2",
    resource_changes: [
      {
        ...{ address: `aws_kms_key.${key}`, mode: "managed", type: "aws_kms_key", name: key },
        provider_name: "registry.terraform.io/hashicorp/aws",
        change: {
          actions: ["create"],
          before: null,
          after: { description: `${key} of Neo4j Aura` },
          after_unknown: { arn: true },
        },
      },
    ],
  },
});

it("names what does not exist with the stack that names it, and what a cloud did not answer once", () => {
  const plans = [aStack("prod", "orders"), aStack("test", "audit")];
  const expectation = expectationOfPlans(plans, []);
  const { reading } = readAccount(expectation, {
    ...NOTHING,
    keys: new Map(expectation.model.keys.map(({ id }) => [id, { missing: "no such key" }])),
    gaps: [{ what: "AWS did not answer" }],
  });
  const missing = reading.plans.map(({ name, gaps }) => [
    name,
    gaps.map(({ what }) => what).filter((what) => /AWS|exist/.test(what)),
  ]);
  expect(missing).toEqual([
    ["prod", ["AWS did not answer", "aws_kms_key.orders of the configuration does not exist"]],
    ["test", ["aws_kms_key.audit of the configuration does not exist"]],
  ]);
});
