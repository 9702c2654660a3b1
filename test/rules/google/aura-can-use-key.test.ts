import { known, unknown } from "../../../model/fact";
import type { CryptoKeyNode, KeyIamNode } from "../../../model/google";
import { AURA_ROLES } from "../../../model/google-roles";
import { auraCanUseKeyInGoogle } from "../../../rules/google/aura-can-use-key";
import { aCryptoKey, aKeyBinding, aKeyMember, ACCOUNTS, auraMembers } from "../../../rules/google/example";
import { COMPLIANT, NOT_APPLICABLE } from "../support";
import { verdictOn } from "./support";

const [USE, VIEWER] = AURA_ROLES;
const members = auraMembers();
const configured = aCryptoKey({ expectedPrincipals: ACCOUNTS });
const withEntries = (entries: readonly KeyIamNode[], key: CryptoKeyNode = aCryptoKey()) =>
  verdictOn(auraCanUseKeyInGoogle, key, entries);
const LACKS = "Aura lacks required roles on key orders";

describe("aura-can-use-key in Google Cloud", () => {
  it("accepts both roles for three service accounts, whether they are configured or not, and however they are given", () => {
    expect(withEntries(members)).toEqual(COMPLIANT);
    expect(withEntries(members, configured)).toEqual(COMPLIANT);
    expect(withEntries([aKeyBinding(ACCOUNTS), aKeyBinding(ACCOUNTS, VIEWER, { id: "prod/viewers" })])).toEqual(
      COMPLIANT,
    );
    const onRing = members.map(({ key: _, ...rest }) => ({ ...rest, ring: "prod/ring" }));
    expect(withEntries(onRing, configured)).toEqual(COMPLIANT);
  });

  it("has nothing to say in phase 1, whoever else has access", () => {
    expect(withEntries([], configured)).toEqual(NOT_APPLICABLE);
    expect(withEntries([aKeyMember("app@acme-prod.iam.gserviceaccount.com")])).toEqual(NOT_APPLICABLE);
  });

  it("refuses two of three accounts, and one role of two", () => {
    const fix = "add an `_iam_member` for each account and role";
    expect(withEntries(members.slice(0, -1))).toEqual({
      outcome: "violation",
      what: LACKS,
      got: "backup@neo4j.iam.gserviceaccount.com lacks cloudkms.viewer",
      expected: "both roles for 3 service accounts",
      fix,
    });
    expect(withEntries(members.slice(0, 4))).toMatchObject({ what: LACKS, got: "access for compute and storage only" });
    expect(withEntries(members.slice(0, 4), configured)).toMatchObject({
      got: "backup@neo4j.iam.gserviceaccount.com lacks cloudkms.cryptoKeyEncrypterDecrypter and cloudkms.viewer",
    });
    expect(withEntries([aKeyBinding(ACCOUNTS)])).toMatchObject({
      got: "compute lacks cloudkms.viewer; storage lacks cloudkms.viewer; backup lacks cloudkms.viewer",
    });
  });

  it("refuses a condition", () => {
    const [, ...others] = members;
    const bindings = known(
      [{ role: USE, members: [`serviceAccount:${ACCOUNTS[0]}`], condition: "request.time < x" }],
      "it",
    );
    expect(withEntries([aKeyBinding([], USE, { bindings }), ...others])).toMatchObject({
      got: "compute@neo4j.iam.gserviceaccount.com lacks cloudkms.cryptoKeyEncrypterDecrypter (only if request.time < x)",
    });
  });

  it("accepts another account of another project beside Aura's three", () => {
    expect(withEntries([...members, aKeyMember("app@elsewhere.iam.gserviceaccount.com")])).toEqual(COMPLIANT);
  });

  it("says what is not known", () => {
    const open = aKeyBinding([], USE, { bindings: unknown("it is open") });
    const verdict = {
      outcome: "unknown",
      why: "cannot verify that Aura can use key orders: it is open",
      cause: "it is open",
    };
    expect(withEntries([open])).toEqual(verdict);
    expect(withEntries([open, ...members.slice(1)])).toEqual(verdict);
    expect(withEntries([open, ...members])).toEqual(COMPLIANT);
  });
});
