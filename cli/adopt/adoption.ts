import type { AuraProduct } from "../../model/limits";
import type { InstanceSettings } from "../../model/live";

/*
 * What is adopted, as plain data: from it the estate or the program is written.
 */

/** Everything that one run adopts. */
export interface Adoption {
  /** The AWS account that owns the keys. */
  readonly accountId: string;
  /** The Aura project. */
  readonly projectId: string;
  /** The account that Aura's statements have to name, where a person said so. */
  readonly auraAccountId?: string;
  readonly keys: readonly AdoptedKey[];
  /** Names of instances of a state that are under no customer managed key. */
  readonly leftOut: readonly string[];
}

/** A KMS key with its registration and its instances. */
export interface AdoptedKey {
  /** Its name in the estate or in the program. */
  readonly name: string;
  readonly arn: string;
  readonly region: string;
  /** Absent where it has none. */
  readonly alias?: string;
  /** Aliases that stay as they are. */
  readonly otherAliases: readonly string[];
  readonly description?: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly multiRegion: boolean;
  readonly rotation: { readonly enabled: boolean; readonly periodInDays?: number };
  /** Its policy, as AWS returns it. */
  readonly policy: string;
  /** Aura's statement in it; none in phase 1. */
  readonly statements: readonly object[];
  /** Whom it allows. */
  readonly auraAccountId?: string;
  readonly record: AdoptedRecord;
  readonly instances: readonly AdoptedInstance[];
}

/** A customer managed key of Aura. */
export interface AdoptedRecord {
  readonly id: string;
  readonly name: string;
  readonly product: AuraProduct;
}

/** An instance under it. */
export interface AdoptedInstance {
  /** Its name in the estate or in the program. */
  readonly name: string;
  readonly id: string;
  /** Its name in Aura. */
  readonly auraName: string;
  readonly paused: boolean;
  readonly settings: InstanceSettings;
}

/** The alias that a key without one gets. */
export function newAlias(name: string): string {
  return `alias/neo4j-aura/${name}`;
}

/** The file with the policy of a key, beside the estate or the program. */
export function policyFile({ name }: AdoptedKey): string {
  return `policies/${name}.json`;
}

/** The file with Aura's statement; in phase 1 it is still to be saved. */
export function statementFile({ name }: AdoptedKey): string {
  return `statements/${name}.json`;
}

/** How an instance differs from one that says nothing but its memory; what Aura does not show is left to it. */
export function instanceSettings({ auraName, paused, name, settings }: AdoptedInstance): object {
  const { memory, storage, secondariesCount = 0, cdcEnrichmentMode = "OFF" } = settings;
  return {
    ...(auraName !== name && { name: auraName }),
    memory,
    ...(storage !== undefined && { storage }),
    ...(secondariesCount > 0 && { secondariesCount }),
    ...(cdcEnrichmentMode !== "OFF" && { cdcEnrichmentMode }),
    ...(settings.vectorOptimized === true && { vectorOptimized: true }),
    ...(settings.graphAnalyticsPlugin === true && { graphAnalyticsPlugin: true }),
    ...(paused && { paused }),
  };
}

/** How a key differs from a new one. */
export function keySettings({ alias, description, multiRegion, rotation, tags }: AdoptedKey): object {
  const { periodInDays } = rotation;
  return {
    ...(alias !== undefined && { alias }),
    ...(description !== undefined && { description }),
    ...(multiRegion && { multiRegion }),
    ...(periodInDays !== undefined && { rotationPeriodInDays: periodInDays }),
    ...(Object.keys(tags).length > 0 && { tags }),
  };
}

/** What the first plan changes beside the imports, and what it leaves out: a sentence each. */
export function differencesOf(key: AdoptedKey): readonly string[] {
  const { name, alias, otherAliases, description, rotation, instances } = key;
  return [
    ...(rotation.enabled ? [] : [`Automatic rotation of key ${name} will be turned on.`]),
    ...(alias === undefined ? [`Alias ${newAlias(name)} will be created: the key has none.`] : []),
    `The plan sets deletion_window_in_days of key ${name}, which Terraform alone keeps.`,
    ...(description === undefined ? [`Key ${name} gets a description: it has none.`] : []),
    ...otherAliases.map((other) => `${other} stays as it is, outside of Terraform.`),
    ...instances.map(
      ({ name: instance }) => `The password of instance ${instance} is not imported: Aura does not return it.`,
    ),
  ];
}
