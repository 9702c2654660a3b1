import { matchesEvent, parsePattern } from "../../../simulator/events/pattern";

const EVENT = {
  source: "aws.kms",
  detail: {
    eventName: "DisableKey",
    errorCode: null,
    readOnly: false,
    days: 7,
    tags: ["a", "b"],
    resources: [
      { ARN: "arn:1", accountId: "1" },
      { ARN: "arn:2", accountId: "2" },
    ],
  },
};
const detail = (wanted: object) => matchesEvent(parsePattern(JSON.stringify({ detail: wanted })), EVENT);

it.each<[string, object, object]>([
  ["exact texts", { eventName: ["PutKeyPolicy", "DisableKey"] }, { eventName: ["disablekey"] }],
  ["exact numbers, booleans and null", { days: [7], readOnly: [false], errorCode: [null] }, { days: ["7"] }],
  ["one of the values of a list", { tags: ["b", "c"] }, { tags: ["c"] }],
  ["prefixes", { eventName: [{ prefix: "Disable" }] }, { eventName: [{ prefix: "disable" }] }],
  [
    "prefixes of any case",
    { eventName: [{ prefix: { "equals-ignore-case": "disable" } }] },
    { eventName: [{ prefix: { "equals-ignore-case": "enable" } }] },
  ],
  ["suffixes", { eventName: [{ suffix: "Key" }] }, { eventName: [{ suffix: "Policy" }] }],
  [
    "texts of any case",
    { eventName: [{ "equals-ignore-case": "disablekey" }] },
    { eventName: [{ "equals-ignore-case": "key" }] },
  ],
  ["wildcards", { eventName: [{ wildcard: "Dis*Key" }] }, { eventName: [{ wildcard: "Dis?bleKey" }] }],
  [
    "anything but",
    { eventName: [{ "anything-but": ["EnableKey", "TagResource"] }] },
    { eventName: [{ "anything-but": "DisableKey" }] },
  ],
  [
    "anything but a prefix",
    { eventName: [{ "anything-but": { prefix: "Enable" } }] },
    { eventName: [{ "anything-but": { prefix: ["Enable", "Disable"] } }] },
  ],
  ["anything but what is not there", { days: [{ "anything-but": [8] }] }, { none: [{ "anything-but": "x" }] }],
  ["numbers in a range", { days: [{ numeric: [">=", 7, "<", 30] }] }, { days: [{ numeric: [">", 7] }] }],
  ["what is there", { days: [{ exists: true }], none: [{ exists: false }] }, { days: [{ exists: false }] }],
  ["objects in a list", { resources: { ARN: ["arn:2"] } }, { resources: { ARN: ["arn:3"] } }],
  [
    "one object in a list with it all",
    { resources: { ARN: ["arn:2"], accountId: ["2"] } },
    { resources: { ARN: ["arn:2"], accountId: ["1"] } },
  ],
  [
    "one of several patterns",
    { $or: [{ days: [8] }, { eventName: ["DisableKey"] }] },
    { $or: [{ days: [8] }, { eventName: ["EnableKey"] }] },
  ],
])("a pattern matches %s", (_name, matching, other) => {
  expect([detail(matching), detail(other)]).toEqual([true, false]);
});
