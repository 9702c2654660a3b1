import { TerraformOutput, TerraformResource } from "cdktf";
import { Construct } from "constructs";
import { CONSOLE_IMPORT_MAX_GB } from "../../model/limits";
import type { IAuraCustomerManagedKey, IAuraInstance, IAuraKmsKey, KeyPhase, RemovalPolicy } from "../interfaces";
import { escapeTemplate, holdsToken } from "./tokens";

/* The way from phase 1 to phase 2: what a person has to do, the outputs that say it, and the guard that closes the way back. */

/** What the next steps name. */
export interface NextSteps {
  /** Name of the customer managed key, as the Console lists it. */
  readonly recordName: string;
  /** Aura's id of the customer managed key; a token before apply. */
  readonly recordId: string;
  /** ARN of the key; a token before apply. */
  readonly keyArn: string;
  readonly projectId: string;
  /** Where to save the statement, or both undefined when the program takes it from elsewhere. */
  readonly key: Pick<IAuraKmsKey, "statementFile" | "statementPath">;
  /** Whether this is shown on this machine, and not written for all of them. */
  readonly isLocal: boolean;
}

/**
 * The next steps of phase 1: what to open, what to copy, which file to save. The same text is shown at synth and written as
 * an output, where Terraform fills in the ids.
 */
export function renderNextSteps({ recordName, recordId, keyArn, projectId, key, isLocal }: NextSteps): string {
  const { statementFile: file, statementPath } = key;
  const target = !file
    ? "Pass it to AuraStatement.fromFile or AuraStatement.fromJson"
    : isLocal
      ? `Save it, as it is, to ${statementPath ?? file}`
      : // An output must be the same on every machine, or plans would show a change.
        `Save it, as it is, to ${escapeTemplate(file)}${file === statementPath ? "" : " (synth shows the whole path)"}`;
  return [
    `Phase 1 of 2: Aura does not have access to key "${recordName}" yet. After the deployment:`,
    `1. Open https://console.neo4j.io, project ${projectId}, Security, Customer Managed Keys.`,
    `2. Click the Edit icon of "${recordName}" (record ${recordId}, key ${keyArn}) and copy the JSON it shows.`,
    `3. ${target}.`,
    "4. Deploy again: the statement goes into the key policy, Aura turns the key ready, the instances are created.",
  ].join("\n");
}

/**
 * How to import a database into an instance under a customer managed key. No user and no password: `neo4j-admin` asks for
 * them, or takes `NEO4J_USERNAME` and `NEO4J_PASSWORD`.
 * @see https://neo4j.com/docs/operations-manual/current/tutorial/neo4j-admin-import/
 */
export function importCommand(sizeInGb: number, connectionUrl: string): string {
  const upload = `neo4j-admin database upload neo4j --from-path=<folder of the dump> --to-uri=${connectionUrl} --overwrite-destination=true`;
  const fitsConsole = !holdsToken(sizeInGb) && sizeInGb <= CONSOLE_IMPORT_MAX_GB;
  return fitsConsole
    ? `${upload} (or "Import database" in the Aura Console, which takes up to ${CONSOLE_IMPORT_MAX_GB} GB)`
    : upload;
}

/** Adds a Terraform output to a construct. */
export function addOutput(scope: Construct, id: string, value: string, description: string): void {
  new TerraformOutput(scope, id, { value, description: escapeTemplate(description) });
}

/** A name for texts that are read before apply, such as the description of an output: the id stands in for a token. */
export function literalName(name: string, id: string): string {
  return holdsToken(name) ? id : name;
}

const GUARD_ID = "StatementMustStay";

/**
 * Makes the plan fail when a key that had Aura's statement is deployed without it. Terraform reads `prevent_destroy` from the
 * new configuration: only the one without the statement has it, so going forward is allowed and going back is not.
 * (Without this, a lost statement file would read as phase 1, and the instances on the key as removed.)
 *
 * It is a `terraform_data` of our own: cdktf's `DataResource` runs `terraform version` for each one, in every synth.
 */
export class PhaseGuard extends TerraformResource {
  public constructor(
    scope: Construct,
    private readonly phase: KeyPhase,
  ) {
    super(scope, GUARD_ID, {
      terraformResourceType: "terraform_data",
      terraformGeneratorMetadata: { providerName: "terraform" },
      ...(phase === "bootstrap" && { lifecycle: { preventDestroy: true } }),
    });
  }

  protected override synthesizeAttributes(): Record<string, unknown> {
    return { triggers_replace: { phase: this.phase } };
  }

  protected override synthesizeHclAttributes(): Record<string, unknown> {
    const value = { phase: this.phase };
    return { triggers_replace: { value, isBlock: false, type: "map", storageClassType: "stringMap" } };
  }
}

/** The props that decide whether an instance needs a guard of its own. */
interface Guarded {
  /** @default retain */
  readonly removalPolicy?: RemovalPolicy | undefined;
  readonly cloneOf?: IAuraInstance | undefined;
}

/**
 * Guards an instance that the guard of its key does not protect: the key may be destroyed and has none, or the instance is a
 * clone that waits for the key of its source. Such an instance would be removed without a warning when it is deferred
 * again.
 * @param phase `bootstrap` while the instance is deferred
 */
export function guardInstance(
  instance: Construct,
  phase: KeyPhase,
  record: IAuraCustomerManagedKey | undefined,
  { removalPolicy = "retain", cloneOf }: Guarded,
): void {
  const source = cloneOf?.customerManagedKey;
  const waitsForOther = source !== undefined && source !== record && isSetHere(source.key);
  const unguarded = record !== undefined && isSetHere(record.key) && !hasGuard(record.key);
  if (removalPolicy === "retain" && (waitsForOther || unguarded)) new PhaseGuard(instance, phase);
}

/** Only a key whose policy is managed by this app has phases. */
function isSetHere(key: IAuraKmsKey | undefined): key is IAuraKmsKey {
  return key !== undefined && key.phase !== "kept-elsewhere";
}

/** The guard of an existing key is beside its policy. */
function hasGuard(key: IAuraKmsKey): boolean {
  const policy = Construct.isConstruct(key.policyResource) ? key.policyResource.node.scope : undefined;
  return [key, policy].some((holder) => holder?.node.tryFindChild(GUARD_ID) !== undefined);
}
