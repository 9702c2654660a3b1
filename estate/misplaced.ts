import { subjectOf, type EstatePath, type Fault } from "./messages";

type Words = Pick<Fault, "code" | "what" | "got" | "expected" | "fix">;

/** Settings of a key to create; the policy, the alias and the rest of an existing key belong to its owner. */
const OF_CREATED_KEYS = new Set([
  ...["statement", "alias", "description", "multiRegion", "rotationPeriodInDays", "deletionWindowInDays"],
  ...["removalPolicy", "administrators", "tags", "auraAccountId", "auraPrincipals"],
]);

/** Settings that describe an existing key. */
const OF_EXISTING_KEYS = new Set(["recordId", "keySpec", "keyUsage", "keyState", "origin"]);

const SECRET =
  /^(client_?(id|secret)|access_?key(_?id)?|secret(_?(access_?)?key)?|session_?token|token|password|credentials?)$/i;

/**
 * What to say about a setting that is known elsewhere but wrong here; undefined when it is just unknown.
 * @param owner where it stands
 * @param setting its name
 * @param siblings the settings beside it
 */
export function misplaced(owner: EstatePath, setting: string, siblings: object): Words | undefined {
  const subject = subjectOf(owner);
  const got = `\`${setting}\``;
  const source = owner[0] === "backend" ? "the AWS variables or a `profile`" : "AURA_CLIENT_ID and AURA_CLIENT_SECRET";
  const code = "estate-misplaced-setting";
  if (setting === "<<") {
    return {
      code,
      what: `${subject} must have settings of its own`,
      got: "a merge key (<<)",
      expected: "every setting written out (YAML 1.2 has no merge keys)",
      fix: "write the settings out, or share one whole map or list with &name and *name",
    };
  }
  if (SECRET.test(setting)) {
    return {
      code,
      what: `${subject} must not hold credentials`,
      got,
      expected: "credentials in the environment only",
      fix: `take \`${setting}\` out and use ${source}`,
    };
  }
  if (owner[0] !== "keys" || owner.length !== 2) return undefined;
  const exists = Object.hasOwn(siblings, "arn");
  if (exists && setting === "statement") {
    return {
      code,
      what: `${subject} must not have \`statement\`: it is owned elsewhere (\`arn\`), and so is its policy`,
      got,
      expected: "Aura's statement in the policy that the owner of the key keeps",
      fix: "give the statement to the owner of the key, who merges it where the key is defined (AuraKeyPolicy does it), and take `statement` out",
    };
  }
  if (exists && OF_CREATED_KEYS.has(setting)) {
    return {
      code,
      what: `${subject} must not have \`${setting}\`: it is owned elsewhere (\`arn\`) and never changed from here`,
      got,
      expected: "settings of an existing key",
      fix: `take \`${setting}\` out; or take \`arn\` out, and a new key is created`,
    };
  }
  if (!exists && OF_EXISTING_KEYS.has(setting)) {
    return {
      code,
      what: `${subject} must not have \`${setting}\`: it describes an existing key, and this one is created`,
      got,
      expected: `\`${setting}\` together with \`arn\``,
      fix: `take \`${setting}\` out, or give the \`arn\` of the existing key`,
    };
  }
  return undefined;
}
