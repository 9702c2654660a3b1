import { known, unknown } from "../../../model/fact";
import { auraKeepsAccess } from "../../../rules/change/aura-keeps-access";
import { noNewAccess } from "../../../rules/change/no-new-access";
import * as s from "./support";

const READER = "arn:aws:iam::666677778888:role/reader";
const AURA_ROLE = `arn:aws:iam::${s.AURA_ACCOUNT}:role/kms`;
const key = s.keyWith([s.OWN, s.AURA]);
const expecting = (...principals: string[]) => s.keyWith([s.OWN, s.AURA], { expectedPrincipals: principals });
const on = (before: s.Beside["before"], after = before): s.Beside => ({ before: before ?? [], after: after ?? [] });
const grant = (over: Parameters<typeof s.aGrant>[0] = {}) => s.aGrant(over);
const operations = (...names: string[]) => ({ operations: known(names, "`operations`") });
const forRole = (arn: string) => ({ grantee: known(arn, "`grantee_principal`") });
const bound = (context: Record<string, string>) => ({ constraints: known({ subset: context }, "`constraints`") });
type Node = Parameters<typeof s.evaluateChange>[1];
const gains = (before: Node, after: Node, beside: s.Beside) => s.evaluateChange(noNewAccess, before, after, beside);
const loses = (before: Node, after: Node, beside: s.Beside) => s.evaluateChange(auraKeepsAccess, before, after, beside);
const EXPECTED = { expected: "" };

describe("no-new-access, of grants", () => {
  const unexpected = (got: string, who = READER) =>
    s.blocks({
      ...{ what: `unexpected ${who} gains access to key orders`, got, ...EXPECTED },
      fix: "remove it; if it is Aura, set `auraAccountId`",
    });

  it("blocks a grant to an unexpected principal of another account, with the conditions that it has", () => {
    expect(gains(undefined, grant(), on([key]))).toEqual([unexpected("Decrypt (grant reader)")]);
    expect(gains(undefined, grant(bound({ app: "orders" })), on([key]))).toEqual([
      unexpected('Decrypt if StringEquals kms:EncryptionContext:app "orders" (grant reader)'),
    ]);
  });

  it("blocks a grant that is widened: more operations, fewer constraints, another grantee", () => {
    expect(gains(grant(), grant(operations("Decrypt", "Encrypt")), on([key]))).toEqual([
      unexpected("Encrypt (grant reader)"),
    ]);
    expect(gains(grant(bound({ app: "orders" })), grant(), on([key]))).toEqual([unexpected("Decrypt (grant reader)")]);
    const other = "arn:aws:iam::666677778888:role/writer";
    expect(gains(grant(), grant(forRole(other)), on([key]))).toEqual([unexpected("Decrypt (grant reader)", other)]);
  });

  it("is compliant if a grant stays, is narrowed or renamed, or goes to an expected principal", () => {
    expect(gains(grant(), grant(), { ...on([key]), changes: { "prod/reader": { actions: ["no-op"] } } })).toEqual([
      s.COMPLIANT,
    ]);
    expect(gains(grant(operations("Decrypt", "Encrypt")), grant(bound({ app: "orders" })), on([key]))).toEqual([
      s.COMPLIANT,
    ]);
    expect(gains(undefined, grant({ name: "renamed" }), on([key, grant()], [key]))).toEqual([s.COMPLIANT]);
    expect(gains(undefined, grant(forRole(AURA_ROLE)), on([expecting(s.AURA_ACCOUNT)]))).toEqual([s.COMPLIANT]);
  });

  it("needs review of a grant to the key's own account that gives power over the key or its data, which needs no IAM", () => {
    const app = `arn:aws:iam::${s.ACCOUNT}:role/app`;
    const review = (what: string, got: string) => [
      s.needsReview({ what, got, expected: "", fix: "make sure that they may use or administer the key" }),
    ];
    expect(gains(undefined, grant(forRole(app)), on([key]))).toEqual(
      review(`${app} gains access to key orders`, "can decrypt data, without IAM (grant reader)"),
    );
    expect(gains(undefined, grant({ ...forRole(app), ...operations("CreateGrant") }), on([key]))).toEqual(
      review(`${app} gains control of key orders`, "can grant access to others, without IAM (grant reader)"),
    );
    const looks = grant({ ...forRole(app), ...operations("DescribeKey", "Encrypt") });
    expect(gains(undefined, looks, on([key]))).toEqual([s.COMPLIANT]);
    // A new key, one whose policy names it already, and one where it is expected.
    expect(gains(undefined, grant(forRole(app)), on([], [key]))).toEqual([s.COMPLIANT]);
    const named = { ...s.decryptFor(s.ACCOUNT), Principal: { AWS: app } };
    expect(gains(undefined, grant(forRole(app)), on([s.keyWith([s.OWN, named])]))).toEqual([s.COMPLIANT]);
    expect(gains(undefined, grant(forRole(app)), on([expecting(app)]))).toEqual([s.COMPLIANT]);
  });

  it("needs review if the grantee becomes expected by the same plan, or is a service or a known account", () => {
    const review = (what: string, fix: string) => [
      s.needsReview({ what, got: "Decrypt (grant reader)", expected: "", fix }),
    ];
    expect(gains(undefined, grant(forRole(AURA_ROLE)), on([key], [expecting(s.AURA_ACCOUNT)]))).toEqual(
      review(
        `newly expected ${AURA_ROLE} gains access to key orders`,
        "make sure that it is Aura's account: it is set in the same plan",
      ),
    );
    expect(gains(undefined, grant(forRole("logs.amazonaws.com")), on([key]))).toEqual(
      review(
        "AWS service logs.amazonaws.com gains access to key orders",
        "make sure that this service may use the key",
      ),
    );
    expect(gains(undefined, grant(), { ...on([key]), knownAccounts: ["666677778888"] })).toEqual(
      review(`${READER} gains access to key orders`, "make sure that this account may use the key"),
    );
  });

  it("needs review of an unexpected principal that may retire the grant", () => {
    const mine = { ...forRole(`arn:aws:iam::${s.ACCOUNT}:role/app`), ...operations("Encrypt") };
    const retired = grant({ ...mine, retiringPrincipal: known(READER, "`retiring_principal`") });
    expect(gains(undefined, retired, on([key]))).toEqual([
      s.needsReview({
        what: `unexpected ${READER} can retire a grant of key orders`,
        got: `grant reader, for arn:aws:iam::${s.ACCOUNT}:role/app`,
        expected: "",
        fix: "make sure that it may take this access away",
      }),
    ]);
  });

  it("is not applicable to a grant that goes, and unknown for a grantee known at apply", () => {
    expect(gains(grant(), undefined, on([key]))).toEqual([s.NOT_APPLICABLE]);
    const later = grant({ grantee: unknown("`grantee_principal` is known only at apply") });
    expect(gains(undefined, later, on([key]))).toEqual([
      s.unverified("no principal gains access by grant reader", "`grantee_principal` is known only at apply"),
    ]);
  });
});

describe("aura-keeps-access, of grants", () => {
  const phase1 = s.keyWith([s.OWN], { expectedPrincipals: [s.AURA_ACCOUNT] });
  const ofAura = grant(forRole(AURA_ROLE));
  const revokes = (got: string) => ({
    ...{ what: "this plan revokes Aura's access to key orders", got, ...EXPECTED },
    fix: "keep the grant; if this is not Aura, set `auraAccountId`",
  });

  it("blocks if a grant goes, or is narrowed, that alone gives Aura access", () => {
    expect(loses(ofAura, undefined, on([phase1]))).toEqual([
      s.blocks(revokes(`${AURA_ROLE} loses Decrypt (grant reader: deleted)`)),
    ]);
    const narrowed = grant({ ...forRole(AURA_ROLE), ...bound({ app: "orders" }) });
    expect(loses(ofAura, narrowed, on([phase1]))).toEqual([
      s.blocks(revokes(`${AURA_ROLE} loses Decrypt (grant reader: changed)`)),
    ]);
  });

  it("is compliant if the policy allows the same, the grantee is not Aura, or nothing changes", () => {
    expect(loses(ofAura, undefined, on([expecting(s.AURA_ACCOUNT)]))).toEqual([s.COMPLIANT]);
    expect(loses(grant(), undefined, on([phase1]))).toEqual([s.COMPLIANT]);
    expect(loses(grant(forRole(`arn:aws:iam::${s.ACCOUNT}:role/app`)), undefined, on([key]))).toEqual([s.COMPLIANT]);
    expect(loses(ofAura, ofAura, on([phase1]))).toEqual([s.COMPLIANT]);
  });

  it("needs review if the grantee may be Aura, or if its grant is replaced by the same", () => {
    expect(loses(grant(), undefined, on([key]))).toEqual([
      s.needsReview({
        what: `${READER} loses access to key orders`,
        got: "Decrypt (grant reader: deleted)",
        expected: "",
        fix: "make sure that it is not Aura; if it is, keep the grant",
      }),
    ]);
    const again = { ...on([phase1]), changes: { "prod/reader": { actions: ["delete", "create"] as const } } };
    expect(loses(ofAura, grant(forRole(AURA_ROLE)), again)).toEqual([
      s.needsReview({
        what: `grant of ${AURA_ROLE} on key orders is replaced`,
        got: "grant reader: replaced; there may be no access in between",
        expected: "",
        fix: "create the new grant before the old one goes",
      }),
    ]);
  });

  it("is compliant if the policy allows the same, also while a grant is replaced or gets another address", () => {
    const expected = on([expecting(s.AURA_ACCOUNT)]);
    const again = { ...expected, changes: { "prod/reader": { actions: ["delete", "create"] as const } } };
    expect(loses(ofAura, grant(forRole(AURA_ROLE)), again)).toEqual([s.COMPLIANT]);
    const renamed = grant({ ...forRole(AURA_ROLE), id: "prod/second" });
    const beside = (holder: Parameters<typeof on>[0]) => ({
      ...on(holder),
      after: [...(on(holder).after ?? []), renamed],
    });
    expect(loses(ofAura, undefined, beside([expecting(s.AURA_ACCOUNT)]))).toEqual([s.COMPLIANT]);
    expect(loses(ofAura, undefined, beside([phase1]))).toMatchObject([
      { what: `grant of ${AURA_ROLE} on key orders is replaced`, severity: "warning" },
    ]);
  });

  it("is compliant if the new grant comes first, unless KMS takes it for the old one, or if another one allows the same", () => {
    const first = { ...on([phase1]), changes: { "prod/reader": { actions: ["create", "delete"] as const } } };
    const named = (name: string | undefined, over: object = {}) =>
      grant({ ...forRole(AURA_ROLE), grantName: known(name, "`name`"), ...over });
    expect(loses(named(undefined), named(undefined), first)).toEqual([s.COMPLIANT]);
    expect(loses(named("a"), named("b"), first)).toEqual([s.COMPLIANT]);
    expect(loses(named("a"), named("a", operations("Decrypt", "Encrypt")), first)).toEqual([s.COMPLIANT]);
    const replaced = [{ what: `grant of ${AURA_ROLE} on key orders is replaced` }];
    expect(loses(named("a"), named("a"), first)).toMatchObject(replaced);
    expect(loses(named(undefined), grant({ ...forRole(AURA_ROLE), grantName: unknown("later") }), first)).toMatchObject(
      replaced,
    );
    const second = grant({ ...forRole(AURA_ROLE), id: "prod/second" });
    const untouched = { changes: { "prod/second": { actions: ["no-op"] as const } } };
    expect(loses(ofAura, undefined, { ...on([phase1, second]), ...untouched })).toEqual([s.COMPLIANT]);
    // One that comes with the same plan may come too late.
    expect(loses(ofAura, undefined, on([phase1], [phase1, second]))).toMatchObject(replaced);
  });

  it("is not applicable to a new grant, or one that goes with its key, and unknown where the grant is", () => {
    expect(loses(undefined, ofAura, on([phase1]))).toEqual([s.NOT_APPLICABLE]);
    expect(loses(ofAura, undefined, on([phase1], []))).toEqual([s.NOT_APPLICABLE]);
    const hidden = grant({ ...forRole(AURA_ROLE), operations: unknown("`operations` is sensitive") });
    expect(loses(hidden, undefined, on([phase1]))).toEqual([
      s.unverified("Aura keeps the access of grant reader", "`operations` is sensitive"),
    ]);
  });
});
