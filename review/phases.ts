import { AURA_ROLE } from "../model/azure-roles";
import { AURA_ROLES } from "../model/google-roles";
import type { CloudProvider } from "../model/limits";
import { isOtherCloudKey, type KmsKeyNode, type OtherCloudKey } from "../model/model";
import { expectedAuraPrincipals } from "../rules/analysis";
import { groupBy } from "../util/group-by";
import { auraAccess } from "./cloud-keys";
import type { ReviewContext } from "./context";
import type { KeyPolicy } from "./key-policies";
import { quoted } from "./names";
import type { Phase, PhaseLine } from "./types";

/** The phase of each key with a customer managed key in Aura that is in phase 1 or changes its phase. */
export function phasesOf(context: ReviewContext): PhaseLine[] {
  const { reading, subjects } = context;
  const recordsOn = groupBy(reading.after.records, ({ key }) => key);
  const lineOf = (key: KmsKeyNode | OtherCloudKey, { lastKnown, before, after, expected }: Phases): PhaseLine[] => {
    const records = recordsOn.get(key.id) ?? [];
    const isSettled = before === after && after !== "bootstrap";
    if (records.length === 0 || after === "none" || after === "unknown" || isSettled) return [];
    const called = records.map((record) => subjects.subject(record)).map(({ name, address }) => name ?? address);
    // Where Aura's access goes, by the plan or outside of it, a finding says what to do.
    const wasEncrypted = lastKnown === "encrypted" || before === "encrypted";
    const cloud = key.kind === "key" ? "aws" : key.cloud;
    const next = after === "bootstrap" && !wasEncrypted ? nextStep(called, cloud) : undefined;
    const expectedPrincipals = after === "bootstrap" ? expected : undefined;
    return [
      {
        on: subjects.subject(key),
        before,
        after,
        ...(expectedPrincipals && { expectedPrincipals }),
        ...(next && { next }),
      },
    ];
  };
  return [
    ...reading.after.keys.flatMap((key) => lineOf(key, phasesOfKmsKey(key, context))),
    ...reading.after.otherClouds.filter(isOtherCloudKey).flatMap((key) => lineOf(key, phasesOfOtherKey(key, context))),
  ];
}

/** The phases of a key, and whom its configuration expects as Aura after the plan. */
interface Phases {
  /** As Terraform knew it before it was changed outside of it. */
  readonly lastKnown?: Phase;
  readonly before: Phase;
  readonly after: Phase;
  readonly expected?: readonly string[] | undefined;
}

function phasesOfKmsKey({ id }: KmsKeyNode, { policies: { lastKnown, before, after } }: ReviewContext): Phases {
  const policy = after.get(id);
  return {
    ...(lastKnown && { lastKnown: phaseOf(lastKnown.get(id)) }),
    ...{ before: phaseOf(before.get(id)), after: phaseOf(policy) },
    expected: policy && expectedAuraPrincipals(policy),
  };
}

/** Aura's statement is found by the external principal that it lets use the key; an AWS service is not one that may be Aura. */
function phaseOf(policy: KeyPolicy | undefined): Phase {
  if (!policy) return "none";
  if (!policy.external) return "unknown";
  return policy.possibleAura.length > 0 ? "encrypted" : "bootstrap";
}

function phasesOfOtherKey({ id, expectedPrincipals }: OtherCloudKey, { contexts: { planned } }: ReviewContext): Phases {
  const { lastKnown, before, after } = planned;
  return {
    ...(lastKnown && { lastKnown: phaseOfOther(auraAccess(id, lastKnown)) }),
    ...{ before: phaseOfOther(auraAccess(id, before)), after: phaseOfOther(auraAccess(id, after)) },
    expected: expectedPrincipals,
  };
}

function phaseOfOther(access: ReturnType<typeof auraAccess>): Phase {
  return access === undefined ? "none" : PHASES[access];
}

const PHASES = { yes: "encrypted", no: "bootstrap", unknown: "unknown" } as const;

/** What a person does with what the Console shows for a key. */
const STEPS: Readonly<Record<CloudProvider, string>> = {
  aws: "save the statement that it shows",
  azure:
    "copy the application id that it shows, add its service principal to your tenant, once " +
    `(\`az ad sp create --id <application id>\`), give it the role \`${AURA_ROLE}\` on the key (in constructs and estates: \`applicationId\`)`,
  gcp:
    "copy the three service accounts that it shows, give each of them the roles " +
    `${AURA_ROLES.map(quoted).join(" and ")} on the key (in constructs and estates: \`serviceAccounts\`)`,
};

function nextStep(records: readonly string[], cloud: CloudProvider): string {
  const which = `${records.length === 1 ? "customer managed key" : "customer managed keys"} ${records.map(quoted).join(", ")}`;
  const console = "the Aura Console (Security, Customer Managed Keys)";
  return `after the apply, open ${which} in ${console}, ${STEPS[cloud]}, and plan again`;
}
