import {
  DescribeKeyCommand,
  GetKeyLastUsageCommand,
  GetKeyPolicyCommand,
  GetKeyRotationStatusCommand,
  type KeyMetadata,
  type KMSClient,
  ListAliasesCommand,
  type ListAliasesCommandOutput,
  ListGrantsCommand,
  ListKeyRotationsCommand,
  ListResourceTagsCommand,
  type ListResourceTagsCommandOutput,
  type ListGrantsCommandOutput,
  type ListKeyRotationsCommandOutput,
  type GrantListEntry,
} from "@aws-sdk/client-kms";
import { known, type Fact } from "../model/fact";
import type { Aliases, KeyDescription, KeyRotation, KeyUse, LiveGrant, LiveKey, Sought } from "../model/live";
import { awsFailure, type Failure } from "./failure";
import { unreadFact } from "./unread";

/** A key as it is, and what of it could not be read. */
export interface KeyRead {
  readonly sought: Sought<LiveKey>;
  readonly failures: readonly Failure[];
}

const SOURCE = "the account";

/**
 * Reads a key. Never rejects: what cannot be read is unknown.
 * @param kms the client of its account and region
 */
export async function readKey(kms: KMSClient, arn: string): Promise<KeyRead> {
  const failures: Failure[] = [];
  const failed = (error: unknown, call: string): Fact<never> => {
    const failure = awsFailure(error, call);
    failures.push(failure);
    return unreadFact(failure);
  };
  const read = async <T>(call: string, ask: () => Promise<T>): Promise<Fact<T>> => {
    try {
      return known(await ask(), SOURCE);
    } catch (error) {
      return failed(error, call);
    }
  };
  const optional = async <T>(call: string, ask: () => Promise<T>): Promise<Fact<T>> => {
    try {
      return known(await ask(), SOURCE);
    } catch (error) {
      return unreadFact(awsFailure(error, call));
    }
  };
  const KeyId = arn;
  let description: Fact<KeyDescription>;
  try {
    const { KeyMetadata: metadata } = await kms.send(new DescribeKeyCommand({ KeyId }));
    description = known(descriptionOf(metadata), SOURCE);
  } catch (error) {
    if ((error as Error).name === "NotFoundException") return { sought: { missing: `no key ${arn}` }, failures };
    description = failed(error, "kms:DescribeKey");
    const [failure] = failures;
    if (failure?.lasting) return { sought: { unread: unreadFact(failure) }, failures };
  }
  const [policy, rotation, grants, lastUse] = await Promise.all([
    read("kms:GetKeyPolicy", async () => (await kms.send(new GetKeyPolicyCommand({ KeyId }))).Policy ?? ""),
    rotates(description)
      ? read("kms:GetKeyRotationStatus", () => rotationOf(kms, KeyId))
      : Promise.resolve(known<KeyRotation>({ enabled: false }, SOURCE)),
    read("kms:ListGrants", () => grantsOf(kms, KeyId)),
    optional("kms:GetKeyLastUsage", () => lastUseOf(kms, KeyId)),
  ]);
  return { sought: { found: { arn, description, policy, rotation, grants, lastUse } }, failures };
}

/**
 * The aliases of an account in a region.
 * @param kms the client of that account and region
 */
export async function readAliases(kms: KMSClient): Promise<{ readonly aliases: Aliases; readonly failure?: Failure }> {
  try {
    const pages = await pagesOf<ListAliasesCommandOutput>((Marker) => kms.send(new ListAliasesCommand({ Marker })));
    const found = pages.flatMap(({ Aliases: aliases = [] }) =>
      aliases.flatMap(({ AliasName: name, TargetKeyId: target }) =>
        name !== undefined && target !== undefined ? [[name, target] as const] : [],
      ),
    );
    return { aliases: known(new Map(found), SOURCE) };
  } catch (error) {
    const failure = awsFailure(error, "kms:ListAliases");
    return { aliases: unreadFact(failure), failure };
  }
}

/** The tags of a key that are its owner's: AWS keeps those that begin with `aws:`. */
export async function readTags(
  kms: KMSClient,
  arn: string,
): Promise<{ readonly tags: Readonly<Record<string, string>> } | { readonly failure: Failure }> {
  try {
    const pages = await pagesOf<ListResourceTagsCommandOutput>((Marker) =>
      kms.send(new ListResourceTagsCommand({ KeyId: arn, Marker })),
    );
    const tags = pages.flatMap(({ Tags: list = [] }) =>
      list.map(({ TagKey: key = "", TagValue: value = "" }) => [key, value] as const),
    );
    return { tags: Object.fromEntries(tags.filter(([key]) => !/^aws:/i.test(key))) };
  } catch (error) {
    // `verify` does without this call.
    return { failure: awsFailure(error, "kms:ListResourceTags", "docs/adopt.md") };
  }
}

function descriptionOf(metadata: KeyMetadata | undefined): KeyDescription {
  const { MultiRegionConfiguration: multiRegion, CreationDate: created, DeletionDate: deletion } = metadata ?? {};
  const primaryArn = multiRegion?.MultiRegionKeyType === "REPLICA" ? multiRegion.PrimaryKey?.Arn : undefined;
  const { Description: text = "" } = metadata ?? {};
  return {
    ...(text !== "" && { text }),
    managedByAws: metadata?.KeyManager === "AWS",
    enabled: metadata?.Enabled ?? false,
    state: metadata?.KeyState ?? "unknown",
    keySpec: metadata?.KeySpec ?? "unknown",
    keyUsage: metadata?.KeyUsage ?? "unknown",
    materialOrigin: metadata?.Origin ?? "unknown",
    multiRegion: metadata?.MultiRegion ?? false,
    ...(primaryArn !== undefined && { primaryArn }),
    ...(created && { createdAt: created.toISOString() }),
    ...(deletion && { deletionDate: deletion.toISOString() }),
  };
}

/** KMS rotates symmetric keys whose material it made, and none that waits for its deletion. */
function rotates(description: Fact<KeyDescription>): boolean {
  if (!description.known) return true;
  const { keySpec, materialOrigin, state } = description.value;
  return keySpec === "SYMMETRIC_DEFAULT" && materialOrigin === "AWS_KMS" && !state.startsWith("Pending");
}

async function rotationOf(kms: KMSClient, KeyId: string): Promise<KeyRotation> {
  const [status, rotations] = await Promise.all([
    kms.send(new GetKeyRotationStatusCommand({ KeyId })),
    // When it was rotated is for the report alone.
    pagesOf<ListKeyRotationsCommandOutput>((Marker) => kms.send(new ListKeyRotationsCommand({ KeyId, Marker }))).catch(
      () => [],
    ),
  ]);
  const dates = rotations.flatMap(({ Rotations: list = [] }) => list.flatMap(({ RotationDate: date }) => date ?? []));
  const last = dates.sort((a, b) => a.getTime() - b.getTime()).at(-1);
  const { KeyRotationEnabled: enabled = false, RotationPeriodInDays: period, NextRotationDate: next } = status;
  return {
    enabled,
    ...(period !== undefined && { periodInDays: period }),
    ...(next && { nextAt: next.toISOString() }),
    ...(last && { lastAt: last.toISOString() }),
  };
}

async function grantsOf(kms: KMSClient, KeyId: string): Promise<readonly LiveGrant[]> {
  const pages = await pagesOf<ListGrantsCommandOutput>((Marker) => kms.send(new ListGrantsCommand({ KeyId, Marker })));
  return pages.flatMap(({ Grants: grants = [] }) => grants.map(grantOf));
}

function grantOf(grant: GrantListEntry): LiveGrant {
  const { GrantId: id = "", Name: name = "", Operations: operations = [], CreationDate: created } = grant;
  const { EncryptionContextEquals: equals, EncryptionContextSubset: subset } = grant.Constraints ?? {};
  const { GranteeServicePrincipal: service, RetiringServicePrincipal: retiringService } = grant;
  const retiring = grant.RetiringPrincipal ?? retiringService;
  return {
    id,
    grantee: grant.GranteePrincipal ?? service ?? "",
    operations,
    ...(name !== "" && { name }),
    ...(retiring !== undefined && { retiringPrincipal: retiring }),
    ...((equals ?? subset) && { constraints: { ...(equals && { equals }), ...(subset && { subset }) } }),
    ...(created && { createdAt: created.toISOString() }),
  };
}

async function lastUseOf(kms: KMSClient, KeyId: string): Promise<KeyUse> {
  const { KeyLastUsage: use, TrackingStartDate: since } = await kms.send(new GetKeyLastUsageCommand({ KeyId }));
  return {
    ...(use?.Operation !== undefined && { operation: use.Operation }),
    ...(use?.Timestamp && { at: use.Timestamp.toISOString() }),
    ...(since && { since: since.toISOString() }),
  };
}

/** All pages of a list. */
async function pagesOf<T extends { readonly NextMarker?: string | undefined }>(
  ask: (marker: string | undefined) => Promise<T>,
): Promise<readonly T[]> {
  const pages: T[] = [];
  let marker: string | undefined;
  do {
    const page = await ask(marker);
    pages.push(page);
    marker = page.NextMarker;
  } while (marker !== undefined);
  return pages;
}
