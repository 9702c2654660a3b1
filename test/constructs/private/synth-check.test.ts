import { KmsKeyPolicy } from "@cdktf/provider-aws/lib/kms-key-policy";
import { Aspects, type App, type AppConfig, type TerraformStack } from "cdktf";
import type { IConstruct } from "constructs";
import {
  AuraCustomerManagedKey,
  AuraInstance,
  AuraInstanceResource,
  AuraKeyPolicy,
  AuraKmsKey,
  type AuraKmsKeyProps,
  waiveRule,
} from "../../../constructs";
import {
  ACCOUNT,
  addresses,
  annotationsOf,
  codesOf,
  filesOf,
  INSTANCE,
  keyArn,
  newApp,
  newStack,
  only,
  OWN_POLICY,
  OWN_STATEMENT,
  preconditionsOf,
  PROJECT,
  renderedProblems,
  statement,
  synth,
  synthApp,
  synthHcl,
  variable,
} from "../../support/synth";

/** A key whose alias is that of no key in another stack. */
function aKey(stack: TerraformStack, props: Partial<AuraKmsKeyProps> = {}): AuraKmsKey {
  const alias = `alias/${stack.node.id}`;
  return new AuraKmsKey(stack, "key", { accountId: ACCOUNT, region: "eu-west-1", statement, alias, ...props });
}

/** A stack with a key, its record and an instance, which is in another region than the key when it is a bad one. */
function fill(stack: TerraformStack, { instanceIn = "eu-west-1", keyIn = "eu-west-1" } = {}) {
  const key = aKey(stack, { region: keyIn });
  const record = new AuraCustomerManagedKey(stack, "record", { key, projectId: PROJECT, product: "AuraDB" });
  const db = new AuraInstance(stack, "db", { ...INSTANCE, region: instanceIn, customerManagedKey: record });
  return { key, record, db };
}

const BAD = { instanceIn: "us-east-1" };

/** Stacks for different projects, so that nothing but what a test does is wrong with them. */
function appWith(...names: string[]): { app: App; stacks: TerraformStack[] } {
  const app = newApp();
  return { app, stacks: names.map((name) => newStack(name, { app })) };
}

describe("an app with mistakes", () => {
  it("reports those of all stacks at once, and leaves no file", () => {
    const { app, stacks } = appWith("one", "two");
    for (const stack of stacks) fill(stack, BAD);
    waiveRule(app, "one-key-per-product-and-region", "two stacks of a test");
    expect(codesOf(() => app.synth())).toEqual([
      "one/db key-region-matches-instance",
      "two/db key-region-matches-instance",
    ]);
    expect(filesOf(app)).toEqual([]);
  });

  it("leaves no file of a good stack in front of the bad one", () => {
    const { app, stacks } = appWith("good", "bad");
    const [good, bad] = stacks as [TerraformStack, TerraformStack];
    fill(good);
    AuraKmsKey.fromKeyArn(bad, "key", "alias/orders");
    expect(codesOf(() => app.synth())).toEqual(["bad/key key-arn-well-formed"]);
    expect(filesOf(app)).toEqual([]);
  });

  const unchecked: AppConfig = { skipValidation: true };

  it("does not get through with `skipValidation`: a region", () => {
    const app = newApp(unchecked);
    fill(newStack("prod", { app }), BAD);
    expect(codesOf(() => app.synth())).toEqual(["prod/db key-region-matches-instance"]);
    expect(filesOf(app)).toEqual([]);
  });

  it("does not get through with `skipValidation`: a malformed ARN", () => {
    const app = newApp(unchecked);
    AuraKmsKey.fromKeyArn(newStack("prod", { app }), "key", "alias/orders");
    expect(codesOf(() => app.synth())).toEqual(["prod/key key-arn-well-formed"]);
    expect(filesOf(app)).toEqual([]);
  });

  it("is one whole app: a stack of its own is refused for what another one holds", () => {
    const { stacks } = appWith("good", "bad");
    const [good, bad] = stacks as [TerraformStack, TerraformStack];
    fill(good);
    AuraKmsKey.fromKeyArn(bad, "key", "alias/orders");
    expect(codesOf(() => synth(good))).toEqual(["bad/key key-arn-well-formed"]);
  });

  it("is an error without stack frames, with the paths and codes that its problems share", () => {
    const stack = newStack();
    fill(stack, BAD);
    expect(() => synth(stack)).toThrow(
      expect.objectContaining({
        name: "AuraCmkError",
        code: "key-region-matches-instance",
        path: "prod/db",
        stack: expect.not.stringMatching(/\n\s+at /),
      }),
    );
  });
});

describe("what is changed between two looks", () => {
  it("by an aspect on the only stack is checked", () => {
    const app = newApp();
    const stack = newStack("prod", { app });
    fill(stack);
    Aspects.of(stack).add({ visit: moveInstances });
    expect(codesOf(() => app.synth())).toEqual(["prod/db key-region-matches-instance"]);
    expect(filesOf(app)).toEqual([]);
  });

  it("by an aspect on the second stack is checked before any stack is written", () => {
    const { app, stacks } = appWith("one", "two");
    const [one, two] = stacks as [TerraformStack, TerraformStack];
    AuraKmsKey.fromKeyArn(one, "shared", keyArn("eu-west-1"));
    fill(two);
    Aspects.of(two).add({ visit: moveInstances });
    expect(codesOf(() => app.synth())).toEqual(["two/db key-region-matches-instance"]);
    expect(filesOf(app)).toEqual([]);
  });

  it("by a new construct in another stack is checked", () => {
    const { stacks } = appWith("one", "two");
    const [one, two] = stacks as [TerraformStack, TerraformStack];
    AuraKmsKey.fromKeyArn(two, "fine", keyArn("eu-west-1"));
    fill(one);
    synth(one);
    AuraKmsKey.fromKeyArn(two, "shared", "alias/orders");
    expect(codesOf(() => synth(two))).toEqual(["two/shared key-arn-well-formed"]);
  });

  it("is mended by mending it", () => {
    const stack = newStack();
    const { db } = fill(stack, BAD);
    expect(codesOf(() => synth(stack))).toEqual(["prod/db key-region-matches-instance"]);
    db.resource.input.region = "eu-west-1";
    expect(only(synth(stack), "aura_instance")["region"]).toBe("eu-west-1");
  });

  function moveInstances(construct: IConstruct): void {
    if (construct instanceof AuraInstanceResource) construct.input.region = "us-east-1";
  }
});

describe("across stacks", () => {
  it("a key in one and an instance in the other are compared", () => {
    const { app, stacks } = appWith("keys", "instances");
    const [keys, instances] = stacks as [TerraformStack, TerraformStack];
    const key = new AuraKmsKey(keys, "key", { accountId: ACCOUNT, region: "us-east-1", statement });
    const record = new AuraCustomerManagedKey(keys, "record", { key, projectId: PROJECT, product: "AuraDB" });
    new AuraInstance(instances, "db", { ...INSTANCE, customerManagedKey: record });
    expect(codesOf(() => app.synth())).toEqual(["instances/db key-region-matches-instance"]);
    expect(filesOf(app)).toEqual([]);
  });

  it("the id of the customer managed key goes from one to the other through the state", () => {
    const { app, stacks } = appWith("keys", "instances");
    const [keys, instances] = stacks as [TerraformStack, TerraformStack];
    const { record } = fill(keys);
    new AuraInstance(instances, "copy", { ...INSTANCE, customerManagedKey: record });
    const synthesized = synthApp(app, "instances");
    expect(only(synthesized, "aura_instance")["customer_managed_key_id"]).toBe(
      "${data.terraform_remote_state.cross-stack-reference-input-keys.outputs." +
        "cross-stack-output-aura_customer_managed_keyrecord_10230D7Did}",
    );
    expect(addresses(synthesized)).toContain("data.terraform_remote_state.cross-stack-reference-input-keys");
    expect(instances.dependencies).toEqual([keys]);
  });

  it("a region that is a variable of one becomes a precondition in the other", () => {
    const { app, stacks } = appWith("keys", "instances");
    const [keys, instances] = stacks as [TerraformStack, TerraformStack];
    const region = variable(keys, "region").stringValue;
    const key = new AuraKmsKey(keys, "key", { accountId: ACCOUNT, region, statement });
    const record = new AuraCustomerManagedKey(keys, "record", { key, projectId: PROJECT, product: "AuraDB" });
    new AuraInstance(instances, "db", { ...INSTANCE, customerManagedKey: record });
    expect(preconditionsOf(synthApp(app, "instances"))).toEqual([
      {
        condition:
          "${(data.terraform_remote_state.cross-stack-reference-input-keys.outputs.cross-stack-output-varregion == " +
          '"eu-west-1")}',
        error_message: expect.stringContaining(
          "(`region` of key key), instance in eu-west-1 (`region` of instance db)",
        ),
      },
    ]);
  });

  it("an instance waits for a policy by the order of the stacks, because Terraform has no depends_on there", () => {
    const { app, stacks } = appWith("keys", "instances");
    const [keys, instances] = stacks as [TerraformStack, TerraformStack];
    const key = AuraKmsKey.fromKeyArn(keys, "key", keyArn("eu-west-1"));
    const currentPolicy = { Version: "2012-10-17", Statement: [OWN_STATEMENT] };
    new AuraKeyPolicy(keys, "policy", { key, currentPolicy, statement });
    const record = new AuraCustomerManagedKey(instances, "record", { key, projectId: PROJECT, product: "AuraDB" });
    new AuraInstance(instances, "db", { ...INSTANCE, customerManagedKey: record });
    expect(only(synthApp(app, "instances"), "aura_instance")).not.toHaveProperty("depends_on");
    expect(instances.dependencies).toEqual([keys]);
  });

  it("two keys of one Terraform address are two keys", () => {
    const { stacks } = appWith("one", "two");
    const [one, two] = stacks as [TerraformStack, TerraformStack];
    const keys = [one, two].map((stack) => aKey(stack));
    for (const key of keys) key.resource.overrideLogicalId("same");
    new KmsKeyPolicy(two, "raw", { keyId: keys[1]?.resource.id ?? "", policy: OWN_POLICY });
    expect(renderedProblems(() => synth(two))).toEqual([
      "two/raw: policy raw conflicts with another policy of its key: also set by policy of key key (two/key); help: merge them into one policy [policy-set-once]",
    ]);
  });
});

describe("what does not stop a synthesis", () => {
  it("is shown where it belongs, once, however often the app is synthesized", () => {
    const app = newApp();
    const stack = newStack("prod", { app });
    AuraKmsKey.fromKeyArn(stack, "key", keyArn("eu-west-1"), {
      ...{ keySpec: "SYMMETRIC_DEFAULT", keyUsage: "ENCRYPT_DECRYPT", keyState: "Enabled", origin: "AWS_KMS" },
      rotationEnabled: false,
    });
    synthApp(app);
    synthApp(app);
    expect(annotationsOf(app)).toEqual([
      "warn prod/key: automatic rotation of key key is off: false (`rotationEnabled` of key key); help: turn it on; the ARN does not change [rotation-enabled]",
      "info prod/key: unknown: the policy of key key is kept by its owner " +
        "[statement-well-formed, aura-can-use-key, aura-cannot-administer-key, administrators-keep-control, " +
        "no-unexpected-principals, statement-matches-key]",
    ]);
  });
});

describe("HCL", () => {
  const REFUSED =
    "prod: stacks with keys of Aura cannot be written as HCL: cdktf writes preconditions so that Terraform refuses them; " +
    "expected: JSON, which Terraform reads as well; help: synthesize without `--hcl` [hcl-not-supported]";

  it("is refused, in one line", () => {
    const stack = newStack();
    fill(stack);
    expect(renderedProblems(() => synthHcl(stack))).toEqual([REFUSED]);
  });

  it("is refused when the environment asks for it, and nothing is written", () => {
    process.env["SYNTH_HCL_OUTPUT"] = "true";
    try {
      const app = newApp();
      fill(newStack("prod", { app }));
      expect(renderedProblems(() => app.synth())).toEqual([REFUSED]);
      expect(filesOf(app)).toEqual([]);
    } finally {
      delete process.env["SYNTH_HCL_OUTPUT"];
    }
  });
});

describe("a change after the check", () => {
  const REFUSED =
    "prod: the stack is changed after it was checked: a custom synthesis or a validation of cdktf changes it; " +
    "help: make the change before `app.synth()`, or in an aspect [changed-after-check]";
  const CUSTOM_SYNTHESIS = Symbol.for("cdktf/customSynthesis");
  type Parts = ReturnType<typeof fill> & { readonly stack: TerraformStack };
  const synthesisOf = (change: (parts: Parts) => void): App => {
    const app = newApp();
    const stack = newStack("prod", { app });
    change({ stack, ...fill(stack) });
    return app;
  };
  const whenSynthesized = (construct: IConstruct, change: () => void) =>
    Object.defineProperty(construct, CUSTOM_SYNTHESIS, { value: { onSynthesize: change } });

  test.each<[string, (parts: Parts) => void]>([
    ["by a custom synthesis", ({ db }) => whenSynthesized(db, () => db.resource.addOverride("region", "us-east-1"))],
    [
      "by a validation",
      ({ db }) =>
        db.node.addValidation({ validate: () => (db.resource.addOverride("customer_managed_key_id", null), []) }),
    ],
    [
      "in the object that is written",
      ({ db, stack }) =>
        whenSynthesized(db, () => {
          const written = stack.toTerraform() as { resource: { aura_instance: Record<string, { region: string }> } };
          for (const instance of Object.values(written.resource.aura_instance)) instance.region = "us-east-1";
        }),
    ],
  ])("is refused: %s", (_, change) => {
    const app = synthesisOf(change);
    expect(renderedProblems(() => app.synth())).toEqual([REFUSED]);
    expect(filesOf(app)).toEqual([]);
  });

  it("is no change when files are copied, as assets do", () => {
    const app = synthesisOf(({ db, stack }) => whenSynthesized(db, () => void stack.toTerraform()));
    app.synth();
    expect(filesOf(app)).toContain("stacks/prod/cdk.tf.json");
  });

  it("by whoever took the place of `toTerraform` is judged", () => {
    const app = synthesisOf(({ stack }) => {
      const toTerraform = stack.toTerraform.bind(stack);
      stack.toTerraform = () => {
        const written = toTerraform() as { resource: { aura_instance: Record<string, { region: string }> } };
        for (const instance of Object.values(written.resource.aura_instance)) instance.region = "us-east-1";
        return written;
      };
    });
    expect(codesOf(() => app.synth())).toEqual(["prod/db key-region-matches-instance"]);
  });
});
