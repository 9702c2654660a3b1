import { aliasNames } from "../../model/aliases";
import { anAlias, given } from "../../rules/example";

const KEY = "module.keys.aws_kms_key.orders";
const alias = (id: string, name: string, target = KEY) => anAlias({ id, target, aliasName: given(name, "`name`") });
const named = (...aliases: Parameters<typeof aliasNames>[0]) => [...aliasNames(aliases)];

describe("the aliases of a key", () => {
  it("begin with the one of the same name in HCL, and are sorted by name", () => {
    const last = alias("module.keys.aws_kms_alias.b", "alias/a");
    const first = alias('module.keys.aws_kms_alias.orders["eu"]', "alias/z");
    expect(named(alias("module.keys.aws_kms_alias.c", "alias/b"), last, first)).toEqual([
      [KEY, ["alias/z", "alias/a", "alias/b"]],
    ]);
  });

  it("begin with the one that a construct made with the key", () => {
    const key = "aws_kms_key.keys_orders_5FD52B88";
    const made = alias("aws_kms_alias.keys_orders_Alias_31EC0FCA", "alias/neo4j-aura/orders", key);
    expect(named(alias("aws_kms_alias.more_11111111", "alias/a", key), made)).toEqual([
      [key, ["alias/neo4j-aura/orders", "alias/a"]],
    ]);
  });

  it("are the same in any order", () => {
    const [a, b] = [alias("aws_kms_alias.a", "alias/a"), alias("aws_kms_alias.b", "alias/b")];
    expect(named(a, b)).toEqual(named(b, a));
  });

  it("do not have the former name or key of an alias that is there twice, nor one that is unknown", () => {
    const was = alias("aws_kms_alias.a", "alias/was");
    const is = alias("aws_kms_alias.a", "alias/is", "aws_kms_key.other");
    const unnamed = anAlias({ id: "aws_kms_alias.x", target: KEY, aliasName: { known: false, reason: "later" } });
    expect(named(was, is, unnamed)).toEqual([["aws_kms_key.other", ["alias/is"]]]);
  });
});
