import { DEFAULT_PROJECT } from "../../simulator";

/** What differs between the estates of the demo. */
export interface EstateChanges {
  /** @default "retain": Terraform refuses to destroy */
  readonly removalPolicy?: "retain" | "destroy";
  /** Region of the second instance. @default "eu-central-1", where the replica of the key is */
  readonly secondRegion?: string;
}

/** The file for the statement from the Console, relative to the estate. */
export const STATEMENT_FILE = "statements/orders.json";

/** The AWS account of the demo. */
export const ACCOUNT = "111122223333";

/**
 * The estate of the demo: one multi-Region key, and an instance in each of its two regions.
 */
export function estateOf({ removalPolicy = "retain", secondRegion = "eu-central-1" }: EstateChanges = {}): string {
  return `version: 1
aura: { projectId: ${DEFAULT_PROJECT.id} }
accounts:
  prod: { id: "${ACCOUNT}" }
keys:
  orders:
    account: prod
    region: eu-west-1
    replicas: [eu-central-1]
    product: AuraDB
    statement: ${STATEMENT_FILE}
    removalPolicy: ${removalPolicy}
instances:
  orders-main: { key: orders, region: eu-west-1, memory: 8GB, removalPolicy: ${removalPolicy} }
  orders-copy: { key: orders, region: ${secondRegion}, memory: 8GB, removalPolicy: ${removalPolicy} }
`;
}
