import { TerraformStack, type ITerraformDependable, type Precondition } from "cdktf";
import { Construct } from "constructs";
import { known, unknown, type Fact } from "../model/fact";
import { addressOf, CONTRIBUTION, type Contribution, type Contributor } from "../model/from-constructs";
import { CLOUD_PROVIDERS, type AuraProduct, type CloudProvider } from "../model/limits";
import type { AuraInstanceProps } from "./instance-props";
import type { IAuraCustomerManagedKey, IAuraInstance } from "./interfaces";
import { AuraInstanceResource } from "./l1/instance-resource";
import { importCommand, literalName } from "./private/bootstrap";
import { projectProblems, recordIdProblems, regionProblems } from "./private/formats";
import { INSTANCE_SHAPE, instanceArguments, instanceNode, instanceProblems } from "./private/instance-arguments";
import { otherCloudProblems, readinessProblems, selectKey, type KeyChoice } from "./private/key-selection";
import { addOutput } from "./private/outputs";
import { checkWithoutResource, instancePreconditions } from "./private/preconditions";
import { SynthCheck } from "./private/synth-check";
import { factOf, nameOf } from "./private/tokens";
import { addMovedBlocks } from "./private/moved-blocks";
import * as prop from "./private/validate-props";

/**
 * Creates an Aura instance under a customer managed key: `aura_instance`.
 *
 * Instance and key are checked to be in one region before anything is deployed: at synth when both regions are known,
 * otherwise by a Terraform `precondition`.
 *
 * IMPORTANT: Terraform refuses to destroy the instance as long as it is in the configuration. Aura returns the first
 * password only once; it stays in Terraform's state, encrypted where `passwordPublicKey` is given.
 * @see https://neo4j.com/docs/aura/security/encryption/
 */
export class AuraInstance extends Construct implements IAuraInstance, Contributor {
  /**
   * Names an instance that is defined elsewhere. Nothing is created; the instance takes part in every check.
   * @param attributes what is known about the instance
   */
  public static fromAttributes(scope: Construct, id: string, attributes: ImportedInstanceAttributes): IAuraInstance {
    return new ImportedInstance(scope, id, attributes);
  }

  /**
   * Defers an instance to phase 2 of its key. Nothing is created in Aura; the instance takes part in every check, so that a
   * wrong region is an error in phase 1 already.
   */
  public static deferred(scope: Construct, id: string, props: AuraInstanceProps): IAuraInstance {
    return new DeferredInstance(scope, id, props);
  }

  /** The Terraform resource. */
  public readonly resource: AuraInstanceResource;
  public readonly product: AuraProduct;
  private readonly props: AuraInstanceProps;
  private readonly choice: KeyChoice;
  private readonly conditions: readonly Precondition[];

  /** @throws {@link AuraCmkError} `prop-type` */
  public constructor(scope: Construct, id: string, props: AuraInstanceProps) {
    prop.checkProps(scope, id, props, INSTANCE_SHAPE);
    super(scope, id);
    this.props = { ...props };
    const { removalPolicy = "retain", importSizeInGb, name = id } = props;
    this.product = props.product;
    this.choice = selectKey(this, props);
    const { record } = this.choice;
    const precondition = instancePreconditions(this, props, this.choice);
    this.conditions = precondition;
    const dependsOn = (record?.key?.accessResources ?? []).filter((access) => isInSameStack(this, access));
    const lifecycle = {
      ...(removalPolicy === "retain" && { preventDestroy: true }),
      ...(precondition.length > 0 && { precondition }),
    };
    this.resource = new AuraInstanceResource(this, "Resource", {
      ...instanceArguments(id, props, this.choice),
      ...(dependsOn.length > 0 && { dependsOn }),
      ...(Object.keys(lifecycle).length > 0 && { lifecycle }),
    });
    const shownName = literalName(name, id);
    addOutput(this, "ConnectionUrl", this.resource.connectionUrl, `Where to connect to instance ${shownName}`, props);
    if (importSizeInGb !== undefined) {
      const command = importCommand(importSizeInGb, this.resource.connectionUrl);
      addOutput(this, "ImportCommand", command, `How to import the database into instance ${shownName}`, props);
    }
    if (props.passwordPublicKey !== undefined) {
      const value = this.resource.encryptedPassword;
      const what = `First password of instance ${shownName}, encrypted with its public key`;
      addOutput(this, "EncryptedPassword", value, what, props);
    }
    addMovedBlocks(this, props);
    SynthCheck.ensure(this);
  }

  public get instanceId(): string {
    return this.resource.id;
  }

  public get cloudProvider(): CloudProvider {
    return this.choice.cloudProvider;
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

  /** @internal */
  public [CONTRIBUTION](): Contribution {
    const { input } = this.resource;
    const node = instanceNode(this, this.props, input, this.choice);
    return {
      nodes: [{ ...node, address: addressOf(this.resource) }],
      conditions: this.conditions,
      problems: [
        ...this.choice.problems,
        ...readinessProblems(this.node.path, input.customerManagedKeyId, this.choice.record, this.props.cloneOf),
        ...instanceProblems(this.node.path, this.props, input, this.choice),
      ],
    };
  }
}

/** Whether an instance can wait for what gives access. Terraform knows no `depends_on` across stacks: there the stacks are put in order. */
function isInSameStack(instance: Construct, access: ITerraformDependable): boolean {
  const stack = TerraformStack.of(instance);
  const other = Construct.isConstruct(access) ? TerraformStack.of(access) : stack;
  if (other !== stack) stack.addDependency(other);
  return other === stack;
}

/** A deferred instance. It creates nothing. */
class DeferredInstance extends Construct implements IAuraInstance, Contributor {
  public readonly deferred = true;
  public readonly instanceId = "deferred to phase 2 of its key";
  public readonly region: string;
  public readonly product: string;
  private readonly props: AuraInstanceProps;
  private readonly choice: KeyChoice;

  public constructor(scope: Construct, id: string, props: AuraInstanceProps) {
    prop.checkProps(scope, id, props, INSTANCE_SHAPE);
    super(scope, id);
    this.props = { ...props };
    this.region = props.region;
    this.product = props.product;
    this.choice = selectKey(this, props);
    checkWithoutResource(this, instancePreconditions(this, props, this.choice));
    addMovedBlocks(this, props);
    SynthCheck.ensure(this);
  }

  public get customerManagedKey(): IAuraCustomerManagedKey | undefined {
    return this.choice.record;
  }

  public get customerManagedKeyId(): string | undefined {
    return this.choice.customerManagedKeyId;
  }

  public get cloudProvider(): CloudProvider {
    return this.choice.cloudProvider;
  }

  public [CONTRIBUTION](): Contribution {
    const input = instanceArguments(this.node.id, this.props, this.choice);
    return {
      nodes: [instanceNode(this, this.props, input, this.choice)],
      problems: [...this.choice.problems, ...instanceProblems(this.node.path, this.props, input, this.choice)],
    };
  }
}

/** What is known about an instance that is defined elsewhere. What is left out is unknown, and the checks say so. */
export interface ImportedInstanceAttributes {
  /** Aura's id of the instance (8 hex digits). */
  readonly instanceId: string;
  /** Region of the instance. */
  readonly region: string;
  /**
   * The cloud of the instance.
   * @default - the cloud of `customerManagedKey`, or `aws`
   */
  readonly cloudProvider?: CloudProvider | undefined;
  /**
   * The Aura product.
   * @default - unknown
   */
  readonly product?: AuraProduct | undefined;
  /**
   * Version of Neo4j.
   * @default - unknown
   */
  readonly version?: string | undefined;
  /**
   * Id of the Aura project (a UUID).
   * @default - unknown
   */
  readonly projectId?: string | undefined;
  /**
   * The customer managed key that encrypts the instance.
   * @default - not part of the app
   */
  readonly customerManagedKey?: IAuraCustomerManagedKey | undefined;
  /**
   * Aura's id of the customer managed key.
   * @default - the one of `customerManagedKey`, or unknown
   */
  readonly customerManagedKeyId?: string | undefined;
}

/** An instance that is defined elsewhere. It creates nothing. */
class ImportedInstance extends Construct implements IAuraInstance, Contributor {
  public readonly instanceId: string;
  public readonly region: string;
  public readonly cloudProvider: CloudProvider;
  public readonly product?: string;
  public readonly customerManagedKey?: IAuraCustomerManagedKey;
  public readonly customerManagedKeyId?: string;
  private readonly attributes: ImportedInstanceAttributes;

  public constructor(scope: Construct, id: string, attributes: ImportedInstanceAttributes) {
    prop.checkProps(scope, id, attributes, {
      instanceId: prop.text,
      region: prop.text,
      cloudProvider: prop.optional(prop.oneOf(...CLOUD_PROVIDERS)),
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
    this.cloudProvider = attributes.cloudProvider ?? attributes.customerManagedKey?.cloudProvider ?? "aws";
    if (attributes.product !== undefined) this.product = attributes.product;
    if (attributes.customerManagedKey) this.customerManagedKey = attributes.customerManagedKey;
    const keyId = attributes.customerManagedKeyId ?? attributes.customerManagedKey?.customerManagedKeyId;
    if (keyId !== undefined) this.customerManagedKeyId = keyId;
    SynthCheck.ensure(this);
  }

  public [CONTRIBUTION](): Contribution {
    const { product, version, projectId } = this.attributes;
    const name = nameOf(this);
    const given = <T>(value: T | undefined, attribute: string): Fact<T> =>
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
          region: given(this.region, "region"),
          product: given<string>(product, "product"),
          version: given(version, "version"),
          projectId: given(projectId, "projectId"),
          ...(this.customerManagedKey && { record: this.customerManagedKey.node.path }),
          customerManagedKeyId: given(this.customerManagedKeyId, "customerManagedKeyId"),
          importSizeInGb: known(undefined, `instance ${name} is defined elsewhere`),
          importMethod: known(undefined, `instance ${name} is defined elsewhere`),
        },
      ],
      problems: [
        ...(this.attributes.customerManagedKeyId === undefined
          ? []
          : recordIdProblems(this.node.path, this.attributes.customerManagedKeyId)),
        ...(projectId === undefined ? [] : projectProblems(this.node.path, projectId)),
        ...otherCloudProblems(this.node.path, "customerManagedKey", this.customerManagedKey, this.cloudProvider),
        ...regionProblems(this.node.path, this.region, this.cloudProvider),
      ],
    };
  }
}
