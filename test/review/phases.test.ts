import { readFileSync } from "node:fs";
import { join } from "node:path";
import { readPlans } from "../../model/read/read-plans";
import { reviewPlans } from "../../review/review";
import { renderText } from "../../review/format/text";
import { AURA_APPLICATION } from "../../rules/azure/example";
import * as s from "../model/read/support";
import { INSTANCE, reviewOf, ROLE_ON_KEY, STATE } from "../rules/azure/plan";

const KEY = "aws_kms_key.orders";
const LOGS = { Effect: "Allow", Principal: { Service: "logs.amazonaws.com" }, Action: "kms:Decrypt", Resource: "*" };

/** The phases of a key with a record, before and after a plan that changes its policy. */
function phases(before: readonly object[], after: readonly object[]) {
  const key = (statements: readonly object[]) => ({ ...s.KEY, policy: s.policy(...statements) });
  const record = { address: "aura_customer_managed_key.orders", before: s.RECORD, after: s.RECORD, actions: ["no-op"] };
  const reading = s.readEntries(
    [{ address: KEY, before: key(before), after: key(after) }, record],
    s.configured({ [KEY]: { policy: {} } }),
  );
  return reviewPlans(reading, { now: new Date(0) }).phases.map((line) => [line.before, line.after]);
}

it("stays in phase 1 with a statement for an AWS service or a federated principal", () => {
  const federated = { ...LOGS, Principal: { Federated: "x.example.com" } };
  expect(phases([s.OWN], [s.OWN, LOGS])).toEqual([["bootstrap", "bootstrap"]]);
  expect(phases([s.OWN, LOGS], [s.OWN, LOGS, federated])).toEqual([["bootstrap", "bootstrap"]]);
  expect(phases([s.OWN, LOGS], [s.OWN, LOGS, s.AURA])).toEqual([["bootstrap", "encrypted"]]);
  expect(phases([s.OWN, LOGS, s.AURA], [s.OWN, LOGS])).toEqual([["encrypted", "bootstrap"]]);
  expect(phases([s.OWN, s.AURA], [s.OWN, s.AURA, LOGS])).toEqual([]);
});

it("lists the expected principals of a key in phase 1", () => {
  const input = JSON.stringify({
    ...{ kind: "cdktf-aura-cmk/review-metadata", version: "1", protected: [], waivers: [] },
    principals: { [KEY]: ["444455556666"] },
  });
  const record = { address: "aura_customer_managed_key.orders", after: s.RECORD };
  const phaseOf = (...statements: object[]) => {
    const key = { address: KEY, after: { ...s.KEY, policy: s.policy(...statements) } };
    const reading = s.readEntries(
      [key, record, { address: "terraform_data.metadata", after: { input } }],
      s.configured({ [KEY]: { policy: {} } }),
    );
    return reviewPlans(reading, { now: new Date(0) });
  };
  const review = phaseOf(s.OWN);
  expect(review).toMatchObject({ verdict: "OK", phases: [{ before: "none", expectedPrincipals: ["444455556666"] }] });
  expect(renderText(review)).toContain(
    "\n    expected: 444455556666\n\nNext steps\n  aws_kms_key.orders: after the apply, open customer managed key ",
  );
  const [encrypted] = phaseOf(s.OWN, s.AURA).phases;
  expect(encrypted).not.toHaveProperty("expectedPrincipals");
});

it("is in phase 1 with principals that only the owner's own statements name, and does not list them as Aura", () => {
  const user = { ...s.AURA, Sid: "User", Condition: { StringEquals: { "kms:CallerAccount": "777788889999" } } };
  const input = JSON.stringify({
    ...{ kind: "cdktf-aura-cmk/review-metadata", version: "1", protected: [], waivers: [] },
    principals: { [KEY]: ["444455556666", "777788889999"] },
    besideAura: { [KEY]: ["777788889999"] },
  });
  const reading = s.readEntries(
    [
      { address: KEY, after: { ...s.KEY, policy: s.policy(s.OWN, user) } },
      { address: "aura_customer_managed_key.orders", after: s.RECORD },
      { address: "terraform_data.metadata", after: { input } },
    ],
    s.configured({ [KEY]: { policy: {} } }),
  );
  const [key] = reading.after.keys;
  expect(key).toMatchObject({ statement: { known: true, value: undefined }, besideAura: ["777788889999"] });
  expect(reviewPlans(reading, { now: new Date(0) })).toMatchObject({
    verdict: "OK",
    phases: [{ before: "none", after: "bootstrap", expectedPrincipals: ["444455556666"] }],
  });
});

it("shows the policy after the apply, and a remark, where the key is in none of the plans", () => {
  const policy = { key_id: s.KEY_ARN, policy: s.policy(s.OWN, s.AURA) };
  const [shown] = reviewPlans(s.readEntries([{ address: "aws_kms_key_policy.orders", after: policy }]), {
    now: new Date(0),
  }).policies;
  expect(shown).toMatchObject({
    isNew: true,
    remark: "the current policy of the key is not in these plans",
    access: [{ who: "AWS account 111122223333" }, { who: "AWS account 444455556666" }],
  });
});

describe("an auditor of another account, who cannot use the key", () => {
  const AUDITOR = {
    ...{ Sid: "Auditor", Effect: "Allow", Principal: { AWS: "arn:aws:iam::222233334444:role/auditor" }, Resource: "*" },
    Action: ["kms:DescribeKey", "kms:GetKeyRotationStatus", "kms:ListGrants"],
  };
  const key = (...statements: object[]) => ({ ...s.KEY, policy: s.policy(...statements) });
  const review = (before: object | null, after: object, ...more: s.Entry[]) =>
    reviewPlans(
      s.readEntries(
        [
          { address: KEY, before, after, ...(before === after && { actions: ["no-op"] }) },
          { address: "aura_customer_managed_key.orders", before: s.RECORD, after: s.RECORD, actions: ["no-op"] },
          ...more,
        ],
        s.configured({ [KEY]: { policy: {} } }),
      ),
      { now: new Date(0) },
    );
  const WITH_AUDITOR = key(s.OWN, AUDITOR);

  it("leaves a key in phase 1 as it is", () => {
    expect(review(WITH_AUDITOR, WITH_AUDITOR)).toMatchObject({ verdict: "OK", phases: [{ after: "bootstrap" }] });
    expect(review(WITH_AUDITOR, key(s.OWN, AUDITOR, s.STATEMENT))).toMatchObject({
      verdict: "NEEDS REVIEW",
      reason: "AWS account 444455556666 gains first access to key orders",
      phases: [{ before: "bootstrap", after: "encrypted" }],
    });
  });

  it("is not Aura when it loses its access", () => {
    expect(review(key(s.OWN, s.STATEMENT, AUDITOR), key(s.OWN, s.STATEMENT)).verdict).toBe("OK");
    expect(review(WITH_AUDITOR, key(s.OWN)).verdict).toBe("OK");
  });

  it("does not make the key ready for a new instance", () => {
    const found = review(WITH_AUDITOR, WITH_AUDITOR, { address: "aura_instance.orders", after: s.INSTANCE }).findings;
    expect(found).toContainEqual(
      expect.objectContaining({
        what: "instance orders will be created before Aura can use its key",
        got: "no external principal can use key orders (`policy` of aws_kms_key.orders)",
      }),
    );
  });
});

it("has no next step where Aura's statement was removed outside of Terraform: it has to come back", () => {
  const [known, is] = [s.policy(s.OWN, s.STATEMENT), s.policy(s.OWN)].map((policy) => ({ ...s.KEY, policy }));
  const record = { address: "aura_customer_managed_key.orders", before: s.RECORD, after: s.RECORD, actions: ["no-op"] };
  const drift = [s.entry({ address: KEY, before: known, after: is })];
  const reading = s.readEntries([{ address: KEY, before: is, after: is, actions: ["no-op"] }, record], {
    ...s.configured({ [KEY]: { policy: {} } }),
    resource_drift: drift,
  });
  const [phase, ...others] = reviewPlans(reading, { now: new Date(0) }).phases;
  expect([phase?.before, phase?.after, phase?.next, others]).toEqual(["bootstrap", "bootstrap", undefined, []]);
});

describe("a key in Azure", () => {
  const gone = { [ROLE_ON_KEY]: undefined };
  const phasesIn = (...args: Parameters<typeof reviewOf>) =>
    reviewOf(...args).phases.map(({ before, after }) => [before, after]);

  it("is in phase 1 until Aura's application has its role, and the next step names page, command and role", () => {
    const [line, ...others] = reviewOf({ ...gone, [INSTANCE]: undefined }, { expected: { before: [] } }).phases;
    expect(others).toEqual([]);
    expect(line).toEqual({
      on: { address: "azurerm_key_vault_key.orders", name: "orders" },
      ...{ before: "bootstrap", after: "bootstrap" },
      next:
        "after the apply, open customer managed key `orders` in the Aura Console (Security, Customer Managed Keys), copy the " +
        "application id that it shows, add its service principal to your tenant, once (`az ad sp create --id <application id>`), give it " +
        "the role `Key Vault Crypto Service Encryption User` on the key (in constructs and estates: `applicationId`), and plan again",
    });
  });

  it("lists the application that is expected in phase 1", () => {
    const { phases } = reviewOf({ ...gone, [INSTANCE]: undefined });
    expect(phases).toMatchObject([{ after: "bootstrap", expectedPrincipals: [AURA_APPLICATION] }]);
  });

  it("comes to phase 2 with the role, and says nothing where it was there", () => {
    const comes = { [ROLE_ON_KEY]: { before: null, after: {} } };
    const expected = { before: [], after: [AURA_APPLICATION] };
    expect(phasesIn(comes, { expected })).toEqual([["bootstrap", "encrypted"]]);
    expect(phasesIn(comes, { expected: { before: [] } })).toEqual([["bootstrap", "encrypted"]]);
    expect(phasesIn({})).toEqual([]);
  });

  it("goes back to phase 1 without a next step: a finding says what to do", () => {
    const { phases } = reviewOf({ [ROLE_ON_KEY]: { after: null } });
    expect(phases).toMatchObject([{ before: "encrypted", after: "bootstrap" }]);
    expect(phases[0]).not.toHaveProperty("next");
  });

  it("has no phase that can be told with a role on a scope that is known only at apply", () => {
    expect(phasesIn({ [ROLE_ON_KEY]: { before: null, after: {}, unknown: { scope: true } } })).toEqual([]);
  });

  it("is in phase 1 with a role that does not use it, or for another application", () => {
    const role = (after: object) => ({ [ROLE_ON_KEY]: { before: { ...STATE[ROLE_ON_KEY], ...after } } });
    expect(
      phasesIn(role({ role_definition_name: "Reader", role_definition_id: "acdd72a7-3385-48ef-bd42-f606fba81ae7" })),
    ).toEqual([["bootstrap", "bootstrap"]]);
    expect(phasesIn({}, { expected: { before: ["0ddba110-1111-4222-8333-444455556666"] } })).toEqual([
      ["bootstrap", "bootstrap"],
    ]);
  });
});

describe("a key in Google Cloud", () => {
  const reviewed = (name: string) => {
    const text = readFileSync(join(__dirname, "google-plans", `${name}.json`), "utf8");
    const result = readPlans([{ name, text }]);
    if ("problems" in result) throw new Error(`${name} cannot be read`);
    return reviewPlans(result.reading, { now: new Date(0) });
  };

  it("is in phase 1 until the service accounts have their roles, and the next step names page and roles", () => {
    expect(reviewed("create").phases).toEqual([
      {
        on: { address: "google_kms_crypto_key.orders", name: "orders" },
        ...{ before: "none", after: "bootstrap" },
        next:
          "after the apply, open customer managed key `orders` in the Aura Console (Security, Customer Managed Keys), copy the three " +
          "service accounts that it shows, give each of them the roles `roles/cloudkms.cryptoKeyEncrypterDecrypter` and " +
          "`roles/cloudkms.viewer` on the key (in constructs and estates: `serviceAccounts`), and plan again",
      },
    ]);
  });

  it.each([
    ["create-encrypted", [["none", "encrypted"]]],
    ["bootstrap-stays", [["bootstrap", "bootstrap"]]],
    ["phase-1-to-2", [["bootstrap", "encrypted"]]],
    ["phase-2-to-1", [["encrypted", "bootstrap"]]],
    ["all-members-destroyed", [["encrypted", "bootstrap"]]],
    ["no-changes", []],
    // A part of the access: a finding says which.
    ["phase-1-to-2-incomplete", []],
    ["member-destroyed", []],
  ])("goes by what all entries together give: %s", (name, phases) => {
    const { phases: found } = reviewed(name);
    expect(found.map(({ before, after }) => [before, after])).toEqual(phases);
  });
});
