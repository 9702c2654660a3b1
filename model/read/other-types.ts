import { asList, type OneOrMany } from "../../policy/document";
import { operationsCovered } from "../../policy/evaluate/actions";
import { readAppliedPolicy } from "../../policy/read-policy";
import { isObject, listOf, textOf, type JsonObject } from "../../util/json";
import { memoize } from "../../util/memoize";
import type { Surroundings } from "./surroundings";

/** A change of a resource that is not part of the model. */
export interface OtherChange {
  readonly address: string;
  readonly type: string;
  /** The actions of Terraform: `create`, `delete`, ... */
  readonly actions: readonly string[];
  /** The values after the change, or before where it is deleted. */
  readonly values: JsonObject;
  /** Whether an argument is known only at apply. */
  readonly isUnknown: (name: string) => boolean;
  /** All values, and the configuration of its provider; only searched and never shown: they may be secret. */
  readonly text: string;
}

/** A kind of resource that is not part of the model and can touch a key of Aura. */
interface OtherType {
  readonly types: RegExp;
  /** What it can do, as a clause. */
  readonly why: string;
  /** Whether it is a data source as well: one that does more than read. */
  readonly isData?: true;
  /** Whether this change may be one of a key of Aura; by default where it names Aura, or a key, record or instance of the plans. */
  readonly matters?: (change: OtherChange, around: Surroundings) => boolean;
}

/** Everything that can touch a key of Aura and is not judged: the only list of it. */
const OTHER_TYPES: readonly OtherType[] = [
  {
    // A snapshot does not affect its instance.
    types: /^(\w*neo4jaura|aura)_(?!\w*snapshot$)/,
    why: "it changes resources in Aura",
    matters: () => true,
  },
  {
    // A ciphertext does not affect its key.
    types: /^(aws|awscc)_kms_(?!ciphertext$)/,
    why: "it can change a key, its policy or who has access to it",
    matters: (change, around) => around.isAbout(change) || (change.isUnknown("key_id") && around.hasOpenKeys),
  },
  {
    types: /^(aws|awscc)_cloudformation_stack(?!_instance)/,
    why: "its template can change or delete a key",
    matters: (change, around) =>
      managesKeys(change, around) ||
      (around.hasNodes && (textOf(change.values["template_url"]) !== undefined || change.isUnknown("template_body"))),
  },
  {
    types: /^(aws|awscc)_cloudcontrolapi_resource$/,
    why: "it can change or delete a key, past the AWS provider",
    matters: (change, around) => managesKeys(change, around) || (around.hasNodes && change.isUnknown("type_name")),
  },
  {
    types: /^(restful|restapi|terracurl|http|graphql)(_|$)/,
    why: "it can change or delete instances and customer managed keys by the API of Aura",
    isData: true,
    matters: callsAura,
  },
  {
    types: /^(external|shell_script|shell|aws_lambda_invocation)$/,
    why: "it runs code that can do anything with a key",
    isData: true,
  },
  {
    types:
      /^(aws|awscc)_(ssm_(association|document|maintenance_window_task)|scheduler_schedule|sfn_state_machine|config_remediation_configuration)$/,
    why: "it calls KMS later, without a plan",
    matters: (change, around) => !isDeleted(change) && HARMFUL_CALL.test(change.text) && around.isAbout(change),
  },
  {
    types: /^aws_account_region$/,
    why: "a region that is disabled takes its keys with it",
    matters: (change, around) => around.hasNodes && (isDeleted(change) || change.values["enabled"] !== true),
  },
  {
    types: /^(aws|awscc)_organizations_policy$/,
    why: "a policy of the organization can deny Aura or the administrators the use of a key",
    matters: (change) => !isDeleted(change) && (deniesKms(change) || change.isUnknown("content")),
  },
  {
    types: /^aws_organizations_policy_attachment$/,
    why: "the attached policy can deny Aura or the administrators the use of a key",
    matters: (change, around) => around.hasNodes && !isDeleted(change) && !change.isUnknown("policy_id"),
  },
  {
    types: /^(aws|awscc)_organizations_account$/,
    why: "an account that is closed or moved loses its keys or gets other policies",
    matters: (change, around) => around.hasNodes && !isNew(change),
  },
  {
    types: /^(aws|awscc)_iam_(\w+_)?policy$|^aws_iam_role$/,
    why: "it denies principals of the account operations on keys",
    matters: (change, around) => around.hasNodes && !isDeleted(change) && deniesKms(change),
  },
];

/**
 * The kind of a resource that is not part of the model and can touch a key of Aura.
 * @param type its type in Terraform
 * @param mode `data` for a data source
 */
export function otherTypeOf(type: string, mode: "managed" | "data" = "managed"): OtherType | undefined {
  const found = find(type);
  return mode === "data" && found?.isData !== true ? undefined : found;
}

/** A plan may hold thousands of resources, of a few types. */
const find = memoize(
  (type: string) => OTHER_TYPES.find(({ types }) => types.test(type)),
  (type) => [OTHER_TYPES, type],
);

/** Whether a change of such a resource may be one of a key of Aura. */
export function otherChangeMatters({ matters }: OtherType, change: OtherChange, around: Surroundings): boolean {
  return matters ? matters(change, around) : around.isAbout(change);
}

function isDeleted({ actions }: OtherChange): boolean {
  return actions.includes("delete") && !actions.includes("create");
}

function isNew({ actions }: OtherChange): boolean {
  return actions.every((action) => action === "create");
}

/** A new key that shows no relation to Aura is none of Aura's, as everywhere; one that exists may be. */
function managesKeys(change: OtherChange, around: Surroundings): boolean {
  return /AWS::KMS::/.test(change.text) && (!isNew(change) || around.hasNodes || around.isAbout(change));
}

/** How the AWS CLI and the SDKs call what ends or changes the use of a key. */
const HARMFUL_CALL =
  /(schedule-?key-?deletion|disable-?key|put-?key-?policy|(revoke|retire)-?grant|(delete|update)-?alias|delete-?imported-?key-?material)/i;

const HOST_OF_AURA = /neo4j\.io|neo4j-aura|aura\.neo4j/i;
const ANY_HOST = /https?:\/\//;
const PATHS_OF_AURA = /customer[-_]managed[-_]key|\/instances\b|\/tenants\b/;
const READING = /^(GET|HEAD|OPTIONS)$/i;

/** A request that only reads changes nothing. Where no host is written, the path tells. */
function callsAura(change: OtherChange, around: Surroundings): boolean {
  const { method, read_method: readMethod } = change.values;
  const reads =
    change.type === "http" && method === undefined && readMethod === undefined && !change.isUnknown("method");
  if (reads || READING.test(textOf(method) ?? "")) return false;
  if (HOST_OF_AURA.test(change.text) || around.isAbout(change)) return true;
  return !ANY_HOST.test(change.text) && PATHS_OF_AURA.test(change.text);
}

/** Operations that only take something from a key: to deny them protects it. */
const HARMFUL: ReadonlySet<string> = new Set([
  ...["kms:ScheduleKeyDeletion", "kms:DisableKey", "kms:DisableKeyRotation", "kms:DeleteImportedKeyMaterial"],
  ...["kms:DeleteAlias", "kms:DeleteCustomKeyStore"],
]);

/** Whether one of its policies denies operations on keys that Aura or the administrators need. */
function deniesKms({ values }: OtherChange): boolean {
  const inline = listOf(values["inline_policy"]).map((one) => (isObject(one) ? one["policy"] : undefined));
  return [values["content"], values["policy"], values["policy_document"], ...inline].some((policy) => {
    const text = isObject(policy) ? JSON.stringify(policy) : textOf(policy);
    if (text === undefined) return false;
    const read = readAppliedPolicy(text);
    // What cannot be read may deny anything.
    if ("error" in read) return /kms|\*/i.test(text) && /deny/i.test(text);
    return read.document.Statement.some(
      ({ Effect, Action, NotAction }) => Effect === "Deny" && deniedOperations(Action, NotAction).length > 0,
    );
  });
}

function deniedOperations(action: OneOrMany | undefined, notAction: OneOrMany | undefined): readonly string[] {
  const spared = new Set(notAction === undefined ? [] : operationsCovered(notAction));
  const denied = notAction === undefined ? operationsCovered(asList(action)) : operationsCovered("kms:*");
  return denied.filter((operation) => !HARMFUL.has(operation) && !spared.has(operation));
}
