import type { Condition } from "../../../policy/document";
import { isPossiblyAllowed, isAllowed } from "../../../policy/evaluate/evaluate";
import { ADMIN, allow, ask, NEO4J } from "./evaluate-support";
import { KEY_ARN } from "../../support/samples";

describe("what is not known", () => {
  const via = { StringEquals: { "kms:ViaService": "ec2.eu-west-1.amazonaws.com" } };

  it("leaves an Allow open, and says what is missing", () => {
    const decision = ask([allow({ Condition: via })], { others: "unknown" });
    expect(decision).toEqual({
      answer: "unknown",
      because: `whether statement 1 allows kms:Decrypt to ${NEO4J.arn} depends on kms:ViaService`,
      statement: 0,
    });
    expect([isPossiblyAllowed(decision), isAllowed(decision)]).toEqual([true, false]);
  });

  it("leaves a Deny open, and says what is missing", () => {
    const condition = { StringNotLike: { "aws:PrincipalOrgID": "o-*", "aws:SourceVpce": "vpce-1" } };
    expect(ask([allow({}), allow({ Effect: "Deny", Condition: condition })], { others: "unknown" })).toEqual({
      answer: "unknown",
      because: `whether statement 2 denies kms:Decrypt to ${NEO4J.arn} depends on aws:PrincipalOrgID and aws:SourceVpce`,
      statement: 1,
    });
  });

  it("does not matter where the known settles it", () => {
    expect(
      isPossiblyAllowed(ask([allow({ Principal: { AWS: "999999999999" }, Condition: via })], { others: "unknown" })),
    ).toBe(false);
    expect(isAllowed(ask([allow({ Condition: via }), allow({})], { others: "unknown" }))).toBe(true);
    const denied = ask([allow({ Condition: via }), allow({ Effect: "Deny" })], { others: "unknown" });
    expect([isPossiblyAllowed(denied), isAllowed(denied)]).toEqual([false, false]);
    const both = { ...via, StringLike: { "kms:CallerAccount": "9*" } };
    expect(isPossiblyAllowed(ask([allow({ Condition: both })], { others: "unknown" }))).toBe(false);
  });

  it("does not extend to what follows from the request", () => {
    const condition = {
      StringEquals: { "kms:CallerAccount": "444455556666", "aws:ResourceAccount": "111122223333" },
      ArnLike: { "aws:PrincipalArn": NEO4J.arn },
      Null: { "aws:username": "true" },
    };
    expect(ask([allow({ Condition: condition })], { others: "unknown" }).answer).toBe("allowed");
  });

  it.each([
    ["kms:GrantIsForAWSResource", "kms:Decrypt", "kms:CreateGrant"],
    ["kms:EncryptionContext:Project", "kms:DescribeKey", "kms:Decrypt"],
    ["kms:RecipientAttestation:PCR3", "kms:Encrypt", "kms:Decrypt"],
    ["KMS:REQUESTALIAS", "kms:CreateGrant", "kms:DescribeKey"],
  ])("does not extend to %s, which no request to %s carries", (key, without, having) => {
    const policy = [allow({ Condition: { Null: { [key]: "true" } } })];
    expect(ask(policy, { action: without, others: "unknown" }).answer).toBe("allowed");
    expect(ask(policy, { action: without, context: { [key]: "true" } }).answer).toBe("allowed");
    expect(ask(policy, { action: having, others: "unknown" }).answer).toBe("unknown");
    expect(ask(policy, { action: having, context: { [key]: "true" } }).answer).toBe("denied");
  });

  it("extends to the calling account and service of every request, though the table omits them for one operation", () => {
    const policy = (key: string) => [allow({ Condition: { StringEquals: { [key]: "111122223333" } } })];
    const request = { action: "kms:SynchronizeMultiRegionKey", principal: ADMIN, others: "unknown" } as const;
    expect(ask(policy("kms:CallerAccount"), request).answer).toBe("allowed");
    expect(ask(policy("kms:ViaService"), request).answer).toBe("unknown");
  });

  it.each(["kms:ResourceAliases", "kms:ViaService", "aws:PrincipalOrgID", "aws:SourceIp", "aws:TagKeys", "saml:aud"])(
    "extends to %s, which a request for anything may carry",
    (key) => {
      expect(ask([allow({ Condition: { Null: { [key]: "true" } } })], { others: "unknown" }).answer).toBe("unknown");
    },
  );

  it.each(["aws:CurrentTime", "aws:EpochTime", "aws:userid"])(
    "extends to the value of %s, but not to whether the request carries it",
    (key) => {
      const answer = (Condition: Condition) => ask([allow({ Condition })], { others: "unknown" }).answer;
      expect(answer({ Null: { [key]: "false" } })).toBe("allowed");
      expect(answer({ Null: { [key]: "true" } })).toBe("denied");
      expect(answer({ StringEquals: { [key]: "x" } })).toBe("unknown");
      expect(answer({ StringNotEquals: { [key]: "x" } })).toBe("unknown");
      expect(answer({ DateLessThan: { [key]: "2030-01-01T00:00:00Z" } })).toBe("unknown");
    },
  );

  it.each(["s3:TlsVersion", "sts:ExternalId", "kms:NoSuchKey"])("does not extend to %s, which none carries", (key) => {
    const answer = (Condition: Condition) => ask([allow({ Condition })], { others: "unknown" }).answer;
    expect(answer({ Null: { [key]: "true" } })).toBe("allowed");
    expect(answer({ StringLike: { [key]: "*" } })).toBe("denied");
    expect(answer({ StringNotLike: { [key]: "*" } })).toBe("allowed");
  });

  it("does not extend to whether a key is multi-Region, which its id shows", () => {
    const answer = (keyArn: string, Condition: Condition) =>
      ask([allow({ Condition })], { keyArn, others: "unknown" }).answer;
    const multiRegion = KEY_ARN.replace(/key\/.*/, "key/mrk-1234abcd12ab34cd56ef1234567890ab");
    expect(answer(KEY_ARN, { Bool: { "kms:MultiRegion": "false" } })).toBe("allowed");
    expect(answer(multiRegion, { Bool: { "kms:MultiRegion": "true" } })).toBe("allowed");
    expect(answer(KEY_ARN, { Null: { "kms:MultiRegionKeyType": "true" } })).toBe("allowed");
    expect(answer(multiRegion, { StringEquals: { "kms:MultiRegionKeyType": "PRIMARY" } })).toBe("unknown");
    expect(answer(multiRegion, { StringEquals: { "kms:MultiRegionKeyType": ["PRIMARY", "REPLICA"] } })).toBe("allowed");
  });

  it("leaves a variable open, even one with a default", () => {
    const policy = [allow({ Condition: { StringEquals: { "aws:x": "${aws:SourceIp, 'a'}" } } })];
    expect(ask(policy, { context: { "aws:x": "a" } }).answer).toBe("allowed");
    expect(ask(policy, { context: { "aws:x": "a" }, others: "unknown" }).answer).toBe("unknown");
  });

  it("includes a wildcard in the middle of a segment that would have to reach over a colon", () => {
    expect(ask([allow({ Resource: "arn:aws:k*1234abcd-12ab-34cd-56ef-1234567890ab" })]).answer).toBe("unknown");
    expect(ask([allow({ Resource: "arn:aws:kms?eu-west-1:111122223333:key/*" })]).answer).toBe("unknown");
    expect(ask([allow({ Resource: "arn:aws:kms:*:key/1234abcd-*" })]).answer).toBe("allowed");
    expect(ask([allow({ Resource: "arn:aws:kms:e*-1:1?11*:key/*4567890ab" })]).answer).toBe("allowed");
    expect(ask([allow({ Resource: "arn:aws:k*-nowhere" })]).answer).toBe("denied");
  });

  it("includes a variable before the fifth colon of an ARN, where IAM has none", () => {
    const resource = "arn:aws:kms:eu-west-1:${aws:ResourceAccount}:key/*";
    expect(ask([allow({ Resource: resource })]).answer).toBe("unknown");
    expect(ask([allow({ Resource: resource })], { context: { "aws:ResourceAccount": "1" } }).answer).toBe("denied");
    expect(ask([allow({ Resource: resource.replace("aws:", "${aws:x, 'aws'}:") })]).answer).toBe("unknown");
  });

  it("includes an ARN of too few segments", () => {
    expect(ask([allow({ Resource: "arn:aws:kms" })]).answer).toBe("unknown");
    expect(ask([allow({ Resource: "arn:aws:kms:eu-west-1:111122223333" })]).answer).toBe("unknown");
    expect(ask([allow({ Resource: "arn:aws:s3" })]).answer).toBe("denied");
    expect(ask([allow({ Resource: "arn:aws:kms:eu-west-1:111122223333:key" })]).answer).toBe("denied");
  });

  it("includes who may retire a grant", () => {
    expect(ask([allow({})], { action: "kms:RetireGrant" })).toEqual({
      answer: "unknown",
      because: "the grant itself says who may retire it, and no key policy allows kms:RetireGrant",
    });
  });
});
