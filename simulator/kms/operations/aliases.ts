import { aliasArn, keyArn } from "../cloud";
import { invalid, KmsError } from "../errors";
import { isSymmetric, type KmsAlias, type KmsKey } from "../key";
import { optional, required, text } from "../../aws/parameters";
import {
  type Context,
  keyName,
  operation,
  type Operations,
  PAGE,
  page,
  requireAllowed,
  requireNotPendingDeletion,
} from "../operation";
import { resolveKey } from "../resolve";

const NAME = { AliasName: required(text(1, 256, /^[a-zA-Z0-9:/_-]+$/)) };
const TARGET = { TargetKeyId: required(keyName) };

const createAlias = operation({ ...NAME, ...TARGET }, (context, { AliasName: name, TargetKeyId }) => {
  const { cloud, caller } = context;
  const arn = ownAliasArn(context, name);
  const key = targetKey(context, TargetKeyId);
  if (cloud.findAlias(arn)) {
    throw new KmsError("AlreadyExistsException", `An alias with the name ${arn} already exists`);
  }
  cloud.addAlias({ name, region: caller.region, accountId: caller.accountId, targetKeyId: key.keyId });
  return {};
});

const updateAlias = operation({ ...NAME, ...TARGET }, (context, { AliasName, TargetKeyId }) => {
  const { cloud } = context;
  const alias = existingAlias(context, AliasName);
  const before = targetOf(context, alias);
  const after = targetKey(context, TargetKeyId);
  if (before && (before.keyUsage !== after.keyUsage || isSymmetric(before) !== isSymmetric(after))) {
    throw invalid(`Alias ${alias.arn} cannot change to a key of another kind.`);
  }
  if (before) requireAllowed(context, before);
  alias.targetKeyId = after.keyId;
  alias.updatedAt = cloud.clock.now();
  return {};
});

const deleteAlias = operation(NAME, (context, { AliasName }) => {
  const alias = existingAlias(context, AliasName);
  const key = targetOf(context, alias);
  if (key) requireAllowed(context, key);
  context.cloud.removeAlias(alias);
  return {};
});

const listAliases = operation({ KeyId: optional(keyName), ...PAGE }, (context, input) => {
  const { cloud, caller, operation } = context;
  // Key policies have no say in it.
  const request = { cloud, caller, action: `kms:${operation}` };
  const key = input.KeyId === undefined ? undefined : resolveKey(request, input.KeyId);
  const aliases = cloud
    .aliases()
    .filter((alias) => alias.region === caller.region && alias.accountId === caller.accountId)
    .filter((alias) => key === undefined || alias.targetKeyId === key.keyId);
  return page(input, "Aliases", aliases, {
    idOf: ({ name }) => name,
    show: (alias) => ({
      AliasName: alias.name,
      AliasArn: alias.arn,
      TargetKeyId: alias.targetKeyId,
      CreationDate: alias.createdAt / 1000,
      LastUpdatedDate: alias.updatedAt / 1000,
    }),
    byDefault: 50,
  });
});

/** Second names of keys. */
export const aliasOperations: Operations = {
  CreateAlias: createAlias,
  DeleteAlias: deleteAlias,
  ListAliases: listAliases,
  UpdateAlias: updateAlias,
};

function ownAliasArn({ caller }: Context, name: string): string {
  if (!name.startsWith("alias/") || name === "alias/")
    throw invalid(
      'Alias must start with the prefix "alias/". Please see https://docs.aws.amazon.com/kms/latest/developerguide/kms-alias.html',
    );
  if (name.startsWith("alias/aws/")) {
    throw new KmsError("InvalidAliasNameException", `Alias names starting with alias/aws/ are reserved: ${name}`);
  }
  return aliasArn(caller.region, caller.accountId, name);
}

function existingAlias(context: Context, name: string): KmsAlias {
  const arn = ownAliasArn(context, name);
  const alias = context.cloud.findAlias(arn);
  if (!alias) throw new KmsError("NotFoundException", `Alias ${arn} is not found.`);
  return alias;
}

function targetKey(context: Context, id: string): KmsKey {
  if (/^(arn:.*:)?alias\//.test(id)) throw invalid("Aliases must refer to keys. Not aliases");
  const { cloud, caller, operation } = context;
  const key = resolveKey({ cloud, caller, action: `kms:${operation}` }, id);
  // An alias lives in the account and region of its key.
  if (key.accountId !== caller.accountId) throw new KmsError("NotFoundException", `Invalid keyId ${key.arn}`);
  requireAllowed(context, key);
  requireNotPendingDeletion(context, key);
  return key;
}

function targetOf({ cloud }: Context, alias: KmsAlias): KmsKey | undefined {
  return cloud.find(keyArn(alias.region, alias.accountId, alias.targetKeyId));
}
