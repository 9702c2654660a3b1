import { parseArn } from "../../policy/arn";
import { statementName } from "../../policy/document";
import { aKeyWith, STATEMENT } from "../example";
import { configurationRule, compliant, unknown, violation, type Verdict } from "../rule";
import { type EvaluatedPolicy, type NamedPlace, placesIn, policyWithAura } from "../analysis";

/** Aura's statement was made for this key. */
export const statementMatchesKey = configurationRule({
  id: "statement-matches-key",
  title: "What Aura's statement names is this key, its account and its region",
  severity: "error",
  rationale:
    "The statement is copied by hand from the Console, where each key has its own. KMS takes one that was made for the key of " +
    "another environment; as far as it names that key it has no effect, and Aura waits for access that never comes.",
  see: "https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-overview.html",
  waiveWhen: "Neo4j confirms that the statement is meant to name the other one.",
  on: ["key", "key-policy"],
  check(node, index) {
    const policy = policyWithAura(node, index);
    if ("outcome" in policy) return policy;
    const { judged, statements, source } = policy;
    const verdicts = statements.flatMap((statement, place) => {
      const name = `${statementName(place, statement)}, ${source}`;
      return placesIn(statement).flatMap((named) => verdictOn(judged, named, name) ?? []);
    });
    return verdicts.length > 0 ? verdicts : compliant;
  },
  example: () => ({
    bad: [aKeyWith([{ ...STATEMENT, Resource: "arn:aws:kms:us-east-1:111122223333:key/*" }])],
    good: [aKeyWith([STATEMENT])],
  }),
});

function verdictOn(judged: EvaluatedPolicy, place: NamedPlace, name: string): Verdict | undefined {
  const { subject, partition, region, accountId, keyArn } = judged;
  const differs = (
    [
      ["partition", place.partition, partition],
      ["region", place.region, region],
      ["account", place.accountId, accountId],
    ] as const
  ).find(([, said, known]) => said !== undefined && known !== undefined && said !== known);
  const said = `${place.where} ${place.text} (${name})`;
  if (differs) return otherPlace(judged, `${said}, of ${differs[0]} ${differs[1]}`);
  if (place.region !== undefined && region === undefined) {
    return unknown(`whether ${said} is about ${subject} is not known: its region is known only at apply`);
  }
  if (!place.isKey || place.resource === undefined) return undefined;
  if (keyArn === undefined) {
    return unknown(`whether ${said} is about ${subject} is not known: compare it with the ARN that the key has got`);
  }
  return place.resource === parseArn(keyArn)?.resource ? undefined : otherPlace(judged, `${said}, another key`);
}

function otherPlace({ subject, keyArn, partition, region, accountId }: EvaluatedPolicy, got: string): Verdict {
  return violation({
    what: `Aura's statement must be about ${subject}`,
    got,
    expected: keyArn ?? `arn:${partition}:kms:${region ?? "REGION"}:${accountId}:key/... or *`,
    fix: "save the statement that the Aura Console shows for this very key",
  });
}
