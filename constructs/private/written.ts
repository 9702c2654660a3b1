import { TerraformStack } from "cdktf";
import { Construct, type IConstruct } from "constructs";
import type { ProblemCode } from "../../model/codes";
import { valueOf, type Fact } from "../../model/fact";
import type { ConstructReading } from "../../model/from-constructs";
import type { AccountLimit, AnyNode, CmkModel, KmsKeyNode, NodeId, OtherCloudNode, Waiver } from "../../model/model";
import { isOfOtherCloud, isOtherCloudKey, modelOf, nodesOf, OTHER_CLOUD_LINKS } from "../../model/model";
import type { Problem } from "../../model/problem";
import { readConfigurations, type NamedConfiguration } from "../../model/read/read-configurations";
import { printReviewMetadata, REVIEW_METADATA_ID } from "../../model/review-metadata";
import { problemsOf, runRules } from "../../rules/engine";
import { checkEqualities, type WrittenBlock, type WrittenCondition } from "../../rules/equalities";
import type { Finding } from "../../rules/rule";
import { lifecycleOf, Module, objectsOf, providerNameOf } from "../../terraform/configuration/module";
import type { Value } from "../../terraform/configuration/values";
import { groupBy } from "../../util/group-by";
import { isObject, objectOf, type JsonObject } from "../../util/json";
import type { RenderedStacks } from "./rendering";
import { isResourceProtected, reviewMetadataByStack } from "./review-metadata";
import { escapeTemplate } from "./tokens";

/** The stacks as they are written, and what the constructs say of themselves. */
interface Written {
  readonly model: CmkModel;
  readonly waivers: readonly Waiver[];
  /** The resource of each node that is written. */
  readonly blocks: ReadonlyMap<NodeId, WrittenBlock & { readonly stack: string }>;
  /** What no rule judges and may affect a key used by Aura, by the path of the stack. */
  readonly notCovered: ReadonlyMap<string, readonly string[]>;
}

/** What is found in the stacks as they are written. */
interface Judgement extends Pick<Written, "model" | "notCovered"> {
  readonly problems: readonly Problem[];
  readonly findings: readonly Finding[];
}

/**
 * Judges the stacks as they are written, whoever wrote what: overrides, aspects, changes after construction and hand-written
 * resources included. What only Terraform can know becomes a precondition; one that is missing is added to the JSON.
 * @param said what the constructs say of themselves: names, expected principals, the statement, waivers
 * @param stacks what is written; preconditions are added
 * @param isPrepared whether references between stacks are written as remote state; otherwise regions of other stacks are unknown
 */
export function judgeWritten(said: ConstructReading, stacks: RenderedStacks, isPrepared: boolean): Judgement {
  const written = readWritten(said, stacks);
  restoreConditions(said, written);
  const equalities = checkEqualities(written.model, written.blocks, isPrepared);
  const unproved = equalities.filter((equality) => !equality.isProved);
  const findings = runRules(written.model, written.waivers);
  const ofCloud = changedCloud(said, written);
  const inWritten = [
    ...problemsOf(findings.filter((finding) => !followsFromProps(finding, said.problems))).filter(
      (problem) => !followsFrom(problem, ofCloud),
    ),
    ...changedLinks(said, written),
    ...changedProtection(said, written),
    ...ofCloud,
    ...changedCount(said, written),
    ...bypassedLockoutCheck(said, written),
    ...withoutKey(said, written),
    ...unproved.flatMap(({ condition, problem }) => (condition ? [] : [problem])),
  ];
  const found = [...said.problems, ...inWritten.filter((problem) => !isSaid(problem, said.problems))];
  if (found.length === 0) {
    addConditions(unproved.flatMap(({ condition }) => condition ?? []));
    writeMetadata(said, written, findings, stacks);
  }
  return { problems: found, findings, model: written.model, notCovered: written.notCovered };
}

/** What follows from what is wrong with a prop. */
const CAUSES: Partial<Record<ProblemCode, ProblemCode>> = {
  "configuration-overridden": "instance-needs-key",
  "project-matches-record": "project-id-well-formed",
};

/** In another cloud an identifier is none, and an instance has no customer managed key of its cloud. */
function followsFrom({ code, path }: Problem, changedClouds: readonly Problem[]): boolean {
  return (
    (code === "key-identifier-well-formed" && changedClouds.some((changed) => changed.path === path)) ||
    (code === "cloud-matches-record" && changedClouds.length > 0)
  );
}

/** What a construct says of its own props needs not be said again of what it writes. */
function isSaid({ code, path }: Problem, said: readonly Problem[]): boolean {
  return said.some((own) => own.path === path && [code, CAUSES[code]].includes(own.code));
}

/** Who has access to a key of another cloud follows from whom its construct was given as Aura's accounts. */
function followsFromProps({ node }: Finding, said: readonly Problem[]): boolean {
  return (
    isOfOtherCloud(node) &&
    said.some(
      ({ code, path }) => code === "aura-principal-well-formed" && (node.id === path || node.id.startsWith(`${path}/`)),
    )
  );
}

function readWritten(said: ConstructReading, stacks: RenderedStacks): Written {
  const configurations = [...stacks].map(([stack, json]): NamedConfiguration => ({
    name: stack.node.path,
    module: new Module([{ name: "cdk.tf.json", json: json as JsonObject }]),
  }));
  const { reading, constructPaths, blocks } = readConfigurations(
    configurations,
    said.model.keys.flatMap(({ arn }) => valueOf(arn) ?? []),
  );
  const saidOf = new Map(
    nodesOf(said.model).flatMap((node) => {
      const construct = said.constructs.get(node.id);
      const stack = construct && node.address !== undefined ? TerraformStack.of(construct).node.path : undefined;
      return stack === undefined ? [] : [[`${stack} ${node.address}`, node] as const];
    }),
  );
  const ids = new Map<NodeId, { readonly id: NodeId; readonly node?: AnyNode }>();
  for (const { id } of nodesOf(reading.after)) {
    const { configuration, block } = blocks.get(id) ?? {};
    const node = saidOf.get(`${configuration?.name} ${block?.address}`);
    ids.set(id, { id: node?.id ?? constructPaths.get(id) ?? id, ...(node && { node }) });
  }
  const idOf = (id: NodeId | undefined): NodeId | undefined => (id === undefined ? undefined : (ids.get(id)?.id ?? id));
  const providerOfNode = new Map(
    [...blocks].map(([id, { configuration, block }]) => [idOf(id), `${configuration.name} ${providerNameOf(block)}`]),
  );
  const merged = withAccounts(
    nodesOf(reading.after).map((node) => {
      const said = ids.get(node.id)?.node;
      return merge(inWordsOf(said, node), said, idOf);
    }),
    (id) => providerOfNode.get(id),
  );
  const elsewhere = nodesOf(said.model).filter(({ address }) => address === undefined);
  const model = modelOf([...merged, ...elsewhere]);
  return {
    model,
    notCovered: new Map(reading.plans.map(({ name, gaps }) => [name, gaps.map(({ what }) => what)])),
    waivers: said.waivers.map((waiver) => ({ ...waiver, on: widened(waiver, model) })),
    blocks: new Map(
      [...blocks].flatMap(([id, { configuration, block, values }]) => {
        const merged = idOf(id);
        return merged === undefined
          ? []
          : [[merged, { stack: configuration.name, module: configuration.module, values, block }] as const];
      }),
    ),
  };
}

/** One provider block works in one account: what a construct says of it holds for what else is made with the provider. */
function withAccounts(nodes: readonly AnyNode[], providerOf: (id: NodeId) => string | undefined): readonly AnyNode[] {
  const claims = groupBy(
    nodes.flatMap((node) =>
      "accountClaims" in node ? node.accountClaims.map((claim) => ({ claim, provider: providerOf(node.id) })) : [],
    ),
    ({ provider }) => provider,
  );
  const accounts = new Map(
    [...claims].flatMap(([provider, all]) => {
      const [first, ...others] = all.map(({ claim }) => claim).filter(({ known }) => known);
      const isOne = first && others.every((other) => valueOf(other) === valueOf(first));
      return provider !== undefined && isOne ? [[provider, first] as const] : [];
    }),
  );
  return nodes.map((node) => {
    const account = accounts.get(providerOf(node.id) ?? "");
    if (!account || !("accountClaims" in node) || node.accountClaims.some(({ known }) => known)) return node;
    return { ...node, accountClaims: [...node.accountClaims, account] };
  });
}

/** A waiver of a construct holds for everything inside it, also what is added later. */
function widened({ on }: Waiver, model: CmkModel): readonly NodeId[] {
  const inside = nodesOf(model)
    .map(({ id }) => id)
    .filter((id) => on.some((path) => id.startsWith(`${path}/`)));
  return [...new Set([...on, ...inside])];
}

/** What is written, in the words of the construct: of what it says itself, or of what is overridden. */
function inWordsOf<T extends AnyNode>(said: AnyNode | undefined, node: T): T {
  const facts: Readonly<Record<string, unknown>> = { ...said };
  const worded = Object.entries(node).map(([name, written]): readonly [string, unknown] => {
    const own = facts[name];
    if (name === "accountLimits")
      return [name, limitsInWords(written as AccountLimit[], own as AccountLimit[] | undefined)];
    if (Array.isArray(written) && Array.isArray(own)) {
      const same = (one: unknown): unknown =>
        own.find((other) => isFact(one) && isFact(other) && isSameFact(one, other));
      return [name, written.map((one: unknown) => same(one) ?? one)];
    }
    if (!isFact(written) || !isFact(own)) return [name, written];
    const isOnlySaid = ONLY_SAID.has(name) || (OF_PRIMARY.has(name) && "replicaOf" in node);
    if (isOnlySaid || isSameFact(written, own)) return [name, own];
    return [name, written.known && own.known ? { ...written, source: `${own.source}, overridden` } : written];
  });
  return { ...node, ...Object.fromEntries(worded) };
}

/** What Terraform's data cannot say. */
const ONLY_SAID: ReadonlySet<string> = new Set(["statement", "importSizeInGb", "importMethod"]);

/** A replica has no arguments for these: they are the primary's. */
const OF_PRIMARY: ReadonlySet<string> = new Set(["keySpec", "keyUsage", "rotationEnabled"]);

function textOfPolicy({ policy, presentPolicy }: KmsKeyNode, said: KmsKeyNode): KmsKeyNode["presentPolicy"] {
  if (policy === said.policy) return undefined;
  return presentPolicy?.known && policy.known ? { ...presentPolicy, source: policy.source } : presentPolicy;
}

function limitsInWords(written: readonly AccountLimit[], said: readonly AccountLimit[] = []): readonly AccountLimit[] {
  const isSame = (one: AccountLimit, other: AccountLimit): boolean =>
    one.kind === other.kind && isSameFact(one.accounts, other.accounts);
  return written.map((limit) => said.find((other) => isSame(limit, other)) ?? limit);
}

function isFact(value: unknown): value is Fact<unknown> {
  return isObject(value) && typeof value["known"] === "boolean";
}

function isSameFact(one: Fact<unknown>, other: Fact<unknown>): boolean {
  if (!one.known || !other.known) return one.known === other.known;
  // The AWS provider takes 0 for nothing; what the construct was given is still wrong.
  if (other.value === 0) return !one.value;
  return JSON.stringify(one.value) === JSON.stringify(other.value);
}

/** What the construct was given, and what its provider says as it is written. */
function accountClaims(node: KmsKeyNode, said: KmsKeyNode): readonly Fact<string>[] {
  const [own] = said.accountClaims;
  const open = said.accountClaims.filter((claim) => !claim.known);
  return [...new Set([...(own ? [own] : []), ...node.accountClaims, ...open])];
}

/** The policy of a construct is written for one partition; an override of either may be of another. */
function partitionClaims(node: KmsKeyNode, said: KmsKeyNode): readonly Fact<string>[] {
  if (node.policy !== said.policy) return node.partitionClaims;
  return node.region === said.region
    ? said.partitionClaims
    : [...node.partitionClaims, ...said.partitionClaims.slice(1)];
}

/** What is written, with what only the construct knows: who is expected, whose statement it is, which account is meant. */
function merge(
  node: AnyNode,
  said: AnyNode | undefined,
  idOf: (id: NodeId | undefined) => NodeId | undefined,
): AnyNode {
  const id = idOf(node.id) ?? node.id;
  const name = said?.name ?? node.name;
  switch (node.kind) {
    case "key": {
      const known = said?.kind === "key" ? said : undefined;
      const primary = idOf(node.replicaOf?.primary) ?? known?.replicaOf?.primary;
      return {
        ...{ ...node, id, name },
        ...(node.replicaOf && { replicaOf: { ...node.replicaOf, ...(primary !== undefined && { primary }) } }),
        ...(known && {
          accountClaims: accountClaims(node, known),
          partitionClaims: partitionClaims(node, known),
        }),
        ...(known?.expectedPrincipals && { expectedPrincipals: known.expectedPrincipals }),
        ...(known?.besideAura && { besideAura: known.besideAura }),
        // The same text, in the words of the construct.
        ...(known && valueOf(node.policy) !== undefined && { presentPolicy: textOfPolicy(node, known) }),
      };
    }
    case "key-policy": {
      const known = said?.kind === "key-policy" ? said : undefined;
      const key = idOf(node.key);
      return {
        ...{ ...node, id, name },
        ...(key !== undefined && { key }),
        ...(known && { keyId: known.keyId }),
        ...(known?.key !== undefined && key === undefined && { key: known.key }),
        ...(known?.expectedPrincipals && { expectedPrincipals: known.expectedPrincipals }),
      };
    }
    case "record": {
      // What is in another stack only the construct knows; that it is what is written, is checked.
      const key = idOf(node.key) ?? (said?.kind === "record" ? said.key : undefined);
      return { ...node, id, name, ...(key !== undefined && { key }) };
    }
    case "instance": {
      const known = said?.kind === "instance" ? said : undefined;
      const record = idOf(node.record) ?? known?.record;
      const cloneOf = idOf(node.cloneOf) ?? known?.cloneOf;
      return {
        ...{ ...node, id, name },
        ...(record !== undefined && { record }),
        ...(cloneOf !== undefined && { cloneOf }),
      };
    }
    case "alias": {
      const target = idOf(node.target);
      return { ...node, id, name, ...(target !== undefined && { target }) };
    }
    case "grant": {
      const key = idOf(node.key);
      return { ...node, id, name, ...(key !== undefined && { key }) };
    }
    default:
      return { ...node, id, name, ...linksOf(node, idOf), ...onlySaidOf(node, said) };
  }
}

/** The links of a node of another cloud, to nodes by their ids here. */
function linksOf(node: OtherCloudNode, idOf: (id: NodeId | undefined) => NodeId | undefined): object {
  const links: Readonly<Partial<Record<string, NodeId>>> = Object.fromEntries(
    Object.entries(node).filter(([field]) => field in OTHER_CLOUD_LINKS[node.kind]),
  );
  return Object.fromEntries(Object.entries(links).map(([field, id]) => [field, idOf(id) ?? id]));
}

/** Who is expected to use a key, and where it is when its vault or key ring is not in the configuration. */
function onlySaidOf(node: OtherCloudNode, said: AnyNode | undefined): object {
  if (!isOtherCloudKey(said) || !isOtherCloudKey(node)) return {};
  return {
    ...(said.expectedPrincipals && { expectedPrincipals: said.expectedPrincipals }),
    ...(!node.region.known && { region: said.region }),
  };
}

/** Arguments that decide which key encrypts the data: each has to be what the construct was given. */
function changedLinks({ model, constructs }: ConstructReading, { blocks }: Written): Problem[] {
  return [...model.records, ...model.instances].flatMap((node) => {
    const { id, name, kind } = node;
    const written = blocks.get(id);
    const construct = constructs.get(id);
    if (!written || node.origin !== "created" || !construct) return [];
    const [argument, prop] = kind === "record" ? ["key_id", "key"] : ["customer_managed_key_id", "customerManagedKey"];
    const given: unknown = (construct as unknown as Record<string, unknown>)[prop];
    const value = written.values.read(written.block.json[argument] ?? null);
    if (isGiven(value, Construct.isConstruct(given) ? blocks.get(given.node.path) : undefined, written)) return [];
    const what =
      kind === "record"
        ? `customer managed key ${name} is not registered for its key`
        : `instance ${name} is not under its customer managed key`;
    return [
      {
        code: "configuration-overridden" as const,
        path: id,
        what,
        got: `\`${argument}\` is ${value.known ? JSON.stringify(value.value ?? null) : value.expression}`,
        expected: `the \`${prop}\` that the construct was given`,
        fix: `remove the override, aspect or later assignment, and set \`${prop}\` of the construct`,
      },
    ];
  });
}

/** Whether a value is the resource that a construct was given; of one that is owned elsewhere, whether it is set at all. */
function isGiven(value: Value, given: WrittenBlock | undefined, { module }: WrittenBlock): boolean {
  if (!given) return !value.known || !isEmpty(value.value);
  if (value.known || !value.reference?.startsWith(`${given.block.address}.`)) return false;
  // `Testing.synth` renders a reference to another stack as if that were the own one.
  return value.module === given.module || (value.module === module && module.find(given.block.address) === undefined);
}

function isEmpty(value: unknown): boolean {
  return value === null || value === undefined || value === "";
}

/** What keeps data, a key or Aura's access to it. */
function ownNodes({ keys, keyPolicies, records, instances, otherClouds }: CmkModel): readonly AnyNode[] {
  return [...keys, ...keyPolicies, ...records, ...instances, ...otherClouds];
}

/** Protection is given up where the review of the plan shows it: on the construct. */
function changedProtection(said: ConstructReading, { model, blocks }: Written): Problem[] {
  return ownNodes(model).flatMap(({ id }): Problem[] => {
    const [construct, written] = [said.constructs.get(id), blocks.get(id)];
    if (!construct || !written) return [];
    const { block, values } = written;
    const { preventDestroy } = lifecycleOf(block);
    const inState = values.read(block.json["deletion_protection"] ?? null);
    const isGivenUp = inState.known ? inState.value !== true && !isEmpty(inState.value) : true;
    const fix = 'set `removalPolicy: "destroy"` on the construct: then the review of the plan shows it';
    const overridden = (argument: string, got: unknown): Problem => ({
      ...{ code: "configuration-overridden", path: id, what: `\`${argument}\` of ${block.address} is overridden` },
      ...{ got: String(got), expected: "true", fix },
    });
    return [
      ...(preventDestroy !== true && isResourceProtected(construct)
        ? [overridden("prevent_destroy", preventDestroy ?? "not set")]
        : []),
      ...(isGivenUp && !isGivenUpByProps(construct)
        ? [overridden("deletion_protection", inState.known ? inState.value : inState.expression)]
        : []),
    ];
  });
}

/** Whether the construct itself writes that Aura's object may be deleted. */
function isGivenUpByProps(construct: IConstruct): boolean {
  const resource: unknown = "resource" in construct ? construct.resource : undefined;
  const input = objectOf(objectOf(resource)["input"]);
  return input["deletionProtection"] === false;
}

/** With another cloud no rule would look at the key any more. */
function changedCloud(said: ConstructReading, { model, blocks }: Written): Problem[] {
  return [...model.records, ...model.instances].flatMap(({ id, kind, name }): Problem[] => {
    const written = blocks.get(id);
    const construct = said.constructs.get(id);
    if (!construct || !written) return [];
    const given = "cloudProvider" in construct ? String(construct.cloudProvider) : "aws";
    const cloud = written.values.read(written.block.json["cloud_provider"] ?? null);
    if (cloud.known && cloud.value === given) return [];
    return [
      {
        ...{ code: "configuration-overridden", path: id },
        what: `\`cloud_provider\` of ${kind === "record" ? "customer managed key" : kind} ${name} is overridden`,
        got: cloud.known ? String(cloud.value) : cloud.expression,
        expected: given,
        fix: "remove the override, aspect or later assignment",
      },
    ];
  });
}

/** What is said to be protected and in use is not made, or deleted, with a `count` of 0. */
function changedCount(said: ConstructReading, { model, blocks }: Written): Problem[] {
  return ownNodes(model).flatMap(({ id }): Problem[] => {
    const { block, values } = blocks.get(id) ?? {};
    if (!said.constructs.has(id) || !block || !values) return [];
    return (["count", "for_each"] as const).flatMap((argument): Problem[] => {
      const value = values.read(block.json[argument] ?? null);
      // Of what an iterator goes over, each is judged; a number that depends on something may be none.
      const mayBeNone = value.known ? isNone(value.value) : argument === "count" || EMPTY.test(value.expression);
      if (!mayBeNone) return [];
      return [
        {
          ...{ code: "configuration-overridden", path: id, what: `\`${argument}\` of ${block.address} is overridden` },
          ...{ got: value.known ? JSON.stringify(value.value) : value.expression, expected: "not set" },
          fix: 'remove the override; to give it up, set `removalPolicy: "destroy"` on the construct first',
        },
      ];
    });
  });
}

const EMPTY = /^\W*(?:to(?:set|map|list)\W+)?$/;

/** Whether a `count` or `for_each` makes no resource; null is none of either. */
function isNone(value: unknown): boolean {
  if (value === null) return false;
  return Number(value) === 0 || (typeof value === "object" && value !== null && Object.keys(value).length === 0);
}

/** The account cannot recover a policy that locks everyone out: KMS checks for that, unless it is told not to. */
function bypassedLockoutCheck(said: ConstructReading, { model, blocks }: Written): Problem[] {
  return [...model.keys, ...model.keyPolicies].flatMap(({ id, lockoutCheckBypassed }): Problem[] => {
    const { block } = blocks.get(id) ?? {};
    if (!said.constructs.has(id) || !block || !lockoutCheckBypassed || valueOf(lockoutCheckBypassed) === false)
      return [];
    return [
      {
        ...{ code: "configuration-overridden", path: id },
        what: `\`bypass_policy_lockout_safety_check\` of ${block.address} is overridden`,
        ...{ got: lockoutCheckBypassed.known ? "true" : lockoutCheckBypassed.reason, expected: "false" },
        fix: "remove the override; only AWS support can recover a locked-out key",
      },
    ];
  });
}

/** An instance that no construct made, although there is a customer managed key for it: Aura's own key is permanent. */
function withoutKey(said: ConstructReading, { model, blocks }: Written): Problem[] {
  return model.instances.flatMap((instance): Problem[] => {
    const { id, name, record, customerManagedKeyId } = instance;
    if (said.constructs.has(id) || !blocks.has(id) || record !== undefined) return [];
    if (!customerManagedKeyId.known || !isEmpty(customerManagedKeyId.value)) return [];
    const fitting = model.records.find(({ region, projectId }) =>
      [
        [region, instance.region],
        [projectId, instance.projectId],
      ].every(([one, other]) => one?.known === true && other?.known === true && one.value === other.value),
    );
    if (!fitting) return [];
    return [
      {
        ...{ code: "instance-needs-key", path: id },
        what: `instance ${name} will be created with the Neo4j-managed key, permanently`,
        got: `no \`customer_managed_key_id\`, although customer managed key ${fitting.name} exists`,
        expected: "its id",
        fix: "set `customer_managed_key_id`; it cannot be added later",
      },
    ];
  });
}

/** Conditions that a construct was made with, and that an override or a later assignment of `lifecycle` took out. */
function restoreConditions({ conditions }: ConstructReading, { blocks }: Written): void {
  for (const [id, ofConstruct] of conditions) {
    const block = blocks.get(id)?.block;
    if (!block) continue;
    const written = objectsOf(block.json["lifecycle"]).flatMap(({ precondition }) => objectsOf(precondition));
    const present = new Set(written.map(({ condition }) => condition));
    addConditions(ofConstruct.filter(({ condition }) => !present.has(condition)).map((lost) => ({ block, ...lost })));
  }
}

/** Adds conditions to the JSON that is written. */
function addConditions(conditions: readonly WrittenCondition[]): void {
  for (const { block, condition, errorMessage } of conditions) {
    const json = block.json as Record<string, unknown>;
    const [lifecycle = {}] = objectsOf(json["lifecycle"]);
    const precondition = [...objectsOf(lifecycle["precondition"]), { condition, error_message: errorMessage }];
    json["lifecycle"] = { ...lifecycle, precondition };
  }
}

/** Puts the metadata of each stack into its place, whatever an override wrote there; a stack without anything of ours has none. */
function writeMetadata(
  { constructs }: ConstructReading,
  { model, waivers, blocks }: Written,
  findings: readonly Finding[],
  stacks: RenderedStacks,
): void {
  const byPath = new Map([...stacks.keys()].map((stack) => [stack.node.path, stack]));
  const metadata = reviewMetadataByStack({
    ...{ model, waivers, findings },
    stackOf: (id) => {
      const construct = constructs.get(id);
      return byPath.get(blocks.get(id)?.stack ?? "") ?? (construct && TerraformStack.of(construct));
    },
    isProtected: (id) => {
      const block = blocks.get(id)?.block;
      return block !== undefined && lifecycleOf(block).preventDestroy === true;
    },
  });
  for (const [stack, json] of stacks) {
    const holder = stack.node.tryFindChild(REVIEW_METADATA_ID);
    if (!holder) continue;
    const written = json as Record<string, Record<string, Record<string, object>>>;
    const resources = (written["resource"] ??= {});
    const ofType = (resources["terraform_data"] ??= {});
    const ofStack = metadata.get(stack);
    if (ofStack) {
      const notes = objectOf(ofType[REVIEW_METADATA_ID])["//"];
      ofType[REVIEW_METADATA_ID] = {
        ...(notes !== undefined && { "//": notes }),
        input: escapeTemplate(printReviewMetadata(ofStack)),
      };
      continue;
    }
    Reflect.deleteProperty(ofType, REVIEW_METADATA_ID);
    if (Object.keys(ofType).length === 0) delete resources["terraform_data"];
    // Terraform refuses an empty object there.
    if (Object.keys(resources).length === 0) delete written["resource"];
  }
}
