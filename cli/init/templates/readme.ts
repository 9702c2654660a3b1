import { PLATFORMS } from "./ci";
import type { Application } from "../application";

/** What to do next, in the application itself. */
export function readme(application: Application): string {
  const { name, app, cloud, framework, terraform, backend, ci } = application;
  const source = app === "estate" ? "estate.yaml" : "main.ts";
  const instance = app === "estate" ? "orders-prod" : "orders";
  const tool = terraform === "tofu" ? "OpenTofu" : "Terraform 1.11 or later";
  const { key, simulate, deploy } = PARTS[cloud];
  return `# ${name}

A Neo4j Aura database, encrypted with ${key} of your own: \`${source}\`. Pages that are named here are in
\`node_modules/cdktf-aura-cmk/docs\`.

## Try it without accounts

${backend === "local" ? simulate(source) : remoteState(cloud)}
## Deploy it

${deploy(source, tool)}
5. \`npm run deploy\` is phase 2: it creates the instance \`${instance}\`. Commit everything${app === "estate" ? ", `estate.lock.json` too" : ""}.

The first password of the instance is in Terraform's state: keep the state where only few can read it.

## Every day

| Command | Does |
| --- | --- |
| \`npm run synth\` | writes the configuration of Terraform into \`cdktf.out\`, and shows what becomes of each key |
| \`npm run deploy\` | deploys it with \`${framework}\` and ${terraform === "tofu" ? "OpenTofu" : "Terraform"}; read the plan |
| \`npx aura-cmk review plan.json\` | says what a plan does to the keys, to Aura's access and to the data |
| \`npm run doctor\` | says what is wrong with this machine |

If the key is lost, the data is lost permanently. While you only try things out, set \`removalPolicy\` to \`destroy\`.
${ci === "none" ? "" : pullRequests(ci)}`;
}

/** What is of one cloud. */
interface Parts {
  readonly key: string;
  /** How to try it on the simulated cloud. */
  readonly simulate: (source: string) => string;
  /** The first four steps of a deployment. */
  readonly deploy: (source: string, tool: string) => string;
}

const PARTS: Readonly<Record<Application["cloud"], Parts>> = {
  aws: {
    key: "an AWS KMS key",
    simulate: () => SIMULATE,
    deploy: (
      source,
      tool,
    ) => `1. In \`${source}\`, replace the ids of the AWS account and of the Aura project with your own.
2. Have ${tool} on the PATH, AWS credentials, and AURA_CLIENT_ID and AURA_CLIENT_SECRET (Aura Console: Account settings, API keys).
   \`npm run doctor\` says what is missing.
3. \`npm run deploy\` is phase 1: it creates the key, and its output \`orders_next_steps\` says which statement to save as
   \`statements/orders.json\`.
4. \`npx aura-cmk lint statements/orders.json --account <your AWS account>\` shows whom the statement allows. A second person compares the
   account with the Aura Console; then set it in \`${source}\`, where a comment says so.`,
  },
  azure: {
    key: "a key in an Azure Key Vault",
    simulate: (source) =>
      simulateOther("azure", source, "applicationId", {
        takes: "the application id that it shows, and add its service principal",
        adds: `curl -H 'Content-Type: application/json' -d '{"applicationId":"<application id>"}' http://127.0.0.1:8080/_simulator/azure/service-principal
`,
      }),
    deploy: (
      source,
      tool,
    ) => `1. In \`${source}\`, replace the ids of the subscription, the tenant and the Aura project, and the names of resource group and vault, with your
   own. The resource group has to exist: \`az group create --name aura --location <region>\`.
2. Have ${tool} on the PATH, a login of Azure (\`az login\`) with the roles Key Vault Crypto Officer and User Access Administrator on the resource
   group, and AURA_CLIENT_ID and AURA_CLIENT_SECRET (Aura Console: Account settings, API keys). \`npm run doctor\` says what is missing.
3. \`npm run deploy\` is phase 1: it creates vault and key, and its output \`orders_next_steps\` says where the Aura Console shows the
   application id of the key (Security, Customer Managed Keys).
4. \`az ad sp create --id <application id>\`, once for each tenant. A second person compares the application id with the Console; then set
   \`applicationId\` in \`${source}\`, where a comment says so. More: \`docs/azure.md\`.`,
  },
  gcp: {
    key: "a key in Google Cloud KMS",
    simulate: (source) =>
      simulateOther("gcp", source, "serviceAccounts", { takes: "the three service accounts that it shows", adds: "" }),
    deploy: (
      source,
      tool,
    ) => `1. In \`${source}\`, replace the ids of the Google Cloud project and of the Aura project with your own.
2. Have ${tool} on the PATH, a login of Google Cloud (\`gcloud auth application-default login\`) with the role Cloud KMS Admin in the project, and
   AURA_CLIENT_ID and AURA_CLIENT_SECRET (Aura Console: Account settings, API keys). \`npm run doctor\` says what is missing.
3. \`npm run deploy\` is phase 1: it creates key ring and key, and its output \`orders_next_steps\` says where the Aura Console shows the three
   service accounts of the key (Security, Customer Managed Keys).
4. A second person compares the service accounts with the Console; then set \`serviceAccounts\` in \`${source}\`, where a comment says so.
   More: \`docs/google.md\`.`,
  },
};

/** How to try a key of Azure or Google Cloud. */
function simulateOther(
  cloud: string,
  source: string,
  setting: string,
  { takes, adds }: { readonly takes: string; readonly adds: string },
): string {
  return `\`\`\`sh
npm install
npx aura-cmk simulate --cloud ${cloud} --aura-port 8080 -- sh
npm run deploy -- --auto-approve
curl http://127.0.0.1:8080/console/records/orders/grantees.json
\`\`\`

In \`${source}\`, set \`${setting}\` to ${takes}; then:

\`\`\`sh
${adds}npm run deploy -- --auto-approve
exit
\`\`\`

All of it is simulated, and gone after \`exit\`. Then take \`${setting}\` out again, and remove \`cdktf.out\`, \`estate.lock.json\` and
\`terraform.*.tfstate\`: they are of a key that no longer exists.

`;
}

const SIMULATE = `\`\`\`sh
npm install
npx aura-cmk simulate --aura-port 8080 -- sh
npm run deploy -- --auto-approve
curl -o statements/orders.json http://127.0.0.1:8080/console/records/orders/statement.json
npm run deploy -- --auto-approve
exit
\`\`\`

All of it is simulated, and gone after \`exit\`. Then remove \`statements/orders.json\`, \`cdktf.out\`, \`estate.lock.json\` and
\`terraform.*.tfstate\`: they are of a key that no longer exists.

`;

function remoteState(cloud: Application["cloud"]): string {
  const demo = `npx aura-cmk demo${cloud === "aws" ? "" : ` --clouds ${cloud}`}`;
  return `Its state is kept elsewhere, and the simulated cloud has no such place. \`${demo}\` shows all steps.

`;
}

function pullRequests(ci: Exclude<Application["ci"], "none">): string {
  return `
## Pull requests

\`${PLATFORMS[ci].main}\` reviews the plans of each pull request. What it needs is at its top; more is in \`docs/ci.md\`.
`;
}
