import * as fc from "fast-check";
import type { Condition, OneOrMany, PolicyDocument, Principal, Statement } from "../../policy/document";

const text = fc.string({ unit: "grapheme-ascii", maxLength: 8 });

function oneOrMany<T>(item: fc.Arbitrary<T>): fc.Arbitrary<OneOrMany<T>> {
  return fc.oneof(item, fc.array(item, { maxLength: 4 }));
}

const principal: fc.Arbitrary<Principal> = fc.oneof(
  fc.constant("*"),
  fc.dictionary(fc.constantFrom("AWS", "Service", "Federated"), oneOrMany(text), { maxKeys: 2 }),
);

const condition: fc.Arbitrary<Condition> = fc.dictionary(
  fc.constantFrom("StringEquals", "StringLike", "Bool", "NumericEquals", "10", "9", "__proto__"),
  fc.dictionary(text, oneOrMany(fc.oneof(text, fc.integer(), fc.boolean())), { maxKeys: 3 }),
  { maxKeys: 3 },
);

/** Statements of the right types, whatever they mean. */
export const statements: fc.Arbitrary<Statement> = fc.record(
  {
    Sid: text,
    Effect: fc.constantFrom("Allow" as const, "Deny" as const),
    Principal: principal,
    NotPrincipal: principal,
    Action: oneOrMany(text),
    NotAction: oneOrMany(text),
    Resource: oneOrMany(text),
    NotResource: oneOrMany(text),
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
