import { of, type Mutant } from "./mutant";

const KEY = ["test/rules/change/key-survives.test.ts"];
const INSTANCE = ["test/rules/change/instance-survives.test.ts"];
const EXCUSES = ["test/review/excuses.test.ts"];

/** Bugs in the rules over what plans do. */
export const RULES_MUTANTS: readonly Mutant[] = [
  ...of(
    "model/change.ts",
    [...KEY, ...INSTANCE],
    [
      [
        "a replacement with `destroy = false` is none",
        '(actions.includes("delete") || actions.includes("forget"))',
        'actions.includes("delete")',
      ],
    ],
  ),
  ...of(
    "model/read/links.ts",
    ["test/model/read/read-plans.test.ts"],
    [["an id that keys share is that of the first", "(keys.length === 1 ? keys[0]?.id : undefined)", "keys[0]?.id"]],
  ),
  ...of(
    "model/read/key-node.ts",
    ["test/model/read/left-behind.test.ts"],
    [
      [
        "one policy whose removal writes nothing speaks for all",
        "removed.some(({ resets })",
        "removed.every(({ resets })",
      ],
    ],
  ),
  ...of("rules/change/protection.ts", INSTANCE, [
    ["protection in the state does not count", "|| inState === true", ""],
    ["a stack that stays leaves", "&& !context.withMetadata.after.has(plan)", ""],
    ["protection that is switched off is not noticed", "valueOf(was) === true && is", "valueOf(was) === false && is"],
  ]),
  ...of("rules/change/protection.ts", KEY, [
    ["a key in use can be given up", "context.after.instance(id) === undefined", "context.after.model !== undefined"],
    ["a protected key can be given up", 'protectionBefore(change, context) === "unprotected" &&', ""],
  ]),
  ...of("rules/analysis/key-deletion.ts", KEY, [
    ["a primary does not wait for its replicas", "Math.max(0, ...waiting)", "0"],
    ["a replica has no primary that stays", "!(primary && isGoing(primary))", "(primary && isGoing(primary)) === true"],
  ]),
  ...of("rules/analysis/renames.ts", INSTANCE, [
    ["an instance of another project is the same", "|| mayAgree(a.projectId, b.projectId)", "|| true"],
    ["an instance of another region is the same", "if (!mayAgree(a.region, b.region)) return false;", ""],
  ]),
  ...of("rules/change-engine.ts", EXCUSES, [
    ["a waiver excuses what it comes with", "old.has(name(waiver.rule, id)) || isNew(id)", "id !== undefined"],
    [
      "no waiver may come with a new resource",
      "change !== undefined && (!change.before ||",
      "change !== undefined && (false ||",
    ],
  ]),
  ...of("review/findings.ts", EXCUSES, [
    ["an old waiver hides what is new", 'return wasThere(finding) ? "note" : "attention";', 'return "note";'],
  ]),
  ...of("model/read/read-plans.ts", EXCUSES, [
    ["an imported key makes its account known", "if (change.imported) return [];", ""],
  ]),
  ...of(
    "rules/analysis/access-changes.ts",
    ["test/rules/change/no-new-access.test.ts"],
    [
      ["what needs no IAM is no news", 'gainedWith("allow nothing")', 'gainedWith("allow everything")'],
      ["what everybody gains is said of the account too", "isDenial(one) || own.has(place)", "true"],
      [
        "a grant for an AWS service is one for anyone",
        '{ "kms:ViaService": [], "kms:GrantIsForAWSResource": "false" }',
        "{}",
      ],
      ["deletion through a service is the service's to decide", "return isUse ?", "return true ?"],
    ],
  ),
  ...of(
    "policy/access/powers.ts",
    ["test/rules/change/no-new-access.test.ts"],
    [
      ["grants open nothing", 'power("grant access to others", "kms:CreateGrant"),', ""],
      ["tags always matter", "policies.some(comparesTags)", "true"],
      ["data is no power", '"kms:Decrypt", "kms:ReEncryptFrom"', ""],
    ],
  ),
  ...of(
    "rules/change/grant-verdicts.ts",
    ["test/rules/change/grant-verdicts.test.ts"],
    [
      ["a grant to the account's own role is nothing", "if (operations.length === 0 || isNewKey ||", "if (true ||"],
      ["a policy that needs IAM allows the same", 'iam: "allow nothing"', 'iam: "allow everything"'],
    ],
  ),
  ...of(
    "model/read/iam-policies.ts",
    ["test/model/read/unsupported.test.ts"],
    [
      ["a policy that was there before is news", "matters(one) && !was[name].has(one)", "matters(one)"],
      ["conditions do not count", "return condition ?", "return false ?"],
      ["resources do not count", "one.Effect === effect && mayCover(one, keys)", "one.Effect === effect"],
      ["a wildcard never means a new key", "(keys.hasNewKeys &&", "(false &&"],
      ["what is denied by a data source is allowed", 'constant(effect) === "Deny"', "false"],
    ],
  ),
  ...of(
    "model/read/other-types.ts",
    ["test/model/read/unsupported.test.ts"],
    [
      ["whatever calls KMS is about a key of Aura", "around.isNamedIn(text) || !OTHER_KEY.test(text)", "true"],
      [
        "aliases of every service are those of KMS",
        "/kms|schedule[-_]?key[-_]?deletion/i.test(text) && HARMFUL_CALL",
        "HARMFUL_CALL",
      ],
      ["an alarm is code", "!onlyNotifies(change) &&", ""],
      ["a written document is not read", "written.length === 0 ||", "true ||"],
    ],
  ),
  ...of(
    "rules/change/key-stays-usable.ts",
    ["test/rules/change/key-stays-usable.test.ts"],
    [
      ["pending is no alarm", "return isDrift && statusOf(change.before) === READY;", "return false;"],
      ["pending is always an alarm", "return isDrift && statusOf(change.before) === READY;", "return true;"],
      ["drift is said again", "if (isReportedAsDrift(node, context)) return [compliant];", ""],
    ],
  ),
  ...of(
    "rules/change/instance-survives.ts",
    ["test/rules/change/instance-survives.test.ts"],
    [
      ["what the state learns is a change", "(isSet(was) || !imported)", "true"],
      ["an instance that ends is fine", "!ENDING.test(status) ||", ""],
    ],
  ),
  ...of(
    "rules/change/grant-verdicts.ts",
    ["test/rules/change/grant-verdicts.test.ts"],
    [["a grant of the same name is another one", "return content(before) !== content(after);", "return true;"]],
  ),
  ...of(
    "model/read/statement-guards.ts",
    ["test/model/read/statement-guards.test.ts"],
    [["a guard that gets another name is lost", ".filter((one) => !staying.has(one))", ""]],
  ),
];
