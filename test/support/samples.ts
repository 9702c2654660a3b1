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
