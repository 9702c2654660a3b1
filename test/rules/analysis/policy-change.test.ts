import { runChangeRules } from "../../../rules/change-engine";
import * as s from "../../model/read/support";

const KEY = "aws_kms_key.orders";
const POLICY = "aws_kms_key_policy.orders";
const CONFIGURED = s.configured({ [KEY]: {}, [POLICY]: { policy: {}, key_id: s.refersTo(`${KEY}.arn`) } });
const OTHER_ACCOUNT = { ...s.AURA, Sid: "Other", Principal: { AWS: "arn:aws:iam::999988887777:root" } };
const GOOD = s.policy(s.OWN, s.AURA);
const OPEN = s.policy(s.OWN, s.AURA, OTHER_ACCOUNT);
const CLOSED = s.policy(s.OWN);
const DEFAULT = s.policy({ ...s.OWN, Sid: "Enable IAM User Permissions" });
const RESPELLED = s.policy({ ...s.OWN, Action: ["kms:*"] }, { ...s.AURA, Action: ["kms:Decrypt", "kms:Encrypt"] });

const keyOf = (before: string, after = before): s.Entry => ({
  ...{ address: KEY, before: { ...s.KEY, policy: before }, after: { ...s.KEY, policy: after } },
  ...(before === after && { actions: ["no-op"] }),
});
const apartOf = (before: string, after = before): s.Entry => ({
  ...{ address: POLICY, before: { key_id: s.KEY_ARN, policy: before }, after: { key_id: s.KEY_ARN, policy: after } },
  ...(before === after && { actions: ["no-op"] }),
});

/** What the rules find of what drifted, while the plan does nothing. */
function found(key: string, apart: string, ...drift: s.Entry[]) {
  const reading = s.readEntries([keyOf(key), apartOf(apart)], { ...CONFIGURED, resource_drift: drift.map(s.entry) });
  return runChangeRules(reading).map(({ rule, severity, node, verdict }) => {
    const text = verdict.outcome === "unknown" ? verdict.why : verdict.got;
    return `${severity} ${rule} ${node.id}: ${text}`;
  });
}
const otherAccount = (on: string) => `warning no-new-access ${on}: Decrypt and Encrypt`;
const loss = (on: string) => `warning aura-keeps-access ${on}: AWS account 444455556666 loses all access`;

describe("a policy that is set apart from its key, changed outside of Terraform", () => {
  it("is evaluated where the key itself has not drifted", () => {
    expect(found(GOOD, OPEN, apartOf(GOOD, OPEN))).toEqual([otherAccount(POLICY)]);
    expect(found(CLOSED, CLOSED, apartOf(GOOD, CLOSED))).toEqual([loss(POLICY)]);
  });

  it("is evaluated once, with the key, where that shows the same", () => {
    expect(found(OPEN, OPEN, apartOf(GOOD, OPEN), keyOf(GOOD, OPEN))).toEqual([otherAccount(KEY)]);
  });

  it("is evaluated where the key has drifted for something else, and was read before", () => {
    const tagged: s.Entry = {
      ...keyOf(GOOD),
      after: { ...s.KEY, policy: GOOD, tags: { by: "hand" } },
      actions: ["update"],
    };
    expect(found(GOOD, OPEN, apartOf(GOOD, OPEN), tagged)).toEqual([otherAccount(POLICY)]);
  });

  it("is evaluated by what the key shows where its own resource has not been read since", () => {
    expect(found(OPEN, GOOD, keyOf(GOOD, OPEN))).toEqual([otherAccount(KEY)]);
    expect(found(CLOSED, GOOD, keyOf(GOOD, CLOSED))).toEqual([loss(KEY)]);
  });

  it("has not changed where the key comes to show what was set apart from it, in whatever spelling", () => {
    expect(found(GOOD, GOOD, keyOf(DEFAULT, GOOD))).toEqual([]);
    expect(found(RESPELLED, GOOD, keyOf(DEFAULT, RESPELLED))).toEqual([]);
    expect(found(GOOD, RESPELLED, apartOf(GOOD, RESPELLED))).toEqual([]);
  });
});
