import { readPlans } from "../../../model/read/read-plans";
import { reviewPlans } from "../../../review/review";
import { describeWithTerraform } from "../../support/terraform";
import { PROVIDER_SOURCE } from "../../../provider/version";
import { Stage } from "../../review/plans/stage";

/** A module as the public ones for keys are: everything optional, the policy out of data sources. */
const MODULE = `
terraform {
  required_providers {
    aws = { source = "hashicorp/aws", version = ">= 6.28" }
  }
  provider_meta "aws" {
    user_agent = ["github.com/example/terraform-aws-key"]
  }
}

variable "create" {
  type    = bool
  default = true
}
variable "aliases" {
  type    = set(string)
  default = []
}
variable "users" {
  type    = map(list(string))
  default = {}
}
variable "documents" {
  type    = list(string)
  default = []
}
variable "grants" {
  type    = map(object({ grantee = string, operations = list(string), context = optional(map(string)) }))
  default = {}
}

data "aws_caller_identity" "this" {
  count = var.create ? 1 : 0
}
data "aws_partition" "this" {
  count = var.create ? 1 : 0
}

data "aws_iam_policy_document" "this" {
  count                     = var.create ? 1 : 0
  override_policy_documents = var.documents

  statement {
    sid       = "Account"
    actions   = ["kms:*"]
    resources = ["*"]
    principals {
      type        = "AWS"
      identifiers = ["arn:\${data.aws_partition.this[0].partition}:iam::\${data.aws_caller_identity.this[0].account_id}:root"]
    }
  }
  dynamic "statement" {
    for_each = var.users
    content {
      sid       = "Use\${statement.key}"
      actions   = ["kms:Encrypt", "kms:Decrypt"]
      resources = ["*"]
      principals {
        type        = "AWS"
        identifiers = statement.value
      }
      condition {
        test     = "Bool"
        variable = "aws:SecureTransport"
        values   = [true]
      }
    }
  }
}

resource "aws_kms_key" "this" {
  count                   = var.create ? 1 : 0
  policy                  = data.aws_iam_policy_document.this[0].json
  enable_key_rotation     = true
  deletion_window_in_days = 30
}
resource "aws_kms_alias" "this" {
  for_each      = { for name in var.aliases : name => name if var.create }
  name          = "alias/\${each.value}"
  target_key_id = aws_kms_key.this[0].key_id
}
resource "aws_kms_grant" "this" {
  for_each          = var.create ? var.grants : {}
  name              = each.key
  key_id            = aws_kms_key.this[0].key_id
  grantee_principal = each.value.grantee
  operations        = each.value.operations
  dynamic "constraints" {
    for_each = each.value.context == null ? [] : [each.value.context]
    content {
      encryption_context_equals = constraints.value
    }
  }
}

output "arn" {
  value = one(aws_kms_key.this[*].arn)
}
`;

const root = (options: { module?: string; documents?: string; more?: string }) => `
terraform {
  required_providers {
    aws  = { source = "hashicorp/aws" }
    aura = { source = "${PROVIDER_SOURCE}" }
  }
}
module "${options.module ?? "key"}" {
  source    = "../key"
  aliases   = ["orders", "orders/second"]
  users     = { Backup = ["arn:aws:iam::111122223333:role/b", "arn:aws:iam::111122223333:role/a"] }
  documents = ${options.documents ?? "[]"}
  grants = {
    backup = {
      grantee    = "arn:aws:iam::111122223333:role/backup"
      operations = ["Decrypt", "DescribeKey"]
      context    = { team = "orders" }
    }
  }
}
module "none" {
  source = "../key"
  create = false
}
resource "aura_customer_managed_key" "orders" {
  project_id     = "PROJECT"
  name           = "orders"
  cloud_provider = "aws"
  region         = "eu-west-1"
  instance_type  = "enterprise-db"
  key_id         = module.${options.module ?? "key"}.arn
}
${options.more ?? ""}`;

const MOVED = `moved {
  from = module.key
  to   = module.orders
}`;
const WITH_STATEMENT = `[jsonencode({ Statement = [jsondecode(file("statement.json"))] })]`;

/** Verdict, what is more than a note, and the changes: what, and how. */
function reviewed(text: string) {
  const read = readPlans([{ name: "plan.json", text }]);
  if ("problems" in read) throw new Error(JSON.stringify(read.problems));
  const { verdict, findings, changes } = reviewPlans(read.reading, { now: new Date() });
  const weighty = findings.filter(({ level }) => level !== "note");
  return {
    verdict,
    findings: weighty.map(({ rule, on }) => `${rule} ${on.address}`),
    changes: [...new Set(changes.map(({ noun, change }) => `${noun} ${change}`))],
  };
}

describeWithTerraform("a module for keys on the simulator", () => {
  it("plans and applies, and the review tells what takes Aura's access from what only moves", async () => {
    await Stage.with(async (stage) => {
      const project = stage.simulator.aura.projects[0]?.id ?? "";
      const write = (options: Parameters<typeof root>[0]) => stage.hcl(root(options).replace("PROJECT", project));
      stage.file("key/main.tf", MODULE);

      const first = write({});
      expect(reviewed(await first.plan())).toEqual({
        verdict: "OK",
        findings: [],
        changes: ["customer managed key created", "alias created", "grant created", "key created"],
      });
      await first.apply();
      expect(reviewed(await first.plan())).toEqual({ verdict: "OK", findings: [], changes: [] });
      const [key] = stage.simulator.kms.keys();
      const { Statement: statements } = JSON.parse(key?.policy ?? "") as { Statement: object[] };
      expect(statements).toEqual([
        expect.objectContaining({ Sid: "Account", Principal: { AWS: "arn:aws:iam::111122223333:root" } }),
        {
          ...{ Sid: "UseBackup", Effect: "Allow", Action: ["kms:Encrypt", "kms:Decrypt"], Resource: "*" },
          Principal: { AWS: ["arn:aws:iam::111122223333:role/b", "arn:aws:iam::111122223333:role/a"] },
          Condition: { Bool: { "aws:SecureTransport": "true" } },
        },
      ]);

      stage.file("root/statement.json", await stage.console());
      const second = write({ documents: WITH_STATEMENT });
      expect(reviewed(await second.plan())).toEqual({
        verdict: "NEEDS REVIEW",
        findings: ["no-new-access module.key.aws_kms_key.this[0]"],
        changes: ["key updated"],
      });
      await second.apply();

      expect(reviewed(await write({ documents: WITH_STATEMENT, module: "orders", more: MOVED }).plan())).toEqual({
        verdict: "OK",
        findings: [],
        changes: ["alias moved", "grant moved", "key moved"],
      });
      expect(reviewed(await write({ module: "orders", more: MOVED }).plan())).toMatchObject({
        verdict: "BLOCK",
        findings: ["aura-keeps-access module.orders.aws_kms_key.this[0]"],
      });
    });
  });
});
