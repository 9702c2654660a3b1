import { TerraformOutput, TerraformResource } from "cdktf";
import { Construct } from "constructs";
import { escapeTemplate, holdsToken } from "./tokens";
import { CONSOLE_IMPORT_MAX_GB } from "../../model/limits";
import type { IAuraCustomerManagedKey } from "../customer-managed-key";
import type { IAuraInstance } from "../instance";
import type { IAuraKmsKey, KeyPhase } from "../kms-key";
import type { RemovalPolicy } from "../removal-policy";

/** What a person needs to know to get from phase 1 to phase 2. */
export interface NextSteps {
  /** Name of the record, as the Console lists it. */
  readonly recordName: string;
  /** Aura's id of the record; a token before apply. */
  readonly recordId: string;
  /** ARN of the key; a token before apply. */
  readonly keyArn: string;
  readonly projectId: string;
  /** Where the statement is to be saved; undefined when the program takes it from elsewhere. */
  readonly file: string | undefined;
}

/**
 * The card of phase 1: what to open, what to copy, which file to save. The same text is shown at synth and written as an
 * output, where Terraform fills in the ids.
 * @param card the facts on it
 */
export function renderNextSteps({ recordName, recordId, keyArn, projectId, file }: NextSteps): string {
  const target = file ? `save it, as it is, to ${file}` : "pass it to AuraStatement.fromFile or AuraStatement.fromJson";
  return [
    `Phase 1 of 2: Aura does not have access to key "${recordName}" yet. After the deployment:`,
    `1. Open https://console.neo4j.io, project ${projectId}, Security, Customer Managed Keys.`,
    `2. Click the Edit icon of "${recordName}" (record ${recordId}, key ${keyArn}) and copy the JSON it shows.`,
    `3. ${capitalized(target)}.`,
    "4. Deploy again: the statement goes into the key policy, Aura turns the key ready, the instances are created.",
  ].join("\n");
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/**
 * Adds a Terraform output.
 * @param scope the construct it is about
 * @param id id of the output in that construct
 * @param value what it tells; may hold tokens
 * @param description for whoever reads `terraform output`
 */
export function addOutput(scope: Construct, id: string, value: string, description: string): void {
  new TerraformOutput(scope, id, { value, description: escapeTemplate(description) });
}

/**
 * A name for texts that are read before apply, such as the description of an output, where Terraform takes no expressions.
 * @param name the name, or a token
 * @param id id of the construct, which stands in for a token
 */
export function literalName(name: string, id: string): string {
  return holdsToken(name) ? id : name;
}

/**
 * How to import a database into an instance under a customer managed key. No user and no password: `neo4j-admin` asks for
 * them, or takes `NEO4J_USERNAME` and `NEO4J_PASSWORD`.
 * @param sizeInGb size of the database
 * @param connectionUrl where the instance is; a token before apply
 * @see https://neo4j.com/docs/operations-manual/current/tutorial/neo4j-admin-import/
 */
export function importCommand(sizeInGb: number, connectionUrl: string): string {
  const upload = `neo4j-admin database upload neo4j --from-path=<folder of the dump> --to-uri=${connectionUrl} --overwrite-destination=true`;
  const fitsConsole = !holdsToken(sizeInGb) && sizeInGb <= CONSOLE_IMPORT_MAX_GB;
  return fitsConsole
    ? `${upload} (or "Import database" in the Aura Console, which takes up to ${CONSOLE_IMPORT_MAX_GB} GB)`
    : upload;
}

const ID = "StatementMustStay";

/**
 * Makes the plan fail when a key that had Aura's statement is deployed without it. `prevent_destroy` is read from the new
 * configuration: only the one without the statement carries it, so the way forward is free and the way back is closed.
 * (Without this, a lost statement file would read as phase 1, and the instances on the key as removed.)
 *
 * It is a `terraform_data` of our own: cdktf's `DataResource` runs `terraform version` for each one, in every synthesis.
 */
export class PhaseGuard extends TerraformResource {
  /**
   * @param scope the construct that holds the policy
   * @param phase the phase of the key
   */
  public constructor(
    scope: Construct,
    private readonly phase: KeyPhase,
  ) {
    super(scope, ID, {
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

/** What decides whether an instance needs a guard of its own. */
interface Guarded {
  /** @default retain */
  readonly removalPolicy?: RemovalPolicy;
  readonly cloneOf?: IAuraInstance;
}

/**
 * Guards an instance that is to stay and that the guard of its key does not keep: the key may be destroyed and has none, or
 * the instance is a clone that waits for the key of its source. Such an instance would be removed without a word when it
 * is held back again.
 * @param instance the instance, created or held back
 * @param phase `bootstrap` while it is held back
 * @param record the record of its key, when it is part of the app
 * @param props what the person said
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

/** Only a key whose policy is set in this app has phases. */
function isSetHere(key: IAuraKmsKey | undefined): key is IAuraKmsKey {
  return key !== undefined && key.phase !== "kept-elsewhere";
}

/** The policy of an existing key has its guard beside it. */
function hasGuard(key: IAuraKmsKey): boolean {
  const policy = Construct.isConstruct(key.policyResource) ? key.policyResource.node.scope : undefined;
  return [key, policy].some((holder) => holder?.node.tryFindChild(ID) !== undefined);
}
