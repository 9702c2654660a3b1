import { aliasArn, keyArn } from "../cloud";
import { KmsError } from "../errors";
import { SYMMETRIC, type KmsAlias, type KmsKey } from "../key";
import { type Context, type Operation, requirePermission, requireNotPendingDeletion } from "../operation";

const NAME = /^alias\/[a-zA-Z0-9/_-]{1,250}$/;

const createAlias: Operation = (context) => {
  const { cloud, caller } = context;
  const name = aliasName(context);
  const key = targetKey(context);
  const { region, accountId } = caller;
  const arn = aliasArn(region, accountId, name);
  if (cloud.hasAlias(arn)) {
    throw new KmsError("AlreadyExistsException", `An alias with the name ${arn} already exists`);
  }
  const now = cloud.clock.now();
  cloud.addAlias({ name, arn, region, accountId, targetKeyId: key.keyId, createdAt: now, updatedAt: now });
  return {};
};

const updateAlias: Operation = (context) => {
  const { cloud } = context;
  const alias = requestedAlias(context);
  const before = targetOf(context, alias);
  const after = targetKey(context);
  if (
    before &&
    (before.keyUsage !== after.keyUsage || (before.keySpec === SYMMETRIC) !== (after.keySpec === SYMMETRIC))
  ) {
    throw new KmsError("ValidationException", `Alias ${alias.arn} cannot change to a key of another kind.`);
  }
  if (before) requirePermission(context, before);
  alias.targetKeyId = after.keyId;
  alias.updatedAt = cloud.clock.now();
  return {};
};

const deleteAlias: Operation = (context) => {
  const alias = requestedAlias(context);
  const key = targetOf(context, alias);
  if (key) requirePermission(context, key);
  context.cloud.removeAlias(alias);
  return {};
};

const listAliases: Operation = ({ cloud, caller, input }) => {
  const id = input.optionalText("KeyId");
  const key = id === undefined ? undefined : cloud.resolveKey(caller, id);
  return {
    Aliases: cloud
      .aliases()
      .filter((alias) => alias.region === caller.region && alias.accountId === caller.accountId)
      .filter((alias) => key === undefined || alias.targetKeyId === key.keyId)
      .map((alias) => ({
        AliasName: alias.name,
        AliasArn: alias.arn,
        TargetKeyId: alias.targetKeyId,
        CreationDate: alias.createdAt / 1000,
        LastUpdatedDate: alias.updatedAt / 1000,
      })),
    Truncated: false,
  };
};

/** Second names of keys. */
export const aliasOperations: Readonly<Record<string, Operation>> = {
  CreateAlias: createAlias,
  DeleteAlias: deleteAlias,
  ListAliases: listAliases,
  UpdateAlias: updateAlias,
};

function aliasName({ input }: Context): string {
  const name = input.text("AliasName");
  if (name.startsWith("alias/aws/"))
    throw new KmsError("InvalidAliasNameException", `Alias names starting with alias/aws/ are reserved: ${name}`);
  if (!NAME.test(name)) {
    throw new KmsError(
      "ValidationException",
      `1 validation error detected: Value '${name}' at 'aliasName' failed to satisfy constraint: ` +
        "Member must satisfy regular expression pattern: alias/[a-zA-Z0-9/_-]+",
    );
  }
  return name;
}

function requestedAlias(context: Context): KmsAlias {
  const { cloud, caller } = context;
  return cloud.existingAlias(aliasArn(caller.region, caller.accountId, aliasName(context)));
}

function targetKey(context: Context): KmsKey {
  const { cloud, caller, input } = context;
  const key = cloud.resolveKey(caller, input.text("TargetKeyId"));
  // An alias lives in the account and region of its key.
  if (key.accountId !== caller.accountId) throw new KmsError("NotFoundException", `Invalid keyId ${key.arn}`);
  requirePermission(context, key);
  requireNotPendingDeletion(context, key);
  return key;
}

function targetOf({ cloud }: Context, alias: KmsAlias): KmsKey | undefined {
  return cloud.find(keyArn(alias.region, alias.accountId, alias.targetKeyId));
}
