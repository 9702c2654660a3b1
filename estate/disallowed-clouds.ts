import { CLOUDS } from "../model/clouds";
import { CLOUD_PROVIDERS, type CloudProvider } from "../model/limits";
import { describePath, type EstatePath, type EstateProblem, type Section } from "./messages";
import { settingsOf } from "./schema";

/** The text of a problem. */
export type ProblemText = Omit<EstateProblem, "path" | "part"> & {
  /** The setting that is right there. */
  readonly meant?: EstatePath;
};

/** What the same thing is called in another cloud. */
const INSTEAD: Readonly<Record<CloudProvider, Readonly<Record<string, string>>>> = {
  aws: {
    ...{ subscriptionId: "id", project: "id", keyId: "arn", labels: "tags", keyName: "alias" },
    ...{
      applicationId: "statement",
      serviceAccounts: "statement",
      destroyScheduledDurationInDays: "deletionWindowInDays",
    },
  },
  azure: {
    ...{ id: "subscriptionId", project: "subscriptionId", arn: "keyId", labels: "tags", alias: "keyName" },
    ...{ statement: "applicationId", auraAccountId: "applicationId", auraPrincipals: "applicationId" },
    ...{ serviceAccounts: "applicationId", keyRing: "vaultId", keyRingName: "vaultName" },
  },
  gcp: {
    ...{ id: "project", subscriptionId: "project", arn: "keyId", tags: "labels", alias: "keyName" },
    ...{ statement: "serviceAccounts", auraAccountId: "serviceAccounts", auraPrincipals: "serviceAccounts" },
    ...{ applicationId: "serviceAccounts", vaultId: "keyRing", vaultName: "keyRingName" },
    ...{ deletionWindowInDays: "destroyScheduledDurationInDays" },
  },
};

const BY_ROLES = "roles decide who has access there, not a key policy";
const ONE_REGION = "a key there is in one region";
const DESCRIBED = "it is what `aws kms describe-key` shows";
const LOGIN = "its credentials come from the environment of Terraform";

/** Why another cloud has nothing like it. */
const REASONS: Readonly<Record<string, string>> = {
  ...{
    alarm: "alarms are made of EventBridge and SNS",
    credentialsSecret: "Secrets Manager encrypts with keys of AWS",
  },
  ...{ keyStatements: BY_ROLES, administrators: BY_ROLES, currentPolicy: BY_ROLES },
  ...{ deletionGuardInDays: "it is a statement of a key policy" },
  ...{ replicas: ONE_REGION, multiRegion: ONE_REGION },
  ...{ deletionWindowInDays: "a deleted key can be recovered for 90 days there" },
  ...{ import: "`aura-cmk adopt` takes over keys of AWS only" },
  ...{ keySpec: DESCRIBED, keyUsage: DESCRIBED, keyState: DESCRIBED, origin: DESCRIBED, rotationEnabled: DESCRIBED },
  ...{ assumeRoleArn: LOGIN, externalId: LOGIN, sessionName: LOGIN, profile: LOGIN },
};

/** The page about a cloud. */
const PAGES: Readonly<Record<CloudProvider, string>> = {
  aws: "docs/estate.md",
  azure: "docs/azure.md",
  gcp: "docs/google.md",
};

/**
 * The problem of a setting that only another cloud has.
 * @param owner the entry
 * @param cloud the cloud of the entry
 */
export function settingOfOtherCloud(owner: EstatePath, setting: string, cloud: CloudProvider): ProblemText | undefined {
  const [section] = owner as [Section];
  const known = settingsOf(section, cloud);
  const others = CLOUD_PROVIDERS.filter((other) => settingsOf(section, other).includes(setting));
  if (others.length === 0 || known.includes(setting)) return undefined;
  const instead = INSTEAD[cloud][setting];
  const isThere = instead !== undefined && known.includes(instead);
  const only = `only ${others.map((other) => CLOUDS[other].name).join(" and ")} ${others.length > 1 ? "have" : "has"} it`;
  return {
    code: "estate-disallowed-setting",
    what: `\`${setting}\` of ${describePath(owner)} is no setting of ${CLOUDS[cloud].name}`,
    got: (isThere || cloud === "aws" ? undefined : REASONS[setting]) ?? only,
    expected: "",
    fix: `${isThere ? `write \`${instead}\` instead` : `remove \`${setting}\``}: ${PAGES[cloud]}`,
    ...(isThere && { meant: [...owner, instead] }),
  };
}
