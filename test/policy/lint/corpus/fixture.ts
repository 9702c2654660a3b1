import type { LintOptions } from "../../../../policy/lint/source-text";
import { KEY_ARN } from "../../../support/samples";

/** A text for the lint, and what it must find. */
export interface Fixture {
  /** What it is, for people. */
  readonly name: string;
  /** As it was saved, or an object that is written as JSON. */
  readonly text: string | object;
  /** @default "statement" */
  readonly is?: "statement" | "policy";
  /** What is known of the key. @default - nothing */
  readonly key?: LintOptions;
  /** Every finding in its order: severity, code, path; none where nothing is wrong. */
  readonly finds: readonly string[];
}

/** The key is known. */
export const KEY = { keyArn: KEY_ARN };

export const ACCOUNT = "arn:aws:iam::111122223333:root";
export const VENDOR = "arn:aws:iam::444455556666:root";
export const ROLE = "arn:aws:iam::444455556666:role/vendor";

/** The actions of a statement with which Aura can work. */
export const AURA_NEEDS = [
  ...["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:DescribeKey", "kms:CreateGrant"],
];

/** A statement without fault, with some of its elements changed; `undefined` takes one out. */
export function vendorWith(elements: Readonly<Record<string, unknown>> = {}): object {
  return { Effect: "Allow", Principal: { AWS: ROLE }, Action: ["kms:Decrypt"], Resource: "*", ...elements };
}

/** The account's own statement. */
export const OWN = { Effect: "Allow", Principal: { AWS: ACCOUNT }, Action: "kms:*", Resource: "*" };

/** A policy with the account's own statement before the given ones. */
export function policyOf(...statements: object[]): object {
  return { Version: "2012-10-17", Statement: [OWN, ...statements] };
}
