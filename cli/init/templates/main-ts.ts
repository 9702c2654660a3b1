import { FRAMEWORKS } from "../../../model/framework";
import type { Application } from "../application";

/** `main.ts`: one key and one instance under it. */
export function mainTs({ framework, backend, accountId, projectId, region }: Application): string {
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
