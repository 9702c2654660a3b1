import { parseArn } from "../../policy/arn";
import { statementName } from "../../policy/document";
import { aKeyWith, STATEMENT } from "../example";
import { configurationRule, compliant, unknown, violation, type Verdict } from "../rule";
import { type EvaluatedPolicy, type NamedPlace, placesIn, policyWithAura } from "../analysis";

/** Aura's statement belongs to this key. */
export const statementMatchesKey = configurationRule({
  id: "statement-matches-key",
  title: "Aura's statement matches the key's ARN, account and region",
  severity: "error",
  rationale:
    "The statement is copied by hand from the Console, where each key has its own. KMS accepts the statement of another key, " +
    "but it has no effect on this one, and Aura waits for access that never comes.",
  see: "https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-overview.html",
  waiveWhen: "Neo4j confirms that the statement is meant to name the other key, account or region.",
  on: ["key", "key-policy"],
  check(node, index) {
    const policy = policyWithAura(node, index);
    if ("outcome" in policy) return policy;
    const { evaluated, statements, source } = policy;
    const verdicts = statements.flatMap((statement, place) => {
      const name = `${statementName(place, statement)}, ${source}`;
      return placesIn(statement).flatMap((named) => verdictOn(evaluated, named, name) ?? []);
    });
    return verdicts.length > 0 ? verdicts : compliant;
  },
  example: () => ({
    bad: [aKeyWith([{ ...STATEMENT, Resource: "arn:aws:kms:us-east-1:111122223333:key/*" }])],
    good: [aKeyWith([STATEMENT])],
  }),
});

function verdictOn(evaluated: EvaluatedPolicy, place: NamedPlace, name: string): Verdict | undefined {
  const { subject, partition, region, accountId, keyArn } = evaluated;
  const differs = (
    [
      ["partition", place.partition, partition],
      ["region", place.region, region],
      ["account", place.accountId, accountId],
    ] as const
  ).find(([, said, known]) => said !== undefined && known !== undefined && said !== known);
  const said = `${place.where} ${place.text} (${name})`;
  if (differs) return otherPlace(evaluated, place, `${said}, ${differs[0]} ${differs[1]}`);
  if (place.region !== undefined && region === undefined) {
    return unknown(`cannot verify that ${said} matches ${subject}: its region is known only at apply`);
  }
  if (!place.isKey || place.resource === undefined) return undefined;
  if (keyArn === undefined) {
    return unknown(`cannot verify that ${said} matches ${subject}: compare it with the ARN of the key after the apply`);
  }
  return place.resource === parseArn(keyArn)?.resource
    ? undefined
    : otherPlace(evaluated, place, `${said}, another key`);
}

function otherPlace(
  { subject, keyArn, partition, region, accountId }: EvaluatedPolicy,
  { where, text }: NamedPlace,
  got: string,
): Verdict {
  return violation({
    what: `Aura's statement does not match ${subject}`,
    got,
    expected: keyArn ?? `arn:${partition}:kms:${region ?? "REGION"}:${accountId}:key/... or *`,
    fix: "use the statement that the Aura Console shows for this key",
    facts: `${where} ${text}`,
  });
}
