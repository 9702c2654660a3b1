import { z } from "zod";
import { FORMS } from "../../estate/forms";
import { estateSchema, headSchema, SECTIONS, waiverSchema } from "../../estate/schema";

const VALUES: unknown[] = [
  undefined,
  null,
  true,
  0,
  -1.5,
  Number.NaN,
  "",
  " ",
  "x".repeat(300),
  [],
  [null],
  {},
  { x: 1 },
];

/** Every form in a schema, with the maps and lists that it consists of. */
function formsIn(schema: unknown, found = new Set<z.ZodType>()): Set<z.ZodType> {
  if (!(schema instanceof z.ZodType) || found.has(schema)) return found;
  found.add(schema);
  const { shape, element, options, innerType, valueType, in: input } = schema.def as unknown as Record<string, unknown>;
  const inner = [
    ...Object.values(shape ?? {}),
    element,
    ...((options as unknown[]) ?? []),
    innerType,
    valueType,
    input,
  ];
  for (const one of inner) formsIn(one, found);
  return found;
}

function messagesOf(issues: readonly z.core.$ZodIssue[]): string[] {
  return issues.flatMap((issue) =>
    issue.code === "unrecognized_keys"
      ? []
      : [issue.message, ...(issue.code === "invalid_union" ? issue.errors.flatMap(messagesOf) : [])],
  );
}

test.each([
  ["the head", headSchema],
  ["an AWS account", SECTIONS.accounts.entry({}, "aws")],
  ["an Azure subscription", SECTIONS.accounts.entry({}, "azure")],
  ["a Google Cloud project", SECTIONS.accounts.entry({}, "gcp")],
  ["a key to create in AWS", SECTIONS.keys.entry({}, "aws")],
  ["a key to create in Azure, with its vault", SECTIONS.keys.entry({}, "azure")],
  ["a key to create in a vault that exists", SECTIONS.keys.entry({ vaultId: "x" }, "azure")],
  ["a key to create in Google Cloud, with its key ring", SECTIONS.keys.entry({}, "gcp")],
  ["a key to create in a key ring that exists", SECTIONS.keys.entry({ keyRing: "x" }, "gcp")],
  ["an existing key in AWS", SECTIONS.keys.entry({ arn: "x" }, "aws")],
  ["an existing key in Azure", SECTIONS.keys.entry({ keyId: "x" }, "azure")],
  ["an existing key in Google Cloud", SECTIONS.keys.entry({ keyId: "x" }, "gcp")],
  ["an instance in AWS", SECTIONS.instances.entry({}, "aws")],
  ["an instance in another cloud", SECTIONS.instances.entry({}, "azure")],
  ["a waiver", waiverSchema],
])("whatever is wrong in %s, there are words for it", (_, schema) => {
  const forms = [...formsIn(schema)];
  expect(forms.length).toBeGreaterThan(4);
  const messages = forms.flatMap((form) =>
    VALUES.flatMap((value) => messagesOf(form.safeParse(value).error?.issues ?? [])),
  );
  // "Invalid input" is zod's own: it would have no sentence. Sections are looked at one by one.
  expect([...new Set(messages)].filter((message) => !Object.hasOwn(FORMS, message))).toEqual([]);
});

test("every setting is described, because editors show it", () => {
  const json = JSON.stringify(z.toJSONSchema(estateSchema, { io: "input" }), (_, value: unknown) => value);
  const bare: string[] = [];
  const walk = (node: unknown, path: string): void => {
    if (typeof node !== "object" || node === null) return;
    for (const [name, one] of Object.entries((node as { properties?: Record<string, object> }).properties ?? {})) {
      if (!("description" in one) && !("$ref" in one)) bare.push(`${path}.${name}`);
    }
    for (const [name, one] of Object.entries(node)) walk(one, `${path}.${name}`);
  };
  walk(JSON.parse(json), "");
  expect(bare).toEqual([]);
});

test("the examples of the forms have the forms", () => {
  const wrong = Object.entries(FORMS).filter(([, form]) => {
    const text = form.example.replace(/^"(.*)"$/, "$1");
    const pattern = "pattern" in form ? form.pattern.test(text) : true;
    return !pattern || ("accepts" in form && !form.accepts(text));
  });
  // Nothing that would only be copied: only the key has a placeholder, because a right one would fill the screen.
  expect(wrong.map(([name, { example }]) => [name, example])).toEqual([["public-key", "<PEM>"]]);
});
