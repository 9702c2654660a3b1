import type { Clock } from "../http/clock";
import { RoleAssignments } from "./authorization";
import { Directory, type ServicePrincipal } from "./directory";
import { rotate } from "./keys";
import { Locks } from "./locks";
import { normalLocation } from "./scope";
import { Vaults } from "./vaults";

/** A resource group. */
interface ResourceGroup {
  readonly name: string;
  readonly location: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly managedBy?: string;
}

/** The application with which Terraform and other programs call. */
const DEPLOYER = "d0d0d0d0-0000-4000-8000-0000000000a1";
const OWNER = "8e3af657-a8ff-443c-a75c-2fe8c4bcb635";
const CRYPTO_OFFICER = "14b46e9e-c2b7-41b4-b07b-48a6ebf60603";

/** One tenant with one subscription. */
export class AzureState {
  public readonly tenantId = "7e4a4c1d-0000-4000-8000-00000000a2e0";
  public readonly subscriptionId = "5ab5c219-0000-4000-8000-00000000a2e0";
  public readonly directory: Directory;
  public readonly assignments: RoleAssignments;
  public readonly locks = new Locks();
  public readonly groups = new Map<string, ResourceGroup>();
  public readonly vaults: Vaults;
  /** Whose the environment's credentials are: an owner of the subscription who may also use its keys. */
  public readonly deployer: ServicePrincipal;

  public constructor(private readonly clock: Clock) {
    this.directory = new Directory(clock);
    this.assignments = new RoleAssignments(clock);
    this.vaults = new Vaults(clock);
    this.deployer = this.directory.create(DEPLOYER, {}, "deployer");
    for (const role of [OWNER, CRYPTO_OFFICER]) {
      this.assignments.put({
        ...{ name: role, scope: `/subscriptions/${this.subscriptionId}`, role },
        ...{ principalId: this.deployer.id, principalType: "ServicePrincipal" },
      });
    }
  }

  /** Makes a resource group, or moves one that is there. */
  public addGroup({
    name,
    location,
    ...more
  }: Pick<ResourceGroup, "name" | "location"> & Partial<ResourceGroup>): void {
    this.groups.set(name.toLowerCase(), { name, location: normalLocation(location), tags: {}, ...more });
  }

  /** Makes the service principal of an application, where there is none: what `az ad sp create` does. */
  public ensurePrincipal(appId: string): ServicePrincipal {
    return this.directory.ofApplication(appId) ?? this.directory.create(appId);
  }

  /**
   * Makes a new version of a key.
   * @param key its id, with or without a version
   */
  public rotate(key: string): void {
    const [, vault = "", name = ""] = /^https:\/\/([^./]+)\.vault\.azure\.net\/keys\/([^/]+)/i.exec(key) ?? [];
    const found = this.vaults.find(vault)?.keys.get(name.toLowerCase());
    if (!found || found.deletedAt !== undefined) throw new RangeError(`There is no key ${key}`);
    rotate(found, this.clock.now());
  }
}
