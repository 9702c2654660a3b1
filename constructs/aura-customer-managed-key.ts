import { Annotations, type Precondition, type TerraformProvider } from "cdktf";
import { Construct } from "constructs";
import { known, unknown } from "../model/fact";
import { addressOf, CONTRIBUTION, type Contribution, type Contributor } from "../model/from-constructs";
import { CLOUDS } from "../model/clouds";
import type { AuraProduct, CloudProvider } from "../model/limits";
import type { IAuraCustomerManagedKey, IAuraKey, IAuraKmsKey, KeyPhase, RemovalPolicy } from "./interfaces";
import { AuraCustomerManagedKeyResource } from "./l1/customer-managed-key-resource";
import { literalName, renderNextSteps, statementTarget } from "./private/bootstrap";
import { ImportedCustomerManagedKey, type ImportedCustomerManagedKeyAttributes } from "./private/imported-record";
import { addMovedBlocks, formerly, originalId, type FormerlyProps } from "./private/moved-blocks";
import * as prop from "./private/validate-props";
import { latePolicyProblems } from "./private/key-selection";
import {
  addOutput,
  outputName,
  outputsOf,
  recordOutputs,
  type OutputProps,
  type RecordOutput,
} from "./private/outputs";
import { recordPreconditions } from "./private/preconditions";
import { SynthCheck } from "./private/synth-check";
import { factOf, holdsToken, sameValue, nameOf } from "./private/tokens";
import { apiProduct, productProblems, projectProblems, regionProblems } from "./private/formats";

/** Props of {@link AuraCustomerManagedKey}. */
export interface AuraCustomerManagedKeyProps<Key extends IAuraKey = IAuraKmsKey>
  extends FormerlyProps, OutputProps<RecordOutput> {
  /** The key in the region of the instances; on AWS it may be a replica. */
  readonly key: Key;
  /** Id of the Aura project (a UUID). */
  readonly projectId: string;
  /** The product of the instances. */
  readonly product: AuraProduct;
  /**
   * Name that Aura shows, 1-30 characters.
   * @default - the id of the construct, with `formerly` its first id
   */
  readonly name?: string | undefined;
  /**
   * Region of the instances.
   * @default - the region of the key
   */
  readonly region?: string | undefined;
  /**
   * Whether Terraform may remove the registration. IMPORTANT: instances that use the key, and their clones, need it.
   * @default retain
   */
  readonly removalPolicy?: RemovalPolicy | undefined;
  /**
   * The `aura` provider to use.
   * @default - the stack's default provider
   */
  readonly provider?: TerraformProvider | undefined;
}

/**
 * Registers a key with Aura: `aura_customer_managed_key`, and outputs with the key's id and Aura's id, named after the construct:
 * `orders_key_arn` (in other clouds than AWS `orders_key_id`) and `orders_customer_managed_key_id`. In phase 1 the output
 * `orders_next_steps` says what to open, what to copy and where to put it.
 *
 * IMPORTANT: every change of its arguments replaces it, which the provider refuses unless `removalPolicy: "destroy"` has
 * been deployed before; Aura refuses to remove a customer managed key that an instance still uses.
 * @see https://neo4j.com/docs/aura/security/encryption/#_aws_keys
 */
export class AuraCustomerManagedKey<Key extends IAuraKey = IAuraKmsKey>
  extends Construct
  implements IAuraCustomerManagedKey, Contributor
{
  /**
   * Names a customer managed key that is not managed here. Nothing is created; it takes part in every check.
   * @param attributes what is known about it
   */
  public static fromId(
    scope: Construct,
    id: string,
    attributes: ImportedCustomerManagedKeyAttributes,
  ): IAuraCustomerManagedKey {
    return new ImportedCustomerManagedKey(scope, id, attributes);
  }

  /** The Terraform resource. */
  public readonly resource: AuraCustomerManagedKeyResource;
  public readonly customerManagedKeyId: string;
  public readonly key: Key;
  public readonly product: AuraProduct;
  /** The next steps of phase 1, without the ids that are known only at apply; undefined in phase 2. */
  public readonly nextSteps: string | undefined;
  private readonly phaseAtFirst: KeyPhase;
  private readonly conditions: readonly Precondition[];

  public constructor(scope: Construct, id: string, props: AuraCustomerManagedKeyProps<Key>) {
    prop.checkProps<AuraCustomerManagedKeyProps<IAuraKey>>(scope, id, props, {
      key: prop.auraKey,
      projectId: prop.text,
      product: prop.text,
      name: prop.optional(prop.text),
      region: prop.optional(prop.text),
      removalPolicy: prop.optional(prop.oneOf("retain", "destroy")),
      provider: prop.optional(prop.provider),
      outputs: outputsOf(...recordOutputs(props?.key?.cloudProvider)),
      formerly,
    });
    super(scope, id);
    const {
      key,
      projectId,
      product,
      name = originalId(id, props),
      region = key.region,
      removalPolicy,
      provider,
    } = props;
    this.key = key;
    this.product = product;
    this.phaseAtFirst = key.phase;
    const precondition = recordPreconditions(this, key, region);
    this.conditions = precondition;
    this.resource = new AuraCustomerManagedKeyResource(this, "Resource", {
      projectId,
      name,
      cloudProvider: key.cloudProvider,
      region,
      instanceType: apiProduct(product),
      keyId: key.keyId,
      deletionProtection: removalPolicy !== "destroy",
      ...(provider && { provider }),
      ...(precondition.length > 0 && { lifecycle: { precondition } }),
    });
    this.customerManagedKeyId = this.resource.id;
    const shownName = literalName(name, id);
    const keyOutput = key.cloudProvider === "aws" ? "KeyArn" : "KeyId";
    const idInCloud = CLOUDS[key.cloudProvider].keyId;
    addOutput(this, keyOutput, key.keyId, `${capitalize(idInCloud)} of the key that Aura knows as ${shownName}`, props);
    const what = `Aura's id of the key ${shownName}`;
    addOutput(this, "CustomerManagedKeyId", this.customerManagedKeyId, what, props);
    if (this.phase === "bootstrap") {
      const output = renderNextSteps({
        recordName: name,
        projectId,
        key,
        isLocal: false,
        recordId: this.customerManagedKeyId,
        keyId: key.keyId,
      });
      addOutput(this, "NextSteps", output, `What to do for ${shownName} to get to phase 2`, props);
      this.nextSteps = renderNextSteps({
        recordName: shownName,
        projectId: literalName(projectId, "of the record"),
        key,
        isLocal: true,
        recordId: whereToFind(outputName(this, "CustomerManagedKeyId", props)),
        keyId: whereToFind(outputName(this, keyOutput, props)),
      });
      Annotations.of(this).addInfo(this.noteOfPhase1(outputName(this, "NextSteps", props)));
    }
    addMovedBlocks(this, props);
    SynthCheck.ensure(this);
  }

  /** The steps themselves come once, after the deployment, as an output: cdktf prints this note before each one. */
  private noteOfPhase1(output: string | undefined): string {
    const { statementPath } = statementTarget(this.key);
    const file = statementPath === undefined ? "" : `; the statement goes to ${statementPath}`;
    return output === undefined
      ? (this.nextSteps ?? "")
      : `Phase 1 of 2: output ${output} says what to do after the deployment${file}`;
  }

  public get region(): string {
    return this.resource.input.region;
  }

  public get projectId(): string {
    return this.resource.input.projectId;
  }

  public get cloudProvider(): CloudProvider {
    return this.key.cloudProvider;
  }

  public get phase(): KeyPhase {
    return this.key.phase;
  }

  /** @internal */
  public [CONTRIBUTION](): Contribution {
    const { input } = this.resource;
    const of = `of record ${nameOf(this)}`;
    return {
      nodes: [
        {
          kind: "record",
          id: this.node.path,
          name: nameOf(this),
          origin: "created",
          address: addressOf(this.resource),
          auraName: factOf(input.name, `\`name\` ${of}`),
          key: this.key.node.path,
          keyArn: holdsToken(input.keyId)
            ? unknown(`${CLOUDS[this.cloudProvider].name} names the key ${of} at apply`)
            : known(input.keyId, `\`keyId\` ${of}`),
          region: factOf(input.region, `\`region\` ${of}`),
          cloudProvider: factOf(input.cloudProvider, `cloud provider ${of}`),
          product: factOf<string>(this.product, `\`product\` ${of}`),
          projectId: factOf(input.projectId, `\`projectId\` ${of}`),
          recordId: unknown(`Aura names record ${nameOf(this)} at apply`),
        },
      ],
      conditions: this.conditions,
      problems: [
        ...latePolicyProblems(this.node.path, this.key, this.phaseAtFirst),
        ...productProblems(this.node.path, this.product),
        ...projectProblems(this.node.path, input.projectId),
        // The region of the key has been looked at there.
        ...(sameValue(this, input.region, this.key.region)
          ? []
          : regionProblems(this.node.path, input.region, this.cloudProvider)),
      ],
    };
  }
}

function capitalize(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}

function whereToFind(output: string | undefined): string {
  return output === undefined ? "as Terraform's state has it" : `as in output ${output}`;
}
