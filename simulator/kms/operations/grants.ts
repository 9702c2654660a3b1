import { randomBytes } from "node:crypto";
import { isServiceName } from "../policy-document";
import { isPrincipalArn } from "../../aws/caller";
import { KmsError, invalid } from "../errors";
import { type Grant, type GrantConstraints, isNamedBy } from "../grant";
import type { KmsKey } from "../key";
import { KEY_USAGES, type KeyUsage } from "../key-specs";
import { choice, list, optional, required, structure, text, texts } from "../../aws/parameters";
import {
  type Context,
  endDryRun,
  KEY,
  keyName,
  operation,
  type Operations,
  PAGE,
  page,
  requestedKey,
  requireUsable,
  USE,
} from "../operation";
import { resolveKey } from "../resolve";

/** What a grant can allow, by the usage of its key. */
const OPERATIONS: Readonly<Record<KeyUsage, readonly string[]>> = {
  ENCRYPT_DECRYPT: [
    ...["Decrypt", "Encrypt", "ReEncryptFrom", "ReEncryptTo", "GenerateDataKey", "GenerateDataKeyWithoutPlaintext"],
    ...["GenerateDataKeyPair", "GenerateDataKeyPairWithoutPlaintext"],
  ],
  SIGN_VERIFY: ["Sign", "Verify"],
  GENERATE_VERIFY_MAC: ["GenerateMac", "VerifyMac"],
  KEY_AGREEMENT: ["DeriveSharedSecret"],
};
const ALWAYS = ["CreateGrant", "RetireGrant", "DescribeKey", "GetPublicKey"];

const principal = text(1, 256);
const grantId = text(1, 128);

const createGrant = operation(
  {
    ...KEY,
    ...USE,
    GranteePrincipal: optional(principal),
    GranteeServicePrincipal: optional(principal),
    RetiringPrincipal: optional(principal),
    RetiringServicePrincipal: optional(principal),
    Operations: required(list(choice([...KEY_USAGES.flatMap((usage) => OPERATIONS[usage]), ...ALWAYS]))),
    Constraints: optional(
      structure({ EncryptionContextSubset: optional(texts), EncryptionContextEquals: optional(texts) }),
    ),
    Name: optional(text(1, 256, /^[a-zA-Z0-9:/_-]+$/)),
  },
  (context, input) => {
    const { cloud, caller } = context;
    const grantee = principalIn(input.GranteePrincipal, input.GranteeServicePrincipal);
    if (grantee === undefined) throw invalid("Either GranteePrincipal or GranteeServicePrincipal is required.");
    const retiring = principalIn(input.RetiringPrincipal, input.RetiringServicePrincipal);
    const key = requestedKey(context, input.KeyId, {
      conditions: {
        "kms:GrantOperations": input.Operations,
        "kms:GranteePrincipal": input.GranteePrincipal,
        "kms:GranteeServicePrincipal": input.GranteeServicePrincipal,
        "kms:RetiringPrincipal": input.RetiringPrincipal,
        "kms:RetiringServicePrincipal": input.RetiringServicePrincipal,
        "kms:GrantConstraintType": Object.keys(defined(input.Constraints ?? {}))[0],
        "kms:GrantIsForAWSResource": "false",
      },
    });
    requireUsable(context, key);
    const wrong = input.Operations.find((name) => ![...OPERATIONS[key.keyUsage], ...ALWAYS].includes(name));
    if (wrong !== undefined) throw invalid(`Operation ${wrong} is not valid for a key of usage ${key.keyUsage}.`);
    endDryRun(input);

    const wanted = {
      ...{ grantee, retiring, name: input.Name, operations: [...new Set(input.Operations)] },
      constraints: input.Constraints && defined(input.Constraints),
      issuer: `${caller.arn.split(":").slice(0, 2).join(":")}:iam::${caller.accountId}:root`,
    };
    const same = input.Name === undefined ? undefined : [...key.grants.values()].find((grant) => isSame(grant, wanted));
    const grant: Grant = same ?? {
      ...{ ...wanted, id: randomBytes(32).toString("hex"), tokens: new Set(), createdAt: cloud.clock.now() },
    };
    const token = randomBytes(96).toString("base64");
    grant.tokens.add(token);
    if (!same) cloud.accessChanged(key);
    key.grants.set(grant.id, grant);
    return { GrantToken: token, GrantId: grant.id };
  },
);

const listGrants = operation(
  {
    ...KEY,
    ...PAGE,
    GrantId: optional(grantId),
    GranteePrincipal: optional(principal),
    GranteeServicePrincipal: optional(principal),
  },
  (context, input) => {
    const key = requestedKey(context, input.KeyId);
    const { GrantId, GranteePrincipal, GranteeServicePrincipal } = input;
    const wanted = GranteePrincipal ?? GranteeServicePrincipal;
    const grants = [...key.grants.values()]
      .filter(({ id }) => GrantId === undefined || id === GrantId)
      .filter(({ grantee }) => wanted === undefined || grantee === wanted);
    return grantsPage(
      input,
      grants.map((grant) => ({ key, grant })),
    );
  },
);

const listRetirableGrants = operation({ ...PAGE, RetiringPrincipal: required(principal) }, (context, input) => {
  const { cloud, caller } = context;
  const { RetiringPrincipal } = input;
  principalIn(RetiringPrincipal, undefined);
  const grants = cloud
    .keys()
    .filter((key) => key.region === caller.region)
    .flatMap((key) => [...key.grants.values()].map((grant) => ({ key, grant })));
  return grantsPage(
    input,
    grants.filter(({ grant }) => grant.retiring === RetiringPrincipal),
  );
});

const revokeGrant = operation({ ...KEY, GrantId: required(grantId), DryRun: USE.DryRun }, (context, input) => {
  const conditions = { "kms:GrantIsForAWSResource": "false" };
  const key = requestedKey(context, input.KeyId, { conditions });
  const grant = existingGrant(key, input.GrantId);
  endDryRun(input);
  remove(context, key, grant);
  return {};
});

const retireGrant = operation(
  { KeyId: optional(keyName), GrantId: optional(grantId), GrantToken: optional(text(1, 8192)), DryRun: USE.DryRun },
  (context, { KeyId, GrantId, GrantToken, DryRun }) => {
    const { cloud, caller } = context;
    const { key, grant } = GrantToken === undefined ? byId(context, KeyId, GrantId) : byToken(context, GrantToken);
    const mayRetire =
      isNamedBy(grant.issuer, caller) ||
      (grant.retiring !== undefined && isNamedBy(grant.retiring, caller)) ||
      (grant.operations.includes("RetireGrant") && isNamedBy(grant.grantee, caller));
    if (!mayRetire) {
      const text = `User: ${caller.arn} is not authorized to perform: kms:RetireGrant on resource: ${key.arn}`;
      throw new KmsError("AccessDeniedException", text);
    }
    endDryRun({ DryRun });
    remove({ cloud }, key, grant);
    return {};
  },
);

/** Permissions beside the key policy. */
export const grantOperations: Operations = {
  CreateGrant: createGrant,
  ListGrants: listGrants,
  ListRetirableGrants: listRetirableGrants,
  RetireGrant: retireGrant,
  RevokeGrant: revokeGrant,
};

interface KeyAndGrant {
  readonly key: KmsKey;
  readonly grant: Grant;
}

function principalIn(arn: string | undefined, service: string | undefined): string | undefined {
  if (arn !== undefined && service !== undefined)
    throw invalid("A principal and a service principal exclude each other.");
  if (arn !== undefined && !isPrincipalArn(arn)) {
    throw new KmsError("InvalidArnException", `ARN does not refer to a valid principal: ${arn}`);
  }
  if (service !== undefined && !isServiceName(service)) throw invalid(`${service} is not the name of an AWS service.`);
  return arn ?? service;
}

function byToken({ cloud }: Context, token: string): KeyAndGrant {
  for (const key of cloud.keys()) {
    for (const grant of key.grants.values()) if (grant.tokens.has(token)) return { key, grant };
  }
  throw new KmsError("InvalidGrantTokenException");
}

function byId(context: Context, keyId: string | undefined, id: string | undefined): KeyAndGrant {
  if (keyId === undefined || id === undefined) throw invalid("Either GrantToken, or KeyId and GrantId are required.");
  const { cloud, caller } = context;
  const key = resolveKey({ cloud, caller, action: "kms:RetireGrant" }, keyId);
  return { key, grant: existingGrant(key, id) };
}

function existingGrant(key: KmsKey, id: string): Grant {
  const grant = key.grants.get(id);
  if (!grant) throw new KmsError("NotFoundException", `Grant ID ${id} not found`);
  return grant;
}

function remove({ cloud }: Pick<Context, "cloud">, key: KmsKey, grant: Grant): void {
  key.grants.delete(grant.id);
  cloud.accessChanged(key);
}

function defined({ EncryptionContextSubset, EncryptionContextEquals }: GrantConstraints): GrantConstraints {
  return {
    ...(EncryptionContextSubset && { EncryptionContextSubset }),
    ...(EncryptionContextEquals && { EncryptionContextEquals }),
  };
}

function isSame(grant: Grant, wanted: Partial<Grant>): boolean {
  return Object.entries(wanted).every(
    ([name, value]) => JSON.stringify(grant[name as keyof Grant]) === JSON.stringify(value),
  );
}

function grantsPage(
  input: { readonly Limit?: number; readonly Marker?: string },
  grants: readonly KeyAndGrant[],
): object {
  return page(input, "Grants", grants, {
    idOf: ({ grant }) => grant.id,
    show: ({ key, grant }) => ({
      KeyId: key.arn,
      GrantId: grant.id,
      ...(grant.name === undefined ? {} : { Name: grant.name }),
      CreationDate: Math.floor(grant.createdAt / 1000),
      ...shownPrincipal("Grantee", grant.grantee),
      ...(grant.retiring === undefined ? {} : shownPrincipal("Retiring", grant.retiring)),
      IssuingAccount: grant.issuer,
      Operations: grant.operations,
      ...(grant.constraints === undefined ? {} : { Constraints: grant.constraints }),
    }),
    byDefault: 50,
  });
}

function shownPrincipal(role: "Grantee" | "Retiring", name: string): object {
  return { [`${role}${isServiceName(name) ? "ServicePrincipal" : "Principal"}`]: name };
}
