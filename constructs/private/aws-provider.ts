import { TerraformProvider, TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { unknown, type Fact } from "../../model/fact";
import type { AccountLimit } from "../../model/model";
import { parseArn } from "../../policy/arn";
import { factOf } from "./tokens";

/** Where a provider block of `aws` creates its resources, as far as it says so. */
export interface AwsProviderFacts {
  /** The provider's `region`, if it has one. */
  readonly region?: Fact<string>;
  /** Account ids that the provider is bound to: the account of the role it assumes, the only account it allows. */
  readonly accounts: readonly Fact<string>[];
  /** Several accounts that it allows, or accounts that it forbids. */
  readonly accountLimits: readonly AccountLimit[];
  /** The ARN of the role that it assumes, if it assumes one. */
  readonly role?: Fact<string>;
}

/** The inputs of AwsProvider that say where resources are created; read by name, so that no class of the bindings is loaded. */
interface AwsProviderInputs {
  readonly regionInput?: string;
  readonly assumeRoleInput?: unknown;
  readonly allowedAccountIdsInput?: readonly string[];
  readonly forbiddenAccountIdsInput?: readonly string[];
}

/** The default `aws` provider of a stack, once found: finding it takes a walk over the whole stack. */
const defaultProviders = new WeakMap<TerraformStack, TerraformProvider>();

/**
 * What is known about region and account from the `aws` provider that a resource uses.
 * @param given the provider named in the props; otherwise the stack's default one counts
 */
export function awsFactsFor(scope: Construct, given: TerraformProvider | undefined): AwsProviderFacts {
  const provider = given ?? defaultProviderOf(TerraformStack.of(scope));
  if (!provider) return { accounts: [], accountLimits: [] };
  const inputs = provider as TerraformProvider & AwsProviderInputs;
  const name = `provider aws${provider.alias ? `.${provider.alias}` : ""}`;
  const role = assumedRole(inputs.assumeRoleInput);
  return {
    ...(inputs.regionInput !== undefined && { region: factOf(inputs.regionInput, `\`region\` of ${name}`) }),
    accounts: [...assumedAccounts(role, name), ...allowedAccount(inputs.allowedAccountIdsInput, name)],
    accountLimits: accountLimits(inputs, name),
    ...(role !== undefined && { role: factOf(role, `the role that ${name} assumes`) }),
  };
}

function defaultProviderOf(stack: TerraformStack): TerraformProvider | undefined {
  const found =
    defaultProviders.get(stack) ??
    stack.node
      .findAll()
      .filter((construct) => TerraformProvider.isTerraformProvider(construct))
      .find((provider) => provider.terraformResourceType === "aws" && provider.alias === undefined);
  if (found) defaultProviders.set(stack, found);
  return found;
}

function assumedRole(assumeRole: unknown): string | undefined {
  // Several roles are assumed one after the other: the last one is the one that counts.
  const roleArn: unknown = Array.isArray(assumeRole) ? assumeRole.at(-1)?.roleArn : undefined;
  return typeof roleArn === "string" ? roleArn : undefined;
}

function assumedAccounts(roleArn: string | undefined, name: string): Fact<string>[] {
  if (roleArn === undefined) return [];
  const source = `account of the role that ${name} assumes`;
  const fact = factOf(roleArn, source);
  if (!fact.known) return [fact];
  const accountId = parseArn(roleArn)?.accountId;
  return [accountId ? factOf(accountId, source) : unknown(`${source} cannot be read from its ARN`)];
}

function allowedAccount(allowed: readonly string[] | undefined, name: string): Fact<string>[] {
  // With several allowed accounts the provider does not say which one it is.
  const [only, ...others] = allowed ?? [];
  return only !== undefined && others.length === 0 ? [factOf(only, `\`allowedAccountIds\` of ${name}`)] : [];
}

function accountLimits(inputs: AwsProviderInputs, name: string): AccountLimit[] {
  const { allowedAccountIdsInput: allowed = [], forbiddenAccountIdsInput: forbidden = [] } = inputs;
  return [
    ...(allowed.length > 1
      ? [{ kind: "allowed" as const, accounts: factOf(allowed, `\`allowedAccountIds\` of ${name}`) }]
      : []),
    ...(forbidden.length > 0
      ? [{ kind: "forbidden" as const, accounts: factOf(forbidden, `\`forbiddenAccountIds\` of ${name}`) }]
      : []),
  ];
}
