import * as fc from "fast-check";
import { AURA_OPERATIONS } from "../../../policy/access/aura-permissions";
import { accessMatrix } from "../../../policy/access/matrix";
import type { Condition, OneOrMany, PolicyDocument, PolicyPrincipal, Statement } from "../../../policy/document";
import { KNOWN_CONDITION_KEYS } from "../../../policy/evaluate/condition-keys";
import { isValueOf, parseOperator } from "../../../policy/evaluate/operators";
import { lintPolicyText, lintStatementText } from "../../../policy/lint/source-text";
import { ACCOUNT, KEY_ARN } from "../../support/samples";
import { IN_FULL } from "../../support/part";

/*
 * What the lint finds and what the table shows are two views of one evaluation: whoever reads only one of them must not be misled.
 */

const AURA = "999988887777";
const ROLE = `arn:aws:iam::${AURA}:role/aura`;

/** Values that mean something for a key, and some that fit none. */
const VALUES: Readonly<Record<string, readonly string[]>> = {
  "aws:PrincipalArn": [
    ROLE,
    `arn:aws:iam::${AURA}:root`,
    `arn:aws:iam::${ACCOUNT}:role/*`,
    "arn:aws:iam::*:role/aura",
    "*",
  ],
  "aws:PrincipalType": ["User", "AssumedRole", "Account"],
  "aws:PrincipalOrgID": ["o-a1b2c3d4e5"],
  "aws:PrincipalOrgPaths": ["o-a1b2c3d4e5/*"],
  "aws:PrincipalServiceName": ["logs.amazonaws.com"],
  "aws:PrincipalServiceNamesList": ["logs.amazonaws.com"],
  "aws:username": ["ann", "*"],
  "kms:ViaService": ["ec2.eu-west-1.amazonaws.com"],
  "kms:KeySpec": ["SYMMETRIC_DEFAULT", "RSA_2048"],
};
const OTHER_VALUES = [AURA, ACCOUNT, "9999*", "*", "true", "false", "1", "203.0.113.0/24", "2027-01-01T00:00:00Z"];

const SAMPLES: Readonly<Record<string, readonly string[]>> = {
  String: [AURA, ROLE],
  Bool: ["true", "false"],
  Null: ["true", "false"],
  Numeric: ["1", "444455556666"],
  Date: ["2027-01-01T00:00:00Z", "2020-01-01T00:00:00Z"],
  IpAddress: ["203.0.113.0/24", "0.0.0.0/0"],
  Arn: [ROLE, "arn:aws:iam::*:role/aura"],
};

// A statement alone does not know the account and the region of its key.
const KEYS = KNOWN_CONDITION_KEYS.map((key) => key.replace("*", "team")).filter(
  (key) => !/ResourceAccount|RequestedRegion|MultiRegion/.test(key),
);
const CALLER_KEYS = KEYS.filter((key) => /^aws:Principal|CallerAccount|username|userid/i.test(key));

const operator = fc
  .tuple(
    fc.constantFrom("", "", "", "ForAnyValue:", "ForAllValues:"),
    fc.constantFrom(
      ...[
        "StringEquals",
        "StringNotEquals",
        "StringLike",
        "StringNotLike",
        "StringEqualsIgnoreCase",
        "ArnLike",
        "ArnNotLike",
      ],
      ...["ArnEquals", "Bool", "Null", "NumericLessThan", "IpAddress", "DateLessThan"],
    ),
    fc.constantFrom("", "", "IfExists"),
  )
  .map(([quantifier, name, ifExists]) => `${quantifier}${name}${name === "Null" ? "" : ifExists}`);

const condition: fc.Arbitrary<Condition> = fc
  .tuple(operator, fc.oneof(fc.constantFrom(...CALLER_KEYS), fc.constantFrom(...KEYS)))
  .chain(([name, key]) =>
    fc
      .uniqueArray(fc.constantFrom(...(VALUES[key] ?? []), ...(VALUES[key] ? [] : OTHER_VALUES)), {
        minLength: 1,
        maxLength: 2,
      })
      .map((values) => ({ [name]: { [key]: fitting(name, values) } })),
  );

/** Values that the operator can compare. */
function fitting(name: string, values: readonly string[]): OneOrMany {
  const { type = "String" } = parseOperator(name) ?? {};
  if (values.every((value) => isValueOf(type, value) && (/Like/.test(name) || !value.includes("*")))) return values;
  const [one, other] = SAMPLES[type] ?? [];
  return (values.length === 1 ? one : other) ?? "";
}

const conditions = fc.option(condition, { nil: undefined });

const actions = fc.constantFrom<string | string[]>(
  "kms:*",
  AURA_OPERATIONS.map(({ name }) => name),
  ["kms:Decrypt", "kms:CreateGrant"],
);

const REQUIRED = AURA_OPERATIONS.filter(({ required }) => required).map(({ name }) => name);
const USE = fc.constant(REQUIRED);

function statement(
  effect: Statement["Effect"],
  principals: fc.Arbitrary<PolicyPrincipal>,
  action = actions,
): fc.Arbitrary<Statement> {
  return fc.record({
    Effect: fc.constant(effect),
    Principal: principals,
    Action: action,
    Resource: fc.constant("*"),
    Condition: conditions,
  });
}

const anyone = fc.constantFrom<PolicyPrincipal>("*", { AWS: "*" });
const auras = fc.constantFrom<PolicyPrincipal>(
  ...[{ AWS: AURA }, { AWS: `arn:aws:iam::${AURA}:root` }, { AWS: ROLE }],
  { AWS: `arn:aws:sts::${AURA}:assumed-role/aura/session` },
);
const own = fc.constantFrom<PolicyPrincipal>({ AWS: ACCOUNT }, { AWS: `arn:aws:iam::${ACCOUNT}:role/admin` }, "*", {
  AWS: `arn:aws:sts::${ACCOUNT}:assumed-role/admin/s`,
});
const OWN: Statement = { Sid: "own", Effect: "Allow", Principal: { AWS: ACCOUNT }, Action: "kms:*", Resource: "*" };

function documentOf(...statements: readonly (Statement | undefined)[]): PolicyDocument {
  return { Version: "2012-10-17", Statement: statements.filter((one) => one !== undefined) };
}

const KEY = { keyArn: KEY_ARN, accountId: ACCOUNT };
const RUNS = { numRuns: IN_FULL ? 1000 : 60 };

function denials(principals: fc.Arbitrary<PolicyPrincipal>): fc.Arbitrary<Statement | undefined> {
  return fc.option(statement("Deny", principals), { nil: undefined, freq: 2 });
}

/** The codes of what the lint finds in a policy; undefined where it cannot be read. */
function codesOf(document: PolicyDocument): readonly string[] | undefined {
  const { findings, document: read } = lintPolicyText(JSON.stringify(document), { keyArn: KEY_ARN });
  return read && findings.map(({ code }) => code);
}

it("finds public access where the table shows that anyone may have some, and only there", () => {
  fc.assert(
    fc.property(statement("Allow", anyone, USE), denials(fc.oneof(anyone, auras)), (allow, deny) => {
      const document = documentOf(OWN, allow, deny);
      const codes = codesOf(document);
      if (!codes) return;
      const { rows } = accessMatrix(document, KEY);
      const isOpen = rows.some(
        ({ principal, answers }) => principal.kind === "anyone" && answers.some((answer) => answer !== "no"),
      );
      const isFound = codes.includes("public-access");
      // Where a Deny decides who is left, the finding says so.
      expect(isFound).toBe(isOpen && (isFound || !codes.includes("principal-unclear")));
    }),
    RUNS,
  );
});

/** Findings that say, or explain, that it is not certain that Aura can use the key. */
const ABOUT_AURA = ["aura-can-use-key", "aura-access-unverified", "no-outsider-access"];
const EXPLAINING = ["condition-unverified", "access-expires", "condition-never-met", "principal-unclear"];

it("finds what Aura lacks where the table does not show that it has it, and only there", () => {
  fc.assert(
    fc.property(statement("Allow", auras), denials(fc.oneof(anyone, auras)), (allow, deny) => {
      const document = documentOf(OWN, allow, deny);
      const { findings, merged } = lintStatementText(JSON.stringify(document), { keyArn: KEY_ARN });
      if (!merged) return;
      const { rows, operations } = accessMatrix(document, KEY);
      const ofAccount = rows.filter(({ principal }) => principal.accountId === AURA);
      // Of an account that is allowed, Aura does not call as the root user.
      const others = ofAccount.filter(({ principal }) => !principal.arn?.endsWith(":root"));
      const ofAura = others.length > 0 ? others : ofAccount;
      const hasAll = ofAura.every(({ answers }) =>
        REQUIRED.every((name) => answers[operations.indexOf(name)] === "yes"),
      );
      const isFound = (codes: readonly string[]): boolean => findings.some(({ code }) => codes.includes(code));
      // A session is over with its run.
      const lasts = ofAura.some(({ principal }) => principal.kind !== "session");
      if (lasts && hasAll) expect(isFound(ABOUT_AURA)).toBe(false);
      else expect(isFound([...ABOUT_AURA, ...EXPLAINING])).toBe(true);
    }),
    RUNS,
  );
});

it("finds that nobody keeps control where the table shows that nobody of the account does, and only there", () => {
  fc.assert(
    fc.property(statement("Allow", own), denials(fc.oneof(anyone, own)), (allow, deny) => {
      const document = documentOf(allow, deny);
      const codes = codesOf(document);
      if (!codes) return;
      const { rows, operations } = accessMatrix(document, KEY);
      const keepers = rows.filter(({ principal: { kind, accountId }, answers }) => {
        const mayBeOwn = accountId === ACCOUNT || (kind === "unclear" && allow.Action === "kms:*");
        return mayBeOwn && kind !== "session" && answers[operations.indexOf("kms:PutKeyPolicy")] !== "no";
      });
      const isFound = codes.some((code) => code === "administrators-keep-control" || code === "control-by-session");
      expect(isFound).toBe(keepers.length === 0);
    }),
    RUNS,
  );
});

it.each<[string, Condition, string]>([
  ["the account if it is there", { StringEqualsIfExists: { "kms:CallerAccount": AURA } }, `AWS account ${AURA}`],
  ["all accounts", { "ForAllValues:StringEquals": { "kms:CallerAccount": AURA } }, `AWS account ${AURA}`],
  ["no TLS", { Bool: { "aws:SecureTransport": "false" } }, ""],
])("shows no row for anyone and finds no public access where the condition names %s", (_, Condition, row) => {
  const document = documentOf(OWN, {
    Effect: "Allow",
    Principal: "*",
    Action: "kms:Decrypt",
    Resource: "*",
    Condition,
  });
  const names = accessMatrix(document, KEY).rows.map(({ principal }) => principal.name);
  expect(names).toEqual([`AWS account ${ACCOUNT}`, ...(row ? [row] : [])]);
  expect(codesOf(document)).not.toContain("public-access");
});

it("finds principals that cannot be determined where a Deny excludes some from all operations that the condition leaves", () => {
  // Only requests that name an alias carry kms:RequestAlias, and CreateGrant never does: that the Deny leaves it changes nothing.
  const allow: Statement = {
    Effect: "Allow",
    Principal: "*",
    Action: ["kms:Decrypt", "kms:CreateGrant"],
    Resource: "*",
    Condition: { StringEquals: { "kms:RequestAlias": "alias/team" } },
  };
  const deny: Statement = { Effect: "Deny", Principal: "*", Action: "kms:Decrypt", Resource: "*" };
  expect(codesOf(documentOf(OWN, allow, deny))).toEqual(expect.arrayContaining(["principal-unclear"]));
  expect(codesOf(documentOf(OWN, allow, deny))).not.toContain("public-access");
  expect(codesOf(documentOf(OWN, { ...allow, Condition: {} }, deny))).toContain("public-access");
});

it("shows that a Deny for one kind of principals of Aura's account leaves its access open, as the finding says", () => {
  const document = documentOf(
    OWN,
    { Effect: "Allow", Principal: { AWS: AURA }, Action: [...REQUIRED], Resource: "*" },
    {
      ...{ Effect: "Deny", Principal: "*", Action: "kms:Decrypt", Resource: "*" },
      Condition: { StringEquals: { "aws:PrincipalType": "User" } },
    },
  );
  const { rows, operations } = accessMatrix(document, KEY);
  const answers = rows.find(({ principal }) => principal.accountId === AURA)?.answers ?? [];
  expect(operations.filter((_, index) => answers[index] === "unknown")).toEqual(["kms:Decrypt"]);
  const { findings } = lintStatementText(JSON.stringify(document), { keyArn: KEY_ARN });
  expect(findings.map(({ code }) => code)).toEqual(["aura-access-unverified"]);
});

it("finds that nobody of the account keeps control where only an AWS service is allowed to change the policy", () => {
  const document = documentOf({
    ...{ Effect: "Allow", Principal: "*", Action: "kms:*", Resource: "*" },
    Condition: { StringEquals: { "aws:PrincipalServiceName": "logs.amazonaws.com" } },
  });
  expect(codesOf(document)).toEqual(["administrators-keep-control", "service-without-source"]);
});

it("shows the role of Aura's account that a condition leaves out, and finds that Aura's access is open", () => {
  const document = documentOf(OWN, {
    ...{ Effect: "Allow", Principal: { AWS: AURA }, Action: [...REQUIRED], Resource: "*" },
    Condition: { StringNotEquals: { "aws:PrincipalArn": ROLE } },
  });
  expect(accessMatrix(document, KEY).rows.map(({ principal }) => principal.name)).toEqual([
    ...[`AWS account ${ACCOUNT}`, `AWS account ${AURA}`, ROLE],
  ]);
  const { findings } = lintStatementText(JSON.stringify(document), { keyArn: KEY_ARN });
  expect(findings.map(({ code }) => code)).toContain("aura-access-unverified");
});

it("finds that one session is not Aura for long, whatever the table shows for it", () => {
  const session = `arn:aws:sts::${AURA}:assumed-role/aura/session`;
  const document = documentOf(OWN, {
    ...{ Effect: "Allow", Principal: { AWS: session }, Action: [...REQUIRED], Resource: "*" },
  });
  const { findings } = lintStatementText(JSON.stringify(document), { keyArn: KEY_ARN });
  expect(findings.map(({ code, got, fix }) => `${code}: ${got}; ${fix}`)).toEqual([
    `aura-access-unverified: only session ${session}, and each run has another one; copy the statement again from the Aura Console, or name the role instead of its session`,
  ]);
});

it("shows the one session of Aura's role that a Deny names, and finds that Aura's access is open", () => {
  const session = `arn:aws:sts::${AURA}:assumed-role/aura/session`;
  const document = documentOf(
    OWN,
    { Effect: "Allow", Principal: { AWS: ROLE }, Action: [...REQUIRED], Resource: "*" },
    { Effect: "Deny", Principal: { AWS: session }, Action: "kms:Decrypt", Resource: "*" },
  );
  expect(accessMatrix(document, KEY).rows.map(({ principal }) => principal.name)).toEqual([
    ...[`AWS account ${ACCOUNT}`, ROLE, session],
  ]);
  const { findings } = lintStatementText(JSON.stringify(document), { keyArn: KEY_ARN });
  expect(findings.map(({ code }) => code)).toEqual(["aura-access-unverified"]);
});

it("finds that nobody keeps control where no principal of the account meets its own statement", () => {
  const document = documentOf(
    { ...OWN, Condition: { StringEquals: { "aws:PrincipalArn": ROLE } } },
    { Effect: "Allow", Principal: { AWS: AURA }, Action: [...REQUIRED], Resource: "*" },
  );
  const { findings } = lintStatementText(JSON.stringify(document), { keyArn: KEY_ARN });
  expect(findings.map(({ code }) => code)).toContain("administrators-keep-control");
});

it("finds that Aura's access is open although a condition of another statement is never met", () => {
  const never = { StringEquals: { "aws:PrincipalArn": "arn:aws:sts::111122223333:assumed-role/a/b" } };
  const document = documentOf(
    OWN,
    { Effect: "Allow", Principal: { AWS: AURA }, Action: [...REQUIRED], Resource: "*" },
    { Effect: "Allow", Principal: { AWS: ACCOUNT }, Action: "kms:Sign", Resource: "*", Condition: never },
    { Effect: "Deny", Principal: { AWS: ROLE }, Action: "kms:Decrypt", Resource: "*" },
  );
  const { findings } = lintStatementText(JSON.stringify(document), { keyArn: KEY_ARN });
  expect(findings.map(({ code }) => code)).toEqual(
    expect.arrayContaining(["condition-never-met", "aura-access-unverified"]),
  );
});
