import { PLATFORMS } from "./ci";
import type { Application } from "../application";

/** What to do next, in the application itself. */
export function readme(application: Application): string {
  const { name, app, framework, terraform, backend, ci } = application;
  const source = app === "estate" ? "estate.yaml" : "main.ts";
  const instance = app === "estate" ? "orders-prod" : "orders";
  const tool = terraform === "tofu" ? "OpenTofu" : "Terraform 1.11 or later";
  return `# ${name}

A Neo4j Aura database, encrypted with an AWS KMS key of your own: \`${source}\`. Pages that are named here are in
\`node_modules/cdktf-aura-cmk/docs\`.

## Try it without accounts

${backend === "local" ? SIMULATE : REMOTE_STATE}
## Deploy it

1. In \`${source}\`, replace the ids of the AWS account and of the Aura project with your own.
2. Have ${tool} on the PATH, AWS credentials, and AURA_CLIENT_ID and AURA_CLIENT_SECRET (Aura Console: Account settings, API keys).
   \`npm run doctor\` says what is missing.
3. \`npm run deploy\` is phase 1: it creates the key, and its output \`orders_next_steps\` says which statement to save as
   \`statements/orders.json\`.
4. \`npx aura-cmk lint statements/orders.json --account <your AWS account>\` shows whom the statement allows. A second person compares the
   account with the Aura Console; then set it in \`${source}\`, where a comment says so.
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

const REMOTE_STATE = `Its state is kept elsewhere, and the simulated cloud has no such place. \`npx aura-cmk demo\` shows all steps.

`;

function pullRequests(ci: Exclude<Application["ci"], "none">): string {
  return `
## Pull requests

\`${PLATFORMS[ci].main}\` reviews the plans of each pull request. What it needs is at its top; more is in \`docs/ci.md\`.
`;
}
