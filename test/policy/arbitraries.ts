import * as fc from "fast-check";
import type { Condition, OneOrMany, PolicyDocument, PolicyPrincipal, Statement } from "../../policy/document";

const text = fc.string({ unit: "grapheme-ascii", maxLength: 8 });

/** One of them, or a list of a few. */
export function oneOrMany<T>(item: fc.Arbitrary<T>, constraints: fc.ArrayConstraints): fc.Arbitrary<OneOrMany<T>> {
  return fc.oneof(item, fc.array(item, constraints));
}

function anyNumber<T>(item: fc.Arbitrary<T>): fc.Arbitrary<OneOrMany<T>> {
  return oneOrMany(item, { maxLength: 4 });
}

const principal: fc.Arbitrary<PolicyPrincipal> = fc.oneof(
  fc.constant("*"),
  fc.dictionary(fc.constantFrom("AWS", "Service", "Federated"), anyNumber(text), { maxKeys: 2 }),
);

const condition: fc.Arbitrary<Condition> = fc.dictionary(
  fc.constantFrom("StringEquals", "StringLike", "Bool", "NumericEquals", "10", "9", "__proto__"),
  fc.dictionary(text, anyNumber(fc.oneof(text, fc.integer(), fc.boolean())), { maxKeys: 3 }),
  { maxKeys: 3 },
);

/** Statements of the right types, whatever they mean. */
export const statements: fc.Arbitrary<Statement> = fc.record(
  {
    Sid: text,
    Effect: fc.constantFrom("Allow" as const, "Deny" as const),
    Principal: principal,
    NotPrincipal: principal,
    Action: anyNumber(text),
    NotAction: anyNumber(text),
    Resource: anyNumber(text),
    NotResource: anyNumber(text),
    Condition: condition,
  },
  { requiredKeys: ["Effect"] },
);

/** Policies of the right types, whatever they mean. */
export const documents: fc.Arbitrary<PolicyDocument> = fc.record(
  {
    Version: fc.constantFrom("2008-10-17", "2012-10-17"),
    Id: text,
    Statement: fc.array(statements, { maxLength: 4 }),
  },
  { requiredKeys: ["Statement"] },
);

const accounts = fc.constantFrom("111122223333", "444455556666", "999988887777");
const soundPrincipals: fc.Arbitrary<PolicyPrincipal> = fc.oneof(
  fc.constant("*"),
  fc.record({
    AWS: oneOrMore(
      fc.oneof(
        fc.constant("*"),
        accounts,
        accounts.map((id) => `arn:aws:iam::${id}:role/r`),
      ),
    ),
  }),
  fc.constant({ Service: "logs.eu-west-1.amazonaws.com" }),
);
const soundConditions: fc.Arbitrary<Condition> = fc.record(
  {
    StringEquals: fc.dictionary(fc.constantFrom("kms:CallerAccount", "aws:PrincipalAccount"), oneOrMore(accounts), {
      minKeys: 1,
    }),
    StringNotLike: fc.constant({ "kms:ViaService": "ec2.*.amazonaws.com" }),
    "ForAnyValue:StringLike": fc.constant({ "kms:EncryptionContextKeys": ["tenant", "a*"] }),
    Bool: fc.record({ "kms:GrantIsForAWSResource": fc.oneof(fc.boolean(), fc.constantFrom("true", "false")) }),
    NumericLessThan: fc.record({ "aws:MultiFactorAuthAge": fc.nat() }),
    Null: fc.record({ "aws:SourceVpce": fc.boolean() }),
  },
  { requiredKeys: [] },
);

function oneOrMore<T>(item: fc.Arbitrary<T>): fc.Arbitrary<OneOrMany<T>> {
  return oneOrMany(item, { minLength: 1, maxLength: 4 });
}

/** Statements that KMS takes, whatever they mean; all of them are denials where a condition would void an Allow. */
export const soundStatements: fc.Arbitrary<Statement> = fc.record(
  {
    Sid: fc.string({ unit: "grapheme-ascii", minLength: 1, maxLength: 8 }),
    Effect: fc.constantFrom("Deny" as const),
    Principal: soundPrincipals,
    Action: oneOrMore(fc.constantFrom("kms:*", "kms:Decrypt", "kms:Describe*", "kms:CreateGrant", "kms:?ign", "*")),
    Resource: oneOrMore(fc.constantFrom("*", "arn:aws:kms:*:111122223333:key/*")),
    Condition: soundConditions,
  },
  { requiredKeys: ["Effect", "Principal", "Action", "Resource"] },
);
