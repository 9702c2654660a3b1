import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { runLint } from "../../../cli/lint/run";
import { AURA, AURA_TEXT, OWN } from "../../policy/examples";
import { run } from "../support/run";
import { KEY_ARN } from "../../support/samples";

const MATRIX = `Access once the statement is in the key policy, where the caller's own IAM policies allow it too:

Who                       Encrypt  Decrypt  ReEncryptFrom  ReEncryptTo  GenerateDataKey  DescribeKey  CreateGrant  PutKeyPolicy  ScheduleKeyDeletion  DisableKey
------------------------  -------  -------  -------------  -----------  ---------------  -----------  -----------  ------------  -------------------  ----------
AWS account 111122223333  yes      yes      yes            yes          yes              yes          yes          yes           yes                  yes
`;
const NOT_COVERED = "Not checked offline: grants, SCPs, RCPs, whether principals exist, and their IAM policies.\n";
const PLAN = JSON.stringify({
  ...{ format_version: "1.2", terraform_version: "1.11.4", planned_values: {}, resource_changes: [] },
});
const MISSPELT = AURA_TEXT.replace("kms:Decrypt", "kms:Decypt");

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "aura-cmk-lint-"));
  mkdirSync(join(folder, "folder"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Writes a file and tells its path. */
function file(name: string, text: string | Buffer): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

/** Runs the command with something on standard input, and takes the folder out of what it says. */
async function lint(input: string | Buffer, args: Partial<Parameters<typeof runLint>[0]> = {}) {
  let [stdout, stderr] = ["", ""];
  const code = await runLint(
    { statement: "-", format: "text", ...args },
    {
      stdin: Readable.from([Buffer.from(input)]),
      stdout: { write: (text) => (stdout += text) },
      stderr: { write: (text) => (stderr += text) },
    },
  );
  const short = (text: string): string => text.replaceAll(`${folder}/`, "");
  return { code, stdout: short(stdout), stderr: short(stderr) };
}

describe("aura-cmk lint", () => {
  it("says that nothing is wrong, and who can do what with the key", async () => {
    expect(await run("lint", file("aura.json", AURA_TEXT), "--key-arn", KEY_ARN)).toEqual({
      code: 0,
      stderr: "",
      stdout: `${join(folder, "aura.json")}: no findings.

${MATRIX}AWS account 444455556666  yes      yes      yes            yes          yes              yes          yes          no            no                   no

Aura (AWS account 444455556666): all 7 required operations are allowed.

${NOT_COVERED}`,
    });
  });

  it("tells the same of any key of an account, when only that is known", async () => {
    const known = await lint(AURA_TEXT, { keyArn: KEY_ARN });
    expect(await lint(AURA_TEXT, { account: "111122223333" })).toEqual(known);
  });

  it("says what it would have to know to tell who can do what", async () => {
    expect(await lint(AURA_TEXT)).toEqual({
      code: 0,
      stderr: "",
      stdout: `standard input: no findings.

Access matrix needs --key-arn or --account.

${NOT_COVERED}`,
    });
  });

  it("points at every finding, counts them, and says what Aura lacks and why", async () => {
    expect(await lint(MISSPELT, { keyArn: KEY_ARN })).toEqual({
      code: 1,
      stderr: "",
      stdout: `error  Aura lacks permissions that it needs on the key  [aura-can-use-key]
       standard input   kms:Decrypt for none of AWS account 444455556666: no statement allows kms:Decrypt to AWS account 444455556666
       expected: kms:Encrypt, kms:Decrypt, kms:ReEncryptFrom, kms:ReEncryptTo, kms:GenerateDataKey, kms:DescribeKey, kms:CreateGrant
       help: copy the statement again from the Aura Console, and look for a Deny statement

warning  Action of statement 1 ("Allow access for Neo4j") contains an action that no key policy can allow  [action-unknown]
         standard input:6:20   "kms:Decypt", which is not a KMS action
         expected: an operation on a key, such as kms:Decrypt
         help: did you mean "kms:Decrypt"?

2 findings: 1 error, 1 warning.

${MATRIX}AWS account 444455556666  yes      no       yes            yes          yes              yes          yes          no            no                   no

Aura (AWS account 444455556666): 6 of 7 required operations are allowed.
  not allowed: Decrypt (no statement allows kms:Decrypt to AWS account 444455556666)

${NOT_COVERED}`,
    });
  });

  it("ends with 1 for a warning alone", async () => {
    const { code, stdout } = await lint(AURA_TEXT.replace('"kms:RevokeGrant"', '"kms:RevokeGrants"'));
    expect([code, stdout.split("\n\n")[1]]).toEqual([1, "1 finding: 0 errors, 1 warning."]);
  });

  it("looks at the policy that the key has, and at both together", async () => {
    const denies = { Effect: "Deny", Principal: "*", Action: "kms:Decrypt", Resource: "*" };
    const policy = { Version: "2012-10-17", Statement: [OWN, denies, { ...OWN, Sid: "Keys", Action: "kms:ListKeys" }] };
    const path = file("policy.json", JSON.stringify(policy));
    const { code, stdout, stderr } = await lint(AURA_TEXT, { keyArn: KEY_ARN, policy: path, format: "json" });
    const report = JSON.parse(stdout) as {
      findings: { file: string; code: string; path: string }[];
      aura: { cannot: { operation: string; because: string }[] }[];
    };
    expect([code, stderr]).toEqual([1, ""]);
    expect(report.findings.map(({ file: name, code: found, path: where }) => [name, found, where])).toEqual([
      ["standard input", "aura-can-use-key", ""],
      ["policy.json", "action-not-on-keys", "Statement[2].Action"],
    ]);
    expect(report.aura.map(({ cannot }) => cannot)).toEqual([
      [
        {
          operation: "kms:Decrypt",
          because: "statement 2 of the key policy denies kms:Decrypt to AWS account 444455556666",
        },
      ],
    ]);
  });

  it("tells whether the one who is to set the policy can change it again", async () => {
    const caller = "arn:aws:sts::111122223333:assumed-role/deploy/ci";
    const statement = JSON.stringify({ ...AURA, Action: ["kms:Encrypt", "kms:Decrypt"], Condition: {} });
    const named = { ...OWN, Sid: "Named", Principal: { AWS: "arn:aws:iam::111122223333:role/deploy" } };
    const denied = { ...named, Sid: "Denied", Effect: "Deny", Action: "kms:PutKeyPolicy" };
    const withPolicy = async (...statements: object[]) => {
      const policy = file("callers.json", JSON.stringify({ Version: "2012-10-17", Statement: statements }));
      const { code, stdout } = await lint(statement, { policy, caller });
      const [, row] = /^(arn:aws:sts::111122223333:assumed-role\/deploy\/ci +.*)$/m.exec(stdout) ?? [];
      const told = stdout.split("\n\n").filter((part) => /lockout/.test(part));
      return { code, row: row?.replace(/ +/g, " "), told };
    };
    expect(await withPolicy(OWN)).toEqual({
      code: 1,
      row: `${caller} yes yes yes yes yes yes yes yes yes yes`,
      told: [
        `Unknown whether ${caller} passes the KMS lockout check: statement 1 ("Enable IAM User Permissions") of the key policy allows kms:PutKeyPolicy to ${caller} only where its own IAM policies do too.`,
      ],
    });
    expect((await withPolicy(OWN, named)).told).toEqual([
      `${caller} passes the KMS lockout check: statement 2 ("Named") of the key policy allows kms:PutKeyPolicy to ${caller}.`,
    ]);
    expect(await withPolicy(OWN, denied)).toEqual({
      code: 1,
      row: `${caller} yes yes yes yes yes yes yes no yes yes`,
      told: [
        [
          `error  the policy locks out its author ${caller}  [caller-lockout]`,
          `       standard input   statement 2 ("Denied") of the key policy denies kms:PutKeyPolicy to ${caller}`,
          "       expected: kms:PutKeyPolicy for the caller or the account, and no Deny",
          "       help: keep the account's own statement (kms:* for its root), or remove the Deny",
        ].join("\n"),
        `${caller} fails the KMS lockout check, so KMS refuses the policy: statement 2 ("Denied") of the key policy denies kms:PutKeyPolicy to ${caller}.`,
      ],
    });
  });

  it("prints the caller as JSON, too", async () => {
    const caller = "arn:aws:iam::111122223333:root";
    const { caller: told } = JSON.parse(
      (await lint(AURA_TEXT, { keyArn: KEY_ARN, caller, format: "json" })).stdout,
    ) as Record<string, unknown>;
    expect(told).toEqual({
      who: "root user of AWS account 111122223333",
      answer: "yes",
      because: `the account's own statement allows kms:PutKeyPolicy to ${caller}`,
    });
  });

  it("says what needs the key's ARN, and why, and answers who asks about a caller", async () => {
    const caller = "arn:aws:iam::111122223333:role/deploy";
    const needing = async (statement: object, args: object = { account: "111122223333" }) => {
      const told = await lint(JSON.stringify({ ...AURA, ...statement }), { caller, ...args });
      const json = await lint(JSON.stringify({ ...AURA, ...statement }), { caller, format: "json", ...args });
      const { access, aura, caller: control, needs } = JSON.parse(json.stdout) as Record<string, unknown>;
      expect([access, aura]).toEqual([null, null]);
      expect(control).toEqual({
        who: caller,
        answer: "unknown",
        because: `it needs ${String(needs)}`,
      });
      expect(told.stdout).toContain(`\n\nAccess matrix needs ${String(needs)}.\n\n`);
      expect(told.stdout).toContain(
        `\n\nUnknown whether ${caller} passes the KMS lockout check: it needs ${String(needs)}.\n\n`,
      );
      return needs;
    };
    const because = '--key-arn, because statement 2 ("Allow access for Neo4j") names';
    expect(await needing({ Condition: { StringEquals: { "aws:RequestedRegion": "eu-west-1" } } })).toBe(
      `${because} the region (aws:RequestedRegion)`,
    );
    expect(await needing({ Resource: KEY_ARN })).toBe(`${because} a key by its ARN`);
    expect(await needing({ Principal: { AWS: "arn:aws-cn:iam::444455556666:root" } })).toBe(
      `${because} partition aws-cn`,
    );
    expect(await needing({ Effect: "allow" })).toBe("a statement that can be merged");
    expect(await needing({}, { policy: file("broken.json", '{"Statement": [') })).toBe("a readable key policy");
  });

  it("asks for the role of a session where a condition is about the role", async () => {
    const caller = "arn:aws:sts::111122223333:assumed-role/deploy/ci";
    const other = { ArnNotEquals: { "aws:PrincipalArn": "arn:aws:iam::111122223333:role/admins/deploy" } };
    const denial = { Effect: "Deny", Principal: "*", Action: "kms:PutKeyPolicy", Resource: "*", Condition: other };
    const policy = file("admins.json", JSON.stringify({ Version: "2012-10-17", Statement: [OWN, denial] }));
    const { caller: told } = JSON.parse((await lint(AURA_TEXT, { policy, caller, format: "json" })).stdout) as Record<
      string,
      unknown
    >;
    expect(told).toEqual({
      who: caller,
      answer: "unknown",
      because: `whether statement 2 of the key policy denies kms:PutKeyPolicy to ${caller} depends on aws:PrincipalArn; pass the role as --caller for more, such as arn:aws:iam::111122223333:role/deploy`,
    });
  });

  it("tells no matrix of a policy that it cannot read", async () => {
    const path = file("malformed.json", '{"Statement": [}');
    const { code, stdout } = await lint(AURA_TEXT, { keyArn: KEY_ARN, policy: path, format: "json" });
    const { findings, access, aura } = JSON.parse(stdout) as Record<string, unknown[]>;
    expect(code).toBe(1);
    expect([findings?.length, access, aura]).toEqual([1, null, null]);
  });

  it("prints a JSON whose shape stays", async () => {
    const statement = JSON.stringify({ ...AURA, Action: "kms:Decypt" });
    const { code, stdout } = await lint(statement, { format: "json" });
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toEqual({
      version: 1,
      statement: "standard input",
      policy: null,
      summary: { errors: 0, warnings: 1 },
      findings: [
        {
          severity: "warning",
          kind: "no effect",
          code: "action-unknown",
          file: "standard input",
          path: "Statement[0].Action",
          line: 1,
          column: 83,
          what: 'Action of statement 1 ("Allow access for Neo4j") contains an action that no key policy can allow',
          got: '"kms:Decypt", which is not a KMS action',
          expected: "an operation on a key, such as kms:Decrypt",
          fix: 'did you mean "kms:Decrypt"?',
          see: "https://docs.aws.amazon.com/service-authorization/latest/reference/list_awskeymanagementservice.html",
        },
      ],
      access: null,
      caller: null,
      aura: null,
      needs: "--key-arn or --account",
    });
    const known = JSON.parse((await lint(AURA_TEXT, { keyArn: KEY_ARN, format: "json" })).stdout) as object;
    expect(known).toMatchObject({
      access: {
        operations: expect.arrayContaining(["kms:Decrypt"]),
        rows: [
          { who: "AWS account 111122223333", kind: "account", answers: expect.arrayContaining(["yes"]) },
          { who: "AWS account 444455556666", kind: "account", answers: expect.arrayContaining(["yes", "no"]) },
        ],
      },
      aura: [
        {
          who: "AWS account 444455556666",
          can: expect.arrayContaining(["kms:Decrypt"]),
          cannot: [],
          unknown: [],
        },
      ],
    });
  });

  it("hands nothing on to the terminal that would do something there", async () => {
    const { stdout } = await lint(
      JSON.stringify({ "Effect\u001b[31m\u009b": "Allow\u0007" }).replaceAll("\\u009b", "\u009b"),
    );
    expect(stdout).not.toMatch(/[^\P{Cc}\n]/u);
  });

  it.each(["text", "json"] as const)("shows a name that would do something there, as %s", async (format) => {
    const name = file("a\u001b[31m\u202eb\u009b.json", AURA_TEXT);
    const clean = await lint("", { statement: name, policy: name, format });
    const unreadable = await lint("", { statement: `${name}\n`, format });
    const text = clean.stdout + clean.stderr + unreadable.stdout + unreadable.stderr;
    expect(text).toContain("a\\u001b[31m\\u202eb\\u009b.json");
    expect(text).not.toMatch(/[^\P{Cc}\n]|\p{Cf}/u);
  });

  it("says of both files at once that they cannot be used", async () => {
    expect(await lint("", { statement: "", policy: join(folder, "folder") })).toEqual({
      code: 2,
      stdout: "",
      stderr: `aura-cmk: "": cannot read the statement: no such file; help: check the path
aura-cmk: folder: cannot read the key policy: is a directory; help: name a file in it
`,
    });
  });

  it("shows the first of many parties", async () => {
    const accounts = Array.from({ length: 30 }, (_, index) => String(444455556600 + index));
    const { stdout } = await lint(JSON.stringify({ ...AURA, Principal: { AWS: accounts }, Condition: {} }), {
      keyArn: KEY_ARN,
    });
    expect(stdout).toContain("\n... and 11 more\n");
  });
});

it("reads UTF-16, with and without its byte-order mark", async () => {
  for (const mark of ["", "\uFEFF"]) {
    const bytes = Buffer.from(`${mark}${AURA_TEXT}`, "utf16le");
    expect(await lint(bytes)).toEqual(await lint(AURA_TEXT));
    expect(await lint(bytes.swap16())).toEqual(await lint(AURA_TEXT));
  }
});

describe("what aura-cmk lint cannot use", () => {
  it.each<[string, string | Buffer, string]>([
    [
      "nothing",
      "",
      "the statement is not JSON: an empty text; expected: JSON; help: paste the JSON and save the file again",
    ],
    [
      "a page",
      "<html><title>Sign in</title></html>",
      'the statement is not JSON: a web page or other markup titled "Sign in"; expected: JSON; help: open the page in a browser, log in, and copy the JSON that it shows',
    ],
    [
      "a word",
      "pending\n",
      'malformed JSON: "pending"; expected: a JSON value; help: copy the JSON again, from the first brace to the last one',
    ],
    [
      "a boolean",
      "true",
      "the statement is not a statement or policy: the boolean true; expected: an object with Effect, Principal, Action and Resource; help: copy the statement again, from the first brace to the last one",
    ],
    [
      "HCL behind a comment",
      "# Aura\nstatement {\n}\n",
      "the statement is not JSON: HCL; expected: JSON; help: copy the statement as JSON, from the first brace to the last one",
    ],
    [
      "a Terraform plan",
      PLAN,
      "the statement is not a statement or policy: a Terraform plan, or other output of `terraform show -json`; expected: a statement or a policy; help: review the plan with `aura-cmk review plan.json`",
    ],
    [
      "a Terraform plan of two megabytes",
      PLAN.replace("[]", `["${"x".repeat(2_000_000)}"]`),
      "the statement is not a statement or policy: a Terraform plan, or other output of `terraform show -json`; expected: a statement or a policy; help: review the plan with `aura-cmk review plan.json`",
    ],
    [
      "the state of Terraform",
      JSON.stringify({ format_version: "1.0", terraform_version: "1.11.4", values: {} }, undefined, 2),
      "the statement is not a statement or policy: a Terraform plan, or other output of `terraform show -json`; expected: a statement or a policy; help: review the plan with `aura-cmk review plan.json`",
    ],
    [
      "the plan file of Terraform",
      Buffer.from("PK\u0003\u0004\u0014\u0000tfplan"),
      "the statement is not JSON: a ZIP archive; expected: JSON; help: name another file; review a plan with `terraform show -json plan.bin > plan.json` and `aura-cmk review plan.json`",
    ],
    [
      "two megabytes",
      Buffer.alloc(2_000_000, "["),
      "cannot read the statement: more than 1048576 bytes; expected: at most 1048576 bytes; help: check that it is the right file",
    ],
  ])("%s on standard input", async (_, input, message) => {
    expect(await lint(input)).toEqual({ code: 2, stdout: "", stderr: `aura-cmk: standard input: ${message}\n` });
  });

  it.each([
    ["nowhere.json", "no such file", "check the path"],
    ["aura.json/x", "a part of the path is not a directory", "check the path"],
    ["folder", "is a directory", "name a file in it"],
    ["\0", "not a file name", "check the path"],
  ])("the file %j", async (name, got, fix) => {
    file("aura.json", AURA_TEXT);
    const { code, stdout, stderr } = await lint("", { statement: join(folder, name) });
    expect({ code, stdout, stderr }).toEqual({
      code: 2,
      stdout: "",
      stderr: `aura-cmk: ${name.replace("\0", "\\u0000")}: cannot read the statement: ${got}; help: ${fix}\n`,
    });
  });

  it("a plan in place of the policy that the key has", async () => {
    expect(await lint(AURA_TEXT, { policy: file("plan.json", PLAN) })).toEqual({
      code: 2,
      stdout: "",
      stderr:
        "aura-cmk: plan.json: the key policy is not a statement or policy: a Terraform plan, or other output of `terraform show -json`; expected: a statement or a policy; help: review the plan with `aura-cmk review plan.json`\n",
    });
  });

  it("a policy that is no JSON, and a policy and a statement from one standard input", async () => {
    expect(await lint(AURA_TEXT, { policy: file("policy.txt", "none") })).toEqual({
      code: 2,
      stdout: "",
      stderr:
        'aura-cmk: policy.txt: malformed JSON: "none"; expected: a JSON value; help: copy the JSON again, from the first brace to the last one\n',
    });
    expect(await lint(AURA_TEXT, { policy: "-" })).toEqual({
      code: 2,
      stdout: "",
      stderr: "aura-cmk: standard input can be the statement or the policy, not both; give one of them as a file\n",
    });
  });

  it("a key of another account", async () => {
    expect(await lint(AURA_TEXT, { keyArn: KEY_ARN, account: "999988887777" })).toEqual({
      code: 2,
      stdout: "",
      stderr: "aura-cmk: --account is 999988887777, and the key of --key-arn is of account 111122223333\n",
    });
  });

  it.each([
    [
      { account: "999988887777" },
      "--caller is of account 111122223333, and the key is of account 999988887777, and only its own account can change its policy",
    ],
    [
      { keyArn: KEY_ARN.replace("111122223333", "999988887777") },
      "--caller is of account 111122223333, and the key is of account 999988887777, and only its own account can change its policy",
    ],
    [
      { keyArn: "arn:aws-cn:kms:cn-north-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab" },
      "--caller is of partition aws, and the key of --key-arn is of partition aws-cn",
    ],
  ])("a caller who cannot set the policy of the key: %j", async (key, message) => {
    const caller = "arn:aws:iam::111122223333:role/deploy";
    expect(await lint(AURA_TEXT, { caller, ...key })).toEqual({
      code: 2,
      stdout: "",
      stderr: `aura-cmk: ${message}\n`,
    });
  });

  it.each([
    [["lint"], "error: missing required argument 'statement'"],
    [
      ["lint", "a", "--key-arn", "alias/orders"],
      "error: option '--key-arn <arn>' argument 'alias/orders' is invalid. Expected the ARN of a KMS key, got an alias name",
    ],
    [
      ["lint", "a", "--account", "1234"],
      "error: option '--account <id>' argument '1234' is invalid. Expected 12 digits",
    ],
    [
      ["lint", "a", "--caller", "arn:aws:iam::111122223333:group/admins"],
      "error: option '--caller <arn>' argument 'arn:aws:iam::111122223333:group/admins' is invalid. Expected the ARN of a role, a user or a session, got an ARN that names \"group/admins\"",
    ],
    [
      ["lint", "a", "--caller", "arn:aws:iam::1111:role/x"],
      "error: option '--caller <arn>' argument 'arn:aws:iam::1111:role/x' is invalid. Expected an ARN of an account with 12 digits, got account \"1111\"",
    ],
    [
      ["lint", "a", "--format", "xml"],
      "error: option '--format <format>' argument 'xml' is invalid. Allowed choices are text, json",
    ],
  ])("%j", async (args, message) => {
    expect(await run(...args)).toEqual({ code: 2, stdout: "", stderr: `${message}; see aura-cmk lint --help\n` });
  });
});

describe("aura-cmk lint --estate", () => {
  const estateWith = (aura: string, keys: string): string =>
    file(
      "estate.yaml",
      `version: 1
aura: { projectId: 6981ace7-efe5-4f5c-b7c5-267b5162ce91${aura} }
accounts: { prod: { id: "111122223333" } }
keys:
${keys}
`,
    );
  const KEYS = `  orders: { account: prod, region: eu-west-1, product: AuraDB, statement: aura.json }
  audit: { account: prod, region: eu-north-1, product: AuraDB, statement: not-yet.json }
  plain: { account: prod, region: eu-west-2, product: AuraDB }`;
  beforeEach(() => file("aura.json", AURA_TEXT));
  const short = ({ code, stdout, stderr }: Awaited<ReturnType<typeof run>>) => ({
    code,
    stderr: stderr.replaceAll(`${folder}/`, ""),
    stdout: stdout.replaceAll(/\S*aura-cmk-lint-[^/]+\//g, ""),
  });

  it("checks every statement for its key, and says which is not saved yet", async () => {
    expect(short(await run("lint", "--estate", estateWith("", KEYS)))).toEqual({
      code: 0,
      stderr: "",
      stdout: `key orders in eu-west-1:

aura.json: no findings.

${MATRIX}AWS account 444455556666  yes      yes      yes            yes          yes              yes          yes          no            no                   no

Aura (AWS account 444455556666): all 7 required operations are allowed.

${NOT_COVERED}
key audit in eu-north-1: not-yet.json is not saved yet (phase 1).
`,
    });
  });

  it("finds a principal that the estate does not expect, of the key before that of the estate", async () => {
    const unexpected = short(await run("lint", "--estate", estateWith(', accountId: "888877776666"', KEYS)));
    expect(unexpected.code).toBe(1);
    expect(unexpected.stdout)
      .toContain(`error  statement 1 ("Allow access for Neo4j") allows an unexpected principal  [no-unexpected-principals]
       aura.json:4:16   AWS account 444455556666
       expected: 888877776666
       help: copy the statement again, or correct the expected principals
`);
    const own = KEYS.replace("statement: aura.json", 'statement: aura.json, auraAccountId: "444455556666"');
    expect((await run("lint", "--estate", estateWith(', accountId: "888877776666"', own))).code).toBe(0);
  });

  it("takes the partition of the key's region, and each region of a key with replicas", async () => {
    const china = `  orders: { account: prod, region: cn-north-1, product: AuraDB, statement: cn.json }`;
    file("cn.json", AURA_TEXT.replace('{ "AWS": "*" }', '{ "AWS": "arn:aws:iam::444455556666:root" }'));
    const other = await run("lint", "--estate", estateWith("", china), "--format", "json");
    const replicas = `  dr: { account: prod, region: eu-west-1, product: AuraDB, multiRegion: true, replicas: [eu-west-2], statement: aura.json }`;
    const both = await run("lint", "--estate", estateWith("", replicas), "--format", "json");
    const keysOf = ({ stdout }: { stdout: string }) => (JSON.parse(stdout) as { reports: { key: string }[] }).reports;
    expect(other.stdout).toContain('"principal-other-partition"');
    expect(keysOf(both).map(({ key }) => key)).toEqual(["key dr in eu-west-1", "key dr in eu-west-2"]);
  });

  it("checks the one statement that is named, and refuses one that no key has", async () => {
    const estate = estateWith("", KEYS);
    const one = short(await run("lint", join(folder, "not-yet.json"), "--estate", estate));
    expect(one).toEqual({
      ...{ code: 0, stderr: "", stdout: "key audit in eu-north-1: not-yet.json is not saved yet (phase 1).\n" },
    });
    expect(short(await run("lint", join(folder, "other.json"), "--estate", estate))).toEqual({
      ...{ code: 2, stdout: "", stderr: "aura-cmk: estate.yaml: no key has the statement other.json\n" },
    });
  });

  it("says what is wrong with the estate or with a file, and takes no option that the estate decides", async () => {
    const estate = estateWith("", "  orders: 1");
    expect(short(await run("lint", "--estate", estate))).toMatchObject({ code: 2, stdout: "" });
    file("aura.json", "no JSON");
    expect(short(await run("lint", "--estate", estateWith("", KEYS)))).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("aura-cmk: ") as string,
    });
    expect((await run("lint", "--estate", estate, "--account", "111122223333")).stderr).toBe(
      "error: option '--estate <file>' cannot be used with option '--account <id>'; see aura-cmk lint --help\n",
    );
  });
});
