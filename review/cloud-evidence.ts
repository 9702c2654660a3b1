import { powerOf as powerOfAzureRole, roleOfDefinition } from "../model/azure-roles";
import { valueOf } from "../model/fact";
import { powerOf as powerOfGoogleRole } from "../model/google-roles";
import type { KeyRotation } from "../model/live";
import type { LiveCryptoKey, LiveVaultKey } from "../model/live-clouds";
import type { OtherCloudKey } from "../model/model";
import type { AccountReading } from "../model/read/read-account";
import type { RolePower } from "../model/role-power";
import type { ReviewContext } from "./context";
import type { Answer, KeyAccess, KeyEvidence } from "./types";

/** A key of Azure or Google Cloud, as an auditor asks for it. */
export function cloudKeyEvidence(key: OtherCloudKey, context: ReviewContext, account: AccountReading): KeyEvidence {
  const live = account.cloudKeys.get(key.id);
  const id = live?.id ?? valueOf(key.keyId);
  const access = live && accessTo(live, context);
  return {
    on: context.subjects.subject(key),
    cloud: key.cloud,
    ...(id !== undefined && { id }),
    ...(live?.kind === "crypto-key" ? ofGoogle(live) : live && ofAzure(live)),
    ...(access && { access: access.filter(({ use, administer }) => use !== "no" || administer !== "no") }),
  };
}

function ofGoogle({ description }: LiveCryptoKey): Omit<KeyEvidence, "on"> {
  if (!description.known) return {};
  const { primary, createdAt, rotationPeriod, nextRotationAt } = description.value;
  const seconds = Number.parseInt(rotationPeriod ?? "", 10);
  return {
    state: primary?.state ?? "no primary version",
    ...(createdAt !== undefined && { createdAt }),
    rotation: {
      enabled: rotationPeriod !== undefined,
      ...(Number.isFinite(seconds) && { periodInDays: seconds / SECONDS_A_DAY }),
      ...(nextRotationAt !== undefined && { nextAt: nextRotationAt }),
    },
  };
}

const SECONDS_A_DAY = 86_400;

function ofAzure({ description, rotation }: LiveVaultKey): Omit<KeyEvidence, "on"> {
  return {
    ...(description.known && {
      state: description.value.enabled ? "Enabled" : "Disabled",
      ...(description.value.createdAt !== undefined && { createdAt: description.value.createdAt }),
    }),
    ...(rotation.known && { rotation: rotationOf(rotation.value) }),
  };
}

function rotationOf(
  policy: { readonly timeAfterCreation?: string; readonly timeBeforeExpiry?: string } | undefined,
): KeyRotation {
  const [, days] = /^P(\d+)D$/.exec(policy?.timeAfterCreation ?? "") ?? [];
  return {
    enabled: policy?.timeAfterCreation !== undefined || policy?.timeBeforeExpiry !== undefined,
    ...(days !== undefined && { periodInDays: Number(days) }),
  };
}

/** Who has which role on a key, on what it is in as far as that was read; undefined where it could not be read. */
function accessTo(live: LiveCryptoKey | LiveVaultKey, { reading }: ReviewContext): readonly KeyAccess[] | undefined {
  if (live.kind === "crypto-key") {
    return valueOf(live.bindings)?.flatMap(({ role, members }) =>
      members.map((who) => ({ who, by: "role" as const, role, ...answersOf(powerOfGoogleRole(role)) })),
    );
  }
  const applications = new Map(
    reading.after.otherClouds.flatMap((node) =>
      node.kind === "service-principal" ? [[valueOf(node.objectId), valueOf(node.clientId)] as const] : [],
    ),
  );
  return valueOf(live.assignments)?.map(({ principalId, roleDefinitionId }) => {
    const role = roleOfDefinition(roleDefinitionId);
    const application = applications.get(principalId.toLowerCase());
    return {
      who: application === undefined ? `principal ${principalId}` : `application ${application}`,
      ...{ by: "role" as const, role, ...answersOf(powerOfAzureRole(role)) },
    };
  });
}

function answersOf(power: RolePower | undefined): Pick<KeyAccess, "use" | "administer"> {
  const answer = (...powers: readonly RolePower[]): Answer =>
    power === undefined ? "unknown" : powers.includes(power) ? "yes" : "no";
  return { use: answer("use", "manage"), administer: answer("manage", "grant", "delete") };
}
