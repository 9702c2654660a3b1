import { indexModel, keyRegionNeeds } from "../../../rules/analysis";
import * as s from "./support";

const KEY = "aws_kms_key.orders";
const RECORD = "aura_customer_managed_key.orders";
const AT = `\`key_id\` of ${RECORD} is known only at apply, and`;

/** Why it is unknown which key the record of a new key is of. */
function doubt(
  keyId: object,
  { multiRegion = false, blocks = [] }: { multiRegion?: boolean; blocks?: readonly object[] } = {},
): string | undefined {
  const { arn: _, id: __, key_id: ___, ...key } = s.KEY as Record<string, unknown>;
  const { key_id: ____, ...record } = s.RECORD as Record<string, unknown>;
  const { after } = s.readEntries(
    [
      { address: KEY, after: { ...key, multi_region: multiRegion }, unknown: { arn: true, id: true, key_id: true } },
      { address: RECORD, after: record, unknown: { key_id: true, id: true } },
    ],
    {
      configuration: {
        root_module: {
          resources: [
            { address: KEY, mode: "managed", type: "aws_kms_key", name: "orders", expressions: {} },
            {
              ...{ address: RECORD, mode: "managed", type: "aura_customer_managed_key", name: "orders" },
              expressions: { key_id: keyId },
            },
            ...blocks,
          ],
        },
      },
    },
  );
  expect(after.records).toMatchObject([{ key: KEY }]);
  return after.records[0]?.otherKey?.reason;
}

const hcl = (attribute: string, name = KEY) => ({ references: [`${name}.${attribute}`, name] });
const json = (template: string) => ({ ...hcl("arn"), constant_value: template });

describe("the ARN of a customer managed key that is known only at apply", () => {
  it("is that of the key to which its expression refers, where that key can have no replica", () => {
    expect(doubt(hcl("arn"))).toBeUndefined();
    expect(doubt({ references: [KEY] })).toBeUndefined();
    expect(doubt(json(`\${${KEY}.arn}`))).toBeUndefined();
  });

  it("may be that of a replica, because HCL shows a function around the ARN no more than none", () => {
    const why = `${AT} the plan does not show that it is the ARN of ${KEY}, and not that of a replica`;
    expect(doubt(hcl("arn"), { multiRegion: true })).toBe(why);
    expect(doubt(json(`\${${KEY}.arn}`), { multiRegion: true })).toBeUndefined();
  });

  it("may be that of any key where a function changes it, or where it is made from the id", () => {
    const why = `${AT} its expression changes what it takes from ${KEY}`;
    expect(doubt(json(`\${replace(${KEY}.arn, "eu-west-1", "us-east-1")}`))).toBe(why);
    expect(doubt(json(`arn:aws:kms:us-east-1:111122223333:key/\${${KEY}.key_id}`))).toBe(why);
    expect(doubt(hcl("key_id"))).toBe(why);
    expect(doubt(hcl("id"))).toBe(why);
  });

  it("is followed through an alias, and in doubt through a data source, which may look in another region", () => {
    const name = "aws_kms_alias.orders";
    const alias = {
      ...{ address: name, mode: "managed", type: "aws_kms_alias", name: "orders" },
      expressions: { target_key_id: hcl("key_id") },
    };
    const data = {
      ...{ address: "data.aws_kms_key.orders", mode: "data", type: "aws_kms_key", name: "orders" },
      expressions: { key_id: { ...hcl("key_id"), constant_value: `\${${KEY}.key_id}` } },
    };
    expect(doubt(hcl("target_key_arn", name), { blocks: [alias] })).toBeUndefined();
    expect(doubt(hcl("arn", name), { blocks: [alias] })).toBe(`${AT} its expression changes what it takes from ${KEY}`);
    const template = { ...hcl("arn", "data.aws_kms_key.orders"), constant_value: "${data.aws_kms_key.orders.arn}" };
    expect(doubt(template, { blocks: [data] })).toBeUndefined();
    expect(doubt(template, { blocks: [data], multiRegion: true })).toContain("not that of a replica");
  });

  it("leaves the region of the key open", () => {
    const { after } = s.readEntries([]);
    const reason = "in doubt";
    const record = { otherKey: { known: false, reason } } as never;
    expect(keyRegionNeeds(record, indexModel(after).key(undefined))).toEqual([{ known: false, reason }]);
  });
});
