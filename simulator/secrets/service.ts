import { randomUUID } from "node:crypto";
import type { Caller, Callers } from "../aws/caller";
import { AwsError } from "../aws/error";
import { type AwsCall, type JsonOperation, JsonService, type Members } from "../aws/json-service";
import { blob, flag, integer, isObject, list, optional, readParameters, required, text } from "../aws/parameters";
import { addTags, shownTags, TAG_KEYS, TAGS } from "../aws/tags";
import { parseJson } from "../http/service";
import type { Secret, Secrets, SecretVersion } from "./secrets";

const SECRET = { SecretId: required(text(1, 2048)) };
const VALUE = {
  ClientRequestToken: optional(text(32, 64)),
  SecretString: optional(text(0, 65_536)),
  SecretBinary: optional(blob(0, 65_536)),
};
const SETTINGS = { Description: optional(text(0, 2048)), KmsKeyId: optional(text(0, 2048)) };
const WINDOW = { min: 7, max: 30, default: 30 };
const CURRENT = "AWSCURRENT";

/**
 * AWS Secrets Manager over HTTP. A secret that has a key of the simulated KMS is encrypted with it, and read by those who may use the key.
 * A secret is its account's own: its resource policy is kept, and not evaluated.
 * @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/Welcome.html
 */
export class SecretsService extends JsonService {
  public constructor(
    private readonly secrets: Secrets,
    callers: Callers,
  ) {
    const name = "secretsmanager";
    super({ name, target: name, internalError: "InternalServiceError", operations: operationsOn(secrets) }, callers);
  }

  protected override resourceOf(caller: Caller, { SecretId: id }: Members): string | undefined {
    return typeof id === "string" ? (this.secrets.find(caller, id)?.arn ?? id) : undefined;
  }
}

function operationsOn(secrets: Secrets): Readonly<Record<string, JsonOperation>> {
  const secretOf = ({ caller }: AwsCall, id: string, isDeletedToo = false): Secret => {
    const owner = id.startsWith("arn:") ? id.split(":")[4] : caller.accountId;
    if (owner !== caller.accountId) {
      throw new AwsError("AccessDeniedException", `User: ${caller.arn} is not authorized to access the secret ${id}`);
    }
    const secret = secrets.find(caller, id);
    if (!secret) throw new AwsError("ResourceNotFoundException", "Secrets Manager can't find the specified secret.");
    if (secret.deletion && !isDeletedToo) {
      const text = "You can't perform this operation on the secret because it was marked for deletion.";
      throw new AwsError("InvalidRequestException", text);
    }
    return secret;
  };
  const requested = (call: AwsCall, members: Members) => secretOf(call, readParameters(SECRET, members).SecretId);
  const put = (secret: Secret, { caller }: AwsCall, input: Value, stages: readonly string[] = [CURRENT]) => {
    const value = input.SecretString ?? input.SecretBinary?.toString("base64");
    if (value === undefined) return undefined;
    if (input.SecretString !== undefined && input.SecretBinary !== undefined) {
      throw invalid("You can't specify both a binary secret value and a string secret value in the same secret.");
    }
    const id = input.ClientRequestToken ?? randomUUID();
    const known = secret.versions.get(id);
    if (known) {
      // The same request again; a version cannot be changed.
      if (secrets.valueOf(secret, caller, known) === value) return known;
      const text = `You can't use ClientRequestToken ${id} because it's already in use for a secret named ${secret.name}.`;
      throw new AwsError("ResourceExistsException", text);
    }
    return secrets.addVersion(secret, caller, { id, value, isBinary: input.SecretBinary !== undefined, stages });
  };
  return {
    CreateSecret: (call, members) => {
      const input = readParameters(
        { ...VALUE, ...SETTINGS, Name: required(text(1, 512, /^[\w/+=.@-]+$/)), Tags: optional(TAGS) },
        members,
      );
      const { region, accountId } = call.caller;
      const secret = secrets.create({ name: input.Name, region, accountId });
      setSettings(secret, input);
      addTags(secret.tags, input.Tags);
      try {
        return { ...named(secret), ...versionId(put(secret, call, input)) };
      } catch (error) {
        secrets.discard(secret);
        throw error;
      }
    },
    DeleteResourcePolicy: (call, members) => {
      const secret = requested(call, members);
      secret.policy = undefined;
      return named(secret);
    },
    DeleteSecret: (call, members) => {
      const input = readParameters(
        {
          ...SECRET,
          ForceDeleteWithoutRecovery: optional(flag),
          RecoveryWindowInDays: optional(integer(0, Number.MAX_SAFE_INTEGER)),
        },
        members,
      );
      const { ForceDeleteWithoutRecovery: isForced = false, RecoveryWindowInDays: days } = input;
      if (isForced && days !== undefined) {
        throw invalid("You can't use ForceDeleteWithoutRecovery in conjunction with RecoveryWindowInDays.");
      }
      if (days !== undefined && (days < WINDOW.min || days > WINDOW.max)) {
        throw invalid(
          `The RecoveryWindowInDays value must be between ${WINDOW.min} and ${WINDOW.max} days (inclusive).`,
        );
      }
      const secret = secretOf(call, input.SecretId);
      secrets.delete(secret, isForced ? 0 : (days ?? WINDOW.default));
      return { ...named(secret), DeletionDate: (secret.deletion?.at ?? 0) / 1000 };
    },
    DescribeSecret: (call, members) => {
      const secret = secretOf(call, readParameters(SECRET, members).SecretId, true);
      const stages = [...secret.versions.values()].map(({ id, stages }) => [id, [...stages]]);
      return { ...described(secret), VersionIdsToStages: Object.fromEntries(stages) as object };
    },
    GetResourcePolicy: (call, members) => {
      const secret = requested(call, members);
      return { ...named(secret), ...(secret.policy !== undefined && { ResourcePolicy: secret.policy }) };
    },
    GetSecretValue: (call, members) => {
      const input = readParameters(
        { ...SECRET, VersionId: optional(text(32, 64)), VersionStage: optional(text(1, 256)) },
        members,
      );
      const secret = secretOf(call, input.SecretId);
      const version = versionOf(secret, input);
      const value = secrets.valueOf(secret, call.caller, version);
      return {
        ...named(secret),
        ...(version.isBinary ? { SecretBinary: value } : { SecretString: value }),
        ...{ VersionId: version.id, VersionStages: [...version.stages], CreatedDate: version.createdAt / 1000 },
      };
    },
    ListSecretVersionIds: (call, members) => {
      const secret = requested(call, members);
      const versions = [...secret.versions.values()];
      const shown = versions.map(({ id, stages, createdAt }) => ({
        ...{ VersionId: id, VersionStages: [...stages], CreatedDate: createdAt / 1000 },
      }));
      return { ...named(secret), Versions: shown };
    },
    ListSecrets: ({ caller }) => ({
      SecretList: secrets
        .list(caller)
        .filter(({ deletion }) => !deletion)
        .map(described),
    }),
    PutResourcePolicy: (call, members) => {
      const input = readParameters({ ...SECRET, ResourcePolicy: required(text(1, 20_480)) }, members);
      const secret = secretOf(call, input.SecretId);
      if (!isObject(parseJson(input.ResourcePolicy))) {
        throw new AwsError("MalformedPolicyDocumentException", "This resource policy contains invalid Json.");
      }
      secret.policy = input.ResourcePolicy;
      return named(secret);
    },
    PutSecretValue: (call, members) => {
      const input = readParameters({ ...SECRET, ...VALUE, VersionStages: optional(list(text(1, 256))) }, members);
      const secret = secretOf(call, input.SecretId);
      const version = put(secret, call, input, input.VersionStages);
      if (!version) throw invalid("You must provide either SecretString or SecretBinary.");
      return { ...named(secret), VersionId: version.id, VersionStages: [...version.stages] };
    },
    RestoreSecret: (call, members) => {
      const secret = secretOf(call, readParameters(SECRET, members).SecretId, true);
      secret.deletion = undefined;
      return named(secret);
    },
    TagResource: (call, members) => {
      const input = readParameters({ ...SECRET, Tags: required(TAGS) }, members);
      addTags(secretOf(call, input.SecretId).tags, input.Tags);
      return {};
    },
    UntagResource: (call, members) => {
      const input = readParameters({ ...SECRET, TagKeys: TAG_KEYS }, members);
      const { tags } = secretOf(call, input.SecretId);
      for (const name of input.TagKeys) tags.delete(name);
      return {};
    },
    UpdateSecret: (call, members) => {
      const input = readParameters({ ...SECRET, ...VALUE, ...SETTINGS }, members);
      const secret = secretOf(call, input.SecretId);
      setSettings(secret, input);
      return { ...named(secret), ...versionId(put(secret, call, input)) };
    },
  };
}

interface Value {
  readonly ClientRequestToken?: string;
  readonly SecretString?: string;
  readonly SecretBinary?: Buffer;
}

function setSettings(secret: Secret, { Description, KmsKeyId }: { Description?: string; KmsKeyId?: string }): void {
  if (Description !== undefined) secret.description = Description;
  if (KmsKeyId !== undefined) secret.kmsKeyId = KmsKeyId === "" ? undefined : KmsKeyId;
}

function versionOf(
  { versions }: Secret,
  { VersionId: id, VersionStage: stage }: { readonly VersionId?: string; readonly VersionStage?: string },
): SecretVersion {
  const wanted = stage ?? (id === undefined ? CURRENT : undefined);
  const found = [...versions.values()].find(
    (one) => (id === undefined || one.id === id) && (wanted === undefined || one.stages.has(wanted)),
  );
  if (found) return found;
  const what = id === undefined ? `staging label: ${wanted}` : `VersionId: ${id}`;
  throw new AwsError("ResourceNotFoundException", `Secrets Manager can't find the specified secret value for ${what}`);
}

function named({ arn: ARN, name: Name }: Secret): { readonly ARN: string; readonly Name: string } {
  return { ARN, Name };
}

function versionId(version: SecretVersion | undefined): object {
  return version ? { VersionId: version.id } : {};
}

function described(secret: Secret): object {
  const { description, kmsKeyId, tags, createdAt, changedAt, deletion } = secret;
  const asked = deletion && { DeletedDate: deletion.askedAt / 1000 };
  return {
    ...named(secret),
    ...(description !== undefined && { Description: description }),
    ...(kmsKeyId !== undefined && { KmsKeyId: kmsKeyId }),
    ...{ CreatedDate: createdAt / 1000, LastChangedDate: changedAt / 1000, ...asked },
    Tags: shownTags(tags),
  };
}

function invalid(message: string): AwsError {
  return new AwsError("InvalidParameterException", message);
}
