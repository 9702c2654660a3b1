import { groupBy } from "../../util/group-by";
import { formatList } from "../../util/format-list";
import { isObject, listOf, objectOf, textOf, textsOf, type JsonObject } from "../../util/json";
import { blockName, type Configuration } from "../../terraform/plan/configuration";
import { parseReviewMetadata } from "../review-metadata";
import { isStatementGuard } from "./statement-guards";
import type { Surroundings } from "./surroundings";
import type { Gap } from "./types";
import { CHECK_ON_KEYS } from "./unsupported";

/** Names that one gap lists. */
const MAX_NAMED = 3;

/**
 * What a plan runs beside the changes of resources: provisioners and actions. What they do is not in the plan.
 * @param root the plan
 * @param configuration its configuration
 * @param around what of Aura the plans hold
 */
export function sideEffects(root: JsonObject, configuration: Configuration, around: Surroundings): Gap[] {
  return [...provisioners(root, configuration, around), ...actions(root, around)];
}

/** Something that runs. */
interface Run {
  readonly address: string;
  readonly when: string;
  readonly text: string;
}

/** How commands call the services of keys. */
const KEY_SERVICE = /\bkms\b|az\s+keyvault\b|AzKeyVault|\.vault\.azure\.net\b/i;

/** Where plans hold nothing of Aura, only what is about keys. */
function mayTouchKey(run: Pick<Run, "text">, { hasNodes, isAbout }: Surroundings): boolean {
  return hasNodes || isAbout(run) || KEY_SERVICE.test(run.text);
}

function gap(runs: readonly Run[], kind: string, why: string): Gap[] {
  const [first, ...more] = runs;
  if (!first) return [];
  const addresses = runs.map(({ address }) => address);
  const are = kind.endsWith("s of ") || more.length > 0 ? "are" : "is";
  const what = `${kind}${formatList(addresses, { max: MAX_NAMED, and: true })} ${are} not covered by this review`;
  return [{ what, got: `${first.when}; ${why}`, fix: CHECK_ON_KEYS }];
}

/** Provisioners of resources that are created, replaced or destroyed: a plan does not show which of them run when. */
function provisioners(root: JsonObject, configuration: Configuration, around: Surroundings): Gap[] {
  const all = configuration.blocks();
  const configured = new Set(all.map(({ name }) => name));
  const blocks = new Map(
    all
      .filter(({ block }) => listOf(block["provisioners"]).some(isCommand))
      .map(({ name, block }) => [name, block] as const),
  );
  const runs: Run[] = [];
  const hidden: Run[] = [];
  for (const entry of listOf(root["resource_changes"])) {
    if (!isObject(entry) || entry["mode"] === "data") continue;
    const change = objectOf(entry["change"]);
    const happens = textsOf(change["actions"]).filter((action) => action === "create" || action === "delete");
    const address = textOf(entry["address"]);
    if (happens.length === 0 || address === undefined) continue;
    const when = happens.length > 1 ? "replaced" : happens[0] === "create" ? "created" : "destroyed";
    const block = blocks.get(blockName(entry));
    const run = { address, when, text: JSON.stringify([block, change["before"], change["after"]]) };
    if (block && mayTouchKey(run, around)) runs.push(run);
    // The block may have left a `removed` block behind whose provisioner runs: a plan shows neither.
    else if (
      happens.includes("delete") &&
      isRunner(entry) &&
      configuration.present &&
      !configured.has(blockName(entry))
    ) {
      if (around.hasNodes && !isOwnGuard(entry)) hidden.push(run);
    }
  }
  return [
    ...gap(runs, "provisioners of ", "their commands can do anything with a key"),
    ...gap(hidden, "provisioners of ", "those of a `removed` block would run, and the plan does not show them"),
  ];
}

const ABOUT_KEYS = /\b(kms|aws|az|keyvault|gcloud|aura|neo4j)\b/i;
const SIMPLE_COMMAND = /^\s*(echo|printf|sleep|true|date)\b[^;&|<>$`\n]*$/;

/** Whether a provisioner runs something other than the simplest commands; `file` only copies to another machine. */
function isCommand(provisioner: unknown): boolean {
  const { type, expressions } = objectOf(provisioner);
  if (type === "file") return false;
  const { command, inline, ...others } = objectOf(expressions);
  const commands = [command, inline].flatMap((one) => (one === undefined ? [] : [objectOf(one)["constant_value"]]));
  const isPlain = (one: unknown): boolean =>
    textOf(one) !== undefined && SIMPLE_COMMAND.test(String(one)) && !ABOUT_KEYS.test(String(one));
  const isSimple = commands.length > 0 && commands.flatMap((one) => (Array.isArray(one) ? one : [one])).every(isPlain);
  return !isSimple || "script" in others || "scripts" in others || "interpreter" in others;
}

/** Resources that are there to run provisioners. */
function isRunner({ type }: JsonObject): boolean {
  return type === "null_resource" || type === "terraform_data";
}

/** The guards and the review metadata of this library run nothing. */
function isOwnGuard({ name, change }: JsonObject): boolean {
  const before = objectOf(objectOf(change)["before"]);
  return isStatementGuard(textOf(name) ?? "") || parseReviewMetadata(before["input"]) !== undefined;
}

function actions(root: JsonObject, around: Surroundings): Gap[] {
  const invocations = [
    ...listOf(root["action_invocations"]),
    ...listOf(root["deferred_action_invocations"]).map((entry) => objectOf(entry)["action_invocation"] ?? entry),
  ];
  const runs = invocations.flatMap((invocation): Run[] => {
    if (!isObject(invocation)) return [];
    const address = textOf(invocation["address"]) ?? "an action";
    const trigger = objectOf(invocation["lifecycle_action_trigger"]);
    const [event, resource] = [textOf(trigger["action_trigger_event"]), textOf(trigger["triggering_resource_address"])];
    const when = event && resource ? `invoked ${inWords(event)} of ${resource}` : "invoked by this plan";
    const run = { address, when, text: JSON.stringify(invocation) };
    return mayTouchKey(run, around) ? [run] : [];
  });
  return [...groupBy(runs, ({ when }) => when).values()].flatMap((group) =>
    gap(group, "", "what it calls can do anything with a key"),
  );
}

/** `AfterUpdate` as "after update". */
function inWords(event: string): string {
  return event.replace(/(?<=[a-z])(?=[A-Z])/g, " ").toLowerCase();
}
