import { parseArn, parseKeyArn, partitionOf, siblingArn } from "../../policy/arn";

const UUID = "1234abcd-12ab-34cd-56ef-1234567890ab";
const MRK = "mrk-1234abcd12ab34cd56ef1234567890ab";

describe("parseArn", () => {
  it("parses an ARN, and keeps colons in the resource", () => {
    expect(parseArn("arn:aws:rds:eu-west-1:111122223333:db:orders")).toEqual({
      partition: "aws",
      service: "rds",
      region: "eu-west-1",
      accountId: "111122223333",
      resource: "db:orders",
    });
  });

  it.each([
    "",
    "arn",
    "arn:aws:iam::111122223333",
    "urn:aws:iam::111122223333:root",
    "arn:gcp:iam::111122223333:root",
    "arn:aws:::111122223333:root",
  ])("rejects %p as an ARN", (text) => {
    expect(parseArn(text)).toBeUndefined();
  });
});

describe("parseKeyArn", () => {
  it("parses the ARN of a single-Region key", () => {
    expect(parseKeyArn(`arn:aws:kms:eu-west-1:111122223333:key/${UUID}`)).toEqual({
      partition: "aws",
      service: "kms",
      region: "eu-west-1",
      accountId: "111122223333",
      resource: `key/${UUID}`,
      keyId: UUID,
      multiRegion: false,
    });
  });

  it("knows a multi-Region key by its id", () => {
    expect(parseKeyArn(`arn:aws-us-gov:kms:us-gov-west-1:111122223333:key/${MRK}`)).toEqual({
      partition: "aws-us-gov",
      service: "kms",
      region: "us-gov-west-1",
      accountId: "111122223333",
      resource: `key/${MRK}`,
      keyId: MRK,
      multiRegion: true,
    });
  });

  it.each([
    [UUID, "a bare key id"],
    [MRK, "a bare key id"],
    ["alias/orders", "an alias name"],
    ["arn:aws:kms:eu-west-1:111122223333:alias/orders", "an alias ARN"],
    ["orders", "not an ARN"],
    [`arn:aws:s3:eu-west-1:111122223333:key/${UUID}`, "an ARN of s3, not of KMS"],
    [`arn:aws:kms:europe:111122223333:key/${UUID}`, 'a key ARN with the malformed region "europe"'],
    [
      `arn:aws:kms:cn-north-1:111122223333:key/${UUID}`,
      "a key ARN of partition aws with region cn-north-1 of partition aws-cn",
    ],
    [`arn:aws:kms:eu-west-1:1111:key/${UUID}`, 'a key ARN with the malformed account id "1111"'],
    ["arn:aws:kms:eu-west-1:111122223333:key/orders", 'a KMS ARN that names "key/orders", not a key'],
    [
      `arn:aws:kms:eu-west-1:111122223333:key/${UUID.toUpperCase()}`,
      `a KMS ARN that names "key/${UUID.toUpperCase()}", not a key`,
    ],
    [`arn:aws:kms:eu-west-1:111122223333:${UUID}`, `a KMS ARN that names "${UUID}", not a key`],
  ])("says that %p is %s", (text, error) => {
    expect(parseKeyArn(text)).toEqual({ error });
  });
});

it.each([
  ["eu-west-1", "aws"],
  ["cn-northwest-1", "aws-cn"],
  ["us-gov-east-1", "aws-us-gov"],
  ["us-iso-east-1", "aws-iso"],
  ["us-isob-east-1", "aws-iso-b"],
  ["eu-isoe-west-1", "aws-iso-e"],
  ["us-isof-south-1", "aws-iso-f"],
  ["eusc-de-east-1", "aws-eusc"],
])("puts region %s into partition %s", (region, partition) => {
  expect(partitionOf(region)).toBe(partition);
});

it("gives the ARN of a multi-Region key's sibling", () => {
  const arn = parseKeyArn(`arn:aws:kms:eu-west-1:111122223333:key/${MRK}`);
  expect("error" in arn ? arn : siblingArn(arn, "eu-central-1")).toBe(
    `arn:aws:kms:eu-central-1:111122223333:key/${MRK}`,
  );
});
