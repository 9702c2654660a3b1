import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { DEFAULT_PROJECT, type Simulator } from "../../simulator";
import { GOOD_POLICY } from "../simulator/support/world";
import { frontOf } from "./front";
import { run } from "./program";
import type { PeerResult } from "./result";

/** Another provider for Aura, and what is made with it. */
export interface OtherProvider {
  /** Source address. */
  readonly source: string;
  /** What it manages, given the ARN of a key and a memory size. */
  readonly resources: (keyArn: string, memory: string) => Readonly<Record<string, object>>;
  /** Calls that each command has to make, by their beginnings. */
  readonly calls: readonly string[];
}

const REGION = "eu-west-1";
const KEY_PLACE = { region: REGION, accountId: "111122223333" };
const INSTANCE = { cloud_provider: "aws", region: REGION, type: "enterprise-db", version: "5" };

export const NEO4JAURA: OtherProvider = {
  source: "neo4j-labs/neo4jaura",
  resources: (_keyArn, memory) => ({
    neo4jaura_instance: {
      peers: {
        ...{ ...INSTANCE, memory, name: `orders ${memory}`, project_id: DEFAULT_PROJECT.id },
        // Without these two it calls what Aura shows of a Virtual Dedicated Cloud instance an inconsistent result.
        ...{ secondaries_count: 1, cdc_enrichment_mode: "FULL" },
      },
    },
    neo4jaura_snapshot: { peers: { instance_id: "${neo4jaura_instance.peers.instance_id}" } },
  }),
  calls: ["POST /v1/instances", "PATCH /v1/instances/", "DELETE /v1/instances/"],
};

export const PGRNEO4JAURA: OtherProvider = {
  source: "Progressive-Insurance/pgrneo4jaura",
  resources: (key_id, memory) => ({
    pgrneo4jaura_auracmk: {
      peers: {
        ...{ cloud_provider: "aws", instance_type: "enterprise-db", region: REGION },
        ...{ name: "orders", tenant_id: DEFAULT_PROJECT.id, key_id },
      },
    },
    pgrneo4jaura_aurainstance: {
      peers: {
        ...{ ...INSTANCE, memory, name: "orders", tenant_id: DEFAULT_PROJECT.id, paused: false },
        ...{ vector_optimized: false, graph_analytics_plugin: false, secondary_count: 0 },
        customer_managed_key_id: "${pgrneo4jaura_auracmk.peers.id}",
      },
    },
  }),
  calls: [
    "POST /v1/customer-managed-keys",
    "POST /v1/instances",
    "PATCH /v1/instances/",
    "DELETE /v1/customer-managed-keys/",
  ],
};

/**
 * Makes, reads, changes and destroys what another provider manages, with Terraform. It calls `https://api.neo4j.io` and cannot be told
 * another address.
 * @param terraform path of Terraform or OpenTofu
 * @param binary path of the provider
 */
export async function providerPeer(
  simulator: Simulator,
  terraform: string,
  provider: OtherProvider,
  binary: string,
): Promise<PeerResult> {
  const folder = mkdtempSync(path.join(tmpdir(), "aura-cmk-peers-"));
  const front = await frontOf(simulator.endpoints.aura, folder);
  const [, name = ""] = provider.source.split("/");
  try {
    const configuration = path.join(folder, "terraform.rc");
    const overrides = `dev_overrides { "${provider.source}" = "${path.dirname(binary)}" }`;
    writeFileSync(configuration, `provider_installation {\n  ${overrides}\n}\n`);
    const { arn } = simulator.kms.addKey({ ...KEY_PLACE, keyId: randomUUID(), policy: GOOD_POLICY });
    const write = (memory: string) => {
      const { AURA_CLIENT_ID: client_id, AURA_CLIENT_SECRET: client_secret } = simulator.environment;
      const document = {
        terraform: { required_providers: { [name]: { source: provider.source } } },
        provider: { [name]: { client_id, client_secret } },
        resource: provider.resources(arn, memory),
      };
      writeFileSync(path.join(folder, "main.tf.json"), JSON.stringify(document));
    };
    const env = { ...front.environment, TF_CLI_CONFIG_FILE: configuration, CHECKPOINT_DISABLE: "1" };
    const before = simulator.calls.list().length;
    const wrong: string[] = [];
    for (const [memory, ...command] of [
      ["8GB", "apply", "-auto-approve"],
      ["8GB", "plan", "-detailed-exitcode"],
      ["16GB", "apply", "-auto-approve"],
      ["16GB", "plan", "-detailed-exitcode"],
      ["16GB", "destroy", "-auto-approve"],
    ] as const) {
      write(memory);
      const { code, stdout, stderr } = await run(terraform, [`-chdir=${folder}`, ...command, "-no-color"], env);
      if (code !== 0) wrong.push(`${command[0]} (${memory}): exit code ${code}: ${(stderr || stdout).trim()}`);
    }
    const calls = simulator.calls.list().slice(before);
    const missing = provider.calls.filter((start) => !calls.some(({ call }) => call.startsWith(start)));
    const left = [...simulator.aura.instances.list(), ...simulator.aura.records.list()];
    wrong.push(...missing.map((call) => `${call} was not called`), ...left.map(({ id }) => `${id} was not destroyed`));
    return { name: provider.source, tried: calls.length, wrong };
  } finally {
    front.stop();
    rmSync(folder, { recursive: true });
  }
}
