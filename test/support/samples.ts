import { OWN_STATEMENT } from "../../rules/example";
// What many tests are about, and the examples of the rules: one key of one account, and the statements in its policy.
export {
  ACCOUNT,
  AURA_ACCOUNT,
  KEY_ARN,
  KEY_ID,
  MRK_ID,
  OWN_STATEMENT,
  PROJECT,
  RECORD_ID,
  STATEMENT,
} from "../../rules/example";

/** The statement with which a key that is kept guards itself against its deletion, unless it says otherwise. */
export const GUARD_STATEMENT = {
  Sid: "Deny deletion of a key in use",
  Effect: "Deny",
  Principal: { AWS: "*" },
  Action: "kms:ScheduleKeyDeletion",
  Resource: "*",
  Condition: { NumericLessThan: { "kms:TrailingDaysWithoutKeyUsage": "90" } },
};

/** A policy that grants access to no other account, as text. */
export const OWN_POLICY = JSON.stringify({ Version: "2012-10-17", Statement: [OWN_STATEMENT] });
