import type { OtherCloudNode } from "../../model/model";
import { acrossClouds, changePart, configurationPart } from "../../rules/across-clouds";
import { rotationEnabled } from "../../rules/configuration/rotation-enabled";
import { rotationStaysOn } from "../../rules/change/rotation-stays-on";
import type { ChangeContext } from "../../rules/rule";
import { violation } from "../../rules/rule";
import { aKey, COMPLIANT, evaluate, modelOf } from "./support";
import { runRules } from "../../rules/engine";

const text = {
  cloud: "gcp",
  rationale: "a key is not rotated unless it has a period.",
  see: "https://cloud.google.com/kms/docs/key-rotation",
} as const;
const found = violation({ what: "found by the part", got: "", expected: "", fix: "mend it" });
const key = { id: "google_kms_crypto_key.orders", kind: "crypto-key", name: "orders" } as OtherCloudNode;
const example = () => ({ bad: [], good: [] });

describe("a rule across clouds", () => {
  const rule = acrossClouds(
    rotationEnabled,
    configurationPart({ ...text, on: ["crypto-key"], check: () => found, example }),
  );

  it("judges a node by the part of its cloud, under one id", () => {
    expect(evaluate(rule, aKey())).toEqual(COMPLIANT);
    expect(evaluate(rule, key)).toEqual(found);
    expect(runRules(modelOf(aKey(), key), [], [rule]).map(({ rule: id, node }) => [id, node.id])).toEqual([
      ["rotation-enabled", key.id],
    ]);
  });

  it("gives the reasons of all its clouds", () => {
    expect(rule.rationale).toBe(
      `${rotationEnabled.rationale} In Google Cloud: a key is not rotated unless it has a period.`,
    );
  });

  it("judges a change by the part of its cloud, also where the node goes", () => {
    const changes = acrossClouds(
      rotationStaysOn,
      changePart({
        ...text,
        on: ["crypto-key"],
        check: () => [found],
        example: () => ({ bad: NOTHING, good: NOTHING }),
      }),
    );
    const context = {} as ChangeContext;
    const change = { id: key.id, actions: ["delete"], before: key } as unknown as Parameters<typeof changes.check>[0];
    expect(changes.check(change, context)).toEqual([found]);
    expect(changes.on).toEqual([...rotationStaysOn.on, "crypto-key"]);
  });
});

const NOTHING = { before: [], after: [] };
