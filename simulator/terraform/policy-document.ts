import { isSet, type DataSource, type ObjectValue, type Value } from "../../provider/plugin";
import { groupBy } from "../../util/group-by";
import { isObject, listOf } from "../../util/json";
import type { Aws } from "./aws";
import { DATA_SOURCE_SCHEMAS } from "./schemas";

/** A policy that is merged with others. */
interface Part {
  readonly Version?: string;
  readonly Id?: string;
  readonly Statement: readonly object[];
}

/** `aws_iam_policy_document`: a policy out of blocks. Everything happens on this machine. */
export const policyDocument: DataSource<Aws> = {
  schema: DATA_SOURCE_SCHEMAS.aws_iam_policy_document,
  read: async (config) => {
    const own: Part = {
      Version: text(config.version) ?? "2012-10-17",
      ...(isSet(config.policy_id) && { Id: String(config.policy_id) }),
      Statement: blocks(config.statement).map(statementOf),
    };
    const given = (name: string): Part[] => texts(config[name]).map(parsed);
    const sources = [...given("source_policy_documents"), ...given("source_json")];
    const overrides = [...given("override_policy_documents"), ...given("override_json")];
    const Statement = [...sources, own, ...overrides].reduce<readonly object[]>(
      (all, { Statement: more }) => withStatements(all, more),
      [],
    );
    const document = { ...own, Statement };
    const minified_json = JSON.stringify(document);
    const json = JSON.stringify(document, null, 2);
    return { state: { ...config, id: String(hash(json)), json, minified_json, version: own.Version ?? null } };
  },
};

/** A statement takes the place of an earlier one with the same Sid. */
function withStatements(all: readonly object[], more: readonly object[]): readonly object[] {
  return more.reduce<readonly object[]>((result, one) => {
    const sid = sidOf(one);
    const index = sid === undefined ? -1 : result.findIndex((other) => sidOf(other) === sid);
    return index < 0 ? [...result, one] : result.with(index, one);
  }, all);
}

function sidOf(statement: object): string | undefined {
  const { Sid: sid } = statement as { Sid?: string };
  return sid === "" ? undefined : sid;
}

function statementOf(block: ObjectValue): object {
  return {
    ...(isSet(block.sid) && block.sid !== "" && { Sid: String(block.sid) }),
    Effect: text(block.effect) ?? "Allow",
    ...element("Action", texts(block.actions)),
    ...element("NotAction", texts(block.not_actions)),
    ...element("Resource", texts(block.resources)),
    ...element("NotResource", texts(block.not_resources)),
    ...principals("Principal", blocks(block.principals)),
    ...principals("NotPrincipal", blocks(block.not_principals)),
    ...conditions(blocks(block.condition)),
  };
}

function element(name: string, values: readonly string[]): object {
  return values.length === 0 ? {} : { [name]: oneOrMany([...values].sort().reverse()) };
}

function principals(name: string, found: readonly ObjectValue[]): object {
  if (found.length === 0) return {};
  const byType = groupBy(found, ({ type }) => String(type));
  const identifiers = [...byType].map(([type, group]): [string, readonly string[]] => [
    type,
    group
      .flatMap((one) => texts(one.identifiers))
      .sort()
      .reverse(),
  ]);
  // The type "*" stands for anyone.
  if (identifiers.some(([type, names]) => type === "*" && names.includes("*"))) return { [name]: "*" };
  return { [name]: Object.fromEntries(identifiers.map(([type, names]) => [type, oneOrMany(names)])) };
}

function conditions(found: readonly ObjectValue[]): object {
  if (found.length === 0) return {};
  const condition: Record<string, Record<string, string[]>> = {};
  for (const { test, variable, values } of found) {
    const keys = (condition[String(test)] ??= {});
    (keys[String(variable)] ??= []).push(...texts(values));
  }
  return {
    Condition: Object.fromEntries(
      Object.entries(condition).map(([test, keys]) => [
        test,
        Object.fromEntries(Object.entries(keys).map(([key, values]) => [key, oneOrMany(values)])),
      ]),
    ),
  };
}

function oneOrMany(values: readonly string[]): string | readonly string[] {
  const [only = "", ...others] = values;
  return others.length === 0 ? only : values;
}

function parsed(document: string): Part {
  const value: unknown = JSON.parse(document);
  const statements = isObject(value) ? value["Statement"] : [];
  return { Statement: (Array.isArray(statements) ? listOf(statements) : [statements]) as object[] };
}

function text(value: Value | undefined): string | undefined {
  return isSet(value) ? String(value) : undefined;
}

function texts(value: Value | undefined): readonly string[] {
  if (!isSet(value)) return [];
  return Array.isArray(value) ? (value as Value[]).map(String) : [String(value)];
}

function blocks(value: Value | undefined): readonly ObjectValue[] {
  return isSet(value) ? (value as readonly ObjectValue[]) : [];
}

/** A number that only depends on the text. */
function hash(value: string): number {
  let sum = 0;
  for (const character of value) sum = (Math.imul(sum, 31) + (character.codePointAt(0) ?? 0)) >>> 0;
  return sum;
}
