import { known } from "../../../model/fact";
import type { AliasNode } from "../../../model/model";
import { aliasIsUnique as rule } from "../../../rules/configuration/alias-is-unique";
import { finish } from "../../support/finish";
import * as s from "../support";

const later = { targetKeyId: s.later("the key") };
const orders = s.aKey();
const audit = s.aKey({ name: "audit" });
const first = s.anAlias(later);
/** The same alias, of another key. */
const second = (over: Partial<AliasNode> = {}): AliasNode =>
  s.anAlias({ name: "audit-alias", target: audit.id, ...later, ...over });

describe("alias-is-unique", () => {
  it("accepts one key per alias", () => {
    expect(s.evaluate(rule, orders, first)).toEqual(s.COMPLIANT);
    const other = second({ aliasName: known("alias/audit", "`alias`") });
    expect(s.evaluate(rule, orders, audit, first, other)).toEqual(s.COMPLIANT);
  });

  it("refuses one alias for two keys of one account in one region, and names the other key", () => {
    expect(s.evaluate(rule, orders, audit, first, second())).toEqual({
      outcome: "violation",
      what: "alias/orders is defined twice in its account and region",
      got: "also the alias of key orders (prod/orders) in 111122223333, eu-west-1",
      expected: "",
      fix: "rename one of them",
    });
    expect(s.evaluate(rule, orders, audit, second(), first)).toMatchObject({
      got: "also the alias of key audit (prod/audit) in 111122223333, eu-west-1",
    });
  });

  it("refuses it for keys that are kept elsewhere, by the account in their ARNs", () => {
    const { target: _, ...named } = s.anAlias({ name: "old", targetKeyId: known(s.MRK_ARN, "`target_key_id` of old") });
    const { target: __, ...other } = s.anAlias();
    expect(s.evaluate(rule, named, other)).toEqual({
      outcome: "violation",
      what: "alias/orders is defined twice in its account and region",
      got: "also prod/old in 111122223333, eu-west-1",
      expected: "",
      fix: "rename one of them",
    });
  });

  it("accepts the same alias in another region, as a key and its replica have it", () => {
    const replica = s.aReplica(orders, "eu-central-1");
    const ofReplica = second({ target: replica.id, region: known("eu-central-1", "`region`") });
    expect(s.evaluate(rule, orders, replica, first, ofReplica)).toEqual(s.COMPLIANT);
  });

  it("accepts the same alias in another account", () => {
    const staging = { ...audit, accountClaims: [known("444455556666", "`accountId` of key audit")] };
    expect(s.evaluate(rule, orders, staging, first, second())).toEqual(s.COMPLIANT);
    const { target: _, ...ofProvider } = second({ accountClaims: [known("444455556666", "the role of the provider")] });
    expect(s.evaluate(rule, orders, first, ofProvider)).toEqual(s.COMPLIANT);
  });

  it.each([
    ["region", { region: s.later("`region` of key audit") }, "`region` of key audit is known only at apply"],
    [
      "account",
      { target: "elsewhere", targetKeyId: s.later("the key") },
      "which account prod/audit-alias belongs to is not known",
    ],
    [
      "account, of which two are claimed,",
      { accountClaims: [known("444455556666", "the provider")] },
      "which account prod/audit-alias belongs to is not known",
    ],
  ])("leaves it open while the %s is unknown", (_, over, why) => {
    expect(s.evaluate(rule, orders, audit, first, second(over))).toEqual(
      s.unknownBecause(`cannot verify that alias/orders differs from the alias of key orders (prod/orders): ${why}`),
    );
  });

  it("leaves it open while the name is unknown, whichever of the two it is", () => {
    const open = { aliasName: s.later("`alias` of key audit") };
    expect(s.evaluate(rule, orders, audit, first, second(open))).toEqual(
      s.unknownBecause(
        "cannot verify that the alias of key audit (prod/audit) differs from the alias of key orders (prod/orders): `alias` of key audit is known only at apply",
      ),
    );
    expect(s.evaluate(rule, orders, audit, second(open), first)).toEqual(
      s.unknownBecause(
        "cannot verify that alias/orders differs from the alias of key audit (prod/audit): `alias` of key audit is known only at apply",
      ),
    );
  });

  it("does not leave it open when what is known already differs", () => {
    const elsewhere = second({ aliasName: s.later("`alias`"), region: known("us-east-1", "`region`") });
    expect(s.evaluate(rule, orders, audit, first, elsewhere)).toEqual(s.COMPLIANT);
  });

  it("is unknown if two aliases may be the same alias of one key", () => {
    const why = "cannot determine whether prod/again and prod/orders-alias are one alias: both define alias/orders";
    expect(s.evaluate(rule, orders, s.anAlias(), s.anAlias({ name: "again" }))).toEqual(s.unknownBecause(why));
    expect(s.evaluate(rule, orders, first, s.anAlias({ name: "again", ...later }))).toEqual(s.unknownBecause(why));
    const [byArn, byId] = [s.KEY_ARN, s.KEY_ID].map((key) => ({ targetKeyId: known(key, "`target_key_id`") }));
    expect(s.evaluate(rule, orders, s.anAlias(byArn), s.anAlias({ name: "again", ...byId }))).toEqual(
      s.unknownBecause(why),
    );
  });

  it("evaluates nothing but aliases", () => {
    expect(rule.on).toEqual(["alias"]);
  });

  it("compares thousands of aliases of one name", () => {
    const aliases = Array.from({ length: 5000 }, (_, index) =>
      s.anAlias({ name: `a${index}`, region: known(`r${index}`, "`region`") }),
    );
    expect(finish(() => s.evaluate(rule, orders, ...aliases))).toEqual(s.COMPLIANT);
  });
});

it("has this one-line message for the bad example of alias-is-unique", () => {
  expect(s.exampleLine(rule)).toBe(
    "prod/audit-alias: alias/orders is defined twice in its account and region: also the alias of key orders (prod/orders) in 111122223333, eu-west-1; help: rename one of them [alias-is-unique]",
  );
});
