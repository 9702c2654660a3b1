import type { Fact } from "../../fact";
import type { NodeId } from "../../model";
import type { Attributes } from "../attributes";
import { clientIdIn, keyOfIdentifier, principalIdOf } from "./ids";

/** Finds the node of Azure that an id names: Azure does not tell upper from lower case. */
export class AzureLinks {
  private readonly vaults = new Map<string, NodeId>();
  private readonly keysByScope = new Map<string, NodeId>();
  private readonly keysByIdentifier = new Map<string, NodeId>();
  private readonly principals = new Map<string, NodeId>();
  private readonly applications = new Map<NodeId, Fact<string>>();

  /** Adds the ids of a vault. */
  public addVault(own: Attributes, id: NodeId): void {
    const vaultId = own.plainText("id");
    if (vaultId !== undefined) this.vaults.set(vaultId.toLowerCase(), id);
  }

  /** Adds the ids of a key. */
  public addKey(own: Attributes, id: NodeId): void {
    const [vaultId, name] = [own.plainText("key_vault_id"), own.plainText("name")];
    const identifier = keyOfIdentifier(own.plainText("id") ?? "");
    const scope = own.plainText("resource_versionless_id") ?? (vaultId && name ? `${vaultId}/keys/${name}` : undefined);
    if (identifier !== undefined) this.keysByIdentifier.set(identifier, id);
    if (scope !== undefined) this.keysByScope.set(scope.toLowerCase(), id);
  }

  /** Adds the ids of a service principal. */
  public addPrincipal(own: Attributes, id: NodeId): void {
    const objectId = own.plainText("object_id");
    if (objectId !== undefined) this.principals.set(principalIdOf(objectId), id);
    this.applications.set(id, clientIdIn(own));
  }

  /** The key that any of its versions, or its identifier without a version, names. */
  public key(identifier: string): NodeId | undefined {
    if (this.keysByIdentifier.size === 0) return undefined;
    const key = keyOfIdentifier(identifier);
    return key === undefined ? undefined : this.keysByIdentifier.get(key);
  }

  /** The vault with a resource id. */
  public vault(resourceId: string | undefined): NodeId | undefined {
    return resourceId === undefined ? undefined : this.vaults.get(resourceId.toLowerCase());
  }

  /** The key with a resource id, of whichever version. */
  public keyOfScope(scope: string | undefined): NodeId | undefined {
    return scope === undefined
      ? undefined
      : this.keysByScope.get(scope.toLowerCase().replace(/\/versions\/[0-9a-f]*$/, ""));
  }

  /** The service principal with an object id. */
  public principal(objectId: string | undefined): NodeId | undefined {
    return objectId === undefined ? undefined : this.principals.get(principalIdOf(objectId));
  }

  /** The application of a service principal. */
  public application(principal: NodeId | undefined): Fact<string> | undefined {
    return principal === undefined ? undefined : this.applications.get(principal);
  }
}
