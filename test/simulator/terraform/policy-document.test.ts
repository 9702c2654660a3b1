import type { ObjectValue } from "../../../provider/plugin";
import { policyDocument } from "../../../simulator/terraform/policy-document";

type Context = Parameters<typeof policyDocument.read>[1];

/** The data source makes everything from its configuration alone. */
const read = async (config: ObjectValue): Promise<ObjectValue> =>
  (await policyDocument.read(config, {} as Context)).state ?? {};
const minified = async (config: ObjectValue): Promise<unknown> => (await read(config)).minified_json;
const document = async (config: ObjectValue): Promise<unknown> => JSON.parse(String(await minified(config)));
const problems = (config: ObjectValue): readonly string[] =>
  (policyDocument.validate?.(config) ?? []).map(({ summary }) => summary);

const ROOT = { type: "AWS", identifiers: ["arn:aws:iam::111122223333:root"] };
const OWN = { sid: "Own", actions: ["kms:*"], resources: ["*"], principals: [ROOT] };

describe("aws_iam_policy_document", () => {
  it("writes a policy indented and minified, under an id that follows from the text", async () => {
    const state = await read({ statement: [OWN] });
    expect(state).toMatchObject({
      id: "178881425",
      version: "2012-10-17",
      minified_json:
        '{"Version":"2012-10-17","Statement":[{"Sid":"Own","Effect":"Allow","Action":"kms:*","Resource":"*","Principal":{"AWS":"arn:aws:iam::111122223333:root"}}]}',
      json: `{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Sid": "Own",
      "Effect": "Allow",
      "Action": "kms:*",
      "Resource": "*",
      "Principal": {
        "AWS": "arn:aws:iam::111122223333:root"
      }
    }
  ]
}`,
    });
    expect(state.statement).toEqual([{ ...OWN, effect: "Allow", not_actions: [], not_resources: [] }]);
  });

  it("writes no statement where there is none", async () => {
    expect(await minified({})).toBe('{"Version":"2012-10-17"}');
    expect(await minified({ policy_id: "p", version: "2008-10-17" })).toBe('{"Version":"2008-10-17","Id":"p"}');
  });

  it("sorts several values downwards, and keeps the order of condition values", async () => {
    const statement = {
      effect: "Deny",
      not_actions: ["kms:Decrypt", "kms:Encrypt"],
      not_resources: ["b", "c", "a"],
      not_principals: [
        { type: "Service", identifiers: ["b.amazonaws.com", "c.amazonaws.com"] },
        { type: "AWS", identifiers: ["222233334444"] },
        { type: "Service", identifiers: ["a.amazonaws.com"] },
      ],
      condition: [
        { test: "StringEquals", variable: "kms:ViaService", values: ["b", "a"] },
        { test: "Bool", variable: "aws:SecureTransport", values: ["true"] },
        { test: "StringEquals", variable: "kms:ViaService", values: ["c"] },
        { test: "StringEquals", variable: "aws:PrincipalOrgID", values: ["<o&1>"] },
      ],
    };
    expect(await minified({ statement: [statement] })).toBe(
      '{"Version":"2012-10-17","Statement":[{"Effect":"Deny","NotAction":["kms:Encrypt","kms:Decrypt"],"NotResource":["c","b","a"],' +
        '"NotPrincipal":{"AWS":"222233334444","Service":["c.amazonaws.com","b.amazonaws.com","a.amazonaws.com"]},' +
        '"Condition":{"Bool":{"aws:SecureTransport":"true"},"StringEquals":{"aws:PrincipalOrgID":"\\u003co\\u00261\\u003e","kms:ViaService":["b","a","c"]}}}]}',
    );
  });

  it("writes anyone as * only for the type * by itself", async () => {
    const principal = async (...principals: ObjectValue[]) =>
      ((await document({ statement: [{ principals }] })) as { Statement: { Principal: unknown }[] }).Statement[0]
        ?.Principal;
    expect(await principal({ type: "*", identifiers: ["*"] })).toBe("*");
    expect(await principal({ type: "AWS", identifiers: ["*"] })).toEqual({ AWS: "*" });
    expect(await principal({ type: "*", identifiers: ["*"] }, ROOT)).toEqual({ "*": "*", AWS: ROOT.identifiers[0] });
  });

  it("writes &{ as a variable of IAM, except in the old version, which has none", async () => {
    const statement = {
      actions: ["kms:&{x}"],
      resources: ["arn:&{aws:username}"],
      principals: [{ type: "AWS", identifiers: ["&{a}", "b"] }],
      condition: [{ test: "StringLike", variable: "aws:&{v}", values: ["&{aws:PrincipalTag/team}"] }],
    };
    expect(await document({ statement: [statement] })).toEqual({
      Version: "2012-10-17",
      Statement: [
        {
          ...{ Effect: "Allow", Action: "kms:&{x}", Resource: "arn:${aws:username}" },
          Principal: { AWS: ["b", "${a}"] },
          Condition: { StringLike: { "aws:&{v}": "${aws:PrincipalTag/team}" } },
        },
      ],
    });
    await expect(read({ version: "2008-10-17", statement: [statement] })).rejects.toThrow(
      "reading resources: found &{ sequence in (arn:&{aws:username}), which is not supported in document version 2008-10-17",
    );
  });

  it("merges sources, its own statements and overrides in this order, by Sid", async () => {
    const source = JSON.stringify({
      Version: "2008-10-17",
      Id: "source",
      Statement: [
        { Sid: "Own", Effect: "Allow", Action: "*" },
        { Sid: "", Effect: "Deny" },
        { Sid: "Kept", Effect: "Deny" },
      ],
    });
    const override = JSON.stringify({
      Version: "2099-01-01",
      Id: "override",
      Statement: [{ Sid: "Kept", Effect: "Allow" }, { Sid: "New", Effect: "Deny" }, { Effect: "Deny" }],
    });
    const merged = {
      policy_id: "own",
      source_policy_documents: [source, null, ""],
      statement: [OWN, { sid: "", actions: ["a"] }, { sid: "", actions: ["b"] }],
      override_policy_documents: [override],
    };
    expect(await document(merged)).toEqual({
      Version: "2099-01-01",
      Id: "override",
      Statement: [
        { ...{ Sid: "Own", Effect: "Allow", Action: "kms:*", Resource: "*" }, Principal: { AWS: ROOT.identifiers[0] } },
        { Effect: "Deny" },
        { Sid: "Kept", Effect: "Allow" },
        { Effect: "Allow", Action: "a" },
        { Effect: "Allow", Action: "b" },
        { Sid: "New", Effect: "Deny" },
        { Effect: "Deny" },
      ],
    });
  });

  it("reads other policies as the real provider does: any case, no number conditions, unknown members dropped", async () => {
    const source = {
      version: "2012-10-17",
      statement: [
        {
          sid: "S",
          Comment: "dropped",
          effect: "Allow",
          Action: ["b", "a"],
          Principal: { Service: ["a.amazonaws.com"], AWS: ["1", "2"] },
          Condition: {
            NumericLessThan: { "aws:MultiFactorAuthAge": 5 },
            Bool: { "kms:GrantIsForAWSResource": true },
            StringLike: { k: ["only"] },
          },
        },
        { Principal: "anything" },
      ],
    };
    expect(await document({ source_policy_documents: [JSON.stringify(source)] })).toEqual({
      Version: "2012-10-17",
      Statement: [
        {
          ...{ Sid: "S", Effect: "Allow", Action: ["b", "a"] },
          Principal: { AWS: ["2", "1"], Service: ["a.amazonaws.com"] },
          Condition: { Bool: { "kms:GrantIsForAWSResource": "true" }, StringLike: { k: "only" } },
        },
        { Principal: "*" },
      ],
    });
  });

  it("refuses what cannot be merged", async () => {
    const statement = (Sid: string) => JSON.stringify({ Statement: [{ Sid }] });
    const refusals: readonly (readonly [ObjectValue, string])[] = [
      [
        { source_policy_documents: [statement("A"), statement("A")] },
        "merging source document 1: duplicate Sid (A) in source_policy_documents (statement 0). Remove the Sid or ensure Sids are unique.",
      ],
      [{ statement: [OWN, OWN] }, "duplicate Sid (Own). Remove the Sid or ensure the Sid is unique."],
      [
        { override_policy_documents: ['{"Statement":{}}'] },
        "merging override document 0: json: cannot unmarshal object into Go struct field IAMPolicyDoc.Statement of type []*iam.IAMPolicyStatement",
      ],
      [
        { source_policy_documents: ['{"Statement":[{"Sid":1}]}'] },
        "merging source document 0: json: cannot unmarshal number into Go struct field IAMPolicyStatement.Sid of type string",
      ],
      [
        { source_policy_documents: ['{"Statement":[{"Principal":{"AWS":1}}]}'] },
        "merging source document 0: Unsupported data type number for IAMPolicyStatementPrincipalSet.Identifiers",
      ],
    ];
    for (const [config, problem] of refusals) {
      await expect(read(config)).rejects.toThrow(`writing IAM Policy Document: ${problem}`);
    }
  });

  it("checks its arguments before anything is read", () => {
    const free = { ...OWN, sid: "Allow access for Neo4j" };
    expect(problems({ statement: [OWN, free], version: "2012-10-17", source_json: "" })).toEqual([]);
    expect(
      problems({
        version: "2012",
        override_json: "{}",
        source_policy_documents: ["{}", "nothing"],
        statement: [{ effect: "allow" }],
      }),
    ).toEqual([
      'expected version to be one of ["2008-10-17" "2012-10-17"], got 2012',
      'expected "override_json" to be an empty string, got {}',
      expect.stringMatching(/^"source_policy_documents.1" contains an invalid JSON: /),
      'expected statement.0.effect to be one of ["Allow" "Deny"], got allow',
    ]);
  });
});
