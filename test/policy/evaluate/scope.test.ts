import type { Condition, PolicyDocument, Statement } from "../../../policy/document";
import { allow, ask, EXTERNAL, NEO4J } from "./evaluate-support";

const OTHER = { ...NEO4J, arn: `${NEO4J.arn}-2` };

function policy(...statements: Statement[]): PolicyDocument {
  return { Version: "2012-10-17", Statement: statements };
}

/** An Allow for anyone under a condition. */
function under(Condition: Condition): Statement {
  return allow({ Condition });
}

describe("callers whom alike statements of a policy concern", () => {
  const document = policy(
    allow({ Principal: { AWS: NEO4J.arn }, Action: "kms:Decrypt" }),
    allow({ Principal: { AWS: OTHER.arn }, Action: "kms:Decrypt" }),
    allow({ Effect: "Deny", Principal: { AWS: OTHER.arn }, Action: "kms:Encrypt" }),
  );

  it("get the same answer, each with its own statement and name", () => {
    expect([NEO4J, OTHER].map((caller) => ask(document, { principal: caller, action: "kms:Decrypt" }))).toEqual([
      { answer: "allowed", because: `statement 1 allows kms:Decrypt to ${NEO4J.arn}`, statement: 0 },
      { answer: "allowed", because: `statement 2 allows kms:Decrypt to ${OTHER.arn}`, statement: 1 },
    ]);
  });

  it("do not share what another statement decides", () => {
    expect([NEO4J, OTHER].map((caller) => ask(document, { principal: caller, action: "kms:Encrypt" }).because)).toEqual(
      [`no statement allows kms:Encrypt to ${NEO4J.arn}`, `statement 3 denies kms:Encrypt to ${OTHER.arn}`],
    );
  });

  it("do not share what is allowed to one of them and denied to the other", () => {
    const effects = policy(
      allow({ Principal: { AWS: NEO4J.arn } }),
      allow({ Principal: { AWS: OTHER.arn }, Effect: "Deny" }),
    );
    expect([NEO4J, OTHER].map((caller) => ask(effects, { principal: caller }).answer)).toEqual(["allowed", "denied"]);
  });

  it.each<[string, Condition]>([
    ["a condition on their account", { StringEquals: { "kms:CallerAccount": NEO4J.accountId } }],
    ["a condition on their ARN, in other letters", { ArnLike: { "AWS:principalarn": NEO4J.arn } }],
    ["a variable", { StringEquals: { "kms:ViaService": "${aws:PrincipalAccount}" } }],
  ])("do not share what depends on %s", (_, condition) => {
    const context = { "kms:ViaService": NEO4J.accountId };
    const document = policy(under(condition));
    expect([NEO4J, EXTERNAL].map((caller) => ask(document, { principal: caller, context }).answer)).toEqual([
      "allowed",
      "denied",
    ]);
  });

  it("share nothing where their requests differ in what a condition compares", () => {
    const document = policy(under({ StringEquals: { "kms:ViaService": "s3.eu-west-1.amazonaws.com" } }));
    const via = (service: string) => ask(document, { context: { "kms:ViaService": service } }).answer;
    expect(["s3.eu-west-1.amazonaws.com", "ec2.eu-west-1.amazonaws.com"].map(via)).toEqual(["allowed", "denied"]);
    expect(ask(document, { others: "unknown" }).answer).toBe("unknown");
  });
});

it("statements alike mean something else in a policy of another version", () => {
  const statement = under({ StringEquals: { "kms:ViaService": "${aws:PrincipalAccount}" } });
  const context = { "kms:ViaService": NEO4J.accountId };
  expect(
    ["2012-10-17", "2008-10-17"].map((Version) => ask({ Version, Statement: [statement] }, { context }).answer),
  ).toEqual(["allowed", "denied"]);
});

it("numbers that JSON has no words for are not alike", () => {
  const context = { "aws:PrincipalTag/limit": "Infinity" };
  const answers = [Infinity, -Infinity].map((limit) =>
    ask(policy(under({ StringEquals: { "aws:PrincipalTag/limit": limit } })), { context }),
  );
  expect(answers.map(({ answer }) => answer)).toEqual(["allowed", "denied"]);
});
