import { existsSync, statSync } from "node:fs";
import {
  cloudOfIdentifier,
  parseCloudKmsKeyName,
  parseVaultKeyId,
  type IdentifierError,
} from "../../model/key-identifiers";
import type { Problem } from "../../model/problem";
import { KEY_ID, parseArn } from "../../policy/arn";
import { STDIN } from "../stdin";

/** What is to be verified, by what it is. */
export interface Targets {
  /** Files with a state, or `-`. */
  readonly states: readonly string[];
  /** Directories and files of configurations. */
  readonly configurations: readonly string[];
  /** ARNs, ids and aliases of keys; those of Azure and Google Cloud by what Aura registers. */
  readonly keys: readonly string[];
  /** Ids of instances. */
  readonly instances: readonly string[];
}

/** As Aura gives it. */
const INSTANCE_ID = /^[0-9a-f]{8}$/;

/** What the targets are for, and what may be one, for the text of a problem. */
export interface TargetPurpose {
  readonly verb: string;
  readonly expected: string;
}

const TO_VERIFY: TargetPurpose = {
  verb: "verify",
  expected: "a state, a configuration, the ARN, id or alias of a key, or the id of an instance",
};

/**
 * Tells states, configurations and ids apart.
 * @param texts the arguments
 */
export function targetsOf(
  texts: readonly string[],
  purpose = TO_VERIFY,
): Targets | { readonly problems: readonly Problem[] } {
  const targets = { states: [], configurations: [], keys: [], instances: [] } as Record<keyof Targets, string[]>;
  const problems: Problem[] = [];
  for (const text of new Set(texts)) {
    const kind = kindOf(text);
    const wrong = kind === "keys" ? identifierError(text) : undefined;
    if (wrong) problems.push(unusableTarget({ ...purpose, expected: "" }, text, wrong.error, wrong.fix));
    else if (kind) targets[kind].push(text);
    else
      problems.push(
        unusableTarget(purpose, text, "no such file or directory, and not an id", "check the path or the id"),
      );
  }
  const [state] = targets.states;
  if (state !== undefined && targets.configurations.length > 0)
    problems.push(
      unusableTarget(
        purpose,
        state,
        "a state beside a configuration",
        "pass the states, or the configurations: each says what is expected",
      ),
    );
  return problems.length > 0 ? { problems } : targets;
}

function kindOf(text: string): keyof Targets | undefined {
  if (text === STDIN) return "states";
  if (isKey(text)) return "keys";
  if (INSTANCE_ID.test(text)) return "instances";
  if (!existsSync(text)) return undefined;
  return text.endsWith(".tf.json") || statSync(text).isDirectory() ? "configurations" : "states";
}

/** What is wrong with the identifier of a key in Azure or Google Cloud. */
function identifierError(text: string): IdentifierError | undefined {
  const cloud = cloudOfIdentifier(text);
  if (cloud === undefined) return undefined;
  const parsed = cloud === "azure" ? parseVaultKeyId(text) : parseCloudKmsKeyName(text);
  return "error" in parsed ? parsed : undefined;
}

function isKey(text: string): boolean {
  if (cloudOfIdentifier(text) !== undefined) return true;
  if (KEY_ID.test(text) || text.startsWith("alias/")) return true;
  const { service, resource = "" } = parseArn(text) ?? {};
  return service === "kms" && /^(key|alias)\/./.test(resource);
}

/** The problem of an argument that is no target. */
export function unusableTarget({ verb, expected }: TargetPurpose, path: string, got: string, fix: string): Problem {
  return { code: "target-unknown", path, what: `cannot tell what to ${verb}`, got, expected, fix };
}
