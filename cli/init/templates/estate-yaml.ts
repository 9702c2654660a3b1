import type { Application } from "../application";

/** `estate.yaml`: one account, one key and one instance under it. */
export function estateYaml({ backend, accountId, projectId, region }: Application): string {
  return `# yaml-language-server: $schema=./node_modules/cdktf-aura-cmk/estate.schema.json
#
# AWS accounts, KMS keys, and the Neo4j Aura instances that are encrypted with them. Each account and region is one Terraform stack.
version: 1

# The Aura project: in the Aura Console, under Project settings. Credentials are in AURA_CLIENT_ID and AURA_CLIENT_SECRET.
aura:
  projectId: ${projectId}
  # The AWS account of Aura, which the statements name. Leave it out for the first key. When its statement is there, a second person
  # compares the account in it with the Aura Console; then set it here: a statement that names any other account is refused.
  # accountId: ""

# The accounts that own the keys; ids in quotes. Terraform refuses to work in any other account.
accounts:
  prod:
    id: "${accountId}"
    # The role that Terraform assumes there. Left out: the role of the environment.
    # assumeRoleArn: arn:aws:iam::${accountId}:role/terraform
    # Who can administer the keys, but not read data with them.
    # administrators: [arn:aws:iam::${accountId}:role/key-admin]

# A key has two phases: Aura generates its statement only after it knows the key.
#   phase 1: the file of the statement is not there yet. Deploy creates the key and registers it with Aura.
#   phase 2: the statement is saved to that file. Deploy creates the instances.
keys:
  orders: { account: prod, region: ${region}, product: AuraDB, statement: statements/orders.json }

instances:
  orders-prod: { key: orders, region: ${region}, memory: 8GB }

# Tags of all resources in AWS.
tags: { managed-by: cdktf-aura-cmk }
${BACKENDS[backend](region)}`;
}

/** How the state is kept, in place of files beside the estate. */
const BACKENDS: Readonly<Record<Application["backend"], (region: string) => string>> = {
  local: () => "",
  s3: (region) => `
# Your bucket, with versioning: the state holds the first password of each instance.
backend: { s3: { bucket: my-terraform-state, region: ${region}, keyPrefix: aura, useLockfile: true, encrypt: true } }
`,
  // Refused before anything is written.
  http: () => "",
};
