import { homedir } from "node:os";
import { showInvisible } from "../../util/invisible-characters";
import { auraChecks } from "./aura";
import { awsChecks } from "./aws";
import type { Check, Machine } from "./check";
import { cloudChecks, cloudsOfEstate, stateChecks } from "./clouds";
import { clockCheck, proxyCheck } from "./network";
import { nodeCheck, packagesCheck, providerCheck, terraformCheck } from "./tools";
import { printJson } from "../print";

/** Milliseconds for each program and each request: a network that is not there is not waited for. */
const LIMIT = 5_000;

/**
 * Looks at this machine, and prints a line for each check.
 * @returns exit code: 0, 1 when something is wrong
 */
export async function runDoctor({ json = false }: { readonly json?: boolean }): Promise<number> {
  const checks = await examine({
    ...{ env: process.env, directory: process.cwd(), home: homedir(), nodeVersion: process.versions.node },
    ...{ now: Date.now, limit: LIMIT },
  });
  if (json) printJson({ version: 1, checks });
  else process.stdout.write(rendered(checks));
  return checks.some(({ status }) => status === "error") ? 1 : 0;
}

/** All checks of a machine. Never rejects: what cannot be looked at is unknown. */
export async function examine(machine: Machine): Promise<readonly Check[]> {
  const { ofKeys, ofState } = await cloudsOfEstate(machine);
  const [terraform, aws, { checks: aura, date }] = await Promise.all([
    terraformCheck(machine),
    [...ofKeys, ofState].includes("aws") ? awsChecks(machine) : [],
    auraChecks(machine),
  ]);
  const others = ofKeys.flatMap((cloud) => (cloud === "aws" ? [] : cloudChecks(cloud, machine)));
  if (ofState && ofState !== "aws" && !ofKeys.includes(ofState)) others.push(...stateChecks(ofState, machine));
  return [
    ...[
      nodeCheck(machine),
      packagesCheck(machine, ofKeys.includes("aws")),
      terraform,
      providerCheck(machine),
      ...aws,
      ...others,
      ...aura,
    ],
    ...[clockCheck(date, machine), proxyCheck(machine)],
  ];
}

function rendered(checks: readonly Check[]): string {
  const width = Math.max(...checks.map(({ name }) => name.length));
  const lines = checks.map(({ name, status, found, fix }) => {
    const help = status === "ok" || fix === undefined ? "" : `; help: ${fix}`;
    return `${status.padEnd("warning".length)}  ${name.padEnd(width)}  ${showInvisible(found)}${help}\n`;
  });
  return `${lines.join("")}\n${summary(checks)}\n`;
}

function summary(checks: readonly Check[]): string {
  const numbers = (["error", "warning", "unknown"] as const).map(
    (status) => [status, checks.filter((one) => one.status === status).length] as const,
  );
  const found = numbers.flatMap(([status, number]) => (number > 0 ? [`${number} ${status}`] : []));
  return found.length > 0 ? found.join(", ") : "Nothing is wrong.";
}
