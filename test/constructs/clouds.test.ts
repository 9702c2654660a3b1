import { AuraCustomerManagedKey, AuraInstance, AuraKmsKey } from "../../constructs";
import { ACCOUNT, newStack, only, PROJECT, RECORD_ID, renderedProblems, synth } from "../support/synth";

const RECORD = { customerManagedKeyId: RECORD_ID, product: "AuraDB", projectId: PROJECT } as const;
const INSTANCE = { projectId: PROJECT, product: "AuraDB", memory: "8GB" } as const;

it.each([
  ["azure", "westeurope"],
  ["gcp", "europe-west1"],
  ["aws", "eu-west-1"],
] as const)("an instance is in the cloud of its customer managed key: %s", (cloudProvider, region) => {
  const stack = newStack();
  const customerManagedKey = AuraCustomerManagedKey.fromId(stack, "theirs", { ...RECORD, cloudProvider, region });
  const instance = new AuraInstance(stack, "orders", { ...INSTANCE, customerManagedKey, region });
  expect([instance.cloudProvider, only(synth(stack), "aura_instance")["cloud_provider"]]).toEqual([
    cloudProvider,
    cloudProvider,
  ]);
});

it("a clone is in the cloud of its source, when that names no customer managed key of this app", () => {
  const stack = newStack();
  const source = { ...RECORD, instanceId: "a1b2c3d4", cloudProvider: "gcp", region: "europe-west1" } as const;
  const cloneOf = AuraInstance.fromAttributes(stack, "source", source);
  new AuraInstance(stack, "clone", { ...INSTANCE, region: "europe-west1", cloneOf });
  expect(only(synth(stack), "aura_instance")["cloud_provider"]).toBe("gcp");
});

it.each([
  ["azure", "West Europe", "an Azure region", "westeurope", "Azure"],
  ["azure", "eu-west-1", "an Azure region", "westeurope", "Azure"],
  ["gcp", "europe", "a Google Cloud region", "europe-west1", "Google Cloud"],
  ["gcp", "europe-west1-b", "a Google Cloud region", "europe-west1", "Google Cloud"],
  ["aws", "westeurope", "an AWS region", "eu-west-1", "AWS"],
] as const)("a region is of the cloud: in %s there is no %s", (cloudProvider, region, what, example, cloud) => {
  const stack = newStack();
  AuraCustomerManagedKey.fromId(stack, "theirs", { ...RECORD, cloudProvider, region });
  expect(renderedProblems(() => synth(stack))).toEqual([
    `prod/theirs: \`region\` is not the id of ${what}: "${region}"; expected: an id such as ${example}; ` +
      `help: write the id as ${cloud} does, in lower case and without blanks [region-well-formed]`,
  ]);
});

it("what is said of the cloud agrees with the key and the customer managed key", () => {
  const stack = newStack();
  const key = AuraKmsKey.fromKeyArn(stack, "key", `arn:aws:kms:eu-west-1:${ACCOUNT}:key/${RECORD_ID}`);
  const record = AuraCustomerManagedKey.fromId(stack, "theirs", {
    ...{ ...RECORD, key },
    ...{ cloudProvider: "azure", region: "westeurope" },
  });
  AuraInstance.fromAttributes(stack, "instance", {
    ...{ instanceId: "a1b2c3d4", region: "europe-west1", cloudProvider: "gcp", customerManagedKey: record },
  });
  const wrong = (path: string, prop: string, got: string) =>
    `${path}: \`cloudProvider\` is not the cloud of \`${prop}\`: ${got}; expected: one cloud; help: leave \`cloudProvider\` out ` +
    "[exclusive-props]";
  expect(renderedProblems(() => synth(stack)).filter((problem) => problem.includes("exclusive-props"))).toEqual([
    wrong("prod/theirs", "key", "azure, and aws for prod/key"),
    wrong("prod/instance", "customerManagedKey", "gcp, and azure for prod/theirs"),
  ]);
});

it("a cloud is one of three", () => {
  const record = { ...RECORD, region: "westeurope", cloudProvider: "Azure" as never };
  expect(renderedProblems(() => AuraCustomerManagedKey.fromId(newStack(), "theirs", record))).toEqual([
    'prod/theirs: `cloudProvider` has the wrong type: "Azure"; expected: "aws" or "azure" or "gcp"; help: correct `cloudProvider`, or ' +
      "leave it out [prop-type]",
  ]);
});

it("an override of the cloud is refused, of any cloud", () => {
  const stack = newStack();
  const customerManagedKey = AuraCustomerManagedKey.fromId(stack, "theirs", {
    ...RECORD,
    ...{ cloudProvider: "azure", region: "westeurope" },
  });
  const instance = new AuraInstance(stack, "orders", { ...INSTANCE, customerManagedKey, region: "westeurope" });
  instance.resource.addOverride("cloud_provider", "aws");
  expect(renderedProblems(() => synth(stack))).toEqual([
    "prod/orders: `cloud_provider` of instance orders is overridden: aws; expected: azure; help: remove the override, aspect or later " +
      "assignment [configuration-overridden]",
  ]);
});
