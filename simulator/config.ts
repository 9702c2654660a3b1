import { readFileSync } from "node:fs";
import { randomUUID } from "node:crypto";
import path from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import { CLOUD_PROVIDERS } from "../model/limits";
import { ACCOUNT_ID, KEY_ID } from "../policy/arn";
import { DEFAULT_PROJECT, type InstanceConfiguration } from "./aura/options";
import type { SimulatorOptions } from "./index";
import { isPrincipalArn } from "./aws/caller";
import { AwsError } from "./aws/error";
import { readPolicy } from "./kms/policy-document";
import { isRegion } from "./aws/regions";

const account = z.string().regex(ACCOUNT_ID, "Expected 12 digits");
const region = z.string().refine(isRegion, "Expected an AWS region");
const principal = z.string().refine(isPrincipalArn, "Expected the ARN of a user, role or session");
const milliseconds = z.number().int().nonnegative();

const KEY = z.strictObject({
  account,
  region,
  id: z.string().regex(KEY_ID, "Expected the id of a key").optional(),
  alias: z.string().startsWith("alias/").optional(),
  description: z.string().optional(),
  policy: z.union([z.string(), z.looseObject({})]).optional(),
  rotationPeriodInDays: z.number().int().positive().optional(),
  enabled: z.boolean().optional(),
});

const OFFER = z.strictObject({
  cloud: z.enum(CLOUD_PROVIDERS),
  type: z.string(),
  regions: z.array(z.string()).min(1),
  memory: z.array(z.string().regex(/^\d+GB$/, "Expected a size such as 8GB")).min(1),
  version: z.string().default("5"),
});

const CONFIG = z.strictObject({
  callers: z
    .record(z.string(), z.union([principal, z.strictObject({ arn: principal, expires: z.iso.datetime() })]))
    .optional(),
  keys: z.array(KEY).optional(),
  offers: z.array(OFFER).optional(),
  oneKeyPerProductAndRegion: z.boolean().optional(),
  maxInstances: z.number().int().positive().optional(),
  requestsPerMinute: z.number().int().positive().optional(),
  delays: z
    .strictObject(
      Object.fromEntries(
        [
          "ready",
          "keyLoss",
          "visible",
          "create",
          "destroy",
          "update",
          "pause",
          "resume",
          "overwrite",
          "snapshot",
          "restore",
        ].map((name) => [name, milliseconds.optional()]),
      ),
    )
    .optional(),
});

/** What a simulator starts with, or why the file cannot be used. */
export type ReadConfig = { readonly options: SimulatorOptions } | { readonly error: string };

/**
 * Reads what a simulator starts with: keys, callers, offers, delays.
 * @param file a YAML or JSON file; policies in it are relative to its folder
 */
export function readConfig(file: string): ReadConfig {
  try {
    const parsed = CONFIG.safeParse(parse(readFileSync(file, "utf8")));
    if (!parsed.success) return { error: z.prettifyError(parsed.error) };
    const { callers, keys = [], offers = [], ...aura } = parsed.data;
    return {
      options: {
        ...(callers && { callers }),
        keys: keys.map(({ account: accountId, id = randomUUID(), policy, ...key }) => ({
          ...{ ...key, accountId, keyId: id },
          ...(policy !== undefined && { policy: policyText(policy, path.dirname(file), key.region) }),
        })),
        aura: {
          ...aura,
          projects: [
            {
              ...DEFAULT_PROJECT,
              instanceConfigurations: [...DEFAULT_PROJECT.instanceConfigurations, ...offers.flatMap(configurationsOf)],
            },
          ],
        },
      },
    };
  } catch (error) {
    const { message } = error as Error;
    return { error: error instanceof AwsError ? `KMS refuses a policy: ${error.type}: ${message}` : message };
  }
}

function policyText(policy: string | object, folder: string, region: string): string {
  const text = typeof policy === "string" ? readFileSync(path.resolve(folder, policy), "utf8") : JSON.stringify(policy);
  readPolicy(text, region);
  return text;
}

function configurationsOf({ cloud, type, regions, memory, version }: z.infer<typeof OFFER>): InstanceConfiguration[] {
  return regions.flatMap((region) =>
    memory.map((size) => ({
      ...{ region, region_name: `Simulated (${region})`, type, memory: size, version, cloud_provider: cloud },
      storage: `${2 * parseInt(size, 10)}GB`,
    })),
  );
}
