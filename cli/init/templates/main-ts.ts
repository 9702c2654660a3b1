import { FRAMEWORKS } from "../../../model/framework";
import type { Application } from "../application";

/** `main.ts`: one key and one instance under it. */
export function mainTs(application: Application): string {
  const { cloud } = application;
  return cloud === "aws" ? ofAws(application) : ofOtherCloud(application, PARTS[cloud](application));
}

function ofAws({ framework, backend, accountId, projectId, region }: Application): string {
  const { constructs = "", lines = [] } = BACKENDS[backend];
  return `import { AwsProvider } from "@${framework}/provider-aws/lib/provider";
import { App, ${constructs}TerraformStack } from "${framework}";
import { AuraProvider, AuraStatement, EncryptedAuraInstance } from "${FRAMEWORKS[framework].entry}";

// Replace these with your own; the Aura project is in the Aura Console, under Project settings.
const accountId = "${accountId}"; // the AWS account that owns the key: Terraform refuses any other
const projectId = "${projectId}"; // the Aura project
const region = "${region}"; // of the instance and of its key

const app = new App();
const stack = new TerraformStack(app, "orders");
${lines.map((line) => `${line}\n`).join("")}new AwsProvider(stack, "aws", { region, allowedAccountIds: [accountId] });
new AuraProvider(stack, "aura"); // AURA_CLIENT_ID and AURA_CLIENT_SECRET, in the environment

new EncryptedAuraInstance(stack, "orders", {
  accountId,
  region,
  projectId,
  product: "AuraDB",
  memory: "8GB",
  statement: AuraStatement.fromFileWhenSaved("statements/orders.json"), // without the file: phase 1
  // The AWS account of Aura, which the statement names. Leave it out for the first key. When the statement is there, a second person
  // compares its account with the Aura Console; then set it here: a statement that names any other account is refused.
  // auraAccountId: "",
});
app.synth();
`;
}

/** What differs between Azure and Google Cloud. */
interface Parts {
  readonly provider: string;
  readonly key: string;
  /** What to replace, a constant a line. */
  readonly ids: readonly string[];
  /** The props of the provider, and of the key beside its region. */
  readonly providerProps: string;
  readonly keyProps: readonly string[];
}

const PARTS: Readonly<Record<Exclude<Application["cloud"], "aws">, (application: Application) => Parts>> = {
  azure: ({ subscriptionId, tenantId }) => ({
    ...{ provider: "AuraAzureProvider", key: "AuraKeyVaultKey", providerProps: "subscriptionId, tenantId" },
    ids: [
      `const subscriptionId = "${subscriptionId}"; // the Azure subscription that owns the vault`,
      `const tenantId = "${tenantId}"; // its tenant`,
      'const resourceGroupName = "aura"; // a resource group that exists',
      'const vaultName = "acme-aura-orders"; // a name that no vault in Azure has yet',
    ],
    keyProps: [
      "tenantId,",
      "resourceGroupName,",
      "vaultName,",
      "// The application id that the Aura Console shows for the key: without it, phase 1. A second person compares it with the Console.",
      '// applicationId: "",',
    ],
  }),
  gcp: ({ googleProject }) => ({
    ...{ provider: "AuraGoogleProvider", key: "AuraCloudKmsKey", providerProps: "project" },
    ids: [`const project = "${googleProject}"; // the Google Cloud project that owns the key ring`],
    keyProps: [
      "project,",
      "// The three service accounts that the Aura Console shows for the key: without them, phase 1. A second person compares them with the",
      "// Console.",
      "// serviceAccounts: [],",
    ],
  }),
};

function ofOtherCloud(
  { cloud, framework, backend, projectId, region }: Application,
  { provider, key, ids, providerProps, keyProps }: Parts,
): string {
  const { constructs = "", lines = [] } = BACKENDS[backend];
  const imports = [provider, key, "AuraProvider", "EncryptedAuraInstance"].sort().join(", ");
  return `import { App, ${constructs}TerraformStack } from "${framework}";
import { ${imports} } from "${FRAMEWORKS[framework].entry}";

// Replace these with your own; the Aura project is in the Aura Console, under Project settings.
${ids.join("\n")}
const projectId = "${projectId}"; // the Aura project
const region = "${region}"; // of the instance and of its key

const app = new App();
const stack = new TerraformStack(app, "orders");
${lines.map((line) => `${line.replace(" region,", ' region: "eu-west-1",')}\n`).join("")}new ${provider}(stack, "${cloud === "azure" ? "azure" : "google"}", { ${providerProps} });
new AuraProvider(stack, "aura"); // AURA_CLIENT_ID and AURA_CLIENT_SECRET, in the environment

const key = new ${key}(stack, "orders-key", {
  region,
${keyProps.map((line) => `  ${line}\n`).join("")}});
new EncryptedAuraInstance(stack, "orders", { key, region, projectId, product: "AuraDB", memory: "8GB" });
app.synth();
`;
}

/** How the state is kept, in place of a file beside the program. */
const BACKENDS: Readonly<
  Record<Application["backend"], { readonly constructs?: string; readonly lines?: readonly string[] }>
> = {
  local: {},
  s3: {
    constructs: "S3Backend, ",
    lines: [
      "// Your bucket, with versioning and encryption: the state holds the first password of each instance.",
      'new S3Backend(stack, { bucket: "my-terraform-state", key: "aura/orders.tfstate", region, encrypt: true });',
      'stack.addOverride("terraform.backend.s3.use_lockfile", true);',
    ],
  },
  http: {
    constructs: "HttpBackend, ",
    lines: [
      "// Your address; TF_HTTP_USERNAME and TF_HTTP_PASSWORD are in the environment. This is the one of a GitLab project.",
      'const state = "https://gitlab.example.com/api/v4/projects/1234/terraform/state/orders";',
      "const lock = `${state}/lock`;",
      'new HttpBackend(stack, { address: state, lockAddress: lock, unlockAddress: lock, lockMethod: "POST", unlockMethod: "DELETE" });',
    ],
  },
};
