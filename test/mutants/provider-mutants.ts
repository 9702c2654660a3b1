import { of, type Mutant } from "./mutant";

/** Bugs in what the provider plans and creates. */
export const PROVIDER_MUTANTS: readonly Mutant[] = [
  ...of(
    "provider/resources/instance-plan.ts",
    ["test/provider/resources/instance-plan.test.ts"],
    [
      ["another product needs no comparison with the key", '"region", "type"];', '"region"];'],
      ["another project needs no comparison with the key", '[KEY, "project_id", ', "[KEY, "],
      [
        "a change that the key does not depend on is compared",
        "IDENTITY.some((name) =>",
        "Object.keys(planned).some((name) =>",
      ],
    ],
  ),
  ...of(
    "provider/resources/instance-create.ts",
    ["test/provider/resources/instance-create.test.ts"],
    [
      [
        "an equal instance of unknown age is an old one",
        "!(createdAt(one) < client.clock.now() + client.skew - MAX_LEFTOVER_AGE)",
        "createdAt(one) >= client.clock.now() + client.skew - MAX_LEFTOVER_AGE",
      ],
      [
        "an equal instance of any age stops a creation",
        "!(createdAt(one) < client.clock.now() + client.skew - MAX_LEFTOVER_AGE)",
        "true",
      ],
    ],
  ),
  ...of(
    "provider/resources/customer-managed-key.ts",
    ["test/provider/resources/key-alarm.test.ts"],
    [
      ["a key that waits for its statement is an alarm", "...(wasReady && !isReady ?", "...(!isReady ?"],
      ["a key is an alarm in one plan only", " || kept[WAS_READY] === true;", ";"],
    ],
  ),
  ...of(
    "provider/resources/moved.ts",
    ["test/provider/resources/moved.test.ts"],
    [
      ["N/A is a password", 'source["n4jpwd"] === "N/A" ? null : ', ""],
      [
        "an empty id of a key is one",
        'typeof value === "string" && value !== "" ? value',
        'typeof value === "string" ? value',
      ],
    ],
  ),
  ...of(
    "provider/plugin/driver.ts",
    ["test/provider/plugin/protocol.test.ts"],
    [
      ["a search goes on beyond its limit", "if (left <= 0) return;\n      }", "}"],
      [
        "what is removed has an identity",
        "new_identity: identityOf(resource, outcome.state),\n      ...this.encodeRemarks(outcome, kept),\n      legacy",
        "new_identity: identityOf(resource, outcome.state ?? prior),\n      ...this.encodeRemarks(outcome, kept),\n      legacy",
      ],
    ],
  ),
];
