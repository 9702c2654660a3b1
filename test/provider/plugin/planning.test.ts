import { conform, planBySchema, replacingChanges } from "../../../provider/plugin/planning";
import type { Block } from "../../../provider/plugin/schema";
import { UNKNOWN, UNKNOWN_NOT_NULL } from "../../../provider/plugin/values";

const block: Block = {
  attributes: {
    id: { type: "string", computed: true, neverNull: true },
    name: { type: "string", required: true, requiresReplace: true },
    size: { type: "number", optional: true },
    storage: { type: "string", optional: true, computed: true },
    days: { type: "number", optional: true, computed: true, default: 30 },
    status: { type: "string", computed: true, unknownOnUpdate: true },
  },
  blocks: {
    timeouts: { nesting: "single", block: { attributes: { create: { type: "string", optional: true } } } },
    rule: {
      nesting: "list",
      block: { attributes: { name: { type: "string", required: true }, arn: { type: "string", computed: true } } },
    },
  },
};
const nothing = { id: null, name: null, size: null, storage: null, days: null, status: null, timeouts: null, rule: [] };
const existing = { ...nothing, id: "1", name: "a", size: 1, storage: "16GB", days: 30, status: "running" };

describe("planning by the schema", () => {
  it("plans computed values of a new object as unknown, and fills in defaults", () => {
    const config = { ...nothing, name: "a", rule: [{ name: "r", arn: null }] };
    expect(planBySchema(block, config, null, config)).toEqual({
      ...nothing,
      id: UNKNOWN_NOT_NULL,
      name: "a",
      storage: UNKNOWN,
      days: 30,
      status: UNKNOWN,
      rule: [{ name: "r", arn: UNKNOWN }],
    });
  });

  it("plans configured values as they are, known or unknown", () => {
    const config = { ...nothing, name: UNKNOWN, storage: "64GB", days: 7 };
    expect(planBySchema(block, config, null, config)).toMatchObject({ name: UNKNOWN, storage: "64GB", days: 7 });
  });

  it("changes nothing when nothing changes", () => {
    const config = { ...nothing, name: "a", size: 1 };
    expect(planBySchema(block, config, existing, existing)).toEqual(existing);
  });

  it("keeps values that Aura chose, and plans as unknown what every change can move", () => {
    const config = { ...nothing, name: "a", size: 2 };
    expect(planBySchema(block, config, existing, { ...existing, size: 2 })).toEqual({
      ...existing,
      size: 2,
      status: UNKNOWN,
    });
  });

  it("goes back to a default when a value is removed from the configuration", () => {
    const config = { ...nothing, name: "a", size: 1 };
    const was = { ...existing, days: 7 };
    expect(planBySchema(block, config, was, was)).toMatchObject({ days: 30 });
  });

  it("names the attributes whose change needs a new object", () => {
    expect(replacingChanges(block, existing, existing)).toEqual([]);
    expect(replacingChanges(block, existing, { ...existing, name: "b", size: 2 })).toEqual(["name"]);
    expect(replacingChanges(block, existing, { ...existing, name: UNKNOWN })).toEqual(["name"]);
  });

  it("gives an object exactly the attributes and blocks of its schema", () => {
    expect(conform(block, { name: "a", left: "over", timeouts: { create: "1m", old: 1 } })).toEqual({
      ...nothing,
      name: "a",
      timeouts: { create: "1m" },
    });
  });
});
