import {
  error,
  isSet,
  ProviderError,
  type Diagnostic,
  type ObjectValue,
  type Resource,
} from "../../../provider/plugin";
import type { Aws } from "../aws";
import type { AwsClient } from "../aws-client";
import { RESOURCE_SCHEMAS } from "../schemas";
import { given, withErrorSummary } from "../older-sdk";
import { planCommon, uniqueName, undefinedIfNotFound } from "./common";

/** `aws_kms_alias` */
export const kmsAlias: Resource<Aws> = {
  schema: RESOURCE_SCHEMAS.aws_kms_alias,
  validate: (config) => [...checkName(config, "name"), ...checkName(config, "name_prefix")],
  plan: async (request, { client }) =>
    planCommon(request, RESOURCE_SCHEMAS.aws_kms_alias, client, (draft): ObjectValue => {
      const { prior } = request;
      if (!prior || !isSet(prior.target_key_id)) return {};
      const same = isSet(draft.target_key_id) && keyIdOf(draft.target_key_id) === keyIdOf(prior.target_key_id);
      return same ? { target_key_id: prior.target_key_id } : {};
    }),

  create: (planned, { client: aws }) =>
    withErrorSummary("creating KMS Alias", async () => {
      const kms = aws.kms(planned);
      const name = uniqueName(planned, "alias/");
      await kms.call("CreateAlias", { AliasName: name, TargetKeyId: planned.target_key_id });
      return { state: await look(kms, { ...planned, id: name, name, name_prefix: given(planned.name_prefix) ?? "" }) };
    }),

  read: (state, { client: aws }) =>
    withErrorSummary(`reading KMS Alias (${String(state.id)})`, async () => ({
      state: await look(aws.kms(state), state),
    })),

  update: (planned, prior, { client: aws }) =>
    withErrorSummary(`updating KMS Alias (${String(prior.id)})`, async () => {
      const kms = aws.kms(prior);
      await kms.call("UpdateAlias", { AliasName: prior.id, TargetKeyId: planned.target_key_id });
      return { state: await look(kms, planned) };
    }),

  delete: (prior, { client: aws }) =>
    withErrorSummary(`deleting KMS Alias (${String(prior.id)})`, async () => {
      await undefinedIfNotFound(() => aws.kms(prior).call("DeleteAlias", { AliasName: prior.id }));
      return undefined;
    }),

  import: (id, { client: aws }) =>
    withErrorSummary(`reading KMS Alias (${id})`, async () => {
      const [name = "", region = aws.region] = id.split("@");
      const state = await look(aws.kms({ region }), { id: name, name, region });
      if (!state) {
        throw new ProviderError(error("Cannot import non-existent remote object", `There is no alias ${id}.`));
      }
      return { state };
    }),
};

type AliasAttribute = "arn" | "name" | "target_key_arn" | "target_key_id";

interface AliasEntry {
  readonly AliasName: string;
  readonly AliasArn: string;
  readonly TargetKeyId: string;
}

async function look(kms: AwsClient, state: ObjectValue): Promise<ObjectValue | null> {
  const found = await findAlias(kms, String(state.id));
  return found && { ...state, ...found, name_prefix: state.name_prefix ?? "", region: kms.region };
}

/** What KMS says of an alias; null where there is none. */
export async function findAlias(kms: AwsClient, wanted: string): Promise<Record<AliasAttribute, string> | null> {
  const { Aliases } = await kms.call<{ Aliases: AliasEntry[] }>("ListAliases", {});
  const found = Aliases.find(({ AliasName }) => AliasName === wanted);
  if (!found) return null;
  const { AliasArn: arn, AliasName: name, TargetKeyId: keyId } = found;
  return { arn, name, target_key_arn: arn.replace(name, `key/${keyId}`), target_key_id: keyId };
}

function keyIdOf(idOrArn: unknown): string {
  return String(idOrArn).replace(/^arn:.*:key\//, "");
}

function checkName(config: ObjectValue, argument: string): readonly Diagnostic[] {
  const name = config[argument];
  if (typeof name !== "string") return [];
  if (name.startsWith("alias/aws/"))
    return [error(`"${argument}" cannot begin with reserved AWS CMK prefix "alias/aws/"`, "", argument)];
  if (/^alias\/[a-zA-Z0-9/_-]+$/.test(name)) return [];
  return [error(`"${argument}" must begin with 'alias/' and be comprised of only [a-zA-Z0-9/_-]`, "", argument)];
}
