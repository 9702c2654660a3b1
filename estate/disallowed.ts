import type { CloudProvider } from "../model/limits";
import { settingOfOtherCloud, type ProblemText } from "./disallowed-clouds";
import { describePath, isSection, type EstatePath } from "./messages";
import { keyKindOf } from "./schema";

/** What gives Aura access to a key that is created, and how the owner of an existing one gives it. */
const ACCESS: Readonly<Record<string, readonly [got: string, help: string]>> = {
  statement: [
    "the policy of an existing key belongs to its owner",
    "have the key's owner add it to the policy (AuraKeyPolicy)",
  ],
  applicationId: [
    "access to an existing key is given by its owner",
    "have the key's owner assign the role: docs/azure.md",
  ],
  serviceAccounts: [
    "access to an existing key is given by its owner",
    "have the key's owner give them both roles: docs/google.md",
  ],
};

/** Where credentials come from: those of Aura, or of the cloud of the entry. */
const CREDENTIALS: Readonly<Record<CloudProvider, string>> = {
  aws: "AURA_CLIENT_ID and AURA_CLIENT_SECRET",
  azure: "`az login` or the ARM variables where Terraform runs",
  gcp: "`gcloud auth application-default login` where Terraform runs",
};

/** Where a key is created in something that exists: what would be new otherwise. */
const GIVEN_PLACES: Readonly<Record<string, string>> = { vaultId: "vault", keyRing: "key ring" };

const SECRET =
  /^(client_?(id|secret|certificate(_?password)?)|access_?key(_?id)?|secret(_?(access_?)?key)?|((session|access|sas|oidc)_?)?token|password|credentials?|encryption_?key)$/i;
/** Where the credentials of each backend come from. */
const CREDENTIALS_OF_BACKEND: Readonly<Record<string, string>> = {
  s3: "the AWS variables or a `profile`",
  azurerm: CREDENTIALS.azure,
  gcs: CREDENTIALS.gcp,
};

/**
 * The problem of a setting that is known elsewhere but not allowed here; undefined when it is just unknown.
 * @param owner where it is
 * @param siblings the settings beside it
 * @param cloud the cloud of the entry that has it
 */
export function disallowedSetting(
  owner: EstatePath,
  setting: string,
  siblings: object,
  cloud: CloudProvider,
): ProblemText | undefined {
  const subject = describePath(owner);
  const problem = (what: string, got: string, fix: string): ProblemText => ({
    ...{ code: "estate-disallowed-setting", what, got, expected: "", fix },
  });
  if (setting === "<<") {
    return problem(
      `${subject} uses a merge key (<<)`,
      "not part of YAML 1.2",
      "write the settings out, or share a whole map with &name and *name",
    );
  }
  if (SECRET.test(setting)) {
    const source = (owner[0] === "backend" && CREDENTIALS_OF_BACKEND[owner[1] ?? ""]) || CREDENTIALS[cloud];
    return problem(`${subject} contains credentials`, `\`${setting}\``, `remove \`${setting}\`, and use ${source}`);
  }
  if (!isSection(owner[0]) || owner.length !== 2) return undefined;
  const ofOtherCloud = settingOfOtherCloud(owner, setting, cloud);
  if (ofOtherCloud || owner[0] !== "keys") return ofOtherCloud;
  const { kind, others } = keyKindOf(siblings, cloud);
  const other = others.find(({ schema }) => Object.hasOwn(schema.shape, setting));
  if (!other) return undefined;
  if (kind.by === undefined) {
    return problem(
      `\`${setting}\` of ${subject} needs \`${other.by}\``,
      "it describes an existing key",
      `remove \`${setting}\`, or add the \`${other.by}\` of the existing key`,
    );
  }
  const pair = `\`${setting}\` and \`${kind.by}\` of ${subject} cannot be combined`;
  const place = GIVEN_PLACES[kind.by];
  if (place !== undefined)
    return problem(
      pair,
      `it is of a new ${place}`,
      `remove \`${setting}\`, or remove \`${kind.by}\` to create a ${place}`,
    );
  const access = ACCESS[setting];
  return access
    ? problem(pair, access[0], `remove \`${setting}\`, and ${access[1]}`)
    : problem(
        pair,
        "an existing key is never changed from here",
        `remove \`${setting}\`, or remove \`${kind.by}\` to create a key`,
      );
}
