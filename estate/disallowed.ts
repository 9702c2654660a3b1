import { describePath, type EstatePath, type EstateProblem } from "./messages";

type ProblemText = Omit<EstateProblem, "path" | "part">;

/** Settings of a key to create; the policy, the alias and the rest of an existing key belong to its owner. */
const OF_CREATED_KEYS = new Set([
  ...["statement", "alias", "description", "multiRegion", "rotationPeriodInDays", "deletionWindowInDays"],
  ...["administrators", "tags", "auraAccountId", "auraPrincipals", "keyStatements", "deletionGuardInDays"],
  ...["import", "currentPolicy"],
]);

/** Settings that describe an existing key. */
const OF_EXISTING_KEYS = new Set(["recordId", "keySpec", "keyUsage", "keyState", "origin"]);

const SECRET =
  /^(client_?(id|secret)|access_?key(_?id)?|secret(_?(access_?)?key)?|session_?token|token|password|credentials?)$/i;

/**
 * The problem of a setting that is known elsewhere but not allowed here; undefined when it is just unknown.
 * @param owner where it is
 * @param siblings the settings beside it
 */
export function disallowedSetting(owner: EstatePath, setting: string, siblings: object): ProblemText | undefined {
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
    const source =
      owner[0] === "backend" ? "the AWS variables or a `profile`" : "AURA_CLIENT_ID and AURA_CLIENT_SECRET";
    return problem(`${subject} contains credentials`, `\`${setting}\``, `remove \`${setting}\`, and use ${source}`);
  }
  if (owner[0] !== "keys" || owner.length !== 2) return undefined;
  const exists = Object.hasOwn(siblings, "arn");
  const pair = `\`${setting}\` and \`arn\` of ${subject} cannot be combined`;
  if (exists && setting === "statement") {
    return problem(
      pair,
      "the policy of an existing key belongs to its owner",
      "remove `statement`, and have the key's owner add it to the policy (AuraKeyPolicy)",
    );
  }
  if (exists && OF_CREATED_KEYS.has(setting)) {
    return problem(
      pair,
      "an existing key is never changed from here",
      `remove \`${setting}\`, or remove \`arn\` to create a key`,
    );
  }
  if (!exists && OF_EXISTING_KEYS.has(setting)) {
    return problem(
      `\`${setting}\` of ${subject} needs \`arn\``,
      "it describes an existing key",
      `remove \`${setting}\`, or add the \`arn\` of the existing key`,
    );
  }
  return undefined;
}
