import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { isModelType } from "../../../model/read/resource-kinds";
import { readPlans } from "../../../model/read/read-plans";
import { withoutUnreadValues } from "../../../terraform/plan/unread-values";
import { oneIn } from "../../support/part";

const REVIEW = path.join(__dirname, "../../review");
const PLANS = ["plans", "real-plans"].flatMap((folder) =>
  readdirSync(path.join(REVIEW, folder))
    .filter((file) => file.endsWith(".json"))
    .map((file) => `${folder}/${file}`),
);
const left = (text: string): string | undefined =>
  withoutUnreadValues(Buffer.from(text), (type) => type === "key")?.toString();
const leftOf = (plan: object): unknown => JSON.parse(left(JSON.stringify(plan)) ?? "");

const values = { name: "ä", tags: { a: 'b"]}', mode: "data", type: "key" } };
const resource = (mode: string, type: string): object => ({ address: `${type}.a`, mode, type, name: "a" });
const change = (action: string): object => ({ actions: [action], before: values, after: values, after_unknown: {} });

it("leaves out the values of other resources that do not change", () => {
  const unchanged = { ...resource("managed", "other"), change: change("no-op"), action_reason: "" };
  const kept = [
    { ...resource("managed", "key"), change: change("no-op") },
    { ...resource("managed", "other"), change: change("update") },
    { ...resource("managed", "other"), change: { actions: ["delete", "create"], before: values, after: values } },
    { ...resource("data", "other"), change: change("no-op") },
    { change: change("no-op"), ...resource("managed", "other") },
    ...[null, [], "other", { mode: "managed", type: 1 }],
  ];
  expect(
    leftOf({ resource_changes: [unchanged, ...kept], resource_drift: [unchanged], variables: { a: values } }),
  ).toEqual({
    resource_changes: [{ ...unchanged, change: { actions: ["no-op"] } }, ...kept],
    resource_drift: [unchanged],
    variables: { a: values },
  });
});

it("leaves out the values of other resources in the states, modules included", () => {
  const module = (other: object): object => ({
    resources: [
      { ...resource("managed", "key"), values, sensitive_values: values },
      { ...resource("managed", "other"), ...other },
      { ...resource("data", "other"), values },
    ],
  });
  const state = (other: object): object => ({
    outputs: { a: { value: module({ values }) } },
    root_module: {
      ...module(other),
      child_modules: [{ address: "module.a", ...module(other), child_modules: [module(other)] }],
    },
  });
  const plan = (other: object): object => ({
    planned_values: state(other),
    prior_state: { format_version: "1.0", values: state(other) },
    configuration: state({ values }),
  });
  expect(leftOf(plan({ values, sensitive_values: values, depends_on: ["a"] }))).toEqual(
    plan({ values: {}, sensitive_values: {}, depends_on: ["a"] }),
  );
});

it("keeps what is written in another way than Terraform writes it", () => {
  const plan = `{ "resource_changes": [ {"mode": "managed", "type": "other", "change": { "actions": ["no-op"] , "before": {}}} ] }\n`;
  expect(left(plan)).toBe(plan);
  const escaped =
    '{"resource_changes":[{"mode":"managed","ty\\u0070e":"other","change":{"actions":["no-op"],"before":{}}}]}';
  expect(left(escaped)).toBe(escaped);
});

it.each([
  ["a text that ends too early", Buffer.from('{"resource_changes":[{"mode":"managed"')],
  ["values that are not JSON", Buffer.from('{"planned_values":{"root_module":{"resources":[{"values":{"a":b}}]}}}')],
  ["something after the plan", Buffer.from("{} {}")],
  ["a byte-order mark", Buffer.from("\ufeff{}")],
  ["UTF-16", Buffer.from("{}", "utf16le")],
  ["bytes that are not UTF-8", Buffer.from([0x22, 0xff, 0x22])],
  ["very deep nesting", Buffer.from(`${"[".repeat(1_000_000)}${"]".repeat(1_000_000)}`)],
])("leaves it to others to say what is wrong with %s", (_, bytes) => {
  expect(withoutUnreadValues(bytes, () => false)).toBeUndefined();
});

it.each(oneIn(8, PLANS))("what is read of %s is the same without them", (file) => {
  const bytes = readFileSync(path.join(REVIEW, file));
  const text = bytes.toString("utf8");
  const needed = withoutUnreadValues(bytes, isModelType)?.toString("utf8") ?? "";
  expect(readPlans([{ name: "plan.json", text: needed }])).toEqual(readPlans([{ name: "plan.json", text }]));
});
