import { Construct } from "constructs";
import { CONTRIBUTION, type Contribution, type Contributor } from "../../model/from-constructs";
import type { IAuraCustomerManagedKey } from "../customer-managed-key";
import type { AuraInstanceProps, IAuraInstance } from "../instance";
import * as prop from "./validate-props";
import { selectKey, type KeyChoice } from "./key-selection";
import { INSTANCE_SHAPE, instanceArguments, instanceNode, instanceProblems } from "./instance-arguments";
import { guardInstance } from "./bootstrap";
import { SynthCheck } from "./synth-check";

/** An instance that waits for phase 2 of its key. It creates nothing in Aura; a guard may stand in for it in the plan. */
export class DeferredInstance extends Construct implements IAuraInstance, Contributor {
  public readonly deferred = true;
  public readonly instanceId = "held back until phase 2 of its key";
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
    guardInstance(this, "bootstrap", this.choice.record, props);
    SynthCheck.ensure(this);
  }

  public get customerManagedKey(): IAuraCustomerManagedKey | undefined {
    return this.choice.record;
  }

  public get customerManagedKeyId(): string | undefined {
    return this.choice.customerManagedKeyId;
  }

  public [CONTRIBUTION](): Contribution {
    const input = instanceArguments(this.node.id, this.props, this.customerManagedKeyId);
    return {
      nodes: [instanceNode(this, this.props, input, this.choice)],
      problems: [
        ...this.choice.problems,
        ...instanceProblems(this.node.path, this.props, input, this.customerManagedKey),
      ],
    };
  }
}
