import { valueOf } from "../../model/fact";
import {
  placeKey,
  type KeyRotation,
  type LiveInstance,
  type LiveKey,
  type LiveRecord,
  type Observed,
} from "../../model/live";
import type { Problem } from "../../model/problem";
import type { Gap } from "../../model/read/types";
import { bareKeyId, parseArn } from "../../policy/arn";
import { parsePolicy } from "../../policy/lint/parse-policy";
import { count } from "../../util/count";
import { formatList } from "../../util/format-list";
import { groupBy } from "../../util/group-by";
import { newAlias, type AdoptedInstance, type AdoptedKey, type Adoption } from "./adoption";
import { auraStatements } from "./aura-statements";
import { Names } from "./names";
import { foreignKeys, misplaced, problem, productOf, recordUnfit, whyUnfit, withoutKey } from "./unfit";

/** What was read, and by whom. */
export interface Found {
  /** The account of the AWS credentials. @default - unknown, and a gap says why */
  readonly callerAccount?: string;
  readonly observed: Observed;
  /** The owner's tags, by the ARN of the key. */
  readonly tags: ReadonlyMap<string, Readonly<Record<string, string>>>;
}

/** What a person has chosen. */
export interface Wish {
  /** ARNs of keys, ids and aliases that were named. */
  readonly keys: readonly string[];
  /** Ids of instances that were named, or that are in a state. */
  readonly instances: readonly string[];
  /** Those of them that nothing but a state names. @default - none */
  readonly fromStates?: readonly string[];
  /** Ids of customer managed keys that were named. */
  readonly records: readonly string[];
  /** The AWS account of Aura. @default - the one that a policy gives all that Aura needs */
  readonly auraAccountId?: string;
}

type Outcome = { readonly adoption: Adoption } | { readonly problems: readonly Problem[] };

/**
 * What is to be adopted, or every reason why it cannot be: then nothing is.
 * @param found what was read
 */
export function readAdoption(found: Found, wish: Wish): Outcome {
  const { observed, callerAccount } = found;
  const { fromStates = [] } = wish;
  const keys = new Map(observed.others.keys.map((key) => [key.arn, key]));
  const records = observed.others.records.filter(({ id, keyArn }) => isChosen(id, keyArn, observed, wish));
  const named = [...wish.keys, ...keys.keys(), ...records.map(({ keyArn }) => keyArn)];
  const foreign = callerAccount === undefined ? [] : foreignKeys(named, callerAccount);
  if (foreign.length > 0) return { problems: foreign };
  const keyless = observed.others.instances.filter(({ customerManagedKeyId: id }) => id === undefined);
  // A state has what it has; any other one was named, and is wanted.
  const leftOut = keyless.filter(({ id }) => fromStates.includes(id));
  const refused = keyless.filter(({ id }) => !fromStates.includes(id));
  const problems: Problem[] = [...observed.gaps.map(unread), ...refused.map(withoutKey)];
  const byKey = groupBy(records, ({ keyArn }) => keyArn);
  for (const arn of keys.keys()) if (!byKey.has(arn)) byKey.set(arn, []);
  const names = new Names();
  const adopted = [...byKey]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([arn, ofKey]) => {
      const key = keys.get(arn);
      return adoptKey(arn, key, ofKey, found, wish, names, problems);
    });
  const projects = [...new Set(records.map(({ projectId }) => projectId))];
  if (projects.length > 1)
    problems.push(
      problem(
        "",
        "the keys belong to several Aura projects",
        formatList(projects, { and: true }),
        "adopt those of one project at a time",
      ),
    );
  if (problems.length > 0) return { problems };
  const [projectId] = projects;
  if (projectId === undefined || callerAccount === undefined)
    return {
      problems: [
        problem(
          "",
          "nothing to adopt",
          leftOut.length > 0
            ? `a Neo4j-managed key encrypts ${formatList(
                leftOut.map(({ name }) => name),
                { and: true },
              )}`
            : "no key and no instance was found",
          "name a key, an instance or a state",
        ),
      ],
    };
  return {
    adoption: {
      ...{ accountId: callerAccount, projectId, keys: adopted.filter((one) => one !== undefined) },
      leftOut: leftOut.map(({ name }) => name),
      ...(wish.auraAccountId !== undefined && { auraAccountId: wish.auraAccountId }),
    },
  };
}

/** Of several customer managed keys of one key, those that were named, or whose instances were. */
function isChosen(id: string, keyArn: string, { others }: Observed, { records, instances }: Wish): boolean {
  const named = others.records.filter(
    (one) =>
      one.keyArn === keyArn &&
      (records.includes(one.id) ||
        others.instances.some(
          (instance) => instance.customerManagedKeyId === one.id && instances.includes(instance.id),
        )),
  );
  return named.length === 0 || named.some((one) => one.id === id);
}

function adoptKey(
  arn: string,
  key: LiveKey | undefined,
  records: readonly LiveRecord[],
  found: Found,
  { keys: named, auraAccountId }: Wish,
  names: Names,
  problems: Problem[],
): AdoptedKey | undefined {
  const [ofOtherCloud] = records.filter(({ cloudProvider }) => cloudProvider !== "aws");
  if (ofOtherCloud) {
    const what = `customer managed key ${ofOtherCloud.name} is not in AWS`;
    problems.push(
      problem(arn, what, `cloud provider ${ofOtherCloud.cloudProvider}`, "only keys of AWS KMS are adopted"),
    );
  }
  // A gap says why it could not be read.
  if (!key || !key.description.known || !key.policy.known || !key.rotation.known) return undefined;
  const description = key.description.value;
  const aliases = aliasesOf(arn, found.observed, named);
  const shown = aliases[0] === undefined ? "the key" : `key ${aliases[0]}`;
  const unfit = whyUnfit(shown, arn, description);
  if (unfit) problems.push(unfit);
  const record = unfit ? undefined : onlyRecord(shown, arn, records, found, problems);
  if (!record) return undefined;
  const instances = found.observed.others.instances.filter((one) => one.customerManagedKeyId === record.id);
  problems.push(...instances.flatMap((instance) => misplaced(instance, record)));
  const policy = readPolicy(shown, arn, key.policy.value, auraAccountId, instances.length > 0, problems);
  const product = productOf(record.type);
  if (!policy || !product) return undefined;
  const [alias, ...otherAliases] = aliases;
  const name = names.forKey(record.name, alias);
  if (alias === undefined && allAliases(arn, found.observed).has(newAlias(name))) {
    const fix = `give it an alias: aws kms create-alias --target-key-id ${bareKeyId(arn)} --alias-name alias/...`;
    problems.push(problem(arn, "the key has no alias", `${newAlias(name)} is that of another key`, fix));
  }
  return {
    ...{ name, arn, region: record.region, policy: key.policy.value },
    ...(alias !== undefined && { alias }),
    otherAliases,
    ...(description.text !== undefined && { description: description.text }),
    ...{ tags: found.tags.get(arn) ?? {}, multiRegion: description.multiRegion },
    rotation: rotationOf(key.rotation.value),
    ...policy,
    record: { id: record.id, name: record.name, product },
    instances: instances.map((instance) => adoptInstance(instance, names)),
  };
}

function rotationOf({ enabled, periodInDays }: KeyRotation): AdoptedKey["rotation"] {
  return { enabled, ...(enabled && periodInDays !== undefined && { periodInDays }) };
}

function adoptInstance({ id, name, status, settings }: LiveInstance, names: Names): AdoptedInstance {
  const paused = status === "paused" || status === "pausing";
  return { name: names.forInstance(name), id, auraName: name, paused, settings };
}

function onlyRecord(
  shown: string,
  arn: string,
  records: readonly LiveRecord[],
  { observed }: Found,
  problems: Problem[],
): LiveRecord | undefined {
  const [record, ...others] = records;
  if (!record) {
    // What was not read may have it.
    if (observed.gaps.length > 0) return undefined;
    const fix =
      "check the Aura credentials and their projects; for a key that is new to Aura see docs/existing-keys.md";
    problems.push(problem(arn, `${shown} is not registered with Aura`, "no customer managed key has its ARN", fix));
    return undefined;
  }
  if (others.length > 0) {
    const found = records.map(({ id, name, type }) => `${name} (${id}, ${type})`);
    const fix = "pass the id of one with --customer-managed-key";
    problems.push(
      problem(
        arn,
        `${shown} is registered with Aura ${count(records.length, "time")}`,
        formatList(found, { and: true }),
        fix,
      ),
    );
    return undefined;
  }
  const unfit = recordUnfit(arn, record);
  if (unfit) problems.push(unfit);
  return unfit ? undefined : record;
}

function readPolicy(
  shown: string,
  arn: string,
  text: string,
  auraAccountId: string | undefined,
  hasInstances: boolean,
  problems: Problem[],
): Pick<AdoptedKey, "statements" | "auraAccountId"> | undefined {
  const parsed = parsePolicy(text);
  if ("problems" in parsed) {
    problems.push(
      ...parsed.problems.map(({ what, got, fix }) => problem(arn, what, `${got}, in the policy of ${shown}`, fix)),
    );
    return undefined;
  }
  const statements = auraStatements(parsed.document, parseArn(arn)?.accountId ?? "", auraAccountId);
  if ("accounts" in statements) {
    const { accounts } = statements;
    const fix = "pass the account that the Aura Console shows in the key's statement with --aura-account";
    problems.push(
      problem(arn, `several accounts in the policy of ${shown} may be Aura`, formatList(accounts, { and: true }), fix),
    );
    return undefined;
  }
  if (statements.found.length === 0 && hasInstances) {
    const got = statements.why;
    const fix = "copy the key's JSON from the Aura Console into its policy, as a statement of its own";
    problems.push(problem(arn, `the policy of ${shown} has no statement of Aura`, got, fix));
    return undefined;
  }
  const { account } = statements;
  return { statements: statements.found, ...(account !== undefined && { auraAccountId: account }) };
}

/** The aliases of a key, by name; one that a person has named comes first. */
function aliasesOf(arn: string, observed: Observed, named: readonly string[]): readonly string[] {
  const isNamed = (alias: string): boolean => named.some((one) => one === alias || one.endsWith(`:${alias}`));
  const all = [...allAliases(arn, observed)].flatMap(([name, id]) => (id === bareKeyId(arn) ? [name] : [])).sort();
  return [...all.filter(isNamed), ...all.filter((alias) => !isNamed(alias))];
}

/** The aliases of the account in the region of a key. */
function allAliases(arn: string, { aliases }: Observed): ReadonlyMap<string, string> {
  const { accountId = "", region = "" } = parseArn(arn) ?? {};
  return valueOf(aliases.get(placeKey(accountId, region))) ?? new Map();
}

function unread({ what, got = "", fix = "" }: Gap): Problem {
  return { code: "account-unreadable", path: "", what, got, expected: "", fix };
}
