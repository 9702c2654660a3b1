import { error, isSet, ProviderError, type ObjectValue, type Resource, type Value } from "../../../provider/plugin";
import type { Aws } from "../aws";
import type { AwsClient } from "../aws-client";
import { RESOURCE_SCHEMAS } from "../schemas";
import { given, withErrorSummary } from "../older-sdk";
import { planCommon, undefinedIfNotFound } from "./common";

type Context = Readonly<Record<string, string>>;

/** A grant as KMS lists it. */
interface GrantEntry {
  readonly GrantId: string;
  readonly GranteePrincipal?: string;
  readonly RetiringPrincipal?: string;
  readonly Name?: string;
  readonly Operations: readonly string[];
  readonly Constraints?: { readonly EncryptionContextEquals?: Context; readonly EncryptionContextSubset?: Context };
}

/** `aws_kms_grant`: a permission on a key beside its policy. It cannot change, so every change makes a new one. */
export const kmsGrant: Resource<Aws> = {
  schema: RESOURCE_SCHEMAS.aws_kms_grant,
  plan: async (request, { client }) => planCommon(request, RESOURCE_SCHEMAS.aws_kms_grant, client),

  create: (planned, { client: aws }) =>
    withErrorSummary(`creating KMS Grant for Key (${String(planned.key_id)})`, async () => {
      const kms = aws.kms(planned);
      const tokens = list(planned.grant_creation_tokens);
      const { GrantId, GrantToken } = await kms.call<{ GrantId: string; GrantToken: string }>("CreateGrant", {
        KeyId: planned.key_id,
        GranteePrincipal: planned.grantee_principal,
        RetiringPrincipal: given(planned.retiring_principal),
        Name: given(planned.name),
        Operations: planned.operations,
        Constraints: constraintsOf(planned),
        ...(tokens.length > 0 && { GrantTokens: tokens }),
      });
      const id = `${String(planned.key_id)}:${GrantId}`;
      return { state: await look(kms, { ...planned, id, grant_id: GrantId, grant_token: GrantToken }) };
    }),

  read: (state, { client: aws }) =>
    withErrorSummary(`reading KMS Grant (${String(state.id)})`, async () => ({
      state: await look(aws.kms(state), state),
    })),

  delete: (prior, { client: aws }) =>
    withErrorSummary(`deleting KMS Grant (${String(prior.id)})`, async () => {
      const operation = prior.retire_on_delete === true ? "RetireGrant" : "RevokeGrant";
      await undefinedIfNotFound(() => aws.kms(prior).call(operation, { KeyId: prior.key_id, GrantId: prior.grant_id }));
      return undefined;
    }),

  import: (id, { client: aws }) =>
    withErrorSummary(`reading KMS Grant (${id})`, async () => {
      const [whole = "", region = aws.region] = id.split("@");
      const at = whole.lastIndexOf(":");
      if (at < 0) throw new ProviderError(error(`unexpected format of ID (${id}), expected KeyID:GrantID`, ""));
      const grant = { id: whole, key_id: whole.slice(0, at), grant_id: whole.slice(at + 1) };
      const state = await look(aws.kms({ region }), { ...grant, region });
      if (state) return { state };
      throw new ProviderError(error("Cannot import non-existent remote object", `There is no grant ${id}.`));
    }),
};

/** KMS takes one constraint; a block with none of them is none. */
function constraintsOf({ constraints }: ObjectValue): object | undefined {
  const found = (list(constraints) as readonly ObjectValue[]).flatMap((block) =>
    (
      [
        ["EncryptionContextEquals", block.encryption_context_equals],
        ["EncryptionContextSubset", block.encryption_context_subset],
      ] as const
    ).filter(([, context]) => isSet(context) && Object.keys(context as ObjectValue).length > 0),
  );
  if (found.length <= 1) return found.length === 0 ? undefined : Object.fromEntries(found);
  const problem = "A grant constraint can't have both encryption_context_equals and encryption_context_subset set";
  throw new ProviderError(error(problem, "", "constraints"));
}

async function look(kms: AwsClient, state: ObjectValue): Promise<ObjectValue | null> {
  const found = await findGrant(kms, String(state.key_id), String(state.grant_id));
  if (!found) return null;
  const { EncryptionContextEquals: equals, EncryptionContextSubset: subset } = found.Constraints ?? {};
  const constraints =
    equals || subset ? [{ encryption_context_equals: equals, encryption_context_subset: subset }] : [];
  return {
    ...state,
    // The state's own stays: a grant cannot change.
    constraints: list(state.constraints).length > 0 ? (state.constraints ?? []) : (constraints as readonly Value[]),
    grantee_principal: found.GranteePrincipal ?? state.grantee_principal ?? null,
    name: found.Name === undefined || found.Name === "" ? (state.name ?? null) : found.Name,
    operations: found.Operations,
    region: kms.region,
    retiring_principal: found.RetiringPrincipal ?? state.retiring_principal ?? null,
  };
}

async function findGrant(kms: AwsClient, KeyId: string, grantId: string): Promise<GrantEntry | undefined> {
  let marker: string | undefined;
  do {
    const page = await undefinedIfNotFound(() =>
      kms.call<{ Grants: readonly GrantEntry[]; NextMarker?: string }>("ListGrants", {
        KeyId,
        Limit: 100,
        Marker: marker,
      }),
    );
    const found = page?.Grants.find(({ GrantId }) => GrantId === grantId);
    if (found) return found;
    marker = page?.NextMarker;
  } while (marker !== undefined);
  return undefined;
}

function list(value: Value | undefined): readonly Value[] {
  return isSet(value) ? (value as readonly Value[]) : [];
}
