import { known } from "../../../../model/fact";
import type { KeyDescription, LiveInstance, LiveKey, LiveRecord } from "../../../../model/live";
import { placeKey } from "../../../../model/live";
import type { Found } from "../../../../cli/adopt/read-adoption";
import type { Gap } from "../../../../model/read/types";

export const ACCOUNT = "111122223333";
export const AURA = "999988887777";
export const PROJECT = "7d1ec0d5-5a1e-4c0d-8a1e-000000000001";
export const KEY_ID = "1234abcd-12ab-34cd-56ef-1234567890ab";
export const ARN = `arn:aws:kms:eu-west-1:${ACCOUNT}:key/${KEY_ID}`;
export const RECORD = "8c7f4ad2-5f1c-4a1b-9d6e-2f0f4a9b7c11";

/** A statement that gives an account all that Aura needs. */
export function statementOf(account: string, sid = "Allow access for Neo4j"): object {
  return {
    ...{ Sid: sid, Effect: "Allow", Principal: { AWS: `arn:aws:iam::${account}:root` }, Resource: "*" },
    Action: [
      "kms:Encrypt",
      "kms:Decrypt",
      "kms:ReEncrypt*",
      "kms:GenerateDataKey*",
      "kms:DescribeKey",
      "kms:CreateGrant",
    ],
  };
}

/** What owners write themselves, and not in our words. */
export const OWNER = {
  ...{
    Sid: "Root",
    Effect: "Allow",
    Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` },
    Action: "kms:*",
    Resource: "*",
  },
};

export function policyOf(...statements: readonly object[]): string {
  return JSON.stringify({ Version: "2012-10-17", Id: "orders", Statement: [OWNER, ...statements] });
}

const DESCRIPTION: KeyDescription = {
  ...{ text: "Orders", managedByAws: false, enabled: true, state: "Enabled", keySpec: "SYMMETRIC_DEFAULT" },
  ...{ keyUsage: "ENCRYPT_DECRYPT", materialOrigin: "AWS_KMS", multiRegion: false },
};

const fact = <T>(value: T) => known(value, "the account");

export function aKey(description: Partial<KeyDescription> = {}, own: Partial<LiveKey> = {}): LiveKey {
  return {
    arn: ARN,
    description: fact({ ...DESCRIPTION, ...description }),
    policy: fact(policyOf(statementOf(AURA))),
    rotation: fact({ enabled: true, periodInDays: 180 }),
    grants: fact([]),
    lastUse: fact({}),
    ...own,
  };
}

export function withPolicy(...statements: readonly object[]): LiveKey {
  return aKey({}, { policy: fact(policyOf(...statements)) });
}

export function aRecord(own: Partial<LiveRecord> = {}): LiveRecord {
  const common = { id: RECORD, name: "orders", projectId: PROJECT, cloudProvider: "aws", type: "enterprise-db" };
  return { ...common, region: "eu-west-1", keyArn: ARN, status: "ready", ...own };
}

export function anInstance(own: Partial<LiveInstance> = {}): LiveInstance {
  const common = { id: "db1d1234", name: "Orders DB", projectId: PROJECT, cloudProvider: "aws", type: "enterprise-db" };
  return {
    ...{ ...common, region: "eu-west-1", status: "running", customerManagedKeyId: RECORD },
    settings: { memory: "8GB", storage: "16GB", secondariesCount: 1, cdcEnrichmentMode: "OFF", vectorOptimized: true },
    ...own,
  };
}

/** What was read, with one key, its registration and its instance unless others are given. */
export function aFind({
  keys = [aKey()],
  records = [aRecord()],
  instances = [anInstance()],
  gaps = [],
  callerAccount = ACCOUNT,
  aliases = ["alias/orders"],
  tags = {},
}: {
  readonly keys?: readonly LiveKey[];
  readonly records?: readonly LiveRecord[];
  readonly instances?: readonly LiveInstance[];
  readonly gaps?: readonly Gap[];
  readonly callerAccount?: string;
  readonly aliases?: readonly string[];
  readonly tags?: Readonly<Record<string, string>>;
} = {}): Found {
  return {
    callerAccount,
    tags: new Map([[ARN, tags]]),
    observed: {
      ...{ at: "2026-11-29T00:00:00.000Z", identities: [], keys: new Map(), records: new Map(), instances: new Map() },
      ...{ clouds: new Map(), others: { keys, records, instances, clouds: [] }, gaps },
      aliases: new Map([[placeKey(ACCOUNT, "eu-west-1"), fact(new Map(aliases.map((name) => [name, KEY_ID])))]]),
    },
  };
}
