import { known, type Fact } from "../fact";
import type { NodeId, Waiver } from "../model";
import { parseReviewMetadata, type ReviewMetadata, REVIEW_METADATA_VERSION } from "../review-metadata";
import { parseArn } from "../../policy/arn";
import { Attributes } from "./attributes";
import { Configuration, modulePath } from "../../terraform/plan/configuration";
import { isObject, listOf, memberOf, objectOf, textOf, type JsonObject } from "../../util/json";
import type { ParsedPlan } from "../../terraform/plan/parse";
import {
  readResourceChanges,
  RESOURCE_KINDS,
  type ResourceChange,
  type ChangeSide,
  readState,
} from "../../terraform/plan/resource-change";
import { References } from "../../terraform/plan/references";
import { unsupportedResources, type UnsupportedResource, inconsistentChanges } from "./unsupported";
/** The two sides of a plan, and what Terraform knew before it looked. */
export type SideName = "before" | "after";

/** What a stack says about itself, by the ids of its nodes. */
export interface MetadataByNode {
  /** Absent when it says nothing, or nothing that can be read. */
  readonly metadata?: ReviewMetadata;
  /** Nodes with `prevent_destroy`. */
  readonly protected: ReadonlySet<NodeId>;
  /** Who may be let in, by the key or the key policy. */
  readonly expectedPrincipals: ReadonlyMap<NodeId, readonly string[]>;
}

/** Account and region that a provider block speaks of. */
interface ProviderFacts {
  readonly region?: Fact<string>;
  readonly accounts: readonly Fact<string>[];
}

/** One plan, as far as it matters: its changes, its configuration, and what it says about itself. */
export class PlanSource {
  public readonly changes: readonly ResourceChange[];
  public readonly drift: readonly ResourceChange[];
  public readonly deferred: ReadonlyMap<string, string>;
  public readonly configuration: Configuration;
  public readonly references: References;
  /** All managed resources. */
  public readonly count: number;
  public readonly gaps: readonly string[];
  public readonly unsupported: readonly UnsupportedResource[];
  public readonly metadata: Readonly<Record<SideName, MetadataByNode>>;
  private readonly idsByOldAddress: ReadonlyMap<string, NodeId>;
  private readonly providers = new Map<string, ProviderFacts>();

  /**
   * @param plan the plan
   * @param prefix what to put before its addresses, so that they differ from those of other plans
   */
  public constructor(
    public readonly plan: ParsedPlan,
    private readonly prefix: string,
  ) {
    const { root } = plan;
    const listed = Array.isArray(root["resource_changes"]);
    // With `-refresh-only` nothing is planned: only what there is can be looked at.
    const all = listed
      ? readResourceChanges(root["resource_changes"])
      : readState(objectOf(root["prior_state"])["values"]);
    const drift = readResourceChanges(root["resource_drift"]);
    const isNode = ({ type }: ResourceChange): boolean => RESOURCE_KINDS[type] !== "stated";
    this.deferred = deferredOf(root["deferred_changes"]);
    const put = readResourceChanges(
      listOf(root["deferred_changes"]).map((entry) => (isObject(entry) ? entry["resource_change"] : entry)),
    );
    // A plan that is not complete leaves resources out, and they are there all the same.
    const rest = listed && root["complete"] === false ? readState(objectOf(root["prior_state"])["values"]).changes : [];
    const seen = new Set(all.changes.map(({ address }) => address));
    const unseen = new Map([...rest, ...put.changes].map((change) => [change.address, change]));
    this.changes = [...all.changes, ...[...unseen.values()].filter(({ address }) => !seen.has(address))].filter(isNode);
    this.drift = drift.changes.filter(isNode);
    this.count = all.count;
    const after = metadataIn(all.changes, "after");
    this.gaps = [
      ...(after.length > 1 ? ["several resources hold the facts for reviews, and only the first one counts"] : []),
      ...gapsOf(root, listed, all.count),
      ...(root["complete"] === false ? [] : inconsistentChanges(root, all.changes, put.changes)),
      ...[all, drift, put].flatMap(({ gaps }) => gaps),
    ];
    this.unsupported = unsupportedResources(root["resource_changes"]);
    this.configuration = new Configuration(plan);
    this.references = new References(
      this.configuration,
      this.changes.filter(({ after, deposed }) => after && !deposed),
    );
    this.idsByOldAddress = new Map(
      this.changes.flatMap((change) => (change.movedFrom ? [[change.movedFrom, this.idOf(change)] as const] : [])),
    );
    this.metadata = {
      before: this.statedByNode(metadataIn(all.changes, "before")[0], "before"),
      after: this.statedByNode(after[0], "after"),
    };
  }

  /**
   * The id of the node for a resource.
   * @param change an entry of the plan
   */
  public idOf({ address, deposed }: Pick<ResourceChange, "address" | "deposed">): NodeId {
    return `${this.prefix}${address}${deposed === undefined ? "" : ` (deposed ${deposed})`}`;
  }

  /**
   * The id of the node for an address that the stack itself speaks of.
   * @param address as the stack knew it
   * @param side when: before the plan a resource may have had another address
   */
  public idOfAddress(address: string, side: SideName): NodeId {
    return (side === "before" ? this.idsByOldAddress.get(address) : undefined) ?? this.idOf({ address });
  }

  /**
   * The block of a resource in the configuration.
   * @param change an entry of the plan
   */
  public block({ module, type, name }: ResourceChange): JsonObject | undefined {
    return this.configuration.resource(modulePath(module), `${type}.${name}`);
  }

  /**
   * What the provider of a resource says about account and region.
   * @param change an entry of the plan
   */
  public providerOf(change: ResourceChange): ProviderFacts {
    const provider = this.configuration.provider(this.block(change));
    if (!provider) return { accounts: [] };
    const cached = this.providers.get(provider.name);
    if (cached) return cached;
    const facts = this.providerFacts(`provider ${provider.name}`, provider.expressions);
    this.providers.set(provider.name, facts);
    return facts;
  }

  private statedByNode(facts: ReviewMetadata | undefined, side: SideName): MetadataByNode {
    const id = (address: string): NodeId => this.idOfAddress(address, side);
    return {
      ...(facts && { metadata: facts }),
      protected: new Set(facts?.protected.map(id)),
      expectedPrincipals: new Map(Object.entries(facts?.principals ?? {}).map(([address, pin]) => [id(address), pin])),
    };
  }

  private providerFacts(name: string, expressions: JsonObject): ProviderFacts {
    const region = this.configuration.constant(memberOf(expressions, "region"));
    const [only, ...others] = listOf(this.configuration.constant(memberOf(expressions, "allowed_account_ids")));
    // Several roles are assumed one after the other: the last one is who the provider is.
    const role = listOf(memberOf(expressions, "assume_role")).at(-1);
    const roleArn = isObject(role) ? textOf(this.configuration.constant(memberOf(role, "role_arn"))) : undefined;
    const accountOfRole = roleArn === undefined ? undefined : parseArn(roleArn)?.accountId;
    return {
      ...(typeof region === "string" && { region: known(region, `\`region\` of ${name}`) }),
      accounts: [
        ...(accountOfRole ? [known(accountOfRole, `account of the role that ${name} assumes`)] : []),
        // With several allowed accounts the provider does not say which one it is.
        ...(typeof only === "string" && others.length === 0 ? [known(only, `\`allowed_account_ids\` of ${name}`)] : []),
      ],
    };
  }
}

function metadataIn(changes: readonly ResourceChange[], side: SideName): readonly ReviewMetadata[] {
  return changes.flatMap((change) => {
    const values: ChangeSide | undefined = RESOURCE_KINDS[change.type] === "stated" ? change[side] : undefined;
    const input = values && new Attributes(values, change.address).plainText("input");
    const facts = input === undefined ? undefined : parseReviewMetadata(input);
    return facts ? [facts] : [];
  });
}

function deferredOf(list: unknown): ReadonlyMap<string, string> {
  return new Map(
    listOf(list).flatMap((entry) => {
      if (!isObject(entry) || !isObject(entry["resource_change"])) return [];
      const address = textOf(entry["resource_change"]["address"]);
      const reason = textOf(entry["reason"]) ?? "no reason given";
      return address === undefined ? [] : [[address, reason] as const];
    }),
  );
}

function gapsOf(root: JsonObject, listed: boolean, count: number): string[] {
  const { errored, complete, deferred_changes: deferred } = root;
  const isDeferred = listOf(deferred).length > 0;
  return [
    ...(errored === true ? ["Terraform stopped with an error: what it did not come to is not in the plan"] : []),
    ...(complete === false && errored !== true && !isDeferred
      ? ["the plan is not complete: with `-target` it leaves out whatever is not named"]
      : []),
    ...(isDeferred ? ["Terraform puts a part of the changes off until a later plan"] : []),
    ...(!listed && count > 0
      ? ["the plan lists no changes, as with `-refresh-only`: only what there is was looked at"]
      : []),
  ];
}

/**
 * What all stacks together say about themselves on one side of their plans: addresses become ids of nodes.
 * @param sources the plans
 * @param side the side
 */
export function mergeMetadata(sources: readonly PlanSource[], side: SideName): ReviewMetadata {
  const said = sources.map(({ metadata }) => metadata[side]);
  return {
    version: REVIEW_METADATA_VERSION,
    protected: said.flatMap((one) => [...one.protected]),
    waivers: sources.flatMap((source) => waiversOf(source, side)),
    principals: Object.fromEntries(said.flatMap((one) => [...one.expectedPrincipals])),
  };
}

/**
 * The waivers of one stack, by the ids of its nodes.
 * @param source its plan
 * @param side the side
 */
function waiversOf(source: PlanSource, side: SideName): readonly Waiver[] {
  const { metadata } = source.metadata[side];
  return (metadata?.waivers ?? []).map(({ rule, on, reason }) => ({
    ...{ rule, reason },
    on: on.map((address) => source.idOfAddress(address, side)),
  }));
}
