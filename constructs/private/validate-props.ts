import { TerraformProvider } from "cdktf";
import { Construct } from "constructs";
import { isCloudProvider } from "../../model/clouds";
import { AuraCmkError, type Problem } from "../../model/problem";
import { AWS_TAG, isTagKey, isTagValue } from "../../model/limits";
import type { IAuraKey } from "../interfaces";
import { holdsToken, isListToken, show } from "./tokens";

/** The type of a prop. Programs in plain JavaScript have no compiler to check it. */
export interface Expectation {
  /** The text after "expected:" in a message. */
  readonly expected: string;
  accepts(value: unknown): boolean;
}

/** The type of a prop that may be left out. */
export interface OptionalExpectation extends Expectation {
  readonly optional: true;
}

/** The types of all props: the compiler sees when one is missing, or is optional here and not there. */
export type Shape<P> = {
  readonly [K in keyof P]-?: undefined extends P[K] ? OptionalExpectation : Expectation;
};

/** Text, or a token for it. */
export const text: Expectation = { expected: "a string", accepts: isText };

/** A number, or a token for it. */
export const amount: Expectation = {
  expected: "a number",
  accepts: (value) => (typeof value === "number" && Number.isFinite(value)) || holdsToken(value),
};

/** True, false, or a token for it. */
export const flag: Expectation = {
  expected: "true or false",
  accepts: (value) => typeof value === "boolean" || holdsToken(value),
};

/** True or false, on which it depends what is made: a token is not accepted. */
export const literalFlag: Expectation = {
  expected: "true or false",
  accepts: (value) => typeof value === "boolean",
};

/** One of a few numbers; a token is not accepted. */
export function oneOfNumbers(...numbers: readonly number[]): Expectation {
  return { expected: numbers.join(" or "), accepts: (value) => numbers.some((number) => number === value) };
}

/** A list of texts, or a token for it. */
export const texts: Expectation = {
  expected: "a list of strings",
  accepts: (value) => Array.isArray(value) && value.every(isText),
};

/** A list of texts of which each makes a resource: Terraform has to know how many there are. */
export const listedTexts: Expectation = {
  expected: "a list of strings that the program writes out",
  accepts: (value) => texts.accepts(value) && !isListToken(value),
};

/** Texts by name, or a token for them. */
export const textByName: Expectation = {
  expected: "an object whose values are strings",
  accepts: (value) => isPlainObject(value) && Object.values(value).every(isText),
};

/** Tags of an AWS resource, or a token for them. */
export const tags: Expectation = {
  expected: `tag keys of 1 to ${AWS_TAG.keyLength} and values of up to ${AWS_TAG.valueLength} letters, digits, spaces and _ . : / = + - @`,
  accepts: (value) =>
    // A token for a list is a list.
    (holdsToken(value) && !Array.isArray(value)) ||
    (isPlainObject(value) &&
      Object.entries(value).every(([key, text]) => isTagKey(key) && isText(text) && isTag(text))),
};

/** Labels of a resource of Google Cloud, or a token for them. @see https://cloud.google.com/resource-manager/docs/labels-overview */
export const labels: Expectation = {
  expected: "keys and values of up to 63 lower-case letters, digits, _ and -; a key begins with a letter",
  accepts: (value) =>
    (holdsToken(value) && !Array.isArray(value)) ||
    (isPlainObject(value) &&
      Object.entries(value).every(
        ([key, text]) =>
          /^[a-z][a-z0-9_-]{0,62}$/.test(key) && isText(text) && (holdsToken(text) || /^[a-z0-9_-]{0,63}$/.test(text)),
      )),
};

/** Tags of a resource of Azure, or a token for them. @see https://learn.microsoft.com/en-us/azure/azure-resource-manager/management/tag-resources */
export const azureTags: Expectation = {
  expected: "up to 15 tags with names of 1 to 256 characters without < > % & \\ ? / and values of up to 256",
  accepts: (value) =>
    (holdsToken(value) && !Array.isArray(value)) ||
    (isPlainObject(value) &&
      Object.keys(value).length <= 15 &&
      Object.entries(value).every(
        ([name, text]) => /^[^<>%&\\?/]{1,256}$/.test(name) && isText(text) && text.length <= 256,
      )),
};

const isTag = (text: unknown): boolean => typeof text !== "string" || holdsToken(text) || isTagValue(text);

/** Text or a plain object: a JSON document in either form. */
export const document: Expectation = {
  expected: "JSON text or an object",
  accepts: (value) => typeof value === "string" || isPlainObject(value),
};

/** A provider block of Terraform. */
export const provider: Expectation = {
  expected: "a TerraformProvider",
  accepts: (value) => TerraformProvider.isTerraformProvider(value),
};

/** Aura's statement. */
export const statement: Expectation = {
  expected: "an AuraStatement",
  accepts: (value) => typeof value === "object" && value !== null && "statements" in value && "awaited" in value,
};

/** Statements of a key policy; what is in them is checked with the policy. */
export const statements: Expectation = {
  expected: "a list of policy statements",
  accepts: (value) => Array.isArray(value) && value.every(isPlainObject),
};

/** A key in AWS. */
export const key = constructWith(["keyArn", "phase"], "a key (AuraKmsKey, AuraKmsReplicaKey, AuraKmsKey.fromKeyArn)");

/** A key in any cloud that Aura knows. */
export const auraKey: Expectation = {
  expected: "a key (AuraKmsKey, AuraKeyVaultKey, AuraCloudKmsKey, or one that they name with fromKeyArn or fromKeyId)",
  accepts: (value) =>
    Construct.isConstruct(value) &&
    ["keyId", "cloudProvider", "phase"].every((member) => member in value) &&
    isCloudProvider(String((value as Partial<IAuraKey>).cloudProvider)),
};

/** A customer managed key. */
export const record = constructWith(
  ["customerManagedKeyId", "phase"],
  "a customer managed key (AuraCustomerManagedKey, AuraCustomerManagedKey.fromId)",
);

/** An instance. */
export const instance = constructWith(["instanceId"], "an instance (AuraInstance, AuraInstance.fromAttributes)");

/** One of a few words; a token is not accepted. */
export function oneOf(...words: readonly string[]): Expectation {
  return {
    expected: words.map((word) => `"${word}"`).join(" or "),
    accepts: (value) => typeof value === "string" && words.includes(value),
  };
}

/** The same type, for a prop that may be left out. */
export function optional(expectation: Expectation): OptionalExpectation {
  return { ...expectation, optional: true };
}

/**
 * Refuses props of the wrong types, all of them at once, before anything is created.
 * @throws {@link AuraCmkError} `prop-type`
 */
export function checkProps<P extends object>(scope: Construct, id: string, props: P, shape: Shape<P>): void {
  const problems = propProblems(pathOf(scope, id), props, shape);
  if (problems.length > 0) throw new AuraCmkError(problems);
}

/** The path of a construct that does not exist yet. */
export function pathOf(scope: Construct, id: string): string {
  return scope.node.path ? `${scope.node.path}/${id}` : id;
}

/** Checks the types of props. */
export function propProblems<P extends object>(path: string, props: P, shape: Shape<P>): Problem[] {
  if (!isPlainObject(props)) return [propProblem(path, "the props object", props, "an object with the props", false)];
  return (Object.entries(shape) as [string, Expectation | OptionalExpectation][]).flatMap(([name, expectation]) => {
    const value: unknown = props[name as keyof P];
    const mayMiss = "optional" in expectation;
    if (value === undefined ? mayMiss : expectation.accepts(value)) return [];
    return [propProblem(path, `\`${name}\``, value, expectation.expected, mayMiss)];
  });
}

/**
 * The problem of a value of the wrong type.
 * @param name what is wrong, as the subject of a sentence
 */
export function propProblem(path: string, name: string, value: unknown, expected: string, mayMiss: boolean): Problem {
  return {
    code: "prop-type",
    path,
    what: value === undefined ? `${name} is missing` : `${name} has the wrong type`,
    got: value === undefined ? "nothing" : show(value),
    expected,
    fix: value === undefined ? `add ${name}` : `correct ${name}${mayMiss ? ", or leave it out" : ""}`,
  };
}

function isText(value: unknown): value is string {
  return typeof value === "string";
}

/** Props may be an instance of a class of the program's own, as long as they have names. */
function isPlainObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !Construct.isConstruct(value);
}

function constructWith(members: readonly string[], expected: string): Expectation {
  return {
    expected,
    accepts: (value) => Construct.isConstruct(value) && members.every((member) => member in value),
  };
}
