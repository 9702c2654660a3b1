import { TerraformResource } from "cdktf";
import type { Construct } from "constructs";
import { CONSOLE_IMPORT_MAX_GB, type CloudProvider } from "../../model/limits";
import type { IAuraKey, IAuraKmsKey, KeyPhase } from "../interfaces";
import { escapeTemplate, holdsToken, nameOf } from "./tokens";

/* The way from phase 1 to phase 2: what a person has to do, the outputs that say it, and the guard that closes the way back. */

/** What the next steps name. */
export interface NextSteps {
  /** Name of the customer managed key, as the Console lists it. */
  readonly recordName: string;
  /** Aura's id of the customer managed key; a token before apply. */
  readonly recordId: string;
  /** What the key is registered as; a token before apply. */
  readonly keyId: string;
  readonly projectId: string;
  readonly key: IAuraKey;
  /** Whether this is shown on this machine, and not written for all of them. */
  readonly isLocal: boolean;
}

/**
 * The next steps of phase 1: what to open, what to copy, where to put it. The same text is shown at synth and written as
 * an output, where Terraform fills in the ids.
 */
export function renderNextSteps({ recordName, recordId, keyId, projectId, key, isLocal }: NextSteps): string {
  const { copied, steps } = STEPS[key.cloudProvider](key, isLocal);
  return [
    `Phase 1 of 2: Aura does not have access to key "${recordName}" yet. After the deployment:`,
    `Open https://console.neo4j.io, project ${projectId}, Security, Customer Managed Keys.`,
    `Click the Edit icon of "${recordName}" (record ${recordId}, key ${keyId}) and copy the ${copied}.`,
    ...steps,
  ]
    .map((line, index) => (index === 0 ? line : `${index}. ${line}`))
    .join("\n");
}

/** What a person copies from the Console, and what he does with it. */
interface CloudSteps {
  readonly copied: string;
  readonly steps: readonly string[];
}

const STEPS: Readonly<Record<CloudProvider, (key: IAuraKey, isLocal: boolean) => CloudSteps>> = {
  aws: (key, isLocal) => ({
    copied: "JSON it shows",
    steps: [
      `${whereToSave(statementTarget(key), isLocal)}.`,
      "Deploy again: the statement goes into the key policy, Aura turns the key ready, the instances are created.",
    ],
  }),
  azure: (key) => ({
    copied: "application id it shows",
    steps: [
      "Add its service principal to your tenant, once: az ad sp create --id <application id>",
      `Set \`applicationId\` of key ${nameOf(key)} to it.`,
      "Deploy again: the application gets its role on the key, Aura turns the key ready, the instances are created.",
    ],
  }),
  gcp: (key) => ({
    copied: "e-mail addresses of the three service accounts it shows",
    steps: [
      `Set \`serviceAccounts\` of key ${nameOf(key)} to them.`,
      "Deploy again: the accounts get their roles on the key, Aura turns the key ready, the instances are created.",
    ],
  }),
};

/** Where to save the statement for a key; both undefined when the program takes it from elsewhere. */
export function statementTarget(key: IAuraKey): Pick<IAuraKmsKey, "statementFile" | "statementPath"> {
  return key.cloudProvider === "aws" ? (key as IAuraKmsKey) : {};
}

function whereToSave(
  { statementFile: file, statementPath }: ReturnType<typeof statementTarget>,
  isLocal: boolean,
): string {
  return !file
    ? "Pass it to AuraStatement.fromFile or AuraStatement.fromJson"
    : isLocal
      ? `Save it, as it is, to ${statementPath ?? file}`
      : // An output must be the same on every machine, or plans would show a change.
        `Save it, as it is, to ${escapeTemplate(file)}${file === statementPath ? "" : " (synth shows the whole path)"}`;
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

/** A name for texts that are read before apply, such as the description of an output: the id stands in for a token. */
export function literalName(name: string, id: string): string {
  return holdsToken(name) ? id : name;
}

/** What a key of AWS, and one of another cloud, calls its guard. */
type GuardId = "StatementGuard" | "AccessGuard";

/**
 * Makes the plan fail when a key that Aura had access to is deployed without it: a resource that exists from phase 2 on and
 * must not be destroyed. Going forward creates it; going back would destroy it. The resource that gives access (on AWS the one that holds
 * the policy) depends on it, so that neither `-target` nor `-exclude` changes that and leaves the guard out.
 * (Without this, a lost statement file would read as phase 1, and the statement as removed.)
 *
 * It is a `terraform_data` of our own: cdktf's `DataResource` runs `terraform version` for each one, in every synth.
 */
export class PhaseGuard extends TerraformResource {
  public constructor(scope: Construct, phase: KeyPhase, id: GuardId = "StatementGuard") {
    super(scope, id, {
      terraformResourceType: "terraform_data",
      terraformGeneratorMetadata: { providerName: "terraform" },
      count: phase === "encrypted" ? 1 : 0,
      lifecycle: { preventDestroy: true },
    });
  }
}
