import type { ITerraformDependable, TerraformProvider, TerraformResource, TerraformResourceLifecycle } from "cdktf";
import type { KmsAlias } from "@cdktf/provider-aws/lib/kms-alias";
import { Construct, type IConstruct } from "constructs";
import { known, mapFact, unknown, valueOf, type Fact } from "../../model/fact";
import { addressOf, CONTRIBUTION, type Contribution, type Contributor } from "../../model/from-constructs";
import { DELETION_GUARD_IN_DAYS, DELETION_WINDOW_IN_DAYS } from "../../model/limits";
import type { KmsKeyNode, AliasNode } from "../../model/model";
import type { Problem } from "../../model/problem";
import { parseArn, partitionOf } from "../../policy/arn";
import { canonicalPolicy } from "../../policy/canonical";
import type { KeyPolicyStatement, PolicyDocument, Statement } from "../../policy/document";
import { deletionGuard, ownKeyPolicy } from "../../policy/key-policy";
import { mergeStatements } from "../../policy/merge";
import type { StatementProblem } from "../../policy/problem";
import type { IAuraKmsKey, KeyPhase } from "../interfaces";
import type { AuraStatement } from "../aura-statement";
import { awsFactsFor, type AwsProviderFacts } from "./aws-provider";
import { expectedPrincipalProblems, expectedPrincipals } from "./expected-principals";
import type { ManagedKeyProps } from "./managed-key-props";
import { PhaseGuard } from "./bootstrap";
import { awsBindings, onDemand } from "./load";
import { currentPolicyProblems, parseCurrentPolicy } from "./current-policy";
import { noteStatement } from "./earlier-synth";
import { addMovedBlocks, originalId } from "./moved-blocks";
import { isProtected } from "./review-metadata";
import { SynthCheck } from "./synth-check";
import { copyOfTags, escapeTemplate, factOf, holdsCdktfToken, holdsToken, nameOf, unescapeTemplate } from "./tokens";
import { administratorProblems, aliasFor, aliasProblems, deletionGuardProblems, regionProblems } from "./formats";

const DESCRIPTION =
  "Customer managed key of Neo4j Aura. Do not delete or disable: the data encrypted with it would be lost.";

/** The inputs that `aws_kms_key` and `aws_kms_replica_key` share. */
type KeyResource = TerraformResource & {
  readonly arn: string;
  readonly keyId: string;
  readonly regionInput?: string | undefined;
  readonly region: string;
  readonly policyInput?: string | undefined;
  readonly deletionWindowInDaysInput?: number | undefined;
};

/** What shapes the policy; the last two are of a primary alone. */
type OwnProps = ManagedKeyProps & {
  readonly multiRegion?: boolean | undefined;
  readonly currentPolicy?: string | object | undefined;
};

/** What a key and a replica have in common: policy, alias, phase, protection. */
export abstract class ManagedKey extends Construct implements IAuraKmsKey, Contributor {
  /** The Terraform resource. */
  public abstract readonly resource: KeyResource;
  public readonly cloudProvider = "aws";
  public readonly phase: KeyPhase;
  public readonly accountId: string;
  /** The key policy: compact, sorted, plain JSON, before Terraform's escapes. */
  public readonly policyJson: string;
  private readonly keyProps: OwnProps;
  private readonly administrators: readonly string[];
  private readonly alias: string;
  /** The region of the provider, when the key was created. */
  private readonly providerRegion: Fact<string> | undefined;
  /** The partition in the ARNs of the policy. */
  private readonly partition: string;
  private readonly policyProblems: readonly StatementProblem[];
  private readonly keyStatementProblems: readonly Problem[];
  /** External principals that the owner's own statements allow. */
  private readonly namedPrincipals: readonly string[];
  private arn: string | undefined;

  protected constructor(scope: Construct, id: string, accountId: string, keyProps: OwnProps) {
    super(scope, id);
    this.keyProps = { ...keyProps, auraPrincipals: keyProps.auraPrincipals?.slice() };
    this.accountId = accountId;
    this.administrators = [...(keyProps.administrators ?? [])];
    this.alias = keyProps.alias ?? aliasFor(originalId(id, keyProps));
    this.phase = keyProps.statement && !keyProps.statement.awaited ? "encrypted" : "bootstrap";
    this.providerRegion = awsFactsFor(this, keyProps.provider).region;
    // A token among them is refused; in the policy cdktf would fail with a fault of its own when it is a list.
    const administrators = this.administrators.filter((name) => !holdsCdktfToken(name));
    const { statement, keyStatements = [] } = keyProps;
    const region = valueOf(this.regionFact(this.regionArgument, this.providerRegion));
    const partition = partitionOf(region ?? "");
    this.partition = partition;
    const { currentPolicy, multiRegion = false } = keyProps;
    const own =
      currentPolicy === undefined
        ? ownKeyPolicy({ partition, accountId, administrators, multiRegion })
        : parseCurrentPolicy(this.node.path, currentPolicy);
    const [guarded] = merge(own, this.guard);
    const target = { accountId, ...(region !== undefined && { partition }) };
    this.keyStatementProblems =
      keyStatements.length > 0 ? onDemand().keyStatementProblems(this.node.path, keyStatements, target) : [];
    const furtherStatements = this.keyStatementProblems.length > 0 ? [] : keyStatements;
    this.namedPrincipals =
      furtherStatements.length > 0 ? onDemand().principalsNamedIn(furtherStatements, accountId) : [];
    const [withOwners, ownersProblems] = merge(guarded, furtherStatements);
    const [document, problems] = merge(withOwners, statement?.statements ?? []);
    this.policyJson = canonicalPolicy(document);
    this.policyProblems = [...ownersProblems, ...problems];
    SynthCheck.ensure(this);
  }

  public get keyArn(): string {
    // One token for all who ask: cdktf takes a stack trace for each.
    return (this.arn ??= this.resource.arn);
  }

  /** What is registered with Aura: the ARN. */
  public get keyId(): string {
    return this.keyArn;
  }

  public get region(): string {
    return this.resource.regionInput ?? this.resource.region;
  }

  public get statementFile(): string | undefined {
    return this.keyProps.statement?.file;
  }

  public get statementPath(): string | undefined {
    return this.keyProps.statement?.path;
  }

  /** The alias, such as to import one that the key already has. */
  public get aliasResource(): KmsAlias {
    return this.node.findChild(ALIAS_ID) as KmsAlias;
  }

  /** Aura's statement, when one was given. */
  public get statement(): AuraStatement | undefined {
    return this.keyProps.statement;
  }

  /** The owner's own further statements, as they were given. */
  public get keyStatements(): readonly KeyPolicyStatement[] | undefined {
    return this.keyProps.keyStatements;
  }

  /** Days without use before which the policy demands that the key stays, as they were given. */
  public get deletionGuardInDays(): number | undefined {
    return this.keyProps.deletionGuardInDays;
  }

  /** Principals that Aura's statement may allow; undefined when none were named. */
  public get expectedPrincipals(): readonly string[] | undefined {
    return expectedPrincipals(this.keyProps);
  }

  /** @internal */
  public [CONTRIBUTION](): Contribution {
    return {
      nodes: [
        { ...this.sharedFacts(), ...this.ownFacts() },
        ...aliasNodes(this, (argument, ofProvider) => this.regionFact(argument, ofProvider)),
      ],
      problems: [...this.ownProblems(), ...this.problems()],
    };
  }

  /** Problems that only a key, or only a replica, can have. */
  protected abstract ownProblems(): Problem[];

  /** Facts that only a key, or only a replica, has. */
  protected abstract ownFacts(): Omit<KmsKeyNode, keyof ReturnType<ManagedKey["sharedFacts"]>>;

  /** Arguments that `aws_kms_key` and `aws_kms_replica_key` have in common. Adds the guard against going back to phase 1. */
  protected sharedArguments(): {
    description: string;
    policy: string;
    deletionWindowInDays: number;
    region?: string;
    tags?: Record<string, string>;
    provider?: TerraformProvider;
    dependsOn?: ITerraformDependable[];
    lifecycle?: TerraformResourceLifecycle;
  } {
    const { description, tags, provider, deletionWindowInDays } = this.keyProps;
    const region = this.regionArgument;
    return {
      description: escapeTemplate(description ?? DESCRIPTION),
      policy: escapeTemplate(this.policyJson),
      deletionWindowInDays: deletionWindowInDays ?? DELETION_WINDOW_IN_DAYS.default,
      ...(region !== undefined && { region }),
      ...(tags && { tags: copyOfTags(tags) }),
      ...(provider && { provider }),
      ...(this.retained && {
        dependsOn: [new PhaseGuard(this, this.phase)],
        lifecycle: { preventDestroy: true },
      }),
    };
  }

  /** Adds the alias of the key, and notes what it had and was. */
  protected addAlias(): void {
    const { provider } = this.keyProps;
    const region = this.regionArgument;
    const aws = awsBindings();
    new aws.KmsAlias(this, ALIAS_ID, {
      name: this.alias,
      targetKeyId: this.resource.keyId,
      ...(region !== undefined && { region }),
      ...(provider && { provider }),
    });
    noteStatement(this.resource, this.keyProps.statement);
    addMovedBlocks(this, this.keyProps);
  }

  private sharedFacts() {
    const { regionInput, policyInput, deletionWindowInDaysInput } = this.resource;
    const name = nameOf(this);
    const aws = awsFactsFor(this, this.resource.provider);
    const region = this.regionFact(regionInput, aws.region);
    const auras = this.expectedPrincipals;
    const expected = auras && [...new Set([...auras, ...this.namedPrincipals])].sort();
    const besideAura = this.besideAura;
    return {
      kind: "key" as const,
      id: this.node.path,
      name,
      origin: "created" as const,
      address: addressOf(this.resource),
      arn: unknown(`AWS names key ${name} at apply`),
      region,
      regionClaims: [region],
      accountClaims: [factOf(this.accountId, `\`accountId\` of key ${name}`), ...aws.accounts],
      ...(aws.accountLimits.length > 0 && { accountLimits: aws.accountLimits }),
      partitionClaims: [
        region.known
          ? mapFact(region, partitionOf, `partition of the region of key ${name}`)
          : unknown(
              `${region.reason}, and the ARNs in its policy are of partition ${this.partition}; ` +
                "for a region of another partition, such as cn-north-1 or us-gov-west-1, write the region itself",
            ),
        known(this.partition, `partition in the policy of key ${name}`),
      ],
      policy: policyFact(policyInput, name),
      statement: this.statementFact(),
      deletionWindowInDays: factOf(deletionWindowInDaysInput, `\`deletionWindowInDays\` of key ${name}`),
      ...(expected && { expectedPrincipals: expected }),
      ...(besideAura.length > 0 && { besideAura }),
      ...(aws.role && { deployedBy: aws.role }),
      destroyPrevented: known(isProtected(this.resource), `\`removalPolicy\` of key ${name}`),
    };
  }

  /**
   * A wrong number of days is a problem of its own, and so is any for a key that may be destroyed: it has no guard. A policy that is taken
   * over gets one only where it is asked for.
   */
  private get guard(): readonly Statement[] {
    const { currentPolicy, deletionGuardInDays } = this.keyProps;
    const days = deletionGuardInDays ?? (currentPolicy === undefined ? DELETION_GUARD_IN_DAYS.default : 0);
    return this.retained && days > 0 && !holdsToken(days) ? [deletionGuard(days)] : [];
  }

  /** Those of an account of Aura's may be Aura, whoever names them. */
  private get besideAura(): readonly string[] {
    const named = onDemand().principalsNamedIn(this.keyProps.statement?.statements ?? [], this.accountId);
    const auras = new Set([...(this.expectedPrincipals ?? []), ...named].map(accountOf));
    return [...new Set(this.namedPrincipals)].filter((one) => !auras.has(accountOf(one))).sort();
  }

  private get retained(): boolean {
    return this.keyProps.removalPolicy !== "destroy";
  }

  private get regionArgument(): string | undefined {
    return this.keyProps.region ?? valueOf(this.providerRegion);
  }

  private regionFact(argument: string | undefined, ofProvider: Fact<string> | undefined): Fact<string> {
    const name = nameOf(this);
    if (argument === undefined) return ofProvider ?? unknown(`neither key ${name} nor its provider says a region`);
    const fromProvider =
      this.keyProps.region === undefined && this.providerRegion?.known && this.providerRegion.value === argument;
    return fromProvider ? this.providerRegion : factOf(argument, `\`region\` of key ${name}`);
  }

  private statementFact(): Fact<readonly object[] | undefined> {
    const source = `\`statement\` of key ${nameOf(this)}`;
    // A statement that could not be merged is a problem of its own, and not in the policy.
    if (this.policyProblems.length > 0) return unknown(`${source} could not be merged into its policy`);
    return known(this.phase === "encrypted" ? this.keyProps.statement?.statements : undefined, source);
  }

  private problems(): Problem[] {
    const path = this.node.path;
    return [
      ...regionProblems(path, this.keyProps.region),
      ...aliasProblems(path, this.alias),
      ...administratorProblems(path, this.administrators, {
        accountId: this.accountId,
        partition: valueOf(mapFact(this.regionFact(this.resource.regionInput, undefined), partitionOf)),
      }),
      ...expectedPrincipalProblems(path, this.keyProps),
      ...currentPolicyProblems(path, this.keyProps),
      ...this.keyStatementProblems,
      ...deletionGuardProblems(path, this.keyProps.deletionGuardInDays, this.retained),
      ...this.policyProblems.map(({ what, got, expected, fix }) => ({
        ...({ code: "statement-well-formed", path } as const),
        ...{ what, got, expected, fix },
      })),
    ];
  }
}

/** The account of a principal; an organization has none of its own. */
function accountOf(principal: string): string {
  return parseArn(principal)?.accountId ?? principal;
}

/** The policy with the statements; without them where there are problems. */
function merge(
  policy: PolicyDocument,
  statements: readonly Statement[],
): readonly [PolicyDocument, readonly StatementProblem[]] {
  const merged = mergeStatements(policy, statements);
  return "document" in merged ? [merged.document, []] : [policy, merged.problems];
}

function policyFact(policy: string | undefined, name: string): Fact<string | undefined> {
  // What we escaped is text; any other template is a token.
  return policy !== undefined && holdsToken(policy.replace(/\$\$\{|%%\{/g, ""))
    ? unknown(`the policy of key ${name} is known only at apply`)
    : known(policy && unescapeTemplate(policy), `policy of key ${name}`);
}

/** Id of the alias in its key. */
export const ALIAS_ID = "Alias";

/**
 * The alias of a key as a node of the model; none where somebody took it out.
 * @param regionOf where the alias is, from its argument and its provider
 */
export function aliasNodes(
  key: Construct,
  regionOf: (argument: string | undefined, provider: AwsProviderFacts["region"]) => Fact<string>,
): AliasNode[] {
  const alias: IConstruct | undefined = key.node.tryFindChild(ALIAS_ID);
  if (!(alias instanceof awsBindings().KmsAlias)) return [];
  const name = nameOf(key);
  const aws = awsFactsFor(key, alias.provider);
  return [
    {
      kind: "alias",
      id: alias.node.path,
      name,
      origin: "created",
      address: addressOf(alias),
      aliasName: factOf(alias.nameInput ?? "", `\`alias\` of key ${name}`),
      target: key.node.path,
      targetKeyId: factOf(alias.targetKeyIdInput ?? "", `key of the alias of key ${name}`),
      region: regionOf(alias.regionInput, aws.region),
      accountClaims: aws.accounts,
    },
  ];
}
