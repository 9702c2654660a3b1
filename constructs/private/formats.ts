import type { Problem } from "../../model/problem";
import { ACCOUNT_ID, parseArn, REGION_ID } from "../../policy/arn";
import { holdsToken, show } from "./tokens";

const IAM_ROLE_OR_USER = /^(role|user)\/[\w+=,.@/-]+$/;
// @see https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateAlias.html
const ALIAS = /^alias\/(?!aws\/)[a-zA-Z0-9/_-]{1,250}$/;

/**
 * The alias of a key by default.
 * @param name what the key is called; characters that KMS does not take become a hyphen
 */
export function aliasFor(name: string): string {
  return `alias/neo4j-aura/${name.replace(/[^a-zA-Z0-9/_-]/g, "-")}`;
}

/**
 * What is wrong with a region.
 * @param path path of the construct
 * @param region the region, or a token
 */
export function regionProblems(path: string, region: string | undefined): Problem[] {
  if (region === undefined || holdsToken(region) || REGION_ID.test(region)) return [];
  return [
    {
      code: "region-well-formed",
      path,
      what: "`region` must be the id of an AWS region",
      got: show(region),
      expected: "an id such as eu-west-1",
      fix: "write the id as AWS does, in lower case and without blanks",
    },
  ];
}

/**
 * What is wrong with an account id.
 * @param path path of the construct
 * @param accountId the id, or a token
 */
export function accountProblems(path: string, accountId: string | undefined): Problem[] {
  if (accountId === undefined || holdsToken(accountId) || ACCOUNT_ID.test(accountId)) return [];
  return [
    {
      code: "account-id-well-formed",
      path,
      what: "`accountId` must be the id of the AWS account that owns the key",
      got: show(accountId),
      expected: "12 digits",
      fix: "take the id from the AWS console or `aws sts get-caller-identity`, with leading zeros",
    },
  ];
}

/**
 * What is wrong with the administrators of a key.
 * @param path path of the construct
 * @param administrators ARNs of roles and users
 * @param owner the account that owns the key, and its partition where that is known
 */
export function administratorProblems(
  path: string,
  administrators: readonly string[],
  { accountId, partition }: { readonly accountId: string; readonly partition: string | undefined },
): Problem[] {
  const account = ACCOUNT_ID.test(accountId) ? accountId : undefined;
  return administrators.flatMap((administrator, index) => {
    const prop = `administrators[${index}]`;
    if (holdsToken(administrator)) return needsLiteral(path, prop, administrator, "the ARN of an IAM role or user");
    const arn = parseArn(administrator);
    const isIam = arn?.service === "iam" && arn.region === "" && IAM_ROLE_OR_USER.test(arn.resource);
    const isOurs = (account ?? arn?.accountId) === arn?.accountId && (partition ?? arn?.partition) === arn?.partition;
    if (isIam && isOurs) return [];
    return [
      {
        code: "administrator-well-formed",
        path,
        what: `\`${prop}\` must be a role or user of the account that owns the key: KMS lets nobody else administer it`,
        got: show(administrator),
        expected: `arn:${partition ?? "PARTITION"}:iam::${account ?? "ACCOUNT"}:role/NAME or :user/NAME`,
        fix: isIam
          ? "name a role of the key's account, which people of other accounts may assume"
          : "copy the ARN of the role or user from IAM",
      },
    ];
  });
}

/**
 * What is wrong with the name of an alias.
 * @param path path of the construct
 * @param alias the name, or a token
 */
export function aliasProblems(path: string, alias: string): Problem[] {
  if (holdsToken(alias) || ALIAS.test(alias)) return [];
  return [
    {
      code: "alias-well-formed",
      path,
      what: "`alias` must be a name that KMS takes",
      got: show(alias),
      expected: "alias/ and then letters, digits, /, _ and -, but not alias/aws/",
      fix: alias.startsWith("alias/") ? "leave out the other characters" : `use ${show(aliasFor(alias))}`,
    },
  ];
}

/**
 * What is wrong with a value that goes into the key policy.
 * @param path path of the construct
 * @param prop name of the prop
 * @param value its value
 * @param expected what would have been accepted
 */
export function needsLiteral(path: string, prop: string, value: unknown, expected: string): Problem[] {
  if (!holdsToken(value)) return [];
  return [
    {
      code: "needs-literal",
      path,
      what: `\`${prop}\` goes into the key policy, which must be readable in the plan`,
      got: show(value),
      expected,
      fix: `write the value of \`${prop}\` itself`,
    },
  ];
}
