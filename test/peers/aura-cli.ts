import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { DEFAULT_PROJECT, type Simulator } from "../../simulator";
import { GOOD_POLICY, LONG } from "../simulator/support/world";
import { run } from "./program";
import type { PeerResult } from "./result";

/** Calls every command of Neo4j's own command line that the API v1 has. */
export async function auraCliPeer(simulator: Simulator, cli: string): Promise<PeerResult> {
  const home = mkdtempSync(path.join(tmpdir(), "aura-cmk-peers-"));
  const { environment, endpoints, clock, kms } = simulator;
  const wrong: string[] = [];
  let tried = 0;

  /** Makes a call that must answer with these members, or be refused with this text; returns what it answered. */
  const aura = async (line: string, expected: Readonly<Record<string, unknown>> | string = {}) => {
    tried += 1;
    const { code, stdout, stderr } = await run(cli, line.split(" "), { HOME: home, XDG_CONFIG_HOME: home });
    clock.advance(LONG);
    const said = `${stderr}${stdout}`.trim().slice(0, 500);
    // It ends with 0 when the API refuses, too.
    const refused = code !== 0 || stderr.includes("Error:");
    const answer = refused ? {} : parsed(stdout);
    const isRight =
      typeof expected === "string"
        ? refused && said.includes(expected) && !/panic|unexpected/i.test(said)
        : !refused && Object.entries(expected).every(([name, value]) => answer[name] === value);
    if (!isRight) wrong.push(`${line}: expected: ${JSON.stringify(expected)}, got: ${said}`);
    return answer;
  };

  try {
    await aura(`config set base-url ${endpoints.aura}`);
    await aura(`config set auth-url ${endpoints.aura}/oauth/token`);
    await aura("config set output json");
    const { AURA_CLIENT_ID: id, AURA_CLIENT_SECRET: secret } = environment;
    await aura(`credential add --name wrong --client-id ${id} --client-secret wrong`);
    await aura("credential use wrong");
    await aura("tenant list", "the provided credentials are invalid");
    await aura(`credential add --name right --client-id ${id} --client-secret ${secret}`);
    await aura("credential use right");

    const tenant = DEFAULT_PROJECT.id;
    await aura("tenant list");
    await aura(`tenant get ${tenant}`, { id: tenant, name: DEFAULT_PROJECT.name });
    await aura(`tenant get ${MISSING}`, "could not be found");

    const region = "eu-west-1";
    const account = { region, accountId: "111122223333" };
    const { arn: usable } = kms.addKey({ ...account, keyId: randomUUID(), policy: GOOD_POLICY });
    const { arn: unusable } = kms.addKey({ ...account, keyId: randomUUID() });
    const place = `--region ${region} --type enterprise-db --cloud-provider aws --tenant-id ${tenant}`;
    const create = `customer-managed-key create --name orders ${place} --key-id`;
    const { id: key } = await aura(`${create} ${usable}`, { status: "pending", name: "orders" });
    const { id: never } = await aura(`${create} ${unusable}`, { status: "pending" });
    await aura(`${create} not-a-key`, "key_id: Invalid key id");
    await aura("customer-managed-key list");
    await aura(`customer-managed-key list --tenant-id ${tenant}`);
    await aura(`customer-managed-key get ${key}`, { id: key, status: "ready", tenant_id: tenant, region });
    await aura(`customer-managed-key get ${never}`, { status: "pending" });
    await aura(`customer-managed-key get ${MISSING}`, "Encryption Key not found");

    const order = `instance create --name orders --memory 8GB --version 5 ${place}`;
    await aura(`${order} --customer-managed-key-id ${never}`, "not ready");
    const { id: instance } = await aura(`${order} --customer-managed-key-id ${key}`, { username: "neo4j", region });
    const { id: source } = await aura(`${order} --customer-managed-key-id ${key} --vector-optimized`);
    await aura(`${order.replace("8GB", "7GB")}`, "memory");
    await aura("instance list");
    await aura(`instance list --tenant-id ${tenant}`);
    const encrypted = { status: "running", memory: "8GB", customer_managed_key_id: key };
    await aura(`instance get ${instance}`, { id: instance, ...encrypted });
    await aura(`instance get ${source}`, { vector_optimized: true });
    await aura("instance get 0badcafe", "DB not found");
    await aura(`instance update ${instance} --name renamed`, { name: "renamed" });
    await aura(`instance update ${instance} --memory 16GB`, { status: "updating", memory: "16GB" });
    await aura(`instance update ${instance} --memory 7GB`, "memory");
    await aura(`instance pause ${instance}`, { status: "pausing" });
    await aura(`instance get ${instance}`, { status: "paused", name: "renamed" });
    await aura(`instance pause ${instance}`, "undergoing an operation");
    await aura(`instance resume ${instance}`, { status: "resuming" });
    await aura(`instance resume ${instance}`, "undergoing an operation");

    const { snapshot_id } = await aura(`instance snapshot create --instance-id ${source}`);
    await aura(`instance snapshot list --instance-id ${source}`);
    await aura(`instance snapshot list --instance-id ${source} --date 2020-01-01`);
    await aura(`instance snapshot get ${snapshot_id} --instance-id ${source}`, { status: "Completed" });
    await aura(`instance snapshot get ${MISSING} --instance-id ${source}`, "not found");
    await aura(`instance overwrite ${instance} --source-instance-id ${source}`, { status: "overwriting" });
    const from = `--source-instance-id ${source} --source-snapshot-id ${snapshot_id}`;
    await aura(`instance overwrite ${instance} ${from}`, { status: "overwriting" });

    await aura(`customer-managed-key delete ${key}`, "linked to an active instance");
    await aura(`instance delete ${instance}`, { status: "destroying" });
    await aura(`instance delete ${source}`, { status: "destroying" });
    await aura(`instance get ${instance}`, "DB not found");
    await aura(`customer-managed-key delete ${key}`);
    await aura(`customer-managed-key delete ${key}`, "Encryption Key not found");
    await aura(`customer-managed-key delete ${never}`);
    await aura("graph-analytics session list", "does not serve");
    return { name: "aura-cli", tried, wrong };
  } finally {
    rmSync(home, { recursive: true });
  }
}

const MISSING = "7d1ec0d5-5a1e-4c0d-8a1e-00000000dead";

/** The object that an answer holds; commands that only tell something in words hold none. */
function parsed(stdout: string): Readonly<Record<string, unknown>> {
  try {
    const answer = JSON.parse(stdout) as { readonly data?: unknown };
    return (answer.data ?? answer) as Readonly<Record<string, unknown>>;
  } catch {
    return {};
  }
}
