import { REGION_ID } from "../../policy/arn";
import { valueOf, type Fact } from "../fact";
import type { NodeId } from "../model";
import { Attributes } from "./attributes";
import type { ResourceChange } from "../../terraform/plan/resource-change";
import { RingLinks } from "./google/links";
import { NamedNodes } from "./google/names";
import { resourceKind } from "./resource-kinds";
import type { PlanSource, SideName } from "./plan-side";
import { AzureLinks } from "./azure/links";

/** A key with an id, and its region. */
interface KeyOfId {
  readonly id: NodeId;
  readonly region: string | undefined;
}

/** Finds the node that a value names, across all plans. */
export class Links {
  private readonly keysByArn = new Map<string, NodeId>();
  private readonly keysById = new Map<string, KeyOfId[]>();
  private readonly records = new Map<string, NodeId>();
  private readonly instances = new Map<string, NodeId>();
  /** The keys of Google Cloud. */
  private readonly cryptoKeys = new NamedNodes();
  /** The key rings of Google Cloud. */
  public readonly rings = new RingLinks();
  /** What is in Azure. */
  public readonly azure = new AzureLinks();

  public constructor(private readonly side: SideName) {}

  /** Adds the ids and ARNs of a resource. */
  public add(source: PlanSource, change: ResourceChange): void {
    const side = change[this.side];
    if (!side) return;
    const own = new Attributes(side, change);
    const id = source.idOf(change);
    const ownId = own.plainText("id");
    switch (resourceKind(change.type)) {
      case "key": {
        const arn = own.plainText("arn");
        const keyId = own.plainText("key_id") ?? ownId;
        if (arn !== undefined) this.keysByArn.set(arn, id);
        if (keyId !== undefined) {
          const keys = this.keysById.get(keyId) ?? [];
          this.keysById.set(keyId, [...keys, { id, region: own.plainText("region") ?? regionOf(arn) }]);
        }
        break;
      }
      case "record":
        if (ownId !== undefined) this.records.set(ownId, id);
        break;
      case "instance":
        if (ownId !== undefined) this.instances.set(ownId, id);
        break;
      case "key-ring":
        this.rings.add(source, change, own);
        break;
      case "vault":
        this.azure.addVault(own, id);
        break;
      case "vault-key":
        this.azure.addKey(own, id);
        break;
      case "service-principal":
        this.azure.addPrincipal(own, id);
        break;
      case "crypto-key":
        if (ownId !== undefined) this.cryptoKeys.add(ownId, id);
        break;
      default:
    }
  }

  /**
   * The key that is named by its ARN or its id.
   * @param name an ARN, a key id, or the identifier of a key of another cloud
   * @param region the region in which it is looked up: the replicas of a key share its id
   */
  public key(name: Fact<string>, region?: Fact<string>): NodeId | undefined {
    if (!name.known) return undefined;
    const wanted = valueOf(region);
    const keys = (this.keysById.get(name.value) ?? []).filter(
      (key) => wanted === undefined || key.region === undefined || key.region === wanted,
    );
    return (
      this.keysByArn.get(name.value) ??
      this.azure.key(name.value) ??
      this.cryptoKeys.find(name.value) ??
      (keys.length === 1 ? keys[0]?.id : undefined)
    );
  }

  /** The customer managed key with an id in Aura. */
  public record(id: Fact<string | undefined>): NodeId | undefined {
    return find(this.records, id);
  }

  /** The instance with an id in Aura. */
  public instance(id: Fact<string | undefined>): NodeId | undefined {
    return find(this.instances, id);
  }
}

function find(nodes: ReadonlyMap<string, NodeId>, id: Fact<string | undefined>): NodeId | undefined {
  const value = valueOf(id);
  return value === undefined ? undefined : nodes.get(value);
}

function regionOf(arn: string | undefined): string | undefined {
  const region = arn?.split(":")[3];
  return region !== undefined && REGION_ID.test(region) ? region : undefined;
}
