import * as fc from "fast-check";
import { canonicalPolicy } from "../../policy/canonical";
import type { PolicyDocument } from "../../policy/document";
import { documents } from "./arbitraries";
import { AURA, OWN } from "./examples";

it("writes compact JSON in the order of IAM's grammar, with sorted lists and Sids verbatim", () => {
  expect(canonicalPolicy({ Statement: [OWN, AURA], Version: "2012-10-17" })).toBe(
    '{"Version":"2012-10-17","Statement":[' +
      '{"Sid":"Enable IAM User Permissions","Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:root"},"Action":"kms:*","Resource":"*"},' +
      '{"Sid":"Allow access for Neo4j","Effect":"Allow","Principal":{"AWS":"*"},' +
      '"Action":["kms:CreateGrant","kms:Decrypt","kms:DescribeKey","kms:Encrypt","kms:GenerateDataKey*","kms:ListGrants","kms:ReEncrypt*","kms:RevokeGrant"],' +
      '"Resource":"*","Condition":{"StringEquals":{"kms:CallerAccount":"444455556666"}}}]}',
  );
});

it("sorts and deduplicates what is a set to IAM, and keeps the values as they were written", () => {
  const document: PolicyDocument = {
    Statement: [
      {
        Condition: { StringLike: { b: ["2", "1", "2", 1, true, "true"] }, Bool: { a: false } },
        NotResource: ["b", "a", "b"],
        NotAction: ["kms:Sign"],
        NotPrincipal: { Service: ["z.amazonaws.com", "a.amazonaws.com"], AWS: ["111122223333", "111122223333"] },
        Effect: "Deny",
      },
    ],
  };
  expect(canonicalPolicy(document)).toBe(
    '{"Statement":[{"Effect":"Deny","NotPrincipal":{"AWS":"111122223333","Service":["a.amazonaws.com","z.amazonaws.com"]},' +
      '"NotAction":"kms:Sign","NotResource":["a","b"],"Condition":{"Bool":{"a":false},"StringLike":{"b":["1","2","true",1,true]}}}]}',
  );
});

it("keeps elements it does not know, an empty list, and keys that JavaScript treats specially", () => {
  const document = JSON.parse(
    '{"Statement":[{"Effect":"Allow","Zeta":[],"Alpha":{"10":"a","9":"b","__proto__":"c"}}]}',
  ) as PolicyDocument;
  expect(canonicalPolicy(document)).toBe(
    '{"Statement":[{"Effect":"Allow","Alpha":{"10":"a","9":"b","__proto__":"c"},"Zeta":[]}]}',
  );
});

it("leaves the order of statements alone, because people read it", () => {
  expect(
    canonicalPolicy({
      Statement: [
        { Sid: "b", Effect: "Deny" },
        { Sid: "a", Effect: "Allow" },
      ],
    }),
  ).toBe('{"Statement":[{"Sid":"b","Effect":"Deny"},{"Sid":"a","Effect":"Allow"}]}');
});

it("leaves out what is undefined, as JSON does", () => {
  expect(canonicalPolicy({ Id: undefined, Statement: [{ Sid: undefined, Effect: "Deny" }] })).toBe(
    '{"Statement":[{"Effect":"Deny"}]}',
  );
});

/** The same policy, written down backwards: every object and every list but the statements turned around. */
function turnedAround(value: unknown, path: readonly string[] = []): unknown {
  if (Array.isArray(value)) {
    const items = value.map((item) => turnedAround(item, [...path, "[]"]));
    return path.at(-1) === "Statement" ? items : [...items].reverse();
  }
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .map(([key, member]) => [key, turnedAround(member, [...path, key])])
      .reverse(),
  );
}

describe("for any policy", () => {
  it("gives the same text for every way to write it down", () => {
    fc.assert(
      fc.property(documents, (document) => {
        expect(canonicalPolicy(turnedAround(document) as PolicyDocument)).toBe(canonicalPolicy(document));
      }),
    );
  });

  it("does not change its own output", () => {
    fc.assert(
      fc.property(documents, (document) => {
        const text = canonicalPolicy(document);
        expect(canonicalPolicy(JSON.parse(text) as PolicyDocument)).toBe(text);
      }),
    );
  });

  it("does not change its input", () => {
    fc.assert(
      fc.property(documents, (document) => {
        const before = structuredClone(document);
        canonicalPolicy(document);
        expect(document).toEqual(before);
      }),
    );
  });

  it("keeps every statement's Sid and effect, and the values of every list as a set", () => {
    fc.assert(
      fc.property(documents, (document) => {
        const after = JSON.parse(canonicalPolicy(document)) as PolicyDocument;
        expect(after.Statement.map(({ Sid: sid, Effect: effect }) => [sid, effect])).toEqual(
          document.Statement.map(({ Sid: sid, Effect: effect }) => [sid, effect]),
        );
        after.Statement.forEach((statement, index) => {
          const set = (value: unknown): Set<unknown> => new Set([value].flat());
          expect(set(statement.Action)).toEqual(set(document.Statement[index]?.Action));
          expect(set(statement.NotResource)).toEqual(set(document.Statement[index]?.NotResource));
        });
      }),
    );
  });
});
