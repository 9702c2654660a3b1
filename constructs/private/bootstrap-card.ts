/** What a person needs to know to get from phase 1 to phase 2. */
export interface BootstrapCard {
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
export function renderBootstrapCard({ recordName, recordId, keyArn, projectId, file }: BootstrapCard): string {
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
