import { TerraformStack, type ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { addressOf, CONTRIBUTION, type Contribution, type Contributor } from "../model/from-constructs";
import type { AuraProduct } from "../model/limits";
import type { IAuraCustomerManagedKey } from "./customer-managed-key";
import type { AuraInstanceProps, IAuraInstance } from "./instance";
import { AuraInstanceResource } from "./l1/instance-resource";
import * as prop from "./private/validate-props";
import { selectKey, readinessProblems, type KeyChoice } from "./private/key-selection";
import { DeferredInstance } from "./private/deferred-instance";
import { INSTANCE_SHAPE, instanceArguments, instanceNode, instanceProblems } from "./private/instance-arguments";
import { addOutput, literalName, importCommand, guardInstance } from "./private/bootstrap";
import { clonePreconditions, instancePreconditions } from "./private/preconditions";
import { SynthCheck } from "./private/synth-check";
import { known, unknown, type Fact } from "../model/fact";
import { factOf, nameOf } from "./private/tokens";
import { projectProblems, recordIdProblems, regionProblems } from "./private/formats";

/**
 * Defines an Aura instance under a customer managed key: `aura_instance`.
 *
 * Its region is proven to be the key's before anything is deployed: at synth where both are known, otherwise by a
 * Terraform `precondition`.
 *
 * IMPORTANT: Terraform refuses to destroy the instance as long as it is in the configuration; the first password is known
 * only once and stays in Terraform's state.
 * @see https://neo4j.com/docs/aura/security/encryption/
 */
export class AuraInstance extends Construct implements IAuraInstance, Contributor {
  /**
   * An instance defined elsewhere, by another team or with another provider: nothing is created, and it takes part in
   * every check.
   * @param scope where it is named
   * @param id id of the construct
   * @param attributes what is known about the instance
   */
  public static fromAttributes(scope: Construct, id: string, attributes: ImportedInstanceAttributes): IAuraInstance {
    return new ImportedInstance(scope, id, attributes);
  }

  /**
   * An instance that waits for phase 2 of its key: nothing is created in Aura, and it takes part in every check, so that a wrong
   * region does not wait for phase 2.
   * @param scope where the instance will belong
   * @param id id of the construct
   * @param props see {@link AuraInstanceProps}
   */
  public static deferred(scope: Construct, id: string, props: AuraInstanceProps): IAuraInstance {
    return new DeferredInstance(scope, id, props);
  }

  /** The instance itself. */
  public readonly resource: AuraInstanceResource;
  public readonly instanceId: string;
  public readonly product: AuraProduct;
  private readonly props: AuraInstanceProps;
  private readonly choice: KeyChoice;

  /**
   * @param scope where the instance belongs
   * @param id id of the construct
   * @param props see {@link AuraInstanceProps}
   */
  public constructor(scope: Construct, id: string, props: AuraInstanceProps) {
    prop.checkProps(scope, id, props, INSTANCE_SHAPE);
    super(scope, id);
    this.props = { ...props };
    const { cloneOf, removalPolicy = "retain", importSizeInGb, name = id } = props;
    this.product = props.product;
    this.choice = selectKey(this, props);
    const { record, customerManagedKeyId } = this.choice;
    const precondition = [
      ...instancePreconditions(this, props, record),
      ...(cloneOf && customerManagedKeyId ? clonePreconditions(this, cloneOf, customerManagedKeyId) : []),
    ];
    const policyResource = dependencyOf(this, record?.key?.policyResource);
    const lifecycle = {
      ...(removalPolicy === "retain" && { preventDestroy: true }),
      ...(precondition.length > 0 && { precondition }),
    };
    this.resource = new AuraInstanceResource(this, "Resource", {
      ...instanceArguments(id, props, customerManagedKeyId),
      ...(policyResource && { dependsOn: [policyResource] }),
      ...(Object.keys(lifecycle).length > 0 && { lifecycle }),
    });
    this.instanceId = this.resource.id;
    const shownName = literalName(name, id);
    addOutput(this, "ConnectionUrl", this.resource.connectionUrl, `Where to connect to instance ${shownName}`);
    if (importSizeInGb !== undefined) {
      const command = importCommand(importSizeInGb, this.resource.connectionUrl);
      addOutput(this, "ImportCommand", command, `How to import the database into instance ${shownName}`);
    }
    guardInstance(this, "encrypted", record, props);
    SynthCheck.ensure(this);
  }

  public get region(): string {
    return this.resource.input.region;
  }

  public get customerManagedKey(): IAuraCustomerManagedKey | undefined {
    return this.choice.record;
  }

  public get customerManagedKeyId(): string | undefined {
    return this.resource.input.customerManagedKeyId;
  }

  /**
   * What this instance adds to the model that the rules read.
   * @internal
   */
  public [CONTRIBUTION](): Contribution {
    const { input } = this.resource;
    const node = instanceNode(this, this.props, input, this.choice);
    return {
      nodes: [{ ...node, address: addressOf(this.resource) }],
      problems: [
        ...this.choice.problems,
        ...readinessProblems(this.node.path, input.customerManagedKeyId, this.choice.record, this.props.cloneOf),
        ...instanceProblems(this.node.path, this.props, input, this.choice.record),
      ],
    };
  }
}

/** The policy to wait for. Terraform knows no `depends_on` across stacks: there the stacks are put in order. */
function dependencyOf(instance: Construct, policy: ITerraformDependable | undefined): ITerraformDependable | undefined {
  const stack = TerraformStack.of(instance);
  const other = Construct.isConstruct(policy) ? TerraformStack.of(policy) : stack;
  if (other === stack) return policy;
  stack.addDependency(other);
  return undefined;
}

/** What is known about an instance that is defined elsewhere. What is left out is unknown, and the checks say so. */
export interface ImportedInstanceAttributes {
  /** Aura's id of the instance (8 hex digits). */
  readonly instanceId: string;
  /** Region of the instance. */
  readonly region: string;
  /**
   * The Aura product.
   * @default - unknown
   */
  readonly product?: AuraProduct;
  /**
   * Version of Neo4j.
   * @default - unknown
   */
  readonly version?: string;
  /**
   * Id of the Aura project (a UUID).
   * @default - unknown
   */
  readonly projectId?: string;
  /**
   * The record of its key, when it is part of the app.
   * @default - unknown
   */
  readonly customerManagedKey?: IAuraCustomerManagedKey;
  /**
   * Aura's id of the record of its key.
   * @default - the one of `customerManagedKey`, or unknown
   */
  readonly customerManagedKeyId?: string;
}

/** An instance that is defined elsewhere. It creates nothing. */
class ImportedInstance extends Construct implements IAuraInstance, Contributor {
  public readonly instanceId: string;
  public readonly region: string;
  public readonly product?: string;
  public readonly customerManagedKey?: IAuraCustomerManagedKey;
  public readonly customerManagedKeyId?: string;

  private readonly attributes: ImportedInstanceAttributes;

  public constructor(scope: Construct, id: string, attributes: ImportedInstanceAttributes) {
    prop.checkProps(scope, id, attributes, {
      instanceId: prop.text,
      region: prop.text,
      product: prop.optional(prop.text),
      version: prop.optional(prop.text),
      projectId: prop.optional(prop.text),
      customerManagedKey: prop.optional(prop.record),
      customerManagedKeyId: prop.optional(prop.text),
    });
    super(scope, id);
    this.attributes = { ...attributes };
    this.instanceId = attributes.instanceId;
    this.region = attributes.region;
    if (attributes.product !== undefined) this.product = attributes.product;
    if (attributes.customerManagedKey) this.customerManagedKey = attributes.customerManagedKey;
    const keyId = attributes.customerManagedKeyId ?? attributes.customerManagedKey?.customerManagedKeyId;
    if (keyId !== undefined) this.customerManagedKeyId = keyId;
    SynthCheck.ensure(this);
  }

  public [CONTRIBUTION](): Contribution {
    const { product, version, projectId } = this.attributes;
    const name = nameOf(this);
    const told = <T>(value: T | undefined, attribute: string): Fact<T> =>
      value === undefined
        ? unknown(`instance ${name} is defined elsewhere and \`${attribute}\` was not given`)
        : factOf(value, `\`${attribute}\` of instance ${name}`);
    return {
      nodes: [
        {
          kind: "instance",
          id: this.node.path,
          name,
          origin: "imported",
          auraName: unknown(`instance ${name} is defined elsewhere`),
          region: told(this.region, "region"),
          product: told<string>(product, "product"),
          version: told(version, "version"),
          projectId: told(projectId, "projectId"),
          ...(this.customerManagedKey && { record: this.customerManagedKey.node.path }),
          customerManagedKeyId: told(this.customerManagedKeyId, "customerManagedKeyId"),
          importSizeInGb: known(undefined, `instance ${name} is defined elsewhere`),
          importMethod: known(undefined, `instance ${name} is defined elsewhere`),
        },
      ],
      problems: [
        ...(this.attributes.customerManagedKeyId === undefined
          ? []
          : recordIdProblems(this.node.path, this.attributes.customerManagedKeyId)),
        ...(projectId === undefined ? [] : projectProblems(this.node.path, projectId)),
        ...regionProblems(this.node.path, this.region),
      ],
    };
  }
}
