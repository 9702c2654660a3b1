import { error, isSet, ProviderError, type ObjectValue } from "../../../provider/plugin";
import type { Aws } from "../aws";
import { AwsFault, type AwsClient } from "../aws-client";
import { OTHER_SCHEMAS } from "../other-schemas";
import { given } from "../older-sdk";
import { checkPolicy, policyInState, undefinedIfNotFound, uniqueName } from "./common";
import { plannedTagsOf, tagsInState, type AwsKind } from "./kind";

interface SecretAnswer {
  readonly ARN: string;
  readonly Name: string;
  readonly Description?: string;
  readonly KmsKeyId?: string;
  readonly DeletedDate?: number;
  readonly Tags?: readonly { readonly Key: string; readonly Value: string }[];
}

interface ValueAnswer {
  readonly ARN: string;
  readonly SecretString?: string;
  readonly SecretBinary?: string;
  readonly VersionId: string;
  readonly VersionStages: readonly string[];
}

/** `aws_secretsmanager_secret` */
export const secret: AwsKind = {
  label: "Secrets Manager Secret",
  schema: OTHER_SCHEMAS.aws_secretsmanager_secret,
  validate: checkPolicy,
  create: async (planned, aws) => {
    if (isSet(planned.replica) && (planned.replica as readonly unknown[]).length > 0) {
      throw new ProviderError(error("The simulator does not replicate secrets", "Leave replica out.", "replica"));
    }
    const name = uniqueName(planned);
    const client = secrets(planned, aws);
    const { ARN: arn } = await client.call<SecretAnswer>("CreateSecret", {
      ...{ Name: name, Description: given(planned.description), KmsKeyId: given(planned.kms_key_id) },
      Tags: tagList(plannedTagsOf(planned, aws)),
    });
    if (given(planned.policy)) {
      await client.call("PutResourcePolicy", { SecretId: arn, ResourcePolicy: planned.policy });
    }
    return { id: arn, name, name_prefix: given(planned.name_prefix) ?? "" };
  },
  read: async (state, aws) => {
    const client = secrets(state, aws);
    const SecretId = String(state.id);
    const found = await undefinedIfNotFound(() => client.call<SecretAnswer>("DescribeSecret", { SecretId }));
    if (!found || found.DeletedDate !== undefined) return undefined;
    const { ResourcePolicy: policy } = await client.call<{ ResourcePolicy?: string }>("GetResourcePolicy", {
      SecretId,
    });
    return {
      ...{ arn: found.ARN, name: found.Name, name_prefix: state.name_prefix ?? "" },
      ...{ description: found.Description ?? "", kms_key_id: found.KmsKeyId ?? "", replica: [] },
      policy: policy === undefined ? "" : policyInState(policy, state.policy),
      ...tagsInState(state, Object.fromEntries((found.Tags ?? []).map(({ Key, Value }) => [Key, Value])), aws),
    };
  },
  update: async (planned, prior, aws) => {
    const client = secrets(prior, aws);
    const SecretId = prior.id;
    if (planned.description !== prior.description || planned.kms_key_id !== prior.kms_key_id) {
      const Description = isSet(planned.description) ? planned.description : "";
      await client.call("UpdateSecret", { SecretId, Description, KmsKeyId: given(planned.kms_key_id) });
    }
    if (planned.policy !== prior.policy && isSet(planned.policy)) {
      if (given(planned.policy)) await client.call("PutResourcePolicy", { SecretId, ResourcePolicy: planned.policy });
      else await client.call("DeleteResourcePolicy", { SecretId });
    }
    const after = plannedTagsOf(planned, aws);
    const removed = Object.keys((prior.tags_all ?? {}) as ObjectValue).filter((name) => !(name in after));
    if (removed.length > 0) await client.call("UntagResource", { SecretId, TagKeys: removed });
    if (Object.keys(after).length > 0) await client.call("TagResource", { SecretId, Tags: tagList(after) });
  },
  delete: async (prior, aws) => {
    const days = prior.recovery_window_in_days;
    const how = days === 0 ? { ForceDeleteWithoutRecovery: true } : { RecoveryWindowInDays: given(days) };
    await undefinedIfNotFound(() => secrets(prior, aws).call("DeleteSecret", { SecretId: prior.id, ...how }));
  },
  parseId: (id) => ({ id, arn: id }),
};

/** `aws_secretsmanager_secret_version`. A version that is AWSCURRENT stays until its secret is deleted, as with the real provider. */
export const secretVersion: AwsKind = {
  label: "Secrets Manager Secret Version",
  schema: OTHER_SCHEMAS.aws_secretsmanager_secret_version,
  validate: ({ secret_string_wo: written }) =>
    written === null || written === undefined
      ? []
      : [error("The simulator does not know secret_string_wo", "Set secret_string in its place.", "secret_string_wo")],
  create: async (planned, aws) => {
    const { ARN: arn, VersionId: version } = await secrets(planned, aws).call<ValueAnswer>("PutSecretValue", {
      SecretId: planned.secret_id,
      ...{ SecretString: given(planned.secret_string), SecretBinary: given(planned.secret_binary) },
      VersionStages: given(planned.version_stages),
    });
    return { id: `${arn}|${version}`, version_id: version };
  },
  read: async (state, aws) => {
    const [SecretId = "", VersionId = ""] = String(state.id).split("|");
    const client = secrets(state, aws);
    const found = await undefinedIfNotFound(async () => {
      try {
        return await client.call<ValueAnswer>("GetSecretValue", { SecretId, VersionId });
      } catch (problem) {
        // A secret that waits for its deletion is none.
        if (problem instanceof AwsFault && problem.type === "InvalidRequestException") return undefined;
        throw problem;
      }
    });
    if (!found) return undefined;
    return {
      ...{ arn: found.ARN, secret_id: state.secret_id ?? SecretId, version_id: found.VersionId },
      ...{ secret_string: found.SecretString ?? "", secret_binary: found.SecretBinary ?? "" },
      ...{ version_stages: found.VersionStages, has_secret_string_wo: false },
    };
  },
  delete: () => Promise.resolve(),
  parseId: (id) => ({ id, secret_id: id.split("|")[0] ?? "" }),
};

function secrets(object: ObjectValue, aws: Aws): AwsClient {
  return aws.service("secretsmanager", object);
}

function tagList(tags: Readonly<Record<string, string>>): readonly object[] {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}
