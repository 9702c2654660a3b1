import { SNOWFLAKE } from "./good";
import { AURA_NEEDS, KEY, OWN, policyOf, VENDOR, vendorWith, type Fixture } from "./fixture";

const AT = "Statement[0]";
const DEPLOY = "arn:aws:iam::111122223333:role/deploy";

/** What KMS refuses. */
export const REFUSED: readonly Fixture[] = [
  {
    name: "more than KMS takes",
    text: vendorWith({ Sid: "x".repeat(33_000) }),
    finds: ["error policy-within-size-limit "],
  },
  {
    name: "more than KMS takes with the account's own statement",
    text: vendorWith({ Sid: "x".repeat(32_500) }),
    key: { accountId: "111122223333" },
    finds: ["error policy-within-size-limit ", "error aura-can-use-key "],
  },
  {
    name: "curly quotation marks",
    text: JSON.stringify(vendorWith()).replace(/"([^"]*)"/g, "\u201c$1\u201d"),
    finds: ["error forbidden-character ", "error forbidden-character "],
  },
  {
    name: "an en dash in a Sid",
    text: vendorWith({ Sid: "Neo4j \u2013 Aura" }),
    finds: ["error forbidden-character "],
  },
  {
    name: "a forbidden character written as an escape",
    text: JSON.stringify(vendorWith({ Sid: "X" })).replace("X", "\\u2014"),
    finds: ["error forbidden-character "],
  },
  {
    name: "a list of texts",
    text: ["Allow", "Deny"],
    finds: ["error wrong-type Statement[0]", "error wrong-type Statement[1]"],
  },
  { name: "a list where a policy belongs", is: "policy", text: [vendorWith()], finds: ["error wrong-type "] },
  { name: "no Action", text: vendorWith({ Action: undefined }), finds: [`error action-missing ${AT}`] },
  { name: "no Resource", text: vendorWith({ Resource: undefined }), finds: [`error resource-missing ${AT}`] },
  { name: "the key's ARN, as Snowflake's", text: SNOWFLAKE, finds: [`error resource-not-wildcard ${AT}.Resource`] },
  {
    name: "all keys but one for the vendor",
    text: vendorWith({ Resource: undefined, NotResource: "arn:aws:kms:*:111122223333:key/*" }),
    finds: [`error resource-not-wildcard ${AT}.NotResource`],
  },
  {
    name: "keys that only IAM policies may compare",
    text: vendorWith({
      Condition: {
        StringLike: { "AWS:resourcetag/Team": "orders*" },
        "ForAnyValue:StringLike": { "kms:ResourceAliases": "alias/*" },
      },
    }),
    finds: [
      `error condition-key-not-allowed ${AT}.Condition.StringLike["AWS:resourcetag/Team"]`,
      `error condition-key-not-allowed ${AT}.Condition["ForAnyValue:StringLike"]["kms:ResourceAliases"]`,
    ],
  },
  { name: "a number as Sid", text: vendorWith({ Sid: 1 }), finds: [`error wrong-type ${AT}.Sid`] },
  { name: "no action in the list", text: vendorWith({ Action: [] }), finds: [`error value-missing ${AT}.Action`] },
  { name: "no kind of principal", text: vendorWith({ Principal: {} }), finds: [`error value-missing ${AT}.Principal`] },
  {
    name: "no value to compare with",
    text: vendorWith({ Condition: { StringEquals: { "kms:CallerAccount": [] } } }),
    finds: [`error value-missing ${AT}.Condition.StringEquals["kms:CallerAccount"]`],
  },
  {
    name: "a text as Condition",
    text: vendorWith({ Condition: "none" }),
    finds: [`error wrong-type ${AT}.Condition`],
  },
  {
    name: "an operator without condition keys",
    text: vendorWith({ Condition: { StringEquals: "444455556666" } }),
    finds: [`error wrong-type ${AT}.Condition.StringEquals`],
  },
  {
    name: "a misspelt element",
    text: vendorWith({ Principle: "*", Principal: undefined }),
    finds: [`error unknown-element ${AT}.Principle`],
  },
  {
    name: "an element in lower case",
    text: vendorWith({ effect: "Allow", Effect: undefined }),
    finds: [`error unknown-element ${AT}.effect`],
  },
  {
    name: "a misspelt element of a policy",
    is: "policy",
    text: { Version: "2012-10-17", Statment: [OWN], Statement: [OWN] },
    finds: ["error unknown-element Statment"],
  },
  {
    name: "a version of today",
    is: "policy",
    text: { Version: "2026-01-01", Statement: [OWN] },
    finds: ["error unknown-version Version"],
  },
  {
    name: "Action and NotAction",
    text: vendorWith({ NotAction: "kms:Encrypt" }),
    finds: [`error opposites-together ${AT}.NotAction`],
  },
  {
    name: "one Sid for two statements",
    text: [vendorWith({ Sid: "A" }), vendorWith({ Sid: "A", Action: "kms:Encrypt" })],
    finds: ["error sid-repeated Statement[1].Sid"],
  },
  {
    name: "the Sid of the account's own statement",
    text: vendorWith({ Sid: "Enable IAM User Permissions" }),
    key: KEY,
    finds: [`error sid-conflict ${AT}.Sid`],
  },
  { name: "no Effect", text: vendorWith({ Effect: undefined }), finds: [`error effect-missing ${AT}`] },
  { name: "Effect in lower case", text: vendorWith({ Effect: "allow" }), finds: [`error effect-unknown ${AT}.Effect`] },
  { name: "no principal", text: vendorWith({ Principal: undefined }), finds: [`error principal-missing ${AT}`] },
  {
    name: "an ARN beside its kind",
    text: vendorWith({ Principal: "arn:aws:iam::444455556666:root" }),
    finds: [`error principal-malformed ${AT}.Principal`],
  },
  {
    name: "a misspelt kind of principal",
    text: vendorWith({ Principal: { Aws: "444455556666" } }),
    finds: [`error principal-kind-unknown ${AT}.Principal.Aws`],
  },
  {
    name: "eleven digits",
    text: vendorWith({ Principal: { AWS: ["444455556666", "44445555666"] } }),
    finds: [`error principal-malformed ${AT}.Principal.AWS[1]`],
  },
  {
    name: "a group",
    text: vendorWith({ Principal: { AWS: "arn:aws:iam::444455556666:group/aura" } }),
    finds: [`error principal-malformed ${AT}.Principal.AWS`],
  },
  {
    name: "an ARN of S3",
    text: vendorWith({ Principal: { AWS: "arn:aws:s3:::bucket" } }),
    finds: [`error principal-malformed ${AT}.Principal.AWS`],
  },
  {
    name: "what is left of a deleted role",
    text: vendorWith({ Principal: { AWS: "AROAEXAMPLEID12345678" } }),
    finds: [`error principal-deleted ${AT}.Principal.AWS`],
  },
  {
    name: "a wildcard inside an ARN",
    text: vendorWith({ Principal: { AWS: "arn:aws:iam::444455556666:role/aura-*" } }),
    finds: [`error principal-wildcard ${AT}.Principal.AWS`],
  },
  {
    name: "a wildcard inside a service",
    is: "policy",
    text: policyOf(vendorWith({ Principal: { Service: "*.amazonaws.com" } })),
    finds: ["error principal-wildcard Statement[1].Principal.Service"],
  },
  {
    name: "a principal of China for a key of Ireland",
    text: vendorWith({ Principal: { AWS: "arn:aws-cn:iam::444455556666:root" } }),
    key: KEY,
    finds: ["error aura-can-use-key ", `error principal-other-partition ${AT}.Principal.AWS`],
  },
  {
    name: "Allow with NotPrincipal",
    text: vendorWith({ Principal: undefined, NotPrincipal: { AWS: "111122223333" } }),
    finds: [`error not-principal-in-allow ${AT}.NotPrincipal`],
  },
  {
    name: "an action without service",
    text: vendorWith({ Action: "Decrypt" }),
    finds: [`error action-malformed ${AT}.Action`],
  },
  {
    name: "an action of S3",
    text: vendorWith({ Action: ["kms:Decrypt", "s3:GetObject"] }),
    finds: [`error action-malformed ${AT}.Action[1]`],
  },
  {
    name: "an alias as the resource",
    text: vendorWith({ Resource: "arn:aws:kms:eu-west-1:111122223333:alias/orders" }),
    finds: [`error resource-malformed ${AT}.Resource`],
  },
  {
    name: "the id of a key as the resource",
    text: vendorWith({ Resource: "1234abcd-12ab-34cd-56ef-1234567890ab" }),
    finds: [`error resource-malformed ${AT}.Resource`],
  },
  {
    name: "a misspelt operator",
    text: vendorWith({ Condition: { StringEqual: { "kms:CallerAccount": "444455556666" } } }),
    finds: [`error operator-unknown ${AT}.Condition.StringEqual`],
  },
  {
    name: "a condition key without its service",
    text: vendorWith({ Condition: { StringEquals: { CallerAccount: "444455556666" } } }),
    finds: [`error condition-key-malformed ${AT}.Condition.StringEquals.CallerAccount`],
  },
  {
    name: "one condition key twice, in different case",
    text: vendorWith({
      Condition: { StringEquals: { "kms:CallerAccount": "444455556666", "kms:calleraccount": "444455556666" } },
    }),
    finds: [`error condition-key-repeated ${AT}.Condition.StringEquals["kms:calleraccount"]`],
  },
  {
    name: "a boolean that is none",
    text: vendorWith({ Condition: { Bool: { "aws:SecureTransport": "yes" } } }),
    finds: [`error condition-value-malformed ${AT}.Condition.Bool["aws:SecureTransport"]`],
  },
  {
    name: "an IP address that is none",
    text: vendorWith({ Condition: { IpAddress: { "aws:SourceIp": ["203.0.113.0/24", "203.0.113.0/33"] } } }),
    finds: [`error condition-value-malformed ${AT}.Condition.IpAddress["aws:SourceIp"][1]`],
  },
  {
    name: "a policy that only the vendor could change, which KMS does not allow",
    is: "policy",
    text: { Version: "2012-10-17", Statement: vendorWith() },
    key: KEY,
    finds: ["error administrators-keep-control "],
  },
  {
    name: "a policy that leaves the key to a role of another account",
    is: "policy",
    text: { Version: "2012-10-17", Statement: vendorWith({ Action: "kms:*" }) },
    key: KEY,
    finds: ["error administrators-keep-control ", "warning across-accounts Statement[0].Action"],
  },
  {
    name: "a policy whose account is another one",
    is: "policy",
    text: policyOf(),
    key: { accountId: "999988887777" },
    finds: ["error administrators-keep-control ", "warning across-accounts Statement[0].Action"],
  },
  {
    name: "a policy that denies everyone its change",
    is: "policy",
    text: policyOf({ Effect: "Deny", Principal: "*", Action: "kms:PutKeyPolicy", Resource: "*" }),
    key: KEY,
    finds: ["error administrators-keep-control "],
  },
  {
    name: "a denial of the policy's change to the one who sets it",
    text: [
      vendorWith({ Principal: { AWS: VENDOR }, Action: AURA_NEEDS }),
      { Effect: "Deny", Principal: { AWS: DEPLOY }, Action: "kms:PutKeyPolicy", Resource: "*" },
    ],
    key: { ...KEY, callerArn: "arn:aws:sts::111122223333:assumed-role/deploy/ci" },
    finds: ["error caller-lockout ", "warning vendor-denies Statement[1].Effect"],
  },
  {
    name: "a denial of the policy's change to another one than sets it",
    text: [
      vendorWith({ Principal: { AWS: VENDOR }, Action: AURA_NEEDS }),
      { Effect: "Deny", Principal: { AWS: DEPLOY }, Action: "kms:PutKeyPolicy", Resource: "*" },
    ],
    key: { callerArn: "arn:aws:iam::111122223333:role/admin" },
    finds: ["warning vendor-denies Statement[1].Effect"],
  },
  {
    name: "a denial of the policy's change to its author, of which only the account is known",
    text: [
      vendorWith({ Principal: { AWS: "444455556666" }, Action: AURA_NEEDS }),
      { Effect: "Deny", Principal: { AWS: "111122223333" }, Action: "kms:Put*", Resource: "*" },
    ],
    key: { callerArn: "arn:aws-us-gov:iam::111122223333:user/deploy" },
    finds: ["error caller-lockout ", "warning vendor-denies Statement[1].Effect"],
  },
  {
    name: "everything wrong at once",
    text: { Efect: "Allow", Principal: { AWS: "1234" }, Action: "kms", Resource: "orders", Condition: [] },
    finds: [
      `error unknown-element ${AT}.Efect`,
      `error principal-malformed ${AT}.Principal.AWS`,
      `error action-malformed ${AT}.Action`,
      `error resource-malformed ${AT}.Resource`,
      `error wrong-type ${AT}.Condition`,
    ],
  },
];
