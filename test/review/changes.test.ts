import { renderText } from "../../review/format/text";
import { reviewPlans } from "../../review/review";
import type { Review } from "../../review/types";
import { reviewOf as planReview } from "./golden/cases";
import * as s from "../model/read/support";

const INSTANCE = "aura_instance.orders";
const UNCHANGED = [
  { address: "aws_kms_key.orders", before: s.KEY, after: s.KEY, actions: ["no-op"] },
  { address: "aura_customer_managed_key.orders", before: s.RECORD, after: s.RECORD, actions: ["no-op"] },
];

function reviewOf(before: object, after: object, more: object = {}): Review {
  const entry = {
    address: INSTANCE,
    before: { ...s.INSTANCE, ...before },
    after: { ...s.INSTANCE, ...after },
    ...more,
  };
  return reviewPlans(s.readEntries([...UNCHANGED, entry]), { now: new Date(0) });
}

/** The lines below "What changes". */
function changesIn(review: Review): readonly string[] {
  const [, section = ""] = /\nWhat changes\n((?: {2}.*\n)+)/.exec(renderText(review)) ?? [];
  return section.split("\n").flatMap((line) => line.trim() || []);
}

describe("what changes on an instance", () => {
  it.each([
    [
      "memory",
      { memory: "8GB", storage: "16GB" },
      { memory: "16GB", storage: "32GB" },
      "updated: memory 8GB → 16GB, storage 16GB → 32GB; no restart: it stays available while Aura resizes it",
    ],
    [
      "a pause",
      { paused: false },
      { paused: true },
      "updated: paused false → true; its data is not available until it is resumed, by Aura after 30 days",
    ],
    ["the end of a pause", { paused: true }, { paused: false }, "updated: paused true → false; it is resumed"],
    [
      "an option of which Aura says no more",
      { vector_optimized: false },
      { vector_optimized: true },
      "updated: vector_optimized false → true; Aura does not document whether it restarts",
    ],
    ["its name", { name: "orders" }, { name: "orders-2" }, "updated: name orders → orders-2"],
    [
      "an attribute that is no longer set",
      { storage: "16GB" },
      { storage: null },
      "updated: storage 16GB → not set; no restart: it stays available while Aura resizes it",
    ],
    ["an attribute without a single value", { labels: ["a"] }, { labels: ["b"] }, "updated: labels"],
    [
      "an empty text",
      { memory: "" },
      { memory: "8GB" },
      'updated: memory "" → 8GB; no restart: it stays available while Aura resizes it',
    ],
  ])("is said with both values: %s", (_, before, after, line) => {
    const [said] = changesIn(reviewOf(before, after));
    expect(said?.replace(/^instance \S+ \(aura_instance\.orders\): /, "")).toBe(line);
  });

  it("has no sensitive value, whatever is marked", () => {
    const marks = { sensitive: { memory: true } };
    const review = reviewOf({ memory: "hunter2" }, { memory: "hunter3" }, marks);
    expect(review.changes[0]?.attributes).toEqual([{ name: "memory" }]);
    expect(JSON.stringify(review)).not.toContain("hunter");
  });

  it("leaves out what Terraform computes anew", () => {
    const review = reviewOf(
      { memory: "8GB", status: "running" },
      { memory: "16GB", status: null },
      {
        unknown: { status: true },
      },
    );
    expect(review.changes[0]?.attributes).toEqual([{ name: "memory", before: "8GB", after: "16GB" }]);
  });
});

it("counts what does not change, and leaves it out", () => {
  expect(renderText(planReview("no-changes"))).toBe(`OK: nothing of Aura changes
in account 111122223333, eu-west-1

Coverage
  4 resources reviewed, none of which changes; not covered: 2 other resources; Terraform 1.11.4
`);
});
