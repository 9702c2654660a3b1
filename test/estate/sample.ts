import { parseEstate, type LoadedEstate } from "../../estate/load";
import { renderProblem } from "../../model/problem";

const RULE_IDS = ["one-key-per-product-and-region", "version-supported"];

/** Sections of an estate file that differ from the smallest right one; `""` leaves a section out. */
export interface Sections {
  readonly version?: string;
  readonly aura?: string;
  readonly accounts?: string;
  readonly keys?: string;
  readonly instances?: string;
  /** What follows the sections. */
  readonly rest?: string;
}

/** The smallest right estate, one section a line, in this order: the line numbers in messages are those below. */
export function estateText(sections: Sections = {}): string {
  return [
    sections.version ?? "version: 1", // line 1
    sections.aura ?? "aura: { projectId: 6981ace7-efe5-4f5c-b7c5-267b5162ce91 }", // line 2
    sections.accounts ?? 'accounts: { prod: { id: "111122223333" } }', // line 3
    sections.keys ?? "keys: { orders: { account: prod, region: eu-west-1, product: AuraDB } }", // line 4
    sections.instances ?? "instances: { orders-prod: { key: orders, region: eu-west-1, memory: 8GB } }", // line 5
    sections.rest ?? "", // line 6
  ].join("\n");
}

/** Parses a text as `e.yaml`. */
export function parse(text: string): LoadedEstate {
  return parseEstate(text, "e.yaml", { ruleIds: RULE_IDS, unwaivableRuleIds: ["policy-set-once"] });
}

/** The lines that a person reads about a text. */
export function linesOf(text: string): string[] {
  return parse(text).problems.map(renderProblem);
}

/** An estate with keys in three clouds: created ones in all their forms, and existing ones. */
export const THREE_CLOUDS = `
version: 1
aura:
  projectId: 6981ace7-efe5-4f5c-b7c5-267b5162ce91
  applicationId: 3e1f7c02-5a0e-4c8f-9c43-b3a86c2f5d10
  serviceAccounts: [aura-1@neo4j.iam.gserviceaccount.com, aura-2@neo4j.iam.gserviceaccount.com, aura-3@neo4j.iam.gserviceaccount.com]
accounts:
  prod: { cloud: aws, id: "111122223333" }
  corp:
    cloud: azure
    subscriptionId: 0b1f6471-1bf0-4dda-aec3-cb9272f09590
    tenantId: 5f0b6a1e-6c1f-4d3a-9a55-0c7f3a1e2b44
    tags: { stage: prod }
    formerly: azure
  data: { cloud: gcp, project: acme-prod, labels: { stage: prod } }
keys:
  orders: { account: prod, region: eu-west-1, product: AuraDB }
  ledger:
    account: corp
    region: westeurope
    product: AuraDB
    recordName: Ledger key
    removalPolicy: destroy
    outputs: { keyId: ledger_key }
    formerly: books
    applicationId: 7d2c1a90-33f4-4b5e-8a1b-9d0c2e4f6a81
    vaultName: acme-ledger
    resourceGroupName: aura
    sku: premium
    allowedIpRanges: [203.0.113.0/24, 198.51.100.7]
    allowedSubnetIds: [/subscriptions/0b1f6471-1bf0-4dda-aec3-cb9272f09590/resourceGroups/net/providers/Microsoft.Network/virtualNetworks/ci/subnets/runners]
    publicNetworkAccess: true
    managementLock: true
    keyName: ledger
    keyType: RSA-HSM
    keySize: 3072
    rotationPeriodInDays: 180
    tags: { team: finance }
  archive:
    account: corp
    region: northeurope
    product: AuraDB
    vaultId: /subscriptions/0b1f6471-1bf0-4dda-aec3-cb9272f09590/resourceGroups/aura/providers/Microsoft.KeyVault/vaults/acme-shared
  old-ledger:
    account: corp
    region: uksouth
    product: AuraDS
    keyId: https://acme-old.vault.azure.net/keys/ledger/0123456789abcdef0123456789abcdef
    recordId: 8c764aed-8eb3-4a1c-92f6-e4ef0c7a6ed9
  events:
    account: data
    region: europe-west1
    product: AuraDB
    serviceAccounts: [a-aura@neo4j.iam.gserviceaccount.com, b-aura@neo4j.iam.gserviceaccount.com, c-aura@neo4j.iam.gserviceaccount.com]
    keyRingName: aura
    keyName: events
    rotationPeriodInDays: 30
    destroyScheduledDurationInDays: 60
    protectionLevel: HSM
    labels: { team: events }
  clicks: { account: data, region: us-east1, product: AuraDB, keyRing: projects/acme-prod/locations/us-east1/keyRings/shared }
  old-events: { account: data, region: us-west1, product: AuraDS, keyId: projects/acme-prod/locations/us-west1/keyRings/old/cryptoKeys/events }
instances:
  orders-db: { key: orders, region: eu-west-1, memory: 8GB }
  ledger-db: { key: ledger, region: westeurope, memory: 8GB }
  ledger-copy: { cloneOf: ledger-db, region: westeurope, memory: 8GB }
  events-db: { key: events, region: europe-west1, memory: 8GB, outputs: { connectionUrl: events_url } }
  events-copy:
    region: us-east1
    memory: 8GB
    product: AuraDB
    cloneOf: { instanceId: db1d1234, region: us-east1, customerManagedKeyId: 8c764aed-8eb3-4a1c-92f6-e4ef0c7a6ed9 }
defaults: { alarm: true, credentialsSecret: true, deletionGuardInDays: 90 }
tags: { owner: platform }
`;
