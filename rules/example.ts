import { known, unknown, type Fact } from "../model/fact";
import {
  modelOf as modelOfNodes,
  type AliasNode,
  type AnyNode,
  type CmkModel,
  type GrantNode,
  type InstanceNode,
  type KeyPolicyNode,
  type KmsKeyNode,
  type RecordNode,
} from "../model/model";

/* The nodes of a small model with everything as it should be: what the examples of the rules, and tests, are made of. */

export { known as given } from "../model/fact";

export const ACCOUNT = "111122223333";
/** The account that Aura's statement names. */
export const AURA_ACCOUNT = "444455556666";
export const PROJECT = "6981ace7-efe5-4f5c-b7c5-267b5162ce91";
export const KEY_ID = "1234abcd-12ab-34cd-56ef-1234567890ab";
export const KEY_ARN = "arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";
export const MRK_ID = "mrk-1234abcd12ab34cd56ef1234567890ab";
export const RECORD_ID = "f1c9e0a2-3c1b-4a55-9d2e-0a1b2c3d4e5f";

/** A statement of the shape that the Aura Console generates: its one public example, with an account in it. */
export const STATEMENT = {
  Sid: "Allow access for Neo4j",
  Effect: "Allow",
  Principal: { AWS: "*" },
  Action: [
    ...["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*"],
    ...["kms:DescribeKey", "kms:CreateGrant", "kms:ListGrants", "kms:RevokeGrant"],
  ],
  Resource: "*",
  Condition: { StringEquals: { "kms:CallerAccount": AURA_ACCOUNT } },
} as const;

/** The account's own statement, as KMS and we put it first in the policy of a key. */
export const OWN_STATEMENT = {
  Sid: "Enable IAM User Permissions",
  Effect: "Allow",
  Principal: { AWS: "arn:aws:iam::111122223333:root" },
  Action: "kms:*",
  Resource: "*",
} as const;

export const MRK_ARN = `arn:aws:kms:eu-west-1:111122223333:key/${MRK_ID}`;

/** A fact that is known only at apply. */
export function later(what: string): Fact<never> {
  return unknown(`${what} is known only at apply`);
}

/**
 * A key whose policy has its account's own statement, Aura's and others.
 * @param aura Aura's statements
 * @param others statements of the owner
 */
export function aKeyWith(
  aura: readonly object[],
  others: readonly object[] = [],
  over: Partial<KmsKeyNode> = {},
): KmsKeyNode {
  return aKey({
    policy: known(policyText(OWN_STATEMENT, ...aura, ...others), "policy of key orders"),
    statement: known(aura, "`statement` of key orders"),
    ...over,
  });
}

/** A policy of the statements, as JSON text. */
export function policyText(...statements: readonly object[]): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: statements });
}

/** A key that is created here, in eu-west-1, with everything as it should be. */
export function aKey(over: Partial<KmsKeyNode> = {}): KmsKeyNode {
  const name = over.name ?? "orders";
  const region = over.region ?? known("eu-west-1", `\`region\` of key ${name}`);
  return {
    kind: "key",
    id: `prod/${name}`,
    name,
    origin: "created",
    arn: later(`ARN of key ${name}`),
    region,
    regionClaims: [region],
    accountClaims: [known("111122223333", `\`accountId\` of key ${name}`)],
    partitionClaims: [known("aws", `partition of the region of key ${name}`)],
    keySpec: known("SYMMETRIC_DEFAULT", `\`keySpec\` of key ${name}`),
    keyUsage: known("ENCRYPT_DECRYPT", `\`keyUsage\` of key ${name}`),
    materialOrigin: known("AWS_KMS", `\`origin\` of key ${name}`),
    enabled: known(true, `\`enabled\` of key ${name}`),
    multiRegion: known(false, `\`multiRegion\` of key ${name}`),
    rotationEnabled: known(true, `rotation of key ${name}`),
    rotationPeriodInDays: known(365, `\`rotationPeriodInDays\` of key ${name}`),
    deletionWindowInDays: known(30, `\`deletionWindowInDays\` of key ${name}`),
    destroyPrevented: known(true, `\`removalPolicy\` of key ${name}`),
    policy: known(policyText(OWN_STATEMENT, STATEMENT), `policy of key ${name}`),
    statement: known([STATEMENT], `\`statement\` of key ${name}`),
    ...over,
  };
}

/** A key owned elsewhere, named by its ARN: what is not declared is unknown. */
export function anImportedKey(arn: string, over: Partial<KmsKeyNode> = {}): KmsKeyNode {
  const name = over.name ?? "shared";
  const [, partition = "", , region = "", account = ""] = arn.split(":");
  const field = (number: string): string => `${number} field of the key ARN`;
  const elsewhere = (what: string): Fact<never> => unknown(`${what} of key ${name} is kept by its owner`);
  return aKey({
    name,
    origin: "imported",
    arn: known(arn, `ARN of key ${name}`),
    region: known(region, field("4th")),
    regionClaims: [known(region, field("4th"))],
    accountClaims: [known(account, field("5th"))],
    partitionClaims: [known(partition, field("2nd"))],
    destroyPrevented: elsewhere("protection"),
    policy: elsewhere("the policy"),
    statement: elsewhere("the policy"),
    ...over,
  });
}

/** A replica of a key of the model. */
export function aReplica(primary: KmsKeyNode, region: string, over: Partial<KmsKeyNode> = {}): KmsKeyNode {
  const name = over.name ?? `${primary.name}-${region}`;
  return aKey({
    name,
    region: known(region, `\`region\` of replica ${name}`),
    replicaOf: { primary: primary.id, primaryArn: later(`ARN of key ${primary.name}`) },
    multiRegion: known(true, `replica ${name}`),
    ...over,
  });
}

/** A standalone policy. */
export function aKeyPolicy(over: Partial<KeyPolicyNode> = {}): KeyPolicyNode {
  const name = over.name ?? "orders-policy";
  return {
    kind: "key-policy",
    id: `prod/${name}`,
    name,
    origin: "created",
    keyId: known(KEY_ARN, `\`keyId\` of key policy ${name}`),
    policy: known(policyText(OWN_STATEMENT, STATEMENT), `policy of ${name}`),
    statement: known([STATEMENT], `\`statement\` of key policy ${name}`),
    ...over,
  };
}

/** The alias of key `prod/orders`. */
export function anAlias(over: Partial<AliasNode> = {}): AliasNode {
  const name = over.name ?? "orders-alias";
  return {
    kind: "alias",
    id: `prod/${name}`,
    name,
    origin: "created",
    aliasName: known("alias/orders", `\`name\` of ${name}`),
    target: "prod/orders",
    targetKeyId: known(KEY_ARN, `\`target_key_id\` of ${name}`),
    region: known("eu-west-1", `\`region\` of ${name}`),
    accountClaims: [],
    ...over,
  };
}

/** A record for AuraDB in eu-west-1, created here. */
export function aRecord(over: Partial<RecordNode> = {}): RecordNode {
  const name = over.name ?? "orders-record";
  return {
    kind: "record",
    id: `prod/${name}`,
    name,
    origin: "created",
    auraName: known(name, `\`name\` of record ${name}`),
    keyArn: over.key === undefined ? known(KEY_ARN, `\`keyId\` of record ${name}`) : later(`ARN of the key of ${name}`),
    region: known("eu-west-1", `\`region\` of record ${name}`),
    cloudProvider: known("aws", `cloud provider of record ${name}`),
    product: known("AuraDB", `\`product\` of record ${name}`),
    projectId: known(PROJECT, `\`projectId\` of record ${name}`),
    recordId: later(`id of record ${name}`),
    ...over,
  };
}

/** An AuraDB instance in eu-west-1, created here; under Neo4j's own key unless it gets a record. */
export function anInstance(over: Partial<InstanceNode> = {}): InstanceNode {
  const name = over.name ?? "orders-prod";
  return {
    kind: "instance",
    id: `prod/${name}`,
    name,
    origin: "created",
    auraName: known(name, `\`name\` of instance ${name}`),
    region: known("eu-west-1", `\`region\` of instance ${name}`),
    product: known("AuraDB", `\`product\` of instance ${name}`),
    version: known("5", `\`version\` of instance ${name}`),
    projectId: known(PROJECT, `\`projectId\` of instance ${name}`),
    customerManagedKeyId:
      over.record === undefined ? known(undefined, `key of instance ${name}`) : later(`key of instance ${name}`),
    importSizeInGb: known(undefined, `\`importSizeInGb\` of instance ${name}`),
    importMethod: known(undefined, `\`importMethod\` of instance ${name}`),
    ...over,
  };
}

/** A grant on key `prod/orders` to a role of another account. */
export function aGrant(over: Partial<GrantNode> = {}): GrantNode {
  const name = over.name ?? "reader";
  return {
    kind: "grant",
    id: `prod/${name}`,
    name,
    origin: "created",
    key: "prod/orders",
    keyId: later("ARN of key orders"),
    grantee: known("arn:aws:iam::666677778888:role/reader", `\`grantee_principal\` of ${name}`),
    operations: known(["Decrypt"], `\`operations\` of ${name}`),
    constraints: known(undefined, `\`constraints\` of ${name}`),
    retiringPrincipal: known(undefined, `\`retiring_principal\` of ${name}`),
    accountClaims: [],
    ...over,
  };
}

/** A model of the nodes, in their order. */
export function modelOf(...nodes: readonly AnyNode[]): CmkModel {
  return modelOfNodes(nodes);
}
