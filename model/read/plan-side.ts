import type { NodeId, Waiver } from "../model";
import { parseReviewMetadata, type ReviewMetadata, REVIEW_METADATA_VERSION } from "../review-metadata";
import { Attributes } from "./attributes";
import { isRespelled } from "./aws-values";
import { Configuration, modulePath } from "../../terraform/plan/configuration";
import { isObject, listOf, objectOf, textOf, type JsonObject } from "../../util/json";
import type { ParsedPlan } from "../../terraform/plan/parse";
import {
  readDataSources,
  readResourceChanges,
  readState,
  resourcesIn,
  type ChangeSide,
  type ResourceChange,
} from "../../terraform/plan/resource-change";
import { References } from "../../terraform/plan/references";
import { Providers, type ProviderFacts } from "./providers";
import { asAbandoned } from "./google/abandoned";
import { isAuraType, isModelType, isNodeType, KEY_ARGUMENTS, resourceKind } from "./resource-kinds";
import { whatIsMissing } from "./completeness";
import { constructOf, lostStatementGuards } from "./statement-guards";
import type { Gap } from "./types";

/** The two sides of a plan. */
export type SideName = "before" | "after";

/** The review metadata of a stack, by the ids of its nodes. */
export interface MetadataByNode {
  /** Absent when there is none, or none that can be read. */
  readonly metadata?: ReviewMetadata;
  /** Nodes with `prevent_destroy`. */
  readonly protected: ReadonlySet<NodeId>;
  /** Expected principals, by key or key policy. */
  readonly expectedPrincipals: ReadonlyMap<NodeId, readonly string[]>;
  readonly besideAura: ReadonlyMap<NodeId, readonly string[]>;
}

/** A parsed plan, and what to call it. */
export interface NamedPlan extends ParsedPlan {
  readonly name: string;
  /** Whether it is a configuration in the form of a plan: what it does not cover is found in the configuration itself. */
  readonly isConfiguration?: boolean;
  /**
   * Set where it is the account as it is, in the form of a plan: the addresses of the keys whose policy a resource of its own sets.
   * What could not be read is told beside it.
   */
  readonly standalone?: ReadonlySet<string>;
}

/** Whether it is the plan of a change, and not a configuration or an account in the form of one. */
export function isPlan({ isConfiguration, standalone }: NamedPlan): boolean {
  return !isConfiguration && !standalone;
}

/** One plan: its relevant changes, its configuration and its review metadata. */
export class PlanSource {
  public readonly changes: readonly ResourceChange[];
  public readonly drift: readonly ResourceChange[];
  /** The vaults that data sources found, of keys that are managed here. */
  public readonly givenVaults: readonly ResourceChange[];
  public readonly deferred: ReadonlyMap<string, string>;
  public readonly configuration: Configuration;
  public readonly references: References;
  /** Whether it has a list of changes; with `-refresh-only` it has none, and only the current state can be reviewed. */
  public readonly isListed: boolean;
  /** Number of managed resources. */
  public readonly count: number;
  public readonly gaps: readonly Gap[];
  public readonly metadata: Readonly<Record<SideName, MetadataByNode>>;
  private readonly lostGuards: ReadonlySet<string>;
  private readonly idsByOldAddress: ReadonlyMap<string, NodeId>;
  private readonly providers: Providers;

  /**
   * @param plan the plan
   * @param prefix prefix of its node ids, so that they differ from those of other plans
   */
  public constructor(
    public readonly plan: NamedPlan,
    private readonly prefix: string,
  ) {
    const { root } = plan;
    this.configuration = new Configuration(plan);
    this.isListed = Array.isArray(root["resource_changes"]);
    const priorState = () => readState(objectOf(root["prior_state"])["values"], isModelType);
    const all = this.isListed ? readResourceChanges(root["resource_changes"], isModelType) : priorState();
    const drift = readResourceChanges(root["resource_drift"], isModelType);
    const isNode = ({ type }: ResourceChange): boolean => isNodeType(type);
    this.deferred = deferredOf(root["deferred_changes"]);
    const deferred = readResourceChanges(
      listOf(root["deferred_changes"]).map((entry) => (isObject(entry) ? entry["resource_change"] : entry)),
      isModelType,
    );
    // An incomplete plan leaves out resources that exist all the same.
    const omitted = this.isListed && root["complete"] === false ? priorState().changes : [];
    const addresses = new Set(all.changes.map(({ address }) => address));
    const others = new Map([...omitted, ...deferred.changes].map((change) => [change.address, change]));
    this.changes = [...all.changes, ...[...others.values()].filter(({ address }) => !addresses.has(address))]
      .filter(isNode)
      .map(asAbandoned);
    this.drift = drift.changes.filter((change) => isNode(change) && !isRespelled(change));
    this.givenVaults = givenVaultsOf(root, this.changes);
    this.count = all.count;
    this.lostGuards = lostStatementGuards(all.changes);
    const after = metadataIn(all.changes, "after");
    this.gaps = [
      ...(after.length > 1 ? [{ what: "several resources hold review metadata; only the first one is used" }] : []),
      ...(isPlan(plan) ? whatIsMissing(root, this.configuration, all, deferred.changes) : []),
      ...[all, drift, deferred].flatMap(({ gaps }) => gaps.map((what) => ({ what }))),
    ];
    this.providers = new Providers(this.configuration, root);
    this.references = new References(
      this.configuration,
      this.changes.filter(({ after, deposed }) => after && !deposed),
      KEY_ARGUMENTS,
    );
    this.idsByOldAddress = new Map(
      this.changes.flatMap((change) => (change.movedFrom ? [[change.movedFrom, this.idOf(change)] as const] : [])),
    );
    this.metadata = {
      before: this.metadataByNode(metadataIn(all.changes, "before")[0], "before"),
      after: this.metadataByNode(after[0], "after"),
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
   * The id of the node for an address in review metadata.
   * @param address the address in the metadata of that side
   * @param side before the plan a resource may have had another address
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
   * Account and region of the provider of a resource.
   * @param change an entry of the plan
   */
  public providerOf(change: ResourceChange): ProviderFacts {
    return this.providers.of(this.block(change));
  }

  /**
   * Whether the plan destroys the guard of the statement that a resource holds.
   * @param change an entry of the plan
   */
  public losesStatementGuard(change: ResourceChange): boolean {
    return this.lostGuards.has(constructOf(change));
  }

  /** Whether it holds resources of Aura that are not part of the model, and may use any key. */
  public get hasOtherAura(): boolean {
    const { root } = this.plan;
    const states = [root["planned_values"], objectOf(root["prior_state"])["values"]];
    const resources = [
      ...listOf(root["resource_changes"]),
      ...states.flatMap((state) => [...resourcesIn(state)].map(([one]) => one)),
    ];
    return resources.some((one) => {
      const type = textOf(objectOf(one)["type"]) ?? "";
      return isAuraType(type) && !isModelType(type) && objectOf(one)["mode"] !== "data";
    });
  }

  /**
   * The gap of a plan without a list of changes. With `-refresh-only`, which plans no resource, there is none where it has nothing
   * relevant.
   * @param relevant number of relevant resources
   */
  public gapWithoutList(relevant: number): readonly Gap[] {
    if (this.isListed) return [];
    const [planned] = resourcesIn(this.plan.root["planned_values"]);
    const isCut = planned !== undefined && this.gaps.length === 0;
    return relevant > 0 || isCut
      ? [{ what: "the plan has no list of changes, as with `-refresh-only`: only the current state was reviewed" }]
      : [];
  }

  private metadataByNode(metadata: ReviewMetadata | undefined, side: SideName): MetadataByNode {
    const id = (address: string): NodeId => this.idOfAddress(address, side);
    const byId = (principals: ReviewMetadata["principals"] = {}): ReadonlyMap<NodeId, readonly string[]> =>
      new Map(Object.entries(principals).map(([address, some]) => [id(address), some]));
    return {
      ...(metadata && { metadata }),
      protected: new Set(metadata?.protected.map(id)),
      expectedPrincipals: byId(metadata?.principals),
      besideAura: byId(metadata?.besideAura),
    };
  }
}

const VAULT = "azurerm_key_vault";

/** One that is managed here as well is in the list of changes. */
function givenVaultsOf(root: JsonObject, changes: readonly ResourceChange[]): readonly ResourceChange[] {
  if (!changes.some(({ type }) => type === "azurerm_key_vault_key")) return [];
  const idsOf = ({ before, after }: ResourceChange) =>
    [before, after].flatMap((side) => textOf(side?.values["id"])?.toLowerCase() ?? []);
  const managed = new Set(changes.filter(({ type }) => type === VAULT).flatMap(idsOf));
  const found = readDataSources(objectOf(root["prior_state"])["values"], VAULT).filter(
    (change) => !idsOf(change).some((id) => managed.has(id)),
  );
  return [...new Map(found.map((change) => [idsOf(change)[0] ?? change.address, change])).values()];
}

function metadataIn(changes: readonly ResourceChange[], side: SideName): readonly ReviewMetadata[] {
  return changes.flatMap((change) => {
    const values: ChangeSide | undefined = resourceKind(change.type) === "metadata" ? change[side] : undefined;
    const input = values && new Attributes(values, change).plainText("input");
    const metadata = input === undefined ? undefined : parseReviewMetadata(input);
    return metadata ? [metadata] : [];
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

/**
 * The review metadata of all stacks on one side of their plans: addresses become ids of nodes.
 */
export function mergeMetadata(sources: readonly PlanSource[], side: SideName): ReviewMetadata {
  const all = sources.map(({ metadata }) => metadata[side]);
  return {
    version: REVIEW_METADATA_VERSION,
    protected: all.flatMap((one) => [...one.protected]),
    waivers: sources.flatMap((source) => waiversOf(source, side)),
    principals: Object.fromEntries(all.flatMap((one) => [...one.expectedPrincipals])),
  };
}

/** The waivers of one stack, by the ids of its nodes. */
function waiversOf(source: PlanSource, side: SideName): readonly Waiver[] {
  const { metadata } = source.metadata[side];
  const id = (address: string): NodeId => source.idOfAddress(address, side);
  return (metadata?.waivers ?? []).map(({ rule, on, reason, facts }) => ({
    ...{ rule, reason, on: on.map(id) },
    ...(facts && { facts: Object.fromEntries(Object.entries(facts).map(([address, texts]) => [id(address), texts])) }),
  }));
}
