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
        "!(createdAt(one) < client.clock.now() - MAX_LEFTOVER_AGE)",
        "createdAt(one) >= client.clock.now() - MAX_LEFTOVER_AGE",
      ],
      [
        "an equal instance of any age stops a creation",
        "!(createdAt(one) < client.clock.now() - MAX_LEFTOVER_AGE)",
        "true",
      ],
    ],
  ),
];
