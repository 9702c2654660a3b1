import type { Application } from "../application";

/** `estate.yaml`: one account, one key and one instance under it. */
export function estateYaml(application: Application): string {
  const { cloud } = application;
  return cloud === "aws" ? ofAws(application) : ofOtherCloud(application, PARTS[cloud](application));
}

function ofAws({ backend, accountId, projectId, region }: Application): string {
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

/** What differs between Azure and Google Cloud. */
interface Parts {
  /** What the file is about. */
  readonly about: string;
  /** Aura's principals, which the Console shows. */
  readonly principals: string;
  readonly account: string;
  readonly phase2: string;
  readonly key: string;
  readonly tags: string;
}

const PARTS: Readonly<Record<Exclude<Application["cloud"], "aws">, (application: Application) => Parts>> = {
  azure: ({ subscriptionId, tenantId, region }) => ({
    about: "Azure subscriptions, keys in Key Vault,",
    principals: `  # The application id that the Aura Console shows for a key, without it phase 1. A second person compares it with the Console.
  # applicationId: ""
`,
    account: `# The subscriptions that own the keys; the ids are UUIDs.
accounts:
  prod:
    cloud: azure
    subscriptionId: ${subscriptionId}
    tenantId: ${tenantId}
`,
    phase2: "the application id is set. Deploy gives it its role on the key and creates the instances.",
    key: `  orders:
    account: prod
    region: ${region}
    product: AuraDB
    vaultName: acme-aura-orders # a name that no vault in Azure has yet
    resourceGroupName: aura # a resource group that exists
`,
    tags: `
# Tags of all resources in Azure.
tags: { managed-by: cdktf-aura-cmk }
`,
  }),
  gcp: ({ googleProject, region }) => ({
    about: "Google Cloud projects, keys in Cloud KMS,",
    principals: `  # The three service accounts that the Aura Console shows for a key, without them phase 1. A second person compares them with the Console.
  # serviceAccounts: []
`,
    account: `# The projects that own the keys.
accounts:
  prod:
    cloud: gcp
    project: ${googleProject}
    labels: { managed-by: cdktf-aura-cmk }
`,
    phase2: "the service accounts are set. Deploy gives them their roles on the key and creates the instances.",
    key: `  orders: { account: prod, region: ${region}, product: AuraDB }
`,
    tags: "",
  }),
};

function ofOtherCloud({ backend, projectId, region }: Application, parts: Parts): string {
  return `# yaml-language-server: $schema=./node_modules/cdktf-aura-cmk/estate.schema.json
#
# ${parts.about} and the Neo4j Aura instances that are encrypted with them. Each account and region is one Terraform stack.
version: 1

# The Aura project: in the Aura Console, under Project settings. Credentials are in AURA_CLIENT_ID and AURA_CLIENT_SECRET.
aura:
  projectId: ${projectId}
${parts.principals}
${parts.account}
# A key has two phases: Aura says who needs access only after it knows the key.
#   phase 1: Deploy creates the key and registers it with Aura.
#   phase 2: ${parts.phase2}
keys:
${parts.key}
instances:
  orders-prod: { key: orders, region: ${region}, memory: 8GB }
${parts.tags}${BACKENDS[backend](BUCKET_REGION)}`;
}

/** The region of a bucket is one of AWS, wherever the key is. */
const BUCKET_REGION = "eu-west-1";

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
