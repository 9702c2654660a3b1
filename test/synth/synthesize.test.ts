import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { renderProblems, synthesizeEstate } from "../../synth/synthesize";
import { STATEMENT } from "../support/samples";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "aura-cmk-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const ESTATE = (statement: string): string => `version: 1
aura: { projectId: 6981ace7-efe5-4f5c-b7c5-267b5162ce91 }
accounts: { prod: { id: "111122223333" } }
keys:
  orders: { account: prod, region: eu-west-1, product: AuraDB, statement: ${statement} }
`;

/** The output of the synthesis of an estate whose statement is in the file named. */
function outputFor(statement: string, outdir = "out"): string {
  writeFileSync(join(folder, "estate.yaml"), ESTATE(statement));
  const result = synthesizeEstate(join(folder, "estate.yaml"), join(folder, outdir));
  return "problems" in result ? renderProblems(result.problems) : result.report;
}

it("awaits a statement in the file that an absolute path names", () => {
  const elsewhere = join(folder, "elsewhere", "orders.json");
  expect(outputFor(elsewhere)).toContain(`\n3. Save it, as it is, to ${elsewhere}.\n`);
});

it("awaits a statement relative to the estate file", () => {
  expect(outputFor("elsewhere/orders.json")).toContain(
    `\n3. Save it, as it is, to ${join(folder, "elsewhere/orders.json")}.\n`,
  );
});

it("puts the statements of all keys, then those of the key, and the guard of the key into its policy", () => {
  const statement = (Sid: string): string =>
    `{ Sid: ${Sid}, Effect: Allow, Principal: { AWS: "arn:aws:iam::111122223333:role/x" }, Action: "kms:DescribeKey", Resource: "*" }`;
  const defaults = `defaults: { deletionGuardInDays: 90, keyStatements: [${statement("All")}] }\n`;
  const own = `deletionGuardInDays: 45, keyStatements: [${statement("Own")}], statement: orders.json }`;
  writeFileSync(join(folder, "estate.yaml"), defaults + ESTATE("orders.json").replace("statement: orders.json }", own));
  synthesizeEstate(join(folder, "estate.yaml"), join(folder, "out"));
  const text = readFileSync(join(folder, "out/stacks/prod-eu-west-1/cdk.tf.json"), "utf8");
  const { resource } = JSON.parse(text) as { resource: { aws_kms_key: Record<string, { policy: string }> } };
  const [key] = Object.values(resource.aws_kms_key);
  const { Statement } = JSON.parse(key?.policy ?? "") as { Statement: { Sid: string; Condition?: object }[] };
  expect(Statement.map(({ Sid }) => Sid)).toEqual([
    ...["Enable IAM User Permissions", "Deny deletion of a key in use", "All", "Own"],
  ]);
  expect(Statement[1]?.Condition).toEqual({ NumericLessThan: { "kms:TrailingDaysWithoutKeyUsage": "45" } });
});

describe("a policy that is taken over as it is", () => {
  const currentPolicy = {
    Version: "2012-10-17",
    Statement: [
      {
        ...{ Sid: "Root", Effect: "Allow", Principal: { AWS: "arn:aws:iam::111122223333:root" } },
        ...{ Action: "kms:*", Resource: "*" },
      },
    ],
  };
  const TAKEN_OVER = "currentPolicy: policy.json, statement: orders.json }";
  const admins = 'administrators: ["arn:aws:iam::111122223333:role/key-admin"]';

  function policyWritten(): unknown {
    const estate = ESTATE("orders.json").replace("statement: orders.json }", TAKEN_OVER);
    const defaults = "defaults: { deletionGuardInDays: 45 }\n";
    writeFileSync(join(folder, "estate.yaml"), defaults + estate.replace(/id: ("\d{12}")/, `id: $1, ${admins}`));
    const result = synthesizeEstate(join(folder, "estate.yaml"), join(folder, "out"));
    if ("problems" in result) return renderProblems(result.problems).replaceAll(`${folder}/`, "");
    const text = readFileSync(join(folder, "out/stacks/prod-eu-west-1/cdk.tf.json"), "utf8");
    const { resource } = JSON.parse(text) as { resource: { aws_kms_key: Record<string, { policy: string }> } };
    return JSON.parse(Object.values(resource.aws_kms_key)[0]?.policy ?? "");
  }

  it("gets nothing of the account and of all keys", () => {
    writeFileSync(join(folder, "policy.json"), JSON.stringify(currentPolicy));
    expect(policyWritten()).toEqual(currentPolicy);
  });

  it("is a problem of its file where that cannot be read, or is no policy", () => {
    expect(policyWritten()).toMatch(
      /^estate\.yaml:\d+:\d+: cannot read the current policy: .* \[policy-unreadable\]\n1 problem;/,
    );
    writeFileSync(join(folder, "policy.json"), '{ "Statement": [');
    expect(policyWritten()).toMatch(/^policy\.json:1:\d+: .* \[policy-well-formed\]\n1 problem;/);
  });
});

it("puts no guard into the policy of a key that may be destroyed, whatever the default is", () => {
  const own = "removalPolicy: destroy, statement: orders.json }";
  const estate = ESTATE("orders.json").replace("statement: orders.json }", own);
  writeFileSync(join(folder, "estate.yaml"), `defaults: { deletionGuardInDays: 90 }\n${estate}`);
  synthesizeEstate(join(folder, "estate.yaml"), join(folder, "out"));
  const text = readFileSync(join(folder, "out/stacks/prod-eu-west-1/cdk.tf.json"), "utf8");
  expect(text).not.toContain("kms:ScheduleKeyDeletion");
});

it("reports its progress, for each key and each instance", () => {
  const more = `  audit: { account: prod, region: eu-north-1, product: AuraDB }
instances:
  main: { key: audit, region: eu-north-1, memory: 8GB }
`;
  const steps: string[] = [];
  writeFileSync(join(folder, "estate.yaml"), ESTATE("orders.json") + more);
  synthesizeEstate(join(folder, "estate.yaml"), join(folder, "out"), { step: (what) => steps.push(what) });
  expect(steps).toEqual([
    "reading the estate",
    ...["building the stacks", "building the stacks", "building the stacks"],
    "checking the stacks",
    "writing the stacks",
  ]);
});

it("says what to do about a directory where the statement must be", () => {
  expect(outputFor(".").replace(`${folder}/`, "")).toBe(
    "estate.yaml:5:64: cannot read Aura's statement: is a directory; help: name a file in it [statement-unreadable]\n" +
      "1 problem; nothing was written.",
  );
});

it("shows a problem on several lines on a terminal", () => {
  writeFileSync(join(folder, "estate.yaml"), ESTATE("orders.json").replace("eu-west-1", "eu-west1"));
  const result = synthesizeEstate(join(folder, "estate.yaml"), join(folder, "out"));
  expect(renderProblems("problems" in result ? result.problems : [], "blocks").replace(`${folder}/`, "")).toBe(
    `error  \`region\` of key orders is not an AWS region id  [estate-wrong-value]
       estate.yaml:5:36   "eu-west1"
       help: did you mean eu-west-1?

1 problem; nothing was written.`,
  );
});

it.each([
  ["file", "file"],
  ["file/out", "file"],
])("says in one line that the stacks cannot be written to %s", (outdir, inTheWay) => {
  writeFileSync(join(folder, "file"), "");
  expect(outputFor("orders.json", outdir)).toBe(
    `${join(folder, outdir)}: cannot write the stacks: not a directory${inTheWay === outdir ? "" : ` (${join(folder, inTheWay)})`}; ` +
      "help: move it away, or set CDKTF_OUTDIR to another directory [output-unwritable]\n" +
      "1 problem; nothing was written.",
  );
});

it("names each customer managed key as Aura does: that of a replica with its region", () => {
  const more = `  audit: { account: prod, region: eu-north-1, product: AuraDB, replicas: [eu-south-1], recordName: Audit }
instances:
  main: { key: audit, region: eu-north-1, memory: 8GB }
  second: { key: audit, region: eu-south-1, memory: 8GB }
`;
  writeFileSync(join(folder, "estate.yaml"), ESTATE("orders.json") + more);
  const result = synthesizeEstate(join(folder, "estate.yaml"), join(folder, "out"));
  if ("problems" in result) throw new Error(renderProblems(result.problems));
  const { report } = result;
  expect(report.slice(report.indexOf("stack   ")).split("\n\n", 1)[0]?.split("\n")).toEqual([
    "stack            key     region      phase        external access  customer managed key  instances          findings",
    "---------------  ------  ----------  -----------  ---------------  --------------------  -----------------  --------",
    "prod-eu-west-1   orders  eu-west-1   1 bootstrap  -                orders                -                  -",
    "prod-eu-north-1  audit   eu-north-1  1 bootstrap  -                Audit                 main (deferred)    -",
    "prod-eu-south-1  audit   eu-south-1  1 bootstrap  -                Audit-eu-south-1      second (deferred)  -",
  ]);
});

describe("an alias that another key has in the same account and region", () => {
  /** The output for more keys in the file. */
  function outputWith(more: string): string {
    writeFileSync(join(folder, "estate.yaml"), ESTATE("orders.json").trimEnd() + more);
    const result = synthesizeEstate(join(folder, "estate.yaml"), join(folder, "out"));
    return ("problems" in result ? renderProblems(result.problems) : result.report).replace(`${folder}/`, "");
  }

  it.each([
    [
      "both name it",
      `
  a: { account: prod, region: us-east-1, product: AuraDB, alias: alias/graph }
  b: { account: prod, region: us-east-1, product: AuraDS, alias: alias/graph }
`,
      ["alias/graph", "a", "us-east-1"],
    ],
    [
      "one names the default of the other",
      `
  audit: { account: prod, region: us-east-1, product: AuraDB }
  b: { account: prod, region: us-east-1, product: AuraDS, alias: alias/neo4j-aura/audit }
`,
      ["alias/neo4j-aura/audit", "audit", "us-east-1"],
    ],
    [
      "the other's replica has it",
      `
  dr: { account: prod, region: eu-west-2, product: AuraDB, replicas: [us-east-1], alias: alias/graph }
  other: { account: prod, region: us-east-1, product: AuraDS, alias: alias/graph }
`,
      ["alias/graph", "dr", "us-east-1"],
    ],
  ])("is refused at the place of the key when %s", (_, more, [alias, rival, region]) => {
    expect(outputWith(more)).toBe(
      `estate.yaml:7:3: ${alias} is defined twice in its account and region: also the alias of key ${rival} ` +
        `(prod-${region}/keys/${rival}) in 111122223333, ${region}; help: rename one of them [alias-is-unique]\n` +
        "1 problem; nothing was written.",
    );
  });
});

describe("expected principals", () => {
  const estate = (aura: string, key: string): string => `version: 1
aura: { projectId: 6981ace7-efe5-4f5c-b7c5-267b5162ce91${aura} }
accounts: { prod: { id: "111122223333" } }
keys:
  orders: { account: prod, region: eu-west-1, product: AuraDB, replicas: [us-east-1]${key} }
`;

  /** The expected principals in the review metadata of the stack in a region. */
  function expectedPrincipals(text: string, region: string): unknown {
    writeFileSync(join(folder, "estate.yaml"), text);
    const result = synthesizeEstate(join(folder, "estate.yaml"), join(folder, "out"));
    if ("problems" in result) throw new Error(renderProblems(result.problems));
    const file = join(folder, "out", "stacks", `prod-${region}`, "cdk.tf.json");
    const { resource } = JSON.parse(readFileSync(file, "utf8"));
    return JSON.parse(resource.terraform_data.AuraCmkReviewMetadata.input).principals;
  }

  it("of the whole file hold for keys and their replicas", () => {
    const text = estate(', accountId: "888877776666", principals: ["444455556666"]', "");
    expect([expectedPrincipals(text, "eu-west-1"), expectedPrincipals(text, "us-east-1")]).toEqual([
      { "aws_kms_key.keys_orders_5FD52B88": ["444455556666", "888877776666"] },
      { "aws_kms_replica_key.keys_orders_5FD52B88": ["444455556666", "888877776666"] },
    ]);
  });

  it("of a key replace those of the file", () => {
    const text = estate(', accountId: "888877776666"', ', auraPrincipals: ["444455556666"]');
    expect(expectedPrincipals(text, "eu-west-1")).toEqual({ "aws_kms_key.keys_orders_5FD52B88": ["444455556666"] });
  });

  it("are none by default", () => {
    expect(expectedPrincipals(estate("", ""), "eu-west-1")).toEqual({});
  });

  describe("in the report", () => {
    const GENERATED = { ...STATEMENT, Condition: { StringEquals: { "kms:CallerAccount": "888877776666" } } };

    /** The end of the report for a key in phase 2 and an existing key. */
    function reported(aura: string): string {
      writeFileSync(join(folder, "orders.json"), JSON.stringify(GENERATED));
      const shared =
        "  shared: { account: prod, region: us-east-2, product: AuraDS, " +
        'arn: "arn:aws:kms:us-east-2:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab" }\n';
      writeFileSync(join(folder, "estate.yaml"), estate(aura, ", statement: orders.json") + shared);
      const result = synthesizeEstate(join(folder, "estate.yaml"), join(folder, "out"));
      if ("problems" in result) return renderProblems(result.problems);
      const { report } = result;
      return report.slice(report.indexOf("stack   "));
    }

    it("shows external access beside each key, and what to do when no principals are expected", () => {
      expect(reported("")).toBe(
        [
          "stack           key     region     phase         external access                                        customer managed key  instances  findings",
          "--------------  ------  ---------  ------------  -----------------------------------------------------  --------------------  ---------  ---------",
          "prod-eu-west-1  orders  eu-west-1  2 encrypted   AWS account 888877776666 (no expected principals set)  orders                -          -",
          "prod-us-east-1  orders  us-east-1  2 encrypted   AWS account 888877776666 (no expected principals set)  -                     -          -",
          "prod-us-east-2  shared  us-east-2  existing key  unknown                                                shared                -          3 unknown",
          "",
          "No expected principals set. Compare the account in Aura's statement with the Aura Console, then set `accountId` " +
            "under `aura`, or `auraAccountId` of the key: synth then refuses a statement that grants access to any other account.",
        ].join("\n"),
      );
    });

    it("has no such note when principals are expected", () => {
      expect(reported(', accountId: "888877776666"').split("\n").slice(2)).toEqual([
        "prod-eu-west-1  orders  eu-west-1  2 encrypted   AWS account 888877776666  orders                -          -",
        "prod-us-east-1  orders  us-east-1  2 encrypted   AWS account 888877776666  -                     -          -",
        "prod-us-east-2  shared  us-east-2  existing key  unknown                   shared                -          3 unknown",
      ]);
    });

    it("has one problem for a key and its replicas, at the key's place in the file, when others are expected", () => {
      expect(reported(', principals: ["444455556666"]').replace(`${folder}/`, "")).toBe(
        'estate.yaml:5:3 (prod-eu-west-1, prod-us-east-1): unexpected AWS account 888877776666 can use key orders: kms:CreateGrant, kms:Decrypt and 10 more (statement 3 ("Allow access for Neo4j")); help: copy the statement again, or correct `auraAccountId` or `auraPrincipals` [no-unexpected-principals]\n1 problem; nothing was written.',
      );
    });
  });
});

it("shows the next steps once for a file that several regions use, and says to compare", () => {
  const estate = (statement: string): string => `version: 1
aura: { projectId: 6981ace7-efe5-4f5c-b7c5-267b5162ce91 }
accounts: { prod: { id: "111122223333" } }
keys:
  dr: { account: prod, region: eu-west-1, product: AuraDB, replicas: [eu-north-1], statement: ${statement} }
instances:
  main: { key: dr, region: eu-west-1, memory: 8GB }
  second: { key: dr, region: eu-north-1, memory: 8GB }
`;
  const stepsFor = (statement: string): string[] => {
    writeFileSync(join(folder, "estate.yaml"), estate(statement));
    const result = synthesizeEstate(join(folder, "estate.yaml"), join(folder, "out"));
    if ("problems" in result) throw new Error(renderProblems(result.problems));
    return result.report.split("\n").filter((line) => /^(3\.|The file is)/.test(line));
  };
  expect(stepsFor("dr.json")).toEqual([
    `3. Save it, as it is, to ${folder}/dr.json.`,
    'The file is also used for "dr-eu-north-1". Where the Console shows another statement there, name a file for each region.',
  ]);
  expect(stepsFor("{ eu-west-1: dr.json, eu-north-1: dr-north.json }")).toEqual([
    `3. Save it, as it is, to ${folder}/dr.json.`,
    `3. Save it, as it is, to ${folder}/dr-north.json.`,
  ]);
});
