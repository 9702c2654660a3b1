import { FRAMEWORKS, type Framework } from "../../model/framework";
import { bareKeyId } from "../../policy/arn";
import { groupBy } from "../../util/group-by";
import {
  instanceSettings,
  keySettings,
  newAlias,
  policyFile,
  statementFile,
  type AdoptedKey,
  type Adoption,
} from "./adoption";

/** `adopted.ts`: a function that adds what is adopted to an app, one stack for each region. */
export function programText(adoption: Adoption, framework: Framework): string {
  const { accountId, projectId, keys } = adoption;
  const hasInstances = keys.some(({ instances }) => instances.length > 0);
  const constructs = [
    "AuraCustomerManagedKey",
    ...(hasInstances ? ["AuraInstance"] : []),
    "AuraKmsKey",
    "AuraProvider",
    "AuraStatement",
  ];
  const stacks = [...groupBy(keys, ({ region }) => region)].map(([region, ofRegion]) =>
    stackText(region, ofRegion, adoption),
  );
  return `import { readFileSync } from "node:fs";
import { join } from "node:path";
import { AwsProvider } from "@${framework}/provider-aws/lib/provider";
import { type App, TerraformStack } from "${framework}";
import { ${constructs.join(", ")} } from "${FRAMEWORKS[framework].entry}";

const accountId = ${text(accountId)}; // the AWS account that owns the keys: Terraform refuses any other
const projectId = ${text(projectId)}; // the Aura project

/**
 * Written by aura-cmk adopt: what is here exists already. The first deployment imports it, and creates and destroys nothing of it. The
 * \`importFrom\` may be removed then.
 */
export function addAdopted(app: App): void {
${stacks.join("\n")}}

/** The policy that a key had when it was imported; it is taken over as it is. */
function currentPolicy(file: string): string {
  return readFileSync(join(__dirname, file), "utf8");
}

function statement(file: string): AuraStatement {
  return AuraStatement.fromFileWhenSaved(file, { relativeTo: __dirname });
}
`;
}

function stackText(region: string, keys: readonly AdoptedKey[], { auraAccountId }: Adoption): string {
  const stack = variable(`adopted-${region}`);
  return `  const ${stack} = new TerraformStack(app, ${text(`adopted-${region}`)});
  new AwsProvider(${stack}, "aws", { region: ${text(region)}, allowedAccountIds: [accountId] });
  new AuraProvider(${stack}, "aura"); // AURA_CLIENT_ID and AURA_CLIENT_SECRET, in the environment
${keys.map((key) => keyText(key, stack, auraAccountId)).join("")}`;
}

function keyText(key: AdoptedKey, stack: string, pin: string | undefined): string {
  const { name, arn, alias, region, record, instances, auraAccountId = "" } = key;
  const [ofKey, ofRecord] = [variable(`${name}-key`), variable(`${name}-record`)];
  const own = entriesOf({ alias: newAlias(name), ...keySettings(key) }).map((line) => `    ${line},\n`);
  const principal =
    pin === undefined
      ? `    // Let a second person compare the AWS account in the statement with the Aura Console, then set it: no other is accepted.
    // auraAccountId: ${text(auraAccountId)},\n`
      : `    auraAccountId: ${text(pin)},\n`;
  return `
  const ${ofKey} = new AuraKmsKey(${stack}, ${text(`${name}-key`)}, {
    accountId,
    region: ${text(region)},
    currentPolicy: currentPolicy(${text(policyFile(key))}),
    statement: statement(${text(statementFile(key))}),
${principal}${own.join("")}  });
  ${ofKey}.resource.importFrom(${text(bareKeyId(arn))});
${alias === undefined ? "" : `  ${ofKey}.aliasResource.importFrom(${text(alias)});\n`}  const ${ofRecord} = new AuraCustomerManagedKey(${stack}, ${text(`${name}-record`)}, {
    key: ${ofKey},
    projectId,
    product: ${text(record.product)},
    name: ${text(record.name)},
  });
  ${ofRecord}.resource.importFrom(${text(record.id)});
${instances.map((one) => instanceText(one, key, stack, ofRecord)).join("")}`;
}

function instanceText(
  instance: AdoptedKey["instances"][number],
  { region, record }: AdoptedKey,
  stack: string,
  ofRecord: string,
): string {
  const { name, id, auraName } = instance;
  const settings = entriesOf({ name: auraName, ...instanceSettings(instance) }).map((line) => `    ${line},\n`);
  const constant = variable(`${name}-instance`);
  return `  const ${constant} = new AuraInstance(${stack}, ${text(`${name}-instance`)}, {
    customerManagedKey: ${ofRecord},
    projectId,
    product: ${text(record.product)},
    region: ${text(region)},
${settings.join("")}  });
  ${constant}.resource.importFrom(${text(id)});
`;
}

function entriesOf(settings: object): readonly string[] {
  return Object.entries(settings).map(([name, value]) => `${name}: ${JSON.stringify(value)}`);
}

function text(value: string): string {
  return JSON.stringify(value);
}

/** A name that TypeScript takes for a constant. */
function variable(name: string): string {
  const camel = name.replaceAll(/[^A-Za-z0-9]+(.)/g, (_, letter: string) => letter.toUpperCase());
  return /^[A-Za-z]/.test(camel) ? camel[0]?.toLowerCase() + camel.slice(1) : `_${camel}`;
}
