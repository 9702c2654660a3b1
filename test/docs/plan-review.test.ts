import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { KMS_OPERATIONS } from "../../policy/kms-actions";
import { operationsCovered } from "../../policy/evaluate/actions";
import { renderJson } from "../../review/format/json";
import { CHANGE_RULES } from "../../rules/change-rules";
import { CONFIGURATION_RULES } from "../../rules/configuration-rules";
import { run } from "../cli/support/run";
import { reviewOf } from "../review/golden/cases";
import { reviewTable } from "./generated/pages";

const ROOT = path.resolve(__dirname, "../..");
const PAGE = readFileSync(path.join(ROOT, "docs/plan-review.md"), "utf8");

const fences = (language: string): string[] =>
  [...PAGE.matchAll(/^```(\w+)\n([^]*?)\n```$/gm)].flatMap(([, found, text = ""]) =>
    found === language ? [text] : [],
  );

interface Policy {
  readonly Version: string;
  readonly Statement: readonly {
    readonly Effect: string;
    readonly Action: string | readonly string[];
    readonly Resource?: unknown;
  }[];
}
const [plans, trust, deploys] = fences("json").map((text) => JSON.parse(text) as Policy);
const actionsOf = (policy: Policy | undefined): string[] => policy?.Statement.flatMap(({ Action }) => Action) ?? [];
const accessOf = (action: string): string | undefined => KMS_OPERATIONS.find(({ name }) => name === action)?.access;

describe("the page on plan reviews", () => {
  it("has every rule in the order of the review, with a real finding", () => {
    expect(PAGE).toContain(`<!-- rules:begin -->\n\n${reviewTable()}\n\n<!-- rules:end -->`);
    const rows = [...PAGE.matchAll(/^\| `([a-z-]+)` +\| (?:`BLOCK`|`NEEDS REVIEW`)? *\|/gm)].map(([, id]) => id);
    expect(rows).toEqual([...CHANGE_RULES, ...CONFIGURATION_RULES].map(({ id }) => id));
  });

  it("describes every member of the JSON", () => {
    const section = PAGE.slice(PAGE.indexOf("## The JSON"), PAGE.indexOf("## What it cannot see"));
    const members = [...section.matchAll(/^\| `(\w+)` /gm)].map(([, name]) => name);
    expect(members).toEqual(Object.keys(JSON.parse(renderJson(reviewOf("key-replaced"))) as object));
  });

  it("links to files that exist", () => {
    const links = [...PAGE.matchAll(/\]\(([^)#]+)\)/g)].map(([, link = ""]) => path.join(ROOT, "docs", link));
    expect(links).toHaveLength(5);
    expect(links.filter((file) => !existsSync(file))).toEqual([]);
  });

  it("shows commands that work", async () => {
    const folder = mkdtempSync(path.join(tmpdir(), "aura-cmk-docs-"));
    const here = process.cwd();
    try {
      for (const [name, plan] of [
        ["plan", "principal-expected"],
        ["key", "two-plans-key"],
        ["database", "two-plans-instance"],
      ]) {
        copyFileSync(path.join(ROOT, "test/review/plans", `${plan}.json`), path.join(folder, `${name}.json`));
      }
      copyFileSync(path.join(ROOT, "estate.yaml"), path.join(folder, "estate.yaml"));
      process.chdir(folder);
      const commands = fences("sh").join("\n").split("\n");
      const reviews = commands.filter((command) => command.startsWith("npx aura-cmk "));
      expect(reviews).toHaveLength(7);
      // The harness of the plans runs Terraform itself.
      expect(commands.filter((command) => !reviews.includes(command)).map((command) => command.split(" ")[0])).toEqual([
        "terraform",
        "terraform",
      ]);
      for (const command of reviews) {
        expect([command, (await run(...command.split(" ").slice(2))).code]).toEqual([command, 0]);
      }
    } finally {
      process.chdir(here);
      rmSync(folder, { recursive: true });
    }
  });

  it("has only commands and policies in its fences", () => {
    expect(PAGE.match(/^```./gm)).toHaveLength(fences("sh").length + fences("json").length);
    expect(fences("json")).toHaveLength(3);
  });
});

describe("the roles on that page", () => {
  it("allow existing actions by their whole names, and of KMS only those on keys and aliases", () => {
    for (const policy of [plans, deploys]) {
      expect(policy?.Version).toBe("2012-10-17");
      expect(policy?.Statement.filter(({ Effect, Resource }) => Effect !== "Allow" || !Resource)).toEqual([]);
    }
    const kms = [...actionsOf(plans), ...actionsOf(deploys)].filter((action) => action.startsWith("kms:"));
    expect(kms.filter((action) => accessOf(action) === undefined)).toEqual([]);
  });

  it("let the planning role read and change nothing", () => {
    const kms = actionsOf(plans).filter((action) => action.startsWith("kms:"));
    expect(kms.filter((action) => !["Read", "List"].includes(accessOf(action) ?? ""))).toEqual([]);
    expect(actionsOf(plans).filter((action) => !action.startsWith("kms:"))).toEqual(["s3:GetObject", "s3:ListBucket"]);
  });

  it("let the deploying role neither use nor delete a key", () => {
    const forbidden = [
      "ScheduleKeyDeletion",
      "DisableKey",
      "DisableKeyRotation",
      "DeleteImportedKeyMaterial",
      "CreateGrant",
    ];
    const used = ["Encrypt", "Decrypt", "ReEncrypt*", "GenerateDataKey*"];
    const never = [...forbidden, ...used].flatMap((name) => operationsCovered(`kms:${name}`));
    expect(never.length).toBeGreaterThan(10);
    expect(actionsOf(deploys).filter((action) => never.includes(action))).toEqual([]);
  });

  it("trust only the environment that the workflow names", () => {
    expect(trust?.Statement).toEqual([
      {
        Effect: "Allow",
        Principal: { Federated: "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com" },
        Action: "sts:AssumeRoleWithWebIdentity",
        Condition: {
          StringEquals: {
            "token.actions.githubusercontent.com:aud": "sts.amazonaws.com",
            "token.actions.githubusercontent.com:sub": "repo:my-organization/my-repository:environment:plan",
          },
        },
      },
    ]);
    expect(readFileSync(path.join(ROOT, "examples/ci/github-actions.yml"), "utf8")).toContain(
      "\n    environment: plan\n",
    );
  });
});

it("has every option of the command", async () => {
  const { stdout: help } = await run("review", "--help");
  const options = [...help.matchAll(/^ {2}(--[a-z-]+)/gm)].map(([, option = ""]) => option);
  expect(options).toEqual(["--format", "--fail-on", "--estate", "--out", "--short", "--quiet"]);
  expect(options.filter((option) => !PAGE.includes(option))).toEqual([]);
});
