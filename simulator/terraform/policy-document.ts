import { crc32 } from "node:zlib";
import {
  error,
  isSet,
  ProviderError,
  type DataSource,
  type Diagnostic,
  type ObjectValue,
  type PathStep,
  type Value,
} from "../../provider/plugin";
import type { Aws } from "./aws";
import { goJson } from "./go-json";
import {
  conditions,
  DocumentError,
  parseDocument,
  principals,
  type Document,
  type Identifiers,
} from "./merged-document";
import { DATA_SOURCE_SCHEMAS } from "./schemas";

const OLD_VERSION = "2008-10-17";
const VERSION = "2012-10-17";

/** `aws_iam_policy_document`: a policy out of blocks and of other policies. Everything happens on this machine. */
export const policyDocument: DataSource<Aws> = {
  schema: DATA_SOURCE_SCHEMAS.aws_iam_policy_document,
  validate: check,
  read: async (config) => {
    const document = merged([...sources(config), ownDocument(config), ...documents(config, "override")]);
    const json = goJson(document, 2);
    return {
      state: {
        ...config,
        id: String(crc32(json)),
        json,
        minified_json: goJson(document),
        statement: blocks(config.statement).map(stateOf),
        version: text(config.version) ?? VERSION,
      },
    };
  },
};

/** Later documents win: their Id, the newest Version, and a statement takes the place of an earlier one with the same Sid. */
function merged(all: readonly Document[]): Document {
  const Version = all
    .flatMap(({ Version: version = "" }) => version)
    .reduce((one, other) => (other > one ? other : one));
  const Id = all.findLast((one) => one.Id)?.Id;
  const Statement = all
    .flatMap((one) => one.Statement ?? [])
    .reduce<readonly Readonly<Record<string, unknown>>[]>((result, one) => {
      const index = one.Sid === undefined ? -1 : result.findIndex(({ Sid }) => Sid === one.Sid);
      return index < 0 ? [...result, one] : result.with(index, one);
    }, []);
  return { ...(Version && { Version }), ...(Id && { Id }), ...(Statement.length > 0 && { Statement }) };
}

function sources(config: ObjectValue): readonly Document[] {
  const found = documents(config, "source");
  const seen = new Set<unknown>();
  found.forEach(({ Statement = [] }, index) =>
    Statement.forEach(({ Sid }, position) => {
      if (Sid !== undefined && seen.has(Sid)) {
        const where = `duplicate Sid (${String(Sid)}) in source_policy_documents (statement ${position})`;
        throw refused(`merging source document ${index}: ${where}. Remove the Sid or ensure Sids are unique.`);
      }
      seen.add(Sid);
    }),
  );
  return found;
}

function documents(config: ObjectValue, role: "source" | "override"): readonly Document[] {
  return list(config[`${role}_policy_documents`]).flatMap((given, index) => {
    // An element that is null or empty is none.
    if (!isSet(given) || given === "") return [];
    try {
      return [parseDocument(String(given))];
    } catch (problem) {
      if (!(problem instanceof DocumentError || problem instanceof SyntaxError)) throw problem;
      throw refused(`merging ${role} document ${index}: ${problem.message}`);
    }
  });
}

function ownDocument(config: ObjectValue): Document {
  const version = text(config.version) ?? VERSION;
  const Statement = blocks(config.statement).map((block) => ownStatement(block, version));
  const sids = Statement.flatMap(({ Sid }) => (Sid === undefined ? [] : [Sid]));
  const duplicate = sids.find((sid, index) => sids.indexOf(sid) !== index);
  if (duplicate !== undefined) {
    throw refused(`duplicate Sid (${String(duplicate)}). Remove the Sid or ensure the Sid is unique.`);
  }
  return { Version: version, Id: text(config.policy_id), Statement };
}

function ownStatement(block: ObjectValue, version: string): Readonly<Record<string, unknown>> {
  const variables = (name: string, found: readonly string[]) =>
    found.map((value) => withVariables(value, version, name));
  const parties = (name: string) =>
    principals(
      blocks(block[name]).map(({ type, identifiers }) => ({
        type: String(type),
        identifiers: oneOrMany(variables(name, texts(identifiers))) ?? [],
      })),
    );
  const members = {
    Sid: text(block.sid),
    Effect: text(block.effect) ?? "Allow",
    Action: oneOrMany(texts(block.actions)),
    NotAction: oneOrMany(texts(block.not_actions)),
    Resource: oneOrMany(variables("resources", texts(block.resources))),
    NotResource: oneOrMany(variables("not_resources", texts(block.not_resources))),
    Principal: parties("principals"),
    NotPrincipal: parties("not_principals"),
    Condition: conditions(
      blocks(block.condition).map(({ test, variable, values }) => ({
        test: String(test),
        variable: String(variable),
        values: variables("condition", texts(values)),
      })),
    ),
  };
  return Object.fromEntries(Object.entries(members).filter(([, member]) => member !== undefined));
}

/** One value by itself, several in the order in which the provider writes them. */
function oneOrMany(values: readonly string[]): Identifiers | undefined {
  return values.length > 1 ? [...values].sort().reverse() : values[0];
}

/** `&{aws:username}` stands for a variable of IAM, because `${` is Terraform's own. */
function withVariables(value: string, version: string, name: string): string {
  if (version === OLD_VERSION && value.includes("&{")) {
    const problem = `found &{ sequence in (${value}), which is not supported in document version ${OLD_VERSION}`;
    throw new ProviderError(error(`reading ${name}: ${problem}`, ""));
  }
  return value.replaceAll("&{", "${");
}

/** A block as the older SDK stores it, which knows no null inside of blocks. */
function stateOf(block: ObjectValue): ObjectValue {
  const sets = ["actions", "not_actions", "resources", "not_resources"].map(
    (name) => [name, list(block[name])] as const,
  );
  return { ...block, ...Object.fromEntries(sets), effect: text(block.effect) ?? "Allow", sid: text(block.sid) ?? "" };
}

function check(config: ObjectValue): readonly Diagnostic[] {
  const statements = isSet(config.statement) ? (config.statement as readonly Value[]) : [];
  return [
    ...oneOf(config.version, [OLD_VERSION, VERSION], "version"),
    ...["source_json", "override_json"].flatMap((name) => {
      const value = text(config[name]);
      return value === undefined ? [] : [error(`expected "${name}" to be an empty string, got ${value}`, "", name)];
    }),
    ...["source_policy_documents", "override_policy_documents"].flatMap((name) =>
      list(config[name]).flatMap((value, index) => checkJson(value, name, index)),
    ),
    // Sids are free here: only 5.82 and 5.83 of the provider wanted letters and digits, which key policies do not.
    ...statements.flatMap((block, index) =>
      isSet(block) ? oneOf((block as ObjectValue).effect, ["Allow", "Deny"], "statement", index, "effect") : [],
    ),
  ];
}

function oneOf(value: Value | undefined, allowed: readonly string[], ...path: PathStep[]): readonly Diagnostic[] {
  if (!isSet(value) || allowed.includes(String(value))) return [];
  const names = allowed.map((one) => JSON.stringify(one)).join(" ");
  return [error(`expected ${path.join(".")} to be one of [${names}], got ${String(value)}`, "", ...path)];
}

function checkJson(value: Value, name: string, index: number): readonly Diagnostic[] {
  if (!isSet(value)) return [];
  try {
    JSON.parse(String(value));
    return [];
  } catch (problem) {
    return [error(`"${name}.${index}" contains an invalid JSON: ${(problem as Error).message}`, "", name, index)];
  }
}

function refused(problem: string): ProviderError {
  return new ProviderError(error(`writing IAM Policy Document: ${problem}`, ""));
}

/** An argument that is set; the older SDK takes an empty text for none. */
function text(value: Value | undefined): string | undefined {
  return isSet(value) && value !== "" ? String(value) : undefined;
}

function list(value: Value | undefined): readonly Value[] {
  return isSet(value) ? (value as readonly Value[]) : [];
}

function texts(value: Value | undefined): readonly string[] {
  return list(value).map((one) => (one === null ? "" : String(one)));
}

function blocks(value: Value | undefined): readonly ObjectValue[] {
  return list(value) as readonly ObjectValue[];
}
