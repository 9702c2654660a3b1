import { z } from "zod";
import type { AuraProduct, Range } from "../model/limits";
import { formOf, VARIABLE, type FormName } from "./forms";

/* What the settings of all clouds are made of. */

// In every issue that zod reports here, `message` is data: the name of a form, or the known settings of a map.
// `issues.ts` makes the message from it.

const TEMPLATE = /[$%]\{/;

/** A text of this form. */
export function text(form: FormName) {
  const { pattern, accepts, fromEnvironment } = formOf(form);
  // Terraform would read a template as an expression, which cannot be checked here.
  const plain = z.string(form).refine((given) => !TEMPLATE.test(given), { error: "template", abort: true });
  const string = pattern ? plain.regex(pattern, form) : plain;
  const checked = accepts ? string.refine(accepts, form) : string;
  // An editor sees the file before variables are replaced.
  return pattern && fromEnvironment ? checked.meta({ pattern: `${pattern.source}|${VARIABLE.source}` }) : checked;
}

/** A map with these settings and no others. */
export function settings<S extends z.core.$ZodLooseShape>(form: FormName, shape: S) {
  const known = Object.keys(shape).join(" ");
  return z.strictObject(shape, { error: (issue) => (issue.code === "unrecognized_keys" ? known : form) });
}

/** True or false. */
export const flag = () => z.boolean("flag");

/** A region of AWS. */
export const region = (what: string) =>
  text("region")
    .describe(what)
    .meta({ examples: ["eu-west-1"] });

/** The name of something, or a reference to it. */
export const name = (form: FormName, what: string) => text(form).describe(what);

/** A product that takes customer managed keys. */
export const product = (what: string) =>
  z.enum(["AuraDB", "AuraDS"] as const satisfies AuraProduct[], "product").describe(what);

/** Whether Terraform may destroy something. */
export const removalPolicy = (what: string) => z.enum(["retain", "destroy"], "removal-policy").describe(what);

/** A whole number of days. */
export const days = (form: FormName, { min, max }: Range) => z.int(form).min(min, form).max(max, form);

/** The name that an entry had before. */
export const formerly = (form: FormName, what: string) =>
  name(
    form,
    `Name that this ${what} had before, when it was renamed: Terraform moves it, and nothing is destroyed. May be removed once it is in ` +
      "the lock file.",
  ).optional();

/** The outputs of one entry: names by what they show. */
export function outputs<const Names extends readonly string[]>(what: string, names: Names) {
  const one = z
    .union([text("output-name"), z.literal(false, "output-name")], "output-name")
    .describe("Name of the output; false leaves it out.")
    .optional();
  const shape = Object.fromEntries(names.map((name) => [name, one])) as Record<Names[number], typeof one>;
  return z
    .union([flag(), settings("outputs", shape)], "outputs")
    .describe(
      `Names of the Terraform outputs of the ${what}; false leaves one or all of them out. Default: all, named after the ${what}.`,
    )
    .optional();
}

/** The account of a key. */
export const accountOfKey = name("account-name", "Name of an account in this file.");

/** The product of a key. */
export const productOfKey = product("Aura product of the instances: Aura keeps one key for each product and region.");

/** The name of a key in Aura. */
export const recordName = text("aura-name")
  .describe(
    "Name of the customer managed key in Aura. Default: the name of the key, the first one when it was renamed.",
  )
  .optional();

/** The customer managed key that there is for an existing key. */
export const recordId = text("record-id")
  .describe(
    "UUID of the customer managed key that already exists in Aura for this key, in `region`: it is used instead of a new one.",
  )
  .optional();

/** Whether Terraform may destroy a key. */
export const removalPolicyOfKey = removalPolicy(
  "retain (default): Terraform refuses to destroy the key and its customer managed key. destroy: Terraform may destroy them, once " +
    "this is deployed. Without the key the data is lost permanently.",
).optional();

/** What every key of another cloud than AWS has, with the form of its region. */
export const basicsOfKey = <Region extends z.ZodType>(regionOfKey: Region) => ({
  account: accountOfKey,
  region: regionOfKey,
  product: productOfKey,
  recordName,
  removalPolicy: removalPolicyOfKey,
  outputs: outputs("key", ["keyId", "customerManagedKeyId", "nextSteps"]),
  formerly: formerly("key-name", "key"),
});
