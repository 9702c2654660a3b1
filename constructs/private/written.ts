import { TerraformStack } from "cdktf";
import { Construct } from "constructs";
import { valueOf } from "../../model/fact";
import type { ConstructReading } from "../../model/from-constructs";
import type { AnyNode, CmkModel, NodeId, Waiver } from "../../model/model";
import { modelOf, nodesOf } from "../../model/model";
import type { Problem } from "../../model/problem";
import { readConfigurations, type NamedConfiguration } from "../../model/read/read-configurations";
import { parseReviewMetadata, REVIEW_METADATA_ID } from "../../model/review-metadata";
import { problemsOf, runRules } from "../../rules/engine";
import { checkEqualities, type WrittenBlock, type WrittenCondition } from "../../rules/equalities";
import type { Finding } from "../../rules/rule";
import { lifecycleOf, Module, objectsOf, providerNameOf } from "../../terraform/configuration/module";
import type { Value } from "../../terraform/configuration/values";
import { groupBy } from "../../util/group-by";
import type { JsonObject } from "../../util/json";
import type { RenderedStacks } from "./rendering";
import { unescapeTemplate } from "./tokens";

/** The stacks as they are written, and what the constructs say of themselves. */
interface Written {
  readonly model: CmkModel;
  readonly waivers: readonly Waiver[];
  /** The resource of each node that is written. */
  readonly blocks: ReadonlyMap<NodeId, WrittenBlock>;
  /** What no rule judges and may affect a key used by Aura, by the path of the stack. */
  readonly notCovered: ReadonlyMap<string, readonly string[]>;
}

/**
 * Judges the stacks as they are written, whoever wrote what: overrides, aspects, changes after construction and hand-written
 * resources included. What only Terraform can know becomes a precondition; one that is missing is added to the JSON.
 * @param said what the constructs say of themselves: names, expected principals, the statement, waivers
 * @param stacks what is written; preconditions are added
 * @param isPrepared whether references between stacks are written as remote state; otherwise regions of other stacks are unknown
 * @returns all problems, everything that the rules found, and what they do not cover, by the path of its stack
 */
export function judgeWritten(
  said: ConstructReading,
  stacks: RenderedStacks,
  isPrepared: boolean,
): { readonly problems: readonly Problem[]; readonly findings: readonly Finding[] } & Pick<Written, "notCovered"> {
  const written = readWritten(said, stacks);
  restoreConditions(said, written);
  const equalities = checkEqualities(written.model, written.blocks, isPrepared);
  const unproved = equalities.filter((equality) => !equality.isProved);
  const findings = runRules(written.model, written.waivers);
  const found = [
    ...problemsOf(findings),
    ...changedLinks(said, written),
    ...changedProtection(written),
    ...unproved.flatMap(({ condition, problem }) => (condition ? [] : [problem])),
  ];
  if (found.length === 0) addConditions(unproved.flatMap(({ condition }) => condition ?? []));
  return { problems: found, findings, notCovered: written.notCovered };
}

function readWritten(said: ConstructReading, stacks: RenderedStacks): Written {
  const configurations = [...stacks].map(([stack, json]): NamedConfiguration => ({
    name: stack.node.path,
    module: new Module([{ name: "cdk.tf.json", json: json as JsonObject }]),
  }));
  const { reading, constructPaths, blocks } = readConfigurations(configurations);
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
    nodesOf(reading.after).map((node) => merge(node, ids.get(node.id)?.node, idOf)),
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
        return merged === undefined ? [] : [[merged, { module: configuration.module, values, block }] as const];
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
      const primary = idOf(node.replicaOf?.primary);
      return {
        ...{ ...node, id, name },
        ...(node.replicaOf && { replicaOf: { ...node.replicaOf, ...(primary !== undefined && { primary }) } }),
        ...(known && {
          accountClaims: [...known.accountClaims, ...node.accountClaims],
          statement: known.statement,
          // A replica has no arguments for these: they are the primary's.
          ...(node.replicaOf && {
            keySpec: known.keySpec,
            keyUsage: known.keyUsage,
            rotationEnabled: known.rotationEnabled,
          }),
          // In the words of the construct, unless something else is written.
          destroyPrevented:
            valueOf(node.destroyPrevented) === valueOf(known.destroyPrevented)
              ? known.destroyPrevented
              : node.destroyPrevented,
        }),
        ...(known?.expectedPrincipals && { expectedPrincipals: known.expectedPrincipals }),
        ...(known?.deployedBy && { deployedBy: known.deployedBy }),
      };
    }
    case "key-policy": {
      const known = said?.kind === "key-policy" ? said : undefined;
      const key = idOf(node.key);
      return {
        ...{ ...node, id, name },
        ...(key !== undefined && { key }),
        ...(known && { statement: known.statement, keyId: known.keyId }),
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
        ...(known && { importSizeInGb: known.importSizeInGb, importMethod: known.importMethod }),
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
  }
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

/** The review believes what a stack says of its protection, so that has to be what is written. */
function changedProtection({ blocks }: Written): Problem[] {
  const modules = new Set([...blocks.values()].map(({ module }) => module));
  const claimed = [...modules].flatMap((module) => {
    const input = module.find(`terraform_data.${REVIEW_METADATA_ID}`)?.json["input"];
    const metadata = typeof input === "string" ? parseReviewMetadata(unescapeTemplate(input)) : undefined;
    return (metadata?.protected ?? []).flatMap((address) => module.find(address) ?? []);
  });
  const ids = new Map([...blocks].map(([id, { block }]) => [block, id]));
  return claimed
    .filter((block) => lifecycleOf(block).preventDestroy !== true)
    .map((block) => ({
      code: "configuration-overridden" as const,
      path: ids.get(block) ?? block.address,
      what: `\`prevent_destroy\` of ${block.address} is overridden`,
      got: String(lifecycleOf(block).preventDestroy ?? "not set"),
      expected: "true",
      fix: 'set `removalPolicy: "destroy"` on the construct: then the review of the plan shows it',
    }));
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
