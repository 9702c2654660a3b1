import { reviewPlans } from "../../review/review";
import * as s from "../model/read/support";

/* What excuses a change has to be there before it. */

const KEY = "aws_kms_key.orders";
const UNEXPECTED = "no-unexpected-principals";
const decryptFor = (account: string) => ({
  ...{ Sid: `For ${account}`, Effect: "Allow", Principal: { AWS: `arn:aws:iam::${account}:root` } },
  ...{ Action: "kms:Decrypt", Resource: "*" },
});
const keyWith = (...statements: object[]) => ({ ...s.KEY, policy: s.policy(s.OWN, s.STATEMENT, ...statements) });

const metadata = (rules: readonly string[], principals: object = {}) => ({
  input: JSON.stringify({
    ...{ kind: "cdktf-aura-cmk/review-metadata", version: "1", protected: [] },
    ...{ waivers: rules.map((rule) => ({ rule, on: [KEY], reason: "agreed" })), principals },
  }),
});
const stated = (before: object | null, after: object | null): s.Entry => ({
  address: "terraform_data.metadata",
  before,
  after,
});

function review(entries: readonly s.Entry[], accountNames?: ReadonlyMap<string, string>) {
  const inline = s.configured({ [KEY]: { policy: {} } });
  const reading = s.readEntries(entries, inline);
  const { verdict, findings } = reviewPlans(reading, { now: new Date(0), ...(accountNames && { accountNames }) });
  return { verdict, findings: findings.map(({ level, rule, waived }) => `${level} ${rule}${waived ? " waived" : ""}`) };
}

const PARTNER = "777788889999";
const expecting = (...accounts: string[]) => ({ [KEY]: accounts });
const widened = { address: KEY, before: keyWith(), after: keyWith(decryptFor(PARTNER)) };
const AURA_ONLY = expecting(s.AURA_ACCOUNT);

describe("a waiver", () => {
  const both = ["no-new-access", UNEXPECTED];

  it("excuses what comes after it, and a person still reviews that", () => {
    const old = metadata(both, AURA_ONLY);
    const { verdict, findings } = review([widened, stated(old, old)]);
    expect(verdict).toBe("NEEDS REVIEW");
    expect(findings).toEqual(["attention no-new-access waived", "note key-is-protected"]);
  });

  it("does not excuse the change that it comes with", () => {
    const { verdict, findings } = review([widened, stated(metadata([], AURA_ONLY), metadata(both, AURA_ONLY))]);
    expect(verdict).toBe("BLOCK");
    expect(findings).toEqual(
      expect.arrayContaining(["block no-new-access", "attention no-new-access", `attention ${UNEXPECTED}`]),
    );
  });

  it("is a note on what it was written for, while that stays as it is", () => {
    const old = metadata([UNEXPECTED], AURA_ONLY);
    const was = keyWith(decryptFor(PARTNER));
    const unchanged = { address: KEY, before: was, after: was, actions: ["no-op"] };
    expect(review([unchanged, { ...stated(old, old), actions: ["no-op"] }])).toMatchObject({
      verdict: "OK",
      findings: expect.arrayContaining([`note ${UNEXPECTED} waived`]),
    });
    const another = {
      ...unchanged,
      after: keyWith(decryptFor(PARTNER), decryptFor("222233334444")),
      actions: ["update"],
    };
    const { verdict, findings } = review([another, stated(old, old)]);
    expect(verdict).toBe("BLOCK");
    expect(findings).toEqual(expect.arrayContaining([`note ${UNEXPECTED} waived`, "block no-new-access"]));
  });

  it("may come with a new key, and needs review", () => {
    const created = { address: KEY, before: null, after: keyWith(decryptFor(PARTNER)) };
    const { verdict, findings } = review([created, stated(null, metadata(both, AURA_ONLY))]);
    expect(verdict).toBe("NEEDS REVIEW");
    expect(findings).toEqual(expect.arrayContaining([`attention ${UNEXPECTED} waived`]));
  });

  it("from before excuses the deletion of what goes with its whole stack", () => {
    const going = { address: KEY, before: s.KEY, after: null };
    expect(review([going, stated(metadata([]), null)])).toEqual({ verdict: "BLOCK", findings: ["block key-survives"] });
    expect(review([going, stated(metadata(["key-survives"]), null)])).toEqual({
      verdict: "NEEDS REVIEW",
      findings: ["attention key-survives waived"],
    });
  });
});

describe("an account", () => {
  const other = (id: string) => ({
    ...s.KEY,
    id,
    key_id: id,
    arn: s.KEY_ARN.replace(s.ACCOUNT, PARTNER).replace(s.KEY_ID, id),
  });
  const ID = "99999999-0000-4000-8000-000000000009";
  const elsewhere = "aws_kms_key.neo4j_elsewhere";
  const names = new Map([[PARTNER, "partner"]]);

  it("is known by a key that was there before", () => {
    const there = { address: elsewhere, before: other(ID), after: other(ID), actions: ["no-op"] };
    expect(review([widened, there]).findings).toContain("attention no-new-access");
  });

  it("does not become known by a key that the same plan creates or imports, not even if the estate names it", () => {
    const created = { address: elsewhere, before: null, after: other(ID) };
    const imported = {
      address: elsewhere,
      before: other(ID),
      after: other(ID),
      actions: ["no-op"],
      change: { importing: { id: ID } },
    };
    for (const entry of [created, imported]) {
      expect(review([widened, entry]).findings).toContain("block no-new-access");
      expect(review([widened, entry], names).findings).toContain("block no-new-access");
    }
    expect(review([widened], names).findings).toContain("attention no-new-access");
  });
});
