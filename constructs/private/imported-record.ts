import { CLOUDS } from "../../model/clouds";
import { Construct } from "constructs";
import { factOf, nameOf } from "./tokens";
import { known, unknown } from "../../model/fact";
import { CONTRIBUTION, type Contribution, type Contributor } from "../../model/from-constructs";
import { CLOUD_PROVIDERS, type AuraProduct, type CloudProvider } from "../../model/limits";
import type { IAuraCustomerManagedKey, IAuraKey, KeyPhase } from "../interfaces";
import * as prop from "./validate-props";
import { latePolicyProblems, otherCloudProblems } from "./key-selection";
import { SynthCheck } from "./synth-check";
import { projectProblems, recordIdProblems, regionProblems } from "./formats";

/** What is known about a customer managed key that is not managed here. */
export interface ImportedCustomerManagedKeyAttributes {
  /** Aura's id of the customer managed key (a UUID). */
  readonly customerManagedKeyId: string;
  /** Region of the instances. */
  readonly region: string;
  /** The product of the instances. */
  readonly product: AuraProduct;
  /** Id of the Aura project (a UUID). */
  readonly projectId: string;
  /**
   * The cloud of the key and of the instances.
   * @default - the cloud of `key`, or `aws`
   */
  readonly cloudProvider?: CloudProvider | undefined;
  /**
   * The key, so that it takes part in the checks.
   * @default - unknown
   */
  readonly key?: IAuraKey | undefined;
}

/** A customer managed key that is not managed here. It creates nothing. */
export class ImportedCustomerManagedKey extends Construct implements IAuraCustomerManagedKey, Contributor {
  public readonly customerManagedKeyId: string;
  public readonly region: string;
  public readonly product: string;
  public readonly projectId: string;
  public readonly cloudProvider: CloudProvider;
  public readonly key?: IAuraKey | undefined;
  private readonly phaseAtFirst: KeyPhase;

  public constructor(scope: Construct, id: string, attributes: ImportedCustomerManagedKeyAttributes) {
    prop.checkProps(scope, id, attributes, {
      customerManagedKeyId: prop.text,
      region: prop.text,
      product: prop.text,
      projectId: prop.text,
      cloudProvider: prop.optional(prop.oneOf(...CLOUD_PROVIDERS)),
      key: prop.optional(prop.auraKey),
    });
    super(scope, id);
    this.customerManagedKeyId = attributes.customerManagedKeyId;
    this.region = attributes.region;
    this.product = attributes.product;
    this.projectId = attributes.projectId;
    this.cloudProvider = attributes.cloudProvider ?? attributes.key?.cloudProvider ?? "aws";
    if (attributes.key) this.key = attributes.key;
    this.phaseAtFirst = this.phase;
    SynthCheck.ensure(this);
  }

  public get phase(): KeyPhase {
    return this.key?.phase ?? "kept-elsewhere";
  }

  public [CONTRIBUTION](): Contribution {
    const of = `of record ${nameOf(this)}`;
    const keyId = this.key?.keyId;
    return {
      nodes: [
        {
          kind: "record",
          id: this.node.path,
          name: nameOf(this),
          origin: "imported",
          auraName: unknown(`record ${nameOf(this)} is not managed here`),
          ...(this.key && { key: this.key.node.path }),
          keyArn:
            keyId === undefined
              ? unknown(`the key ${of} was not named`)
              : factOf(keyId, `${CLOUDS[this.cloudProvider].keyId} of the key ${of}`),
          region: factOf(this.region, `\`region\` ${of}`),
          cloudProvider: known(this.cloudProvider, `record ${nameOf(this)}`),
          product: factOf(this.product, `\`product\` ${of}`),
          projectId: factOf(this.projectId, `\`projectId\` ${of}`),
          recordId: factOf(this.customerManagedKeyId, `\`customerManagedKeyId\` ${of}`),
        },
      ],
      problems: [
        ...latePolicyProblems(this.node.path, this.key, this.phaseAtFirst),
        ...otherCloudProblems(this.node.path, "key", this.key, this.cloudProvider),
        ...recordIdProblems(this.node.path, this.customerManagedKeyId),
        ...projectProblems(this.node.path, this.projectId),
        ...regionProblems(this.node.path, this.region, this.cloudProvider),
      ],
    };
  }
}
