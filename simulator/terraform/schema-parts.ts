import type { Attribute, AttributeType } from "../../provider/plugin";

/* The words in which the schemas of the AWS provider are written down. */

/** A map of texts. */
export const STRINGS: AttributeType = ["map", "string"];
/** A set of texts. */
export const SET: AttributeType = ["set", "string"];
/** A list of texts. */
export const LIST: AttributeType = ["list", "string"];
/** An argument that may be left out. */
export const optional = (type: AttributeType): Attribute => ({ type, optional: true });
/** An attribute that AWS decides. */
export const computed = (type: AttributeType): Attribute => ({ type, computed: true });
/** An argument that AWS decides when it is left out. */
export const either = (type: AttributeType): Attribute => ({ type, optional: true, computed: true });
/** An argument whose change makes a new object. */
export const fixed = (attribute: Attribute): Attribute => ({ ...attribute, requiresReplace: true });
/** A computed attribute that is never null. */
export const always = (attribute: Attribute): Attribute => ({ ...attribute, neverNull: true });
/** An argument with a default of the provider, not of AWS. */
export const byDefault = (type: AttributeType, value: string | number | boolean): Attribute => ({
  type,
  optional: true,
  default: value,
});

/** The id, which every resource has. */
export const id = always(either("string"));
/** The region, which every object of a region has. */
export const region = always(fixed(either("string")));
/** The tags, which every object with tags has. */
export const tags = { tags: optional(STRINGS), tags_all: either(STRINGS) };

/** A text that has to be given. */
export const requiredText: Attribute = { type: "string", required: true };

/** Arguments of one type that may be left out. */
export function optionals(type: AttributeType, names: readonly string[]): Record<string, Attribute> {
  return Object.fromEntries(names.map((name) => [name, optional(type)]));
}

/** Attributes of one type that AWS decides. */
export function computeds(type: AttributeType, names: readonly string[]): Record<string, Attribute> {
  return Object.fromEntries(names.map((name) => [name, computed(type)]));
}
