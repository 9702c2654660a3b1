import { unknown as unknownFact, type Fact } from "../../model/fact";
import type { AliasNode } from "../../model/model";
import { memoize } from "../../util/memoize";
import { bareKeyId } from "../../policy/arn";
import { aKey, anAlias, given, later } from "../example";
import { configurationRule, compliant, unknown, violation, type ModelIndex } from "../rule";
import { agreedValue, arnField, findDuplicates, firstUnknown, knownOf, show } from "../analysis";

/** An alias names one key. */
export const aliasIsUnique = configurationRule({
  id: "alias-is-unique",
  title: "An alias names one key in its account and region",
  severity: "error",
  rationale:
    "KMS refuses an alias that already exists in the account and region, but only during the apply: the deployment then stops " +
    "half-way.",
  see: "https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateAlias.html",
  on: ["alias"],
  check(alias, index) {
    const duplicates = duplicateAliases(index).get(alias.id);
    const { name, region, account } = placeOf(alias, index);
    const [first] = duplicates?.certain ?? [];
    const duplicate = first ?? duplicates?.possible;
    if (!duplicate) return compliant;
    const subject = name.known ? show(name.value) : keyOrAlias(alias, index);
    if (!first) {
      const open = firstUnknown([name, account, region, ...Object.values(placeOf(duplicate, index))]);
      return unknown(
        `cannot verify that ${subject} differs from ${keyOrAlias(duplicate, index)}${open ? `: ${open.reason}` : ""}`,
      );
    }
    if (nameOneKey(alias, first)) {
      return unknown(`cannot determine whether ${alias.id} and ${first.id} are one alias: both define ${subject}`);
    }
    return violation({
      what: `${subject} is defined twice in its account and region`,
      got: `also ${keyOrAlias(first, index)} in ${knownOf([account, region])
        .map(({ value }) => value)
        .join(", ")}`,
      expected: "",
      fix: "rename one of them",
    });
  },
  example: () => ({
    bad: [
      aKey(),
      aKey({ name: "audit" }),
      anAlias(),
      anAlias({ name: "audit-alias", target: "prod/audit", targetKeyId: later("its key") }),
    ],
    good: [
      aKey(),
      aKey({ name: "audit" }),
      anAlias(),
      anAlias({
        name: "audit-alias",
        target: "prod/audit",
        targetKeyId: later("its key"),
        aliasName: given("alias/audit", "`name`"),
      }),
    ],
  }),
});

const duplicateAliases = memoize((index: ModelIndex) =>
  findDuplicates(index.model.aliases, (one) => Object.values(placeOf(one, index))),
);

function placeOf(alias: AliasNode, index: ModelIndex) {
  return { name: alias.aliasName, account: accountOf(alias, index), region: alias.region };
}

/** An alias belongs to the account of its key. */
function accountOf({ id, target, targetKeyId, accountClaims }: AliasNode, index: ModelIndex): Fact<string> {
  const ofKey = index.key(target)?.accountClaims ?? [];
  const inArn = targetKeyId.known ? [arnField(targetKeyId, "accountId")] : [];
  return (
    agreedValue([...ofKey, ...accountClaims, ...inArn]) ?? unknownFact(`which account ${id} belongs to is not known`)
  );
}

function keyOrAlias(alias: AliasNode, index: ModelIndex): string {
  const key = index.key(alias.target);
  return key ? `the alias of key ${key.name} (${key.id})` : alias.id;
}

function nameOneKey(a: AliasNode, b: AliasNode): boolean {
  if (a.targetKeyId.known && b.targetKeyId.known)
    return bareKeyId(a.targetKeyId.value) === bareKeyId(b.targetKeyId.value);
  return a.target !== undefined && a.target === b.target;
}
