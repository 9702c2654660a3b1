import type { KmsKeyPolicy } from "@cdktf/provider-aws/lib/kms-key-policy";
import type { TerraformProvider } from "cdktf";
import { Construct } from "constructs";
import { known } from "../model/fact";
import { addressOf, CONTRIBUTION, type Contribution, type Contributor } from "../model/from-constructs";
import { AuraCmkError } from "../model/problem";
import { canonicalPolicy } from "../policy/canonical";
import { mergeStatements } from "../policy/merge";
import type { IAuraKmsKey, RemovalPolicy } from "./interfaces";
import type { AuraStatement } from "./aura-statement";
import { awsFactsFor } from "./private/aws-provider";
import { parseCurrentPolicy, policyProblem } from "./private/current-policy";
import { noteStatement } from "./private/earlier-synth";
import { awsBindings } from "./private/load";
import { addMovedBlocks, formerly, type FormerlyProps } from "./private/moved-blocks";
import * as prop from "./private/validate-props";
import {
  EXPECTED_PRINCIPALS_SHAPE,
  expectedPrincipalProblems,
  expectedPrincipals,
  type ExpectedPrincipalProps,
} from "./private/expected-principals";
import { ImportedKmsKey } from "./private/imported-key";
import { PhaseGuard } from "./private/bootstrap";
import { SynthCheck } from "./private/synth-check";
import { escapeTemplate, factOf, keyIdOf, nameOf } from "./private/tokens";

/** Props of {@link AuraKeyPolicy}. */
export interface AuraKeyPolicyProps extends ExpectedPrincipalProps, FormerlyProps {
  /** The existing key, named with `AuraKmsKey.fromKeyArn`. */
  readonly key: IAuraKmsKey;
  /**
   * The present policy of the key, as JSON text or as an object: `aws kms get-key-policy --key-id KEY --query Policy
   * --output text` prints it. Its statements are kept as they are, in their order.
   */
  readonly currentPolicy: string | object;
  /**
   * Aura's statement, from the Console. While the file of {@link AuraStatement.fromFileWhenSaved} does not exist, the key
   * is in phase 1 and keeps its policy.
   */
  readonly statement: AuraStatement;
  /**
   * Whether Terraform may destroy the policy. IMPORTANT: destroying it does not restore the previous policy; AWS sets its
   * default policy, and Aura loses access.
   * @default retain
   */
  readonly removalPolicy?: RemovalPolicy | undefined;
  /**
   * The `aws` provider to use.
   * @default - the stack's default provider
   */
  readonly provider?: TerraformProvider | undefined;
}

/**
 * Creates the policy of an existing key, with Aura's statement merged in: `aws_kms_key_policy`. The owner's statements are
 * not changed, and a statement that is already there is not added again.
 *
 * Define it before the customer managed key and the instances, which then wait for it.
 *
 * IMPORTANT: removing or renaming this construct resets the key's policy to the AWS default: Aura loses access to the data.
 * Never use it beside an inline policy on the same key: the two overwrite each other.
 * @see https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/kms_key_policy
 */
export class AuraKeyPolicy extends Construct implements Contributor {
  /** The Terraform resource. */
  public readonly resource: KmsKeyPolicy;
  /** The merged policy: compact, sorted, plain JSON, before Terraform's escapes. */
  public readonly policyJson: string;
  private readonly props: AuraKeyPolicyProps;

  /**
   * @throws {@link AuraCmkError} `policy-well-formed` when the given policy is not valid, `statement-well-formed` when
   * another statement in it has the Sid of Aura's, `needs-literal` when it holds a token
   */
  public constructor(scope: Construct, id: string, props: AuraKeyPolicyProps) {
    prop.checkProps(scope, id, props, SHAPE);
    const policyJson = mergedPolicy(prop.pathOf(scope, id), props);
    super(scope, id);
    this.props = { ...props, auraPrincipals: props.auraPrincipals?.slice() };
    const { key, statement, removalPolicy = "retain", provider } = props;
    this.policyJson = policyJson;
    const phase = statement.awaited ? "bootstrap" : "encrypted";
    const aws = awsBindings();
    this.resource = new aws.KmsKeyPolicy(this, "Resource", {
      // The AWS provider reads back the bare id: with the ARN every plan would show a change (terraform-provider-aws issue 46432).
      keyId: keyIdOf(key.keyArn),
      policy: escapeTemplate(this.policyJson),
      region: key.region,
      ...(provider && { provider }),
      ...(removalPolicy === "retain" && {
        dependsOn: [new PhaseGuard(this, phase)],
        lifecycle: { preventDestroy: true },
      }),
    });
    if (key instanceof ImportedKmsKey) {
      key.policySetBy({ phase, resource: this.resource, statement });
    }
    noteStatement(this.resource, statement);
    addMovedBlocks(this, props);
    SynthCheck.ensure(this);
  }

  /** @internal */
  public [CONTRIBUTION](): Contribution {
    const { key, statement } = this.props;
    const name = nameOf(this);
    const expected = expectedPrincipals(this.props);
    const { role } = awsFactsFor(this, this.resource.provider);
    return {
      nodes: [
        {
          kind: "key-policy",
          id: this.node.path,
          name,
          origin: "created",
          address: addressOf(this.resource),
          key: key.node.path,
          keyId: factOf(key.keyArn, `\`key\` of key policy ${name}`),
          policy: known(this.policyJson, `policy ${name}`),
          statement: known(statement.awaited ? undefined : statement.statements, `\`statement\` of key policy ${name}`),
          ...(expected && { expectedPrincipals: expected }),
          ...(role && { deployedBy: role }),
        },
      ],
      problems: expectedPrincipalProblems(this.node.path, this.props),
    };
  }
}

const SHAPE: prop.Shape<AuraKeyPolicyProps> = {
  ...EXPECTED_PRINCIPALS_SHAPE,
  key: prop.key,
  currentPolicy: prop.document,
  statement: prop.statement,
  removalPolicy: prop.optional(prop.oneOf("retain", "destroy")),
  provider: prop.optional(prop.provider),
  formerly,
};

function mergedPolicy(path: string, { currentPolicy, statement }: AuraKeyPolicyProps): string {
  const merged = mergeStatements(parseCurrentPolicy(path, currentPolicy), statement.statements);
  if ("problems" in merged) {
    throw new AuraCmkError(merged.problems.map((problem) => policyProblem(path, "statement-well-formed", problem)));
  }
  return canonicalPolicy(merged.document);
}
