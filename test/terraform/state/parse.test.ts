import { parseState } from "../../../terraform/state/parse";

const KEY = { arn: "arn:aws:kms:eu-west-1:111122223333:key/x", policy: "{}" };
const shown = (root: object): string =>
  JSON.stringify({ format_version: "1.0", terraform_version: "1.14.0", values: { root_module: root } });
const ADDRESS = { mode: "managed", type: "aws_kms_key", name: "orders" };
const file = (...resources: object[]): string =>
  JSON.stringify({ version: 4, terraform_version: "1.11.2", serial: 7, lineage: "l", outputs: {}, resources });

/** Address and values of each resource. */
function changesIn(text: string): unknown[] {
  const parsed = parseState(text);
  if ("error" in parsed) throw new Error(parsed.error.got);
  return parsed.root["resource_changes"] as unknown[];
}

const noChange = (values: object, sensitive: object = {}): object => ({
  ...{ actions: ["no-op"], before: values, after: values },
  ...{ before_sensitive: sensitive, after_sensitive: sensitive },
});

it("what `terraform show -json` prints has the resources of all modules, and no data sources", () => {
  const text = shown({
    resources: [
      { address: "aws_kms_key.orders", ...ADDRESS, values: KEY, sensitive_values: {} },
      { address: "data.aws_kms_key.other", ...ADDRESS, mode: "data", values: KEY },
    ],
    child_modules: [
      {
        address: "module.a",
        child_modules: [
          {
            address: "module.a.module.b[0]",
            resources: [{ address: "module.a.module.b[0].aws_kms_key.orders", ...ADDRESS, values: KEY }],
          },
        ],
      },
    ],
  });
  expect(changesIn(text)).toEqual([
    { address: "aws_kms_key.orders", ...ADDRESS, change: noChange(KEY) },
    {
      address: "module.a.module.b[0].aws_kms_key.orders",
      ...{ ...ADDRESS, module_address: "module.a.module.b[0]" },
      change: { ...noChange(KEY), before_sensitive: undefined, after_sensitive: undefined },
    },
  ]);
  expect(parseState(text)).toMatchObject({ terraformVersion: "1.14.0" });
});

it("a state file has the instances of each resource, and neither data sources nor deposed objects", () => {
  const sensitive = [[{ type: "get_attr", value: "policy" }]];
  const text = file(
    {
      ...ADDRESS,
      instances: [
        { attributes: KEY, sensitive_attributes: sensitive },
        { deposed: "1234", attributes: { arn: "old" } },
      ],
    },
    { ...ADDRESS, module: "module.a", instances: [{ index_key: "eu", attributes: KEY }] },
    { ...ADDRESS, name: "counted", instances: [{ index_key: 0, attributes: KEY }] },
    { ...ADDRESS, mode: "data", instances: [{ attributes: KEY }] },
  );
  expect(changesIn(text)).toEqual([
    { address: "aws_kms_key.orders", ...ADDRESS, change: noChange(KEY, { policy: true }) },
    {
      ...{ address: 'module.a.aws_kms_key.orders["eu"]', ...ADDRESS, module_address: "module.a", index: "eu" },
      change: noChange(KEY),
    },
    { address: "aws_kms_key.counted[0]", ...ADDRESS, name: "counted", index: 0, change: noChange(KEY) },
  ]);
  expect(parseState(text)).toMatchObject({ terraformVersion: "1.11.2" });
});

it.each([
  ["that Terraform shows", '{"format_version":"1.0"}'],
  ["that has checks alone", '{"format_version":"1.0","terraform_version":"1.14.0","checks":[]}'],
  ["in a file", file()],
  ["after a byte order mark", `\uFEFF${file()}`],
])("an empty state %s is a state", (_, text) => {
  expect(changesIn(text)).toEqual([]);
});

it.each([
  ["nothing", "", "an empty text"],
  ["text", "aws_kms_key.orders:", "text that is not JSON"],
  ["half a state", shown({}).slice(0, -2), "text that is not JSON"],
  ["a list", "[]", "JSON that is not an object"],
  ["any object", '{"a":1}', "JSON that is not a state"],
  ["a version without resources", '{"format_version":"1.0","what":1}', "JSON that is not a state"],
  ["an old state file", '{"version":3,"modules":[]}', "JSON that is not a state"],
  ["a plan", '{"format_version":"1.2","resource_changes":[]}', "a plan"],
  ["an encrypted state", '{"encrypted_data":"x","meta":{}}', "a state that OpenTofu encrypted"],
])("%s is refused as what it is, and is no state without resources", (_, text, got) => {
  const parsed = parseState(text);
  expect("error" in parsed && parsed.error.got).toBe(got);
});
