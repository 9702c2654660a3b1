import type { KeyRequest } from "../../../policy/evaluate/evaluate";
import type { Condition, PolicyPrincipal, Statement } from "../../../policy/document";
import { KEY_ARN } from "../../support/samples";
import { AURA, OWN } from "../examples";
import { ADMIN, allow, ask, NEO4J, SESSION, EXTERNAL } from "./evaluate-support";

describe("Aura's example in the owner's policy", () => {
  it("allows Neo4j's account to use the key", () => {
    expect(ask([OWN, AURA])).toEqual({
      answer: "allowed",
      because:
        'statement 2 ("Allow access for Neo4j") allows kms:Decrypt to arn:aws:iam::444455556666:role/aura/data-plane',
      statement: 1,
    });
    for (const action of [
      "kms:Encrypt",
      "kms:GenerateDataKeyWithoutPlaintext",
      "kms:ReEncryptFrom",
      "kms:CreateGrant",
    ]) {
      expect(ask([OWN, AURA], { action }).answer).toBe("allowed");
    }
  });

  it("does not allow an external principal", () => {
    expect(ask([OWN, AURA], { principal: EXTERNAL })).toEqual({
      answer: "denied",
      because: "no statement allows kms:Decrypt to arn:aws:iam::999999999999:user/Eve",
    });
  });

  it("does not allow Neo4j anything else", () => {
    expect(ask([OWN, AURA], { action: "kms:GetPublicKey" }).because).toBe(
      "no statement allows kms:GetPublicKey to arn:aws:iam::444455556666:role/aura/data-plane",
    );
    expect(ask([OWN, AURA], { action: "kms:ScheduleKeyDeletion" })).toEqual({
      answer: "denied",
      because: "KMS does not offer kms:ScheduleKeyDeletion to other accounts, whatever the policy says",
    });
  });

  it("leaves the key in the owner's hands", () => {
    expect(ask([OWN, AURA], { action: "kms:ScheduleKeyDeletion", principal: ADMIN })).toEqual({
      answer: "allowed",
      because:
        'statement 1 ("Enable IAM User Permissions") allows kms:ScheduleKeyDeletion to arn:aws:iam::111122223333:role/admin',
      statement: 0,
    });
  });
});

describe("principals", () => {
  it.each<[string, PolicyPrincipal, KeyRequest["principal"], boolean]>([
    ["anyone", "*", EXTERNAL, true],
    ["anyone, as AWS", { AWS: "*" }, EXTERNAL, true],
    ["anyone, in a list", { AWS: ["111122223333", "*"] }, EXTERNAL, true],
    ["the role itself", { AWS: NEO4J.arn }, NEO4J, true],
    ["another role", { AWS: NEO4J.arn }, EXTERNAL, false],
    ["the account as ARN", { AWS: "arn:aws:iam::444455556666:root" }, NEO4J, true],
    ["the account as digits", { AWS: "444455556666" }, SESSION, true],
    ["another account", { AWS: "444455556666" }, EXTERNAL, false],
    ["the account in another partition", { AWS: "arn:aws-cn:iam::444455556666:root" }, NEO4J, false],
    ["the role of a session, whatever its path", { AWS: NEO4J.arn }, SESSION, true],
    ["a role whose name ends alike", { AWS: "arn:aws:iam::444455556666:role/x-data-plane" }, SESSION, false],
    ["the role of that name in another account", { AWS: "arn:aws:iam::999999999999:role/data-plane" }, SESSION, false],
    ["the session itself", { AWS: SESSION.arn }, SESSION, true],
    ["another session of the role", { AWS: "arn:aws:sts::444455556666:assumed-role/data-plane/i-2" }, SESSION, false],
    ["a session, asked by its role", { AWS: SESSION.arn }, NEO4J, false],
    ["a name in another case", { AWS: NEO4J.arn.toUpperCase() }, NEO4J, false],
    ["a service", { Service: "logs.amazonaws.com" }, NEO4J, false],
    ["none", {}, NEO4J, false],
    ["a wildcard in an ARN, which KMS does not take", { AWS: "arn:aws:iam::444455556666:*" }, NEO4J, false],
  ])("%s", (_, principal, caller, allowed) => {
    expect(ask([allow({ Principal: principal })], { principal: caller }).answer).toBe(allowed ? "allowed" : "denied");
  });

  it("knows the root user by the account", () => {
    const root = { arn: "arn:aws:iam::111122223333:root", accountId: "111122223333" };
    expect(ask([OWN], { principal: root }).answer).toBe("allowed");
    expect(ask([allow({ Principal: { AWS: ADMIN.arn } })], { principal: root }).answer).toBe("denied");
  });

  it("does not allow a caller of another partition", () => {
    const principal = { arn: "arn:aws-cn:iam::444455556666:role/x", accountId: "444455556666" };
    expect(ask([allow({})], { principal })).toEqual({
      answer: "denied",
      because: "arn:aws-cn:iam::444455556666:role/x is not of the key's partition",
    });
  });

  it("does not allow by a statement without principal, and is unknown with NotPrincipal", () => {
    expect(ask([allow({ Principal: undefined })]).answer).toBe("denied");
    const policy = [allow({ Principal: undefined, NotPrincipal: { AWS: [EXTERNAL.arn, EXTERNAL.accountId] } })];
    expect(ask(policy).answer).toBe("unknown");
    expect(ask(policy, { principal: EXTERNAL }).answer).toBe("denied");
  });
});

describe("denials", () => {
  const deny = (element: Partial<Statement>): Statement[] => [allow({}), allow({ Effect: "Deny", ...element })];

  it("override every Allow, in any order", () => {
    const denied = { Effect: "Deny", Principal: { AWS: "444455556666" } } as const;
    expect(ask([allow({}), allow(denied)])).toEqual({
      answer: "denied",
      because: "statement 2 denies kms:Decrypt to arn:aws:iam::444455556666:role/aura/data-plane",
      statement: 1,
    });
    expect(ask([allow(denied), allow({})]).statement).toBe(0);
    expect(ask([allow(denied), allow({})], { principal: EXTERNAL }).answer).toBe("allowed");
  });

  it.each<[string, PolicyPrincipal, KeyRequest["principal"], string]>([
    ["none of the caller's names", { AWS: "999999999999" }, NEO4J, "statement 2 denies kms:Decrypt to %"],
    ["account and caller", { AWS: ["444455556666", NEO4J.arn] }, NEO4J, "statement 1 allows kms:Decrypt to %"],
    [
      "account, role and session",
      { AWS: ["arn:aws:iam::444455556666:root", NEO4J.arn, SESSION.arn] },
      SESSION,
      "statement 1 allows kms:Decrypt to %",
    ],
    ["anyone", "*", NEO4J, "statement 1 allows kms:Decrypt to %"],
    [
      "the account only",
      { AWS: "444455556666" },
      NEO4J,
      "cannot determine whether statement 2 denies kms:Decrypt to %",
    ],
    [
      "account and role of a session",
      { AWS: ["444455556666", NEO4J.arn] },
      SESSION,
      "cannot determine whether statement 2 denies kms:Decrypt to %",
    ],
  ])("by NotPrincipal that names %s", (_, principal, caller, because) => {
    const policy = deny({ Principal: undefined, NotPrincipal: principal });
    expect(ask(policy, { principal: caller }).because).toBe(because.replace("%", caller.arn));
  });

  it("exempt the root user by NotPrincipal that names its account, in either form", () => {
    const principal = { arn: "arn:aws:iam::111122223333:root", accountId: "111122223333" };
    for (const name of ["111122223333", principal.arn]) {
      expect(ask(deny({ Principal: undefined, NotPrincipal: { AWS: name } }), { principal }).answer).toBe("allowed");
    }
  });

  it("by NotAction and NotResource", () => {
    expect(ask(deny({ Action: undefined, NotAction: "kms:Enc*" })).answer).toBe("denied");
    expect(ask(deny({ Action: undefined, NotAction: ["kms:Sign", "KMS:DEC*"] })).answer).toBe("allowed");
    expect(ask(deny({ Resource: undefined, NotResource: "arn:aws:kms:us-*" })).answer).toBe("denied");
    expect(ask(deny({ Resource: undefined, NotResource: "arn:aws:kms:eu-*" })).answer).toBe("allowed");
  });

  it("do nothing without Action or Resource, as KMS has it", () => {
    expect(ask(deny({ Action: undefined })).answer).toBe("allowed");
    expect(ask(deny({ Resource: undefined })).answer).toBe("allowed");
  });
});

describe("actions and resources", () => {
  it.each<[Partial<Statement>, boolean]>([
    [{ Action: "kms:Decrypt" }, true],
    [{ Action: "KMS:decrypt" }, true],
    [{ Action: ["kms:Encrypt", "kms:De?rypt"] }, true],
    [{ Action: "*" }, true],
    [{ Action: "kms:Dec" }, false],
    [{ Action: "s3:*" }, false],
    [{ Action: [] }, false],
    [{ Action: undefined }, false],
    [{ Action: undefined, NotAction: "kms:Encrypt" }, true],
    [{ Resource: KEY_ARN }, true],
    [{ Resource: "arn:aws:kms:*:111122223333:key/*" }, true],
    [{ Resource: "arn:aws:kms:eu-west-1:111122223333:key/????abcd-*" }, true],
    [{ Resource: KEY_ARN.replace("eu-west-1", "us-east-1") }, false],
    [{ Resource: KEY_ARN.toUpperCase() }, false],
    [{ Resource: "arn:aws:kms:eu-west-1:111122223333:alias/orders" }, false],
    [{ Resource: undefined }, false],
    [{ Resource: "arn:aws:kms:eu-west-1:${aws:PrincipalAccount}:key/*" }, false],
    [{ Resource: "arn:aws:kms:eu-west-1:111122223333:key/*${aws:x, 'ab'}" }, true],
    [{ Resource: "arn:aws:kms:eu-west-1:111122223333:key/*${aws:x, 'b*'}" }, false],
  ])("%j", (element, allowed) => {
    expect(ask([allow(element)]).answer).toBe(allowed ? "allowed" : "denied");
  });

  it.each(["kms:*", "Decrypt", "s3:GetObject", "kms:De?rypt", "kms:Decyrpt", "kms:CreateKey"])(
    "says nothing about %s, which is no operation on a key",
    (action) => {
      expect(ask([allow({})], { action })).toEqual({
        answer: "unknown",
        because: `${action} is not known as an operation on a key`,
      });
    },
  );

  it.each([
    ...["Encrypt", "Decrypt", "ReEncryptFrom", "ReEncryptTo", "GenerateDataKey", "GenerateDataKeyPair", "GenerateMac"],
    ...["VerifyMac", "Sign", "Verify", "DeriveSharedSecret", "GetPublicKey", "DescribeKey", "GetKeyRotationStatus"],
    ...["CreateGrant", "ListGrants", "RevokeGrant"],
  ])("kms:%s works across accounts", (operation) => {
    expect(ask([allow({})], { action: `kms:${operation}` }).answer).toBe("allowed");
  });

  it.each([
    ...[
      "PutKeyPolicy",
      "GetKeyPolicy",
      "ScheduleKeyDeletion",
      "CancelKeyDeletion",
      "DisableKey",
      "EnableKey",
      "TagResource",
    ],
    ...[
      "EnableKeyRotation",
      "DisableKeyRotation",
      "RotateKeyOnDemand",
      "ReplicateKey",
      "UpdateKeyDescription",
      "CreateAlias",
    ],
  ])("kms:%s does not, though the owner can", (operation) => {
    expect(ask([allow({})], { action: `kms:${operation}` }).answer).toBe("denied");
    expect(ask([allow({})], { action: `kms:${operation}`, principal: ADMIN }).answer).toBe("allowed");
  });
});

describe("conditions", () => {
  type Case = [Condition, KeyRequest["context"], true | false | "unknown"];

  it.each<Case>([
    // Missing keys.
    [{ StringEquals: { "kms:ViaService": "ec2.eu-west-1.amazonaws.com" } }, {}, false],
    [{ StringNotEquals: { "kms:ViaService": "ec2.eu-west-1.amazonaws.com" } }, {}, true],
    [{ StringEqualsIfExists: { "kms:ViaService": "ec2.eu-west-1.amazonaws.com" } }, {}, true],
    [{ Null: { "kms:ViaService": "true" } }, {}, true],
    [{ Null: { "kms:ViaService": false } }, {}, false],
    [{ Null: { "kms:ViaService": false } }, { "kms:viaservice": "x" }, true],
    [{ "ForAllValues:StringEquals": { "kms:EncryptionContextKeys": "a" } }, {}, true],
    [{ "ForAnyValue:StringEquals": { "kms:EncryptionContextKeys": "a" } }, {}, false],
    [{ "ForAnyValue:StringEqualsIfExists": { "kms:EncryptionContextKeys": "a" } }, {}, "unknown"],
    // Texts.
    [{ StringEquals: { "aws:x": ["a", "b"] } }, { "AWS:X": "b" }, true],
    [{ StringEquals: { "aws:x": "B" } }, { "aws:x": "b" }, false],
    [{ stringequals: { "aws:x": "b" } }, { "aws:x": "b" }, true],
    [{ StringNotEquals: { "aws:x": ["a", "b"] } }, { "aws:x": "b" }, false],
    [{ StringEqualsIgnoreCase: { "aws:x": "B" } }, { "aws:x": "b" }, true],
    [{ StringNotEqualsIgnoreCase: { "aws:x": "B" } }, { "aws:x": "b" }, false],
    [{ StringLike: { "aws:x": "ec2.*.amazonaws.co?" } }, { "aws:x": "ec2.eu-west-1.amazonaws.com" }, true],
    [{ StringLike: { "aws:x": "EC2.*" } }, { "aws:x": "ec2.eu-west-1.amazonaws.com" }, false],
    [{ StringNotLike: { "aws:x": "ec2.*" } }, { "aws:x": "ec2.eu-west-1.amazonaws.com" }, false],
    [{ StringEquals: { "aws:x": "a*" } }, { "aws:x": "ab" }, false],
    [{ StringEquals: { "aws:x": 12 } }, { "aws:x": "12" }, true],
    [{ StringEquals: { "aws:x": [] } }, { "aws:x": "a" }, false],
    // Every operator and every key has to hold.
    [{ StringEquals: { "aws:x": "a", "aws:y": "b" } }, { "aws:x": "a", "aws:y": "c" }, false],
    [{ StringEquals: { "aws:x": "a" }, Bool: { "aws:y": "true" } }, { "aws:x": "a", "aws:y": "true" }, true],
    [{}, {}, true],
    // Numbers, dates, booleans.
    [{ NumericEquals: { "aws:x": "10" } }, { "aws:x": "10.0" }, true],
    [{ NumericNotEquals: { "aws:x": 10 } }, { "aws:x": "11" }, true],
    [{ NumericLessThan: { "aws:x": 10 } }, { "aws:x": "10" }, false],
    [{ NumericLessThanEquals: { "aws:x": 10 } }, { "aws:x": "10" }, true],
    [{ NumericGreaterThan: { "aws:x": 9 } }, { "aws:x": "10" }, true],
    [{ NumericGreaterThanEquals: { "aws:x": 11 } }, { "aws:x": "10" }, false],
    [{ NumericGreaterThanEquals: { "aws:x": 10 } }, { "aws:x": "10" }, true],
    [{ NumericGreaterThan: { "aws:x": 10 } }, { "aws:x": "10" }, false],
    [{ NumericLessThan: { "aws:x": "many" } }, { "aws:x": "10" }, "unknown"],
    [
      { DateLessThan: { "aws:CurrentTime": "2026-01-02T00:00:00Z" } },
      { "aws:CurrentTime": "2026-01-01T23:59:59Z" },
      true,
    ],
    [
      { DateGreaterThan: { "aws:CurrentTime": "2026-01-02T00:00:00+02:00" } },
      { "aws:CurrentTime": "2026-01-01T23:59:59Z" },
      true,
    ],
    [{ DateEquals: { "aws:EpochTime": "2026-01-01T00:00:00Z" } }, { "aws:EpochTime": "1767225600" }, true],
    [{ DateNotEquals: { "aws:EpochTime": "2026-01-01T00:00:00Z" } }, { "aws:EpochTime": "soon" }, "unknown"],
    [{ Bool: { "aws:x": true } }, { "aws:x": "TRUE" }, true],
    [{ Bool: { "aws:x": "true" } }, { "aws:x": "false" }, false],
    [{ Bool: { "aws:x": "false" } }, { "aws:x": "maybe" }, "unknown"],
    [{ BinaryEquals: { "aws:x": "QQ==" } }, { "aws:x": "QQ==" }, true],
    [{ BinaryEquals: { "aws:x": "QQ==" } }, { "aws:x": "Qg==" }, false],
    // Addresses.
    [{ IpAddress: { "aws:SourceIp": "203.0.113.0/24" } }, { "aws:SourceIp": "203.0.113.255" }, true],
    [{ IpAddress: { "aws:SourceIp": "203.0.113.0/25" } }, { "aws:SourceIp": "203.0.113.255" }, false],
    [{ IpAddress: { "aws:SourceIp": ["203.0.113.7", "2001:db8::/32"] } }, { "aws:SourceIp": "2001:db8:1::1" }, true],
    [{ NotIpAddress: { "aws:SourceIp": "0.0.0.0/0" } }, { "aws:SourceIp": "::1" }, true],
    [{ IpAddress: { "aws:SourceIp": "203.0.113.0/24" } }, { "aws:SourceIp": "somewhere" }, "unknown"],
    [{ IpAddress: { "aws:SourceIp": "203.0.113.7/32" } }, { "aws:SourceIp": "203.0.113.7" }, true],
    [{ IpAddress: { "aws:SourceIp": "203.0.113.0/33" } }, { "aws:SourceIp": "203.0.113.7" }, "unknown"],
    [{ NotIpAddress: { "aws:SourceIp": "10.0.0.0/64" } }, { "aws:SourceIp": "203.0.113.7" }, "unknown"],
    [{ IpAddress: { "aws:SourceIp": "2001:db8::/129" } }, { "aws:SourceIp": "2001:db8::1" }, "unknown"],
    [{ IpAddress: { "aws:SourceIp": "2001:db8::1/128" } }, { "aws:SourceIp": "2001:db8::1" }, true],
    // ARNs: a wildcard does not reach over a colon.
    [{ ArnEquals: { "aws:x": "arn:aws:iam::*:role/a*" } }, { "aws:x": "arn:aws:iam::111122223333:role/abc" }, true],
    [{ ArnLike: { "aws:x": "arn:aws:*:role/a" } }, { "aws:x": "arn:aws:iam::111122223333:role/a" }, false],
    [
      { ArnNotLike: { "aws:x": "arn:aws:iam::111122223333:*" } },
      { "aws:x": "arn:aws:iam::111122223333:role/a" },
      false,
    ],
    [
      { ArnNotEquals: { "aws:x": "arn:aws:iam::111122223333:role/b" } },
      { "aws:x": "arn:aws:iam::111122223333:role/a" },
      true,
    ],
    [{ ArnLike: { "aws:x": "arn:aws:rds:*:*:db:*" } }, { "aws:x": "arn:aws:rds:eu-west-1:111122223333:db:a:b" }, true],
    // Many values.
    [{ "ForAnyValue:StringEquals": { "aws:k": ["a", "b"] } }, { "aws:k": ["c", "b"] }, true],
    [{ "ForAnyValue:StringNotEquals": { "aws:k": ["a", "b"] } }, { "aws:k": ["a", "b"] }, false],
    [{ "ForAllValues:StringEquals": { "aws:k": ["a", "b"] } }, { "aws:k": ["a", "b", "a"] }, true],
    [{ "ForAllValues:StringEquals": { "aws:k": ["a", "b"] } }, { "aws:k": ["a", "c"] }, false],
    [{ "ForAllValues:StringLike": { "aws:k": "a*" } }, { "aws:k": [] }, true],
    [{ StringEquals: { "aws:k": "a" } }, { "aws:k": ["a", "b"] }, "unknown"],
    [{ StringEquals: { "aws:k": "a" } }, { "aws:k": ["a"] }, true],
    [{ StringEquals: { "KMS:EncryptionContextKeys": "a" } }, { "kms:EncryptionContextKeys": "a" }, "unknown"],
    [{ StringNotEquals: { "aws:PrincipalOrgPaths": "o-1/*" } }, { "aws:PrincipalOrgPaths": "o-1/r-1" }, "unknown"],
    [{ StringNotEquals: { "aws:PrincipalOrgPaths": "o-1/*" } }, {}, true],
    [{ "ForAllValues:StringEquals": { "aws:k": "a" } }, { "aws:k": "" }, "unknown"],
    // What follows from the principal.
    [{ StringEquals: { "kms:CallerAccount": "444455556666", "aws:PrincipalAccount": "444455556666" } }, {}, true],
    [{ ArnLike: { "aws:PrincipalArn": "arn:aws:iam::444455556666:role/aura/*" } }, {}, true],
    [{ StringEquals: { "kms:CallerAccount": "999999999999" } }, { "kms:CallerAccount": "999999999999" }, true],
    // Variables.
    [{ StringEquals: { "aws:x": "${aws:PrincipalAccount}" } }, { "aws:x": "444455556666" }, true],
    [{ StringLike: { "aws:x": "${aws:y}*" } }, { "aws:x": "a*b", "aws:y": "a*" }, true],
    [{ StringLike: { "aws:x": "${aws:y}" } }, { "aws:x": "abc", "aws:y": "a*" }, false],
    [{ StringLike: { "aws:x": "a${*}" } }, { "aws:x": "abc" }, false],
    [{ StringLike: { "aws:x": "a${*}" } }, { "aws:x": "a*" }, true],
    [{ StringEquals: { "aws:x": "${$}{x}" } }, { "aws:x": "${x}" }, true],
    [{ StringEquals: { "aws:x": "${aws:y, 'none'}" } }, { "aws:x": "none" }, true],
    [{ StringEquals: { "aws:x": "${aws:y}" } }, { "aws:x": "none" }, "unknown"],
    [{ StringEquals: { "aws:x": ["a", "${aws:y}"] } }, { "aws:x": "a" }, true],
    // What IAM does not have.
    [{ StringEqual: { "kms:CallerAccount": "444455556666" } }, {}, "unknown"],
    [{ NullIfExists: { "kms:CallerAccount": "true" } }, {}, "unknown"],
    [{ StringEqual: { "aws:x": "a" }, StringEquals: { "aws:x": "a" } }, { "aws:x": "b" }, false],
  ])("%j with %j: %s", (condition, context, met) => {
    const [permit, refuse] = [allow({ Condition: condition }), allow({ Effect: "Deny", Condition: condition })];
    const [yes, no] = met === "unknown" ? ["unknown", "unknown"] : met ? ["allowed", "denied"] : ["denied", "allowed"];
    expect(ask([permit], { context }).answer).toBe(yes);
    expect(ask([allow({}), refuse], { context }).answer).toBe(no);
  });

  it("says so when it is unknown whether an Allow applies", () => {
    expect(ask([{ ...AURA, Condition: { StringEqual: { "kms:CallerAccount": "444455556666" } } }])).toEqual({
      answer: "unknown",
      because:
        'cannot determine whether statement 1 ("Allow access for Neo4j") allows kms:Decrypt to arn:aws:iam::444455556666:role/aura/data-plane',
      statement: 0,
    });
  });

  it("does not know the path of a role behind a session, unless it is given", () => {
    const role = "arn:aws:iam::444455556666:role/aura/data-plane";
    const policy = [allow({ Condition: { ArnEquals: { "aws:PrincipalArn": role } } })];
    expect(ask(policy, { principal: SESSION })).toEqual({
      answer: "unknown",
      because: `whether statement 1 allows kms:Decrypt to ${SESSION.arn} depends on aws:PrincipalArn`,
      statement: 0,
    });
    expect(ask(policy, { principal: SESSION, context: { "aws:PrincipalArn": role } }).answer).toBe("allowed");
  });

  it.each([undefined, "2008-10-17"])("takes variables literally in a policy of Version %p", (version) => {
    const condition = { StringEquals: { "aws:x": "${aws:PrincipalAccount}" } };
    const policy = { Version: version, Statement: [allow({ Condition: condition })] };
    expect(ask(policy, { context: { "aws:x": "${aws:PrincipalAccount}" } }).answer).toBe("allowed");
    expect(ask(policy, { context: { "aws:x": "444455556666" } }).answer).toBe("denied");
  });
});
