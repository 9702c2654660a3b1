import { POWERS } from "../../policy/access/powers";
import { GOOGLE_TYPES } from "./google/other-types";
import { isObject, textOf } from "../../util/json";
import { memoize } from "../../util/memoize";
import {
  DOCUMENT_ARGUMENTS,
  policyEffect,
  type PolicyEffect,
  TRUST_ARGUMENTS,
  trustChanges,
  trustsOthers,
} from "./iam-policies";
import { OTHER_AZURE_TYPES } from "./azure/other-types";
import type { OtherChange, OtherType } from "./other-type";
import type { Surroundings } from "./surroundings";

export type { OtherChange } from "./other-type";

/** Resources with policies of IAM, of IAM Identity Center, or that attach such policies. */
const IAM = /^(aws|awscc)_(iam_\w*polic(y|ies)\w*|iam_(role|user|group)|ssoadmin_\w*policy\w*|sso_permission_set)$/;
/** What describes objects of a cluster, and the programs in its containers. */
const CLUSTER = /^(kubernetes_\w+|kubectl_manifest|helm_release)$/;
/** The groups of the controllers that manage keys of AWS: those of AWS itself, and Crossplane. */
const KEY_CONTROLLER = /\bkms\.(services\.k8s\.aws|aws\.(m\.)?(upbound|crossplane)\.io)\b/;
/** Machines, containers, jobs and builds whose scripts are written in the configuration. */
const RUNS_CODE = new RegExp(
  `${CLUSTER.source}|^(aws|awscc)_((ec2_)?(instance|launch_template)|launch_configuration|batch_job_definition|codebuild_project|ecs_task_definition|glue_job|imagebuilder_component)$`,
);
/** A template with code of its own. */
const CUSTOM_RESOURCE = /\bCustom::|AWS::CloudFormation::CustomResource/;
const ORGANIZATION = /^(aws|awscc)_organizations_policy$/;

/** Everything that can touch a key of Aura and is not judged: the only list of it. */
const OTHER_TYPES: readonly OtherType[] = [
  ...OTHER_AZURE_TYPES,
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
    types: /^((aws|awscc)_kms_custom_key_store|(aws|awscc)_cloudhsm\w*)$/,
    why: "the keys in it cannot be used without it",
    matters: (change, around) => around.hasKeysInStores && !isNew(change),
  },
  {
    types: /^(aws|awscc)_cloudformation_stack(?!_instance)/,
    why: "its template can change or delete a key",
    matters: (change, around) =>
      managesKeys(change, around) ||
      (CUSTOM_RESOURCE.test(change.text) && around.isNamedIn(change.text)) ||
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
    types: /^(external|shell_script|shell|local_(command|exec)|aws_lambda_invocation)$/,
    why: "it runs code that can do anything with a key",
    isData: true,
  },
  {
    types: CLUSTER,
    why: "a controller in the cluster can change or delete a key",
    says: (text) => KEY_CONTROLLER.test(text),
    matters: (change, around) => around.hasNodes || around.isAbout(change),
  },
  {
    types: RUNS_CODE,
    why: "it runs code that calls KMS, without a plan",
    says: callsKms,
    matters: (change, around) => around.hasNodes && !isDeleted(change) && mayBeOurs(change, around),
  },
  {
    types:
      /^(aws|awscc)_(ssm_(association|document|maintenance_window_task)|scheduler_schedule|sfn_state_machine|config_remediation_configuration|lambda_function|cloudwatch_event_(target|connection)|events_rule|pipes_pipe|appautoscaling_scheduled_action)$/,
    why: "it calls KMS later, without a plan",
    says: callsKms,
    matters: (change, around) => around.hasNodes && !isDeleted(change) && mayBeOurs(change, around),
  },
  {
    types:
      /^(aws_(cloudwatch_event_target|config_(remediation_configuration|(organization_)?conformance_pack)|ssm_(association|maintenance_window_task))|ansible_playbook)$/,
    why: "it hands the key to code that can do anything with it",
    isHarmless: ({ arn }) => NOTIFIES.test(textOf(arn) ?? ""),
    matters: (change, around) => !isDeleted(change) && !onlyNotifies(change) && around.isNamedIn(change.text),
  },
  {
    types: /^(aws|awscc)_fis_experiment_template$/,
    why: "its experiments can take a key away",
    matters: (change, around) =>
      around.hasNodes && !isDeleted(change) && /kms/i.test(change.text) && mayBeOurs(change, around),
  },
  {
    types: /^(aws|awscc)_servicecatalog_(provisioned_product|product|provisioning_artifact|cloudformation_\w+)$/,
    why: "its template can change or delete a key",
    matters: (change, around) => managesKeys(change, around) || around.isNamedIn(change.text),
  },
  {
    types: /^(aws|awscc)_(vpc|ec2_vpc)_endpoint(_policy)?$/,
    why: "its policy can deny the administrators the use of a key from that network",
    matters: limitsEndpoint,
  },
  {
    types: /^aws_account_region$/,
    why: "a region that is disabled takes its keys with it",
    matters: (change, around) => around.hasNodes && (isDeleted(change) || change.values["enabled"] !== true),
  },
  {
    types: ORGANIZATION,
    why: "a policy of the organization can deny Aura or the administrators the use of a key",
    matters: (change, around) => !isDeleted(change) && (effectOf(change, around).denies || change.isUnknown("content")),
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
    types: IAM,
    why: "it denies principals of the account operations on keys",
    matters: (change, around) => around.hasNodes && effectOf(change, around).denies,
  },
  {
    types: IAM,
    why: "it allows to delete or disable a key, or to change its policy",
    matters: (change, around) => around.hasNodes && effectOf(change, around).allowsToEnd,
  },
  {
    types: IAM,
    why: "it is about a key, and what it allows is known only at apply",
    matters: (change, around) => !isDeleted(change) && hasHiddenDocument(change, around),
  },
  {
    types: /^(aws|awscc)_iam_(role|user)$/,
    why: "a key policy names it, and who can act as it changes",
    matters: (change, around) => isNamedInKeyPolicy(change, around) && changesWhoActs(change, around),
  },
  {
    types: new RegExp(`${IAM.source}|${ORGANIZATION.source}`),
    why: "it no longer denies that keys are deleted or disabled",
    matters: (change, around) => around.hasNodes && effectOf(change, around).losesGuard,
  },
  ...GOOGLE_TYPES,
];

/**
 * The kinds of a resource that is not part of the model and can touch a key of Aura: what it can do, each for itself.
 * @param type its type in Terraform
 * @param mode `data` for a data source
 */
export function otherTypesOf(type: string, mode: "managed" | "data" = "managed"): readonly OtherType[] {
  const found = find(type);
  return mode === "data" ? found.filter(({ isData }) => isData === true) : found;
}

/** A plan may hold thousands of resources, of a few types. */
const find = memoize(
  (type: string) => OTHER_TYPES.filter(({ types }) => types.test(type)),
  (type) => [OTHER_TYPES, type],
);

/** Whether a change of such a resource may be one of a key of Aura. */
export function otherChangeMatters({ says, matters }: OtherType, change: OtherChange, around: Surroundings): boolean {
  return says?.(change.text) !== false && (matters ? matters(change, around) : around.isAbout(change));
}

function isDeleted({ actions }: Pick<OtherChange, "actions">): boolean {
  return actions.includes("delete") && !actions.includes("create");
}

function isNew({ actions }: OtherChange): boolean {
  return actions.every((action) => action === "create");
}

function isNamedInKeyPolicy({ type, values }: OtherChange, around: Surroundings): boolean {
  const name = textOf(values["name"]) ?? textOf(values["role_name"]) ?? textOf(values["user_name"]);
  const path = textOf(values["path"]) ?? "/";
  return name !== undefined && around.isInKeyPolicy(`:${type.endsWith("role") ? "role" : "user"}${path}${name}"`);
}

/** A new role belongs to the change that names it, unless others than the accounts of the policy can assume it. */
function changesWhoActs(change: OtherChange, around: Surroundings): boolean {
  const { before, values, isUnknown } = change;
  if (isDeleted(change)) return true;
  if (TRUST_ARGUMENTS.some(isUnknown)) return before !== undefined;
  return before ? trustChanges(before, values) : trustsOthers(values, (account) => around.isInKeyPolicy(account));
}

/** A new key that shows no relation to Aura is none of Aura's, as everywhere; one that exists may be. */
function managesKeys(change: OtherChange, around: Surroundings): boolean {
  return /AWS::KMS::/.test(change.text) && (!isNew(change) || around.hasNodes || around.isAbout(change));
}

/** How the AWS CLI and the SDKs call what gives power over a key: `schedule-key-deletion`, `scheduleKeyDeletion`. */
const HARMFUL_CALL = new RegExp(
  POWERS.flatMap(({ operations, isControl }) => (isControl ? operations : []))
    .filter((operation) => !/Tag/.test(operation))
    .map((operation) => operation.replace("kms:", "").replace(/(?<=[a-z])(?=[A-Z])/g, "[-_]?"))
    .join("|"),
  "i",
);

/** Other services have grants and aliases, too. */
function callsKms(text: string): boolean {
  return /kms|schedule[-_]?key[-_]?deletion/i.test(text) && HARMFUL_CALL.test(text);
}

const OTHER_KEY = /(?:\bkey\/|key[-_ ]?id\W{1,12})(?:mrk-[0-9a-f]{32}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})/i;

/** What names a key, and none of those that may be Aura's, is about that one. */
function mayBeOurs({ text }: OtherChange, around: Surroundings): boolean {
  return around.isNamedIn(text) || !OTHER_KEY.test(text);
}

/** A topic, a queue or a log only tells people; its ARN may be known at apply: an attribute of its resource. */
const NOTIFIES =
  /^arn:[\w-]+:(sns|sqs|logs):|^(?:\$\{|\[\{"references":\[")aws_(sns_topic|sqs_queue|cloudwatch_log_group)\./;

function onlyNotifies({ values, expressionText, isUnknown }: OtherChange): boolean {
  const arn = isUnknown("arn") ? expressionText("arn") : (textOf(values["arn"]) ?? "");
  return NOTIFIES.test(arn);
}

/** A new endpoint without a policy limits no principal. */
function limitsEndpoint(change: OtherChange, around: Surroundings): boolean {
  const { values, before, type } = change;
  const isForKms = type.endsWith("_policy") || /\.kms(-fips)?$/.test(textOf(values["service_name"]) ?? "");
  if (!around.hasNodes || isDeleted(change) || !isForKms) return false;
  const policy = values["policy"] ?? values["policy_document"];
  if (policy === undefined || policy === null || policy === before?.["policy"]) return false;
  const text = isObject(policy) ? JSON.stringify(policy) : String(policy);
  return !type.endsWith("_policy") || /kms|"Action":\s*\[?"\*"/i.test(text);
}

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

/** What it does to those who may use or administer keys. */
function effectOf({ before, values, actions, policyByArn }: OtherChange, around: Surroundings): PolicyEffect {
  return policyEffect(before, isDeleted({ actions }) ? undefined : values, around, policyByArn);
}

/** What a data source is written to allow counts as if it were known. */
function hasHiddenDocument(change: OtherChange, around: Surroundings): boolean {
  return DOCUMENT_ARGUMENTS.filter(change.isUnknown).some((name) => {
    if (!around.isNamedIn(change.expressionText(name))) return false;
    const written = change.writtenDocuments(name);
    return (
      written.length === 0 ||
      written.some((policy) => policyEffect(undefined, { policy }, around, change.policyByArn).allowsToEnd)
    );
  });
}
