import { evaluate, type Decision, type KeyRequest } from "../../../policy/evaluate/evaluate";
import type { PolicyDocument, Statement } from "../../../policy/document";
import { KEY_ARN } from "../../support/samples";

export const ADMIN = { arn: "arn:aws:iam::111122223333:role/admin", accountId: "111122223333" };
export const NEO4J = { arn: "arn:aws:iam::444455556666:role/aura/data-plane", accountId: "444455556666" };
export const SESSION = { arn: "arn:aws:sts::444455556666:assumed-role/data-plane/i-1", accountId: "444455556666" };
export const EXTERNAL = { arn: "arn:aws:iam::999999999999:user/Eve", accountId: "999999999999" };

/** Evaluates whether Neo4j may decrypt, by default. */
export function ask(document: PolicyDocument | readonly Statement[], request: Partial<KeyRequest> = {}): Decision {
  const policy = "Statement" in document ? document : { Version: "2012-10-17", Statement: document };
  const whole = { action: "kms:Decrypt", principal: NEO4J, keyArn: KEY_ARN, keyAccountId: "111122223333", context: {} };
  return evaluate(policy, { ...whole, ...request });
}

/** A statement that allows everyone everything, by default. */
export function allow(element: Partial<Statement>): Statement {
  return { Effect: "Allow", Principal: "*", Action: "kms:*", Resource: "*", ...element };
}
