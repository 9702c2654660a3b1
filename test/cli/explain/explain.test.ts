import { explain, listNames, names } from "../../../cli/explain/explain";
import { LINT_CODES } from "../../../policy/codes";
import { run } from "../support/run";

const ALIAS = `alias-keeps-target (rule, error)

An alias keeps pointing to its key

Everything that uses the alias switches to another key at once, and that key cannot decrypt existing
data. Aura advises against manual rotation, which creates another key.

Bad:
  alias orders-alias, before:
    target: prod/orders
    targetKeyId: arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab
  alias orders-alias, after:
    target: prod/audit
    targetKeyId: arn:aws:kms:eu-west-1:111122223333:key/5678abcd-12ab-34cd-56ef-1234567890ab

It gives:
  prod/orders-alias: alias/orders will point to another key: prod/audit instead of prod/orders;
  help: keep the alias, and create another one [alias-keeps-target]

Good:
  nothing changes

When to waive it: nothing uses the key by this alias.

Source: https://docs.aws.amazon.com/kms/latest/developerguide/alias-update.html
`;

it("explains a rule: what holds, why, what is bad, what is good, when to waive it", async () => {
  expect(await run("explain", "alias-keeps-target")).toEqual({ code: 0, stdout: ALIAS, stderr: "" });
});

it("explains a rule over keys of several clouds with an example and a source for each", () => {
  expect(explain("rotation-stays-on")).toBe(`rotation-stays-on (rule, error)

Automatic rotation of a key stays on

Aura supports and recommends automatic rotation, and advises against manual rotation, which creates
another key. In AWS the rotation of a multi-Region key is set on its primary only. In Azure: without
the rotation policy no new versions are made; those that are there stay. In Google Cloud: a key
without a rotation period is not rotated; nothing is lost by that.

Bad (AWS):
  key orders, before:
    rotationEnabled: true
  key orders, after:
    rotationEnabled: false

It gives:
  prod/orders: automatic rotation of key orders will be turned off: false (rotation of key orders);
  help: keep it on; the ARN does not change [rotation-stays-on]

Good (AWS):
  nothing changes

Bad (Azure):
  key orders, before:
    rotation: {"timeAfterCreation":"P365D"}
  key orders, after:
    rotation: not set

It gives:
  prod/orders: automatic rotation of key orders will be turned off: no rotation_policy of orders;
  help: keep it on; the registered identifier does not change [rotation-stays-on]

Good (Azure):
  nothing changes

Bad (Google Cloud):
  key orders, before:
    rotationPeriodInSeconds: 7776000
  key orders, after:
    rotationPeriodInSeconds: not set

It gives:
  prod/orders: automatic rotation of key orders will be turned off: "not set" (rotation_period of
  key orders); help: keep rotation_period; the name of the key stays [rotation-stays-on]

Good (Google Cloud):
  nothing changes

When to waive it: your organization forbids automatic rotation, or rotates on demand.

Source: https://docs.aws.amazon.com/kms/latest/developerguide/rotate-keys.html
        https://learn.microsoft.com/en-us/azure/key-vault/keys/how-to-configure-key-rotation
        https://cloud.google.com/kms/docs/key-rotation
`);
});

it("says what only one side of an example has, and which cloud an example is of that has no key of AWS", () => {
  const text = explain("access-granted-once") ?? "";
  expect(text).toContain(
    "\nBad (Google Cloud):\n  IAM entry binding:\n    roles/cloudkms.cryptoKeyEncrypterDecrypter: serviceAccount:",
  );
  expect(text).toContain("\nGood (Google Cloud):\n  no IAM entry binding\n");
  expect(explain("key-identifier-well-formed")).toContain(
    "\nBad (Azure):\n  customer managed key orders-record:\n    keyId: https://",
  );
});

it("leaves no side of an example of any rule empty", () => {
  const empty = names().filter((name) => /:\n\s*\n/.test(explain(name)?.replace(/\{[^]*?\n\}/g, "") ?? ""));
  expect(empty).toEqual([]);
});

it("explains the code of a problem, and of the lint, with an example", () => {
  expect(explain("statement-unreadable")).toBe(`statement-unreadable (problem, error)

The file with Aura's statement cannot be read.

Bad (in a program):
  AuraStatement.fromFile("/nowhere/orders.json");

It gives:
  /nowhere/orders.json: cannot read Aura's statement: no such file; help: save it there, or use
  AuraStatement.fromFileWhenSaved until it exists [statement-unreadable]

Good:
  AuraStatement.fromFileWhenSaved("/nowhere/orders.json");
`);
  expect(explain("effect-unknown")).toBe(`effect-unknown (lint, error)

Effect is neither Allow nor Deny.

Bad:
  {
    "Effect": "allow",
    "Principal": {
      "AWS": "arn:aws:iam::444455556666:role/vendor"
    },
    "Action": "kms:Decrypt",
    "Resource": "*"
  }

It gives:
  Effect of statement 1 is neither Allow nor Deny: "allow"; expected: "Allow" or "Deny"; help: did
  you mean "Allow"? [effect-unknown]

Good:
  {
    "Effect": "Allow",
    "Principal": {
      "AWS": "arn:aws:iam::444455556666:role/vendor"
    },
    "Action": "kms:Decrypt",
    "Resource": "*"
  }

Source: ${LINT_CODES["effect-unknown"].see}
`);
  expect(explain("caller-lockout")).toContain("\nBad (with --caller arn:aws:iam::111122223333:role/deploy):\n");
  expect(explain("control-by-session")).toContain("\nBad (as --policy):\n");
});

it("has a text for every name, in lines that fit", () => {
  const texts = names().map((name) => explain(name) ?? "");
  expect(names().filter((_, index) => !texts[index]?.startsWith(names()[index] ?? "?"))).toEqual([]);
  // A policy of an example is one line, and so is an address.
  const prose = texts.flatMap((text) => text.split("\n")).filter((line) => !/^( |Source: )/.test(line));
  expect(prose.filter((line) => line.length > 100)).toEqual([]);
});

it("explains one name, or all of them, as JSON", async () => {
  const { code, stdout } = await run("explain", "policy-within-size-limit", "--format", "json");
  const [rule, lint] = JSON.parse(stdout) as Record<string, unknown>[];
  expect([code, rule?.["kind"], lint?.["kind"]]).toEqual([0, "rule", "lint"]);
  expect(Object.keys(rule ?? {})).toEqual(["name", "kind", "severity", "meaning", "rationale", "example", "see"]);
  const all = JSON.parse((await run("explain", "--format", "json")).stdout) as { name: string }[];
  expect([...new Set(all.map(({ name }) => name))]).toEqual([...new Set(names())]);
  const none = await run("explain", "public-acess", "--format", "json");
  expect(none).toEqual({
    code: 2,
    stdout: "",
    stderr: 'aura-cmk: no rule or code is named "public-acess"; help: did you mean public-access?\n',
  });
});

it("lists all names", async () => {
  const { code, stdout } = await run("explain");
  expect([code, stdout]).toEqual([0, listNames()]);
  expect(names().filter((name) => !stdout.includes(`\n${name} `))).toEqual([]);
});

it.each([
  ["aliaskeepstarget", "did you mean alias-keeps-target?"],
  ["weather", "aura-cmk explain lists all of them"],
])("refuses %s in one line", async (name, help) => {
  expect(await run("explain", name)).toEqual({
    code: 2,
    stdout: "",
    stderr: `aura-cmk: no rule or code is named "${name}"; help: ${help}\n`,
  });
});
