import { Construct } from "constructs";
import { known, unknown, type Fact } from "../../model/fact";
import { CONTRIBUTION, type Contribution, type Contributor } from "../../model/from-constructs";
import type { AuraProduct } from "../../model/limits";
import type { IAuraCustomerManagedKey } from "../customer-managed-key";
import type { IAuraInstance } from "../instance";
import { projectProblems, recordIdProblems } from "./aura-arguments";
import * as prop from "./check-props";
import { nameOf } from "./names";
import { SynthCheck } from "./synth-check";
import { factOf } from "./tokens";
import { regionProblems } from "./well-formed";

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
export class ImportedInstance extends Construct implements IAuraInstance, Contributor {
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
