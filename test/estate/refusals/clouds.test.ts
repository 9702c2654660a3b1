import { estateText, linesOf, type Sections } from "../sample";

/** What is wrong, the sections that are wrong, and every line that a person reads about it. */
type Case = readonly [what: string, sections: Sections, lines: readonly string[]];

test.each<Case>([
  [
    "a subscription without its cloud",
    {
      accounts:
        "accounts: { corp: { subscriptionId: 0b1f6471-1bf0-4dda-aec3-cb9272f09590, tenantId: 5f0b6a1e-6c1f-4d3a-9a55-0c7f3a1e2b44 } }",
      keys: "",
      instances: "",
    },
    [
      "e.yaml:3:13: account corp has no `cloud`; expected: aws, azure or gcp; help: add `cloud: azure` [estate-missing-setting]",
    ],
  ],
  [
    "a project without its cloud",
    { accounts: "accounts: { data: { project: acme-prod } }", keys: "", instances: "" },
    [
      "e.yaml:3:13: account data has no `cloud`; expected: aws, azure or gcp; help: add `cloud: gcp` [estate-missing-setting]",
    ],
  ],
  [
    "another name of a cloud, and reads the rest as that",
    {
      accounts:
        "accounts: { corp: { cloud: Azure, subscriptionId: 0b1f6471-1bf0-4dda-aec3-cb9272f09590, tenantId: 5f0b6a1e-6c1f-4d3a-9a55-0c7f3a1e2b44 }, data: { cloud: google, project: acme-prod } }",
      keys: "",
      instances: "",
    },
    [
      'e.yaml:3:28: `cloud` of account corp is not the id of a cloud: "Azure"; expected: aws, azure or gcp; help: write azure [estate-wrong-value]',
      'e.yaml:3:154: `cloud` of account data is not the id of a cloud: "google"; expected: aws, azure or gcp; help: write gcp [estate-wrong-value]',
    ],
  ],
  [
    "a cloud that has no keys for Aura",
    { accounts: 'accounts: { corp: { cloud: oracle, id: "111122223333" } }', keys: "", instances: "" },
    [
      'e.yaml:3:28: `cloud` of account corp is not the id of a cloud: "oracle"; expected: aws, azure or gcp; help: write aws, azure or gcp [estate-wrong-value]',
    ],
  ],
  [
    "the id of an AWS account in Azure, and asks for the rest",
    { accounts: 'accounts: { corp: { cloud: azure, id: "111122223333" } }', keys: "", instances: "" },
    [
      "e.yaml:3:13: account corp has no `tenantId`; expected: `az account show --query tenantId`; help: add `tenantId: 5f0b6a1e-6c1f-4d3a-9a55-0c7f3a1e2b44` [estate-missing-setting]",
      "e.yaml:3:35: `id` of account corp is no setting of Azure: only AWS has it; help: write `subscriptionId` instead: docs/azure.md [estate-disallowed-setting]",
    ],
  ],
  [
    "a subscription in AWS",
    {
      accounts: 'accounts: { corp: { id: "111122223333", subscriptionId: 0b1f6471-1bf0-4dda-aec3-cb9272f09590 } }',
      keys: "",
      instances: "",
    },
    [
      "e.yaml:3:41: `subscriptionId` of account corp is no setting of AWS: only Azure has it; help: write `id` instead: docs/estate.md [estate-disallowed-setting]",
    ],
  ],
  [
    "a resource id and a domain where ids belong",
    {
      accounts:
        "accounts: { corp: { cloud: azure, subscriptionId: /subscriptions/0b1f6471-1bf0-4dda-aec3-cb9272f09590, tenantId: acme.onmicrosoft.com } }",
      keys: "",
      instances: "",
    },
    [
      'e.yaml:3:51: `subscriptionId` of account corp is not the UUID of an Azure subscription: "/subscriptions/0b1f6471-1bf0-4dda-aec3-cb9272f09590"; expected: `az account show --query id`; help: write 0b1f6471-1bf0-4dda-aec3-cb9272f09590: the id alone [estate-wrong-value]',
      'e.yaml:3:114: `tenantId` of account corp is not the UUID of an Azure tenant: "acme.onmicrosoft.com"; expected: `az account show --query tenantId`; help: write `tenantId: 5f0b6a1e-6c1f-4d3a-9a55-0c7f3a1e2b44`, for example [estate-wrong-value]',
    ],
  ],
  [
    "roles and profiles of AWS in Azure",
    {
      accounts:
        'accounts: { corp: { cloud: azure, subscriptionId: 0b1f6471-1bf0-4dda-aec3-cb9272f09590, tenantId: 5f0b6a1e-6c1f-4d3a-9a55-0c7f3a1e2b44, assumeRoleArn: "arn:aws:iam::111122223333:role/terraform", profile: corp, administrators: [] } }',
      keys: "",
      instances: "",
    },
    [
      "e.yaml:3:137: `assumeRoleArn` of account corp is no setting of Azure: its credentials come from the environment of Terraform; help: remove `assumeRoleArn`: docs/azure.md [estate-disallowed-setting]",
      "e.yaml:3:196: `profile` of account corp is no setting of Azure: its credentials come from the environment of Terraform; help: remove `profile`: docs/azure.md [estate-disallowed-setting]",
      "e.yaml:3:211: `administrators` of account corp is no setting of Azure: roles decide who has access there, not a key policy; help: remove `administrators`: docs/azure.md [estate-disallowed-setting]",
    ],
  ],
  [
    "the number of a project",
    { accounts: "accounts: { data: { cloud: gcp, project: 123456789012 } }", keys: "", instances: "" },
    [
      'e.yaml:3:42: `project` of account data is not the id of a project: 123456789012 (a number); expected: 6 to 30 lower-case letters, digits and -, beginning with a letter; help: write the id from `gcloud projects describe 123456789012 --format="value(projectId)"` [estate-wrong-type]',
    ],
  ],
  [
    "the name of a project, and AWS tags on it",
    {
      accounts: 'accounts: { data: { cloud: gcp, project: "Acme Prod", tags: { team: orders } } }',
      keys: "",
      instances: "",
    },
    [
      'e.yaml:3:42: `project` of account data is not the id of a project: "Acme Prod" (a name); expected: 6 to 30 lower-case letters, digits and -, beginning with a letter; help: write the id of the project, not its name [estate-wrong-value]',
      "e.yaml:3:55: `tags` of account data is no setting of Google Cloud: only AWS and Azure have it; help: write `labels` instead: docs/google.md [estate-disallowed-setting]",
    ],
  ],
  [
    "the secret of a login",
    {
      accounts:
        "accounts: { corp: { cloud: azure, subscriptionId: 0b1f6471-1bf0-4dda-aec3-cb9272f09590, tenantId: 5f0b6a1e-6c1f-4d3a-9a55-0c7f3a1e2b44, client_secret: hidden } }",
      keys: "",
      instances: "",
    },
    [
      "e.yaml:3:137: account corp contains credentials: `client_secret`; help: remove `client_secret`, and use `az login` or the ARM variables where Terraform runs [estate-disallowed-setting]",
    ],
  ],
])("the loader refuses, in accounts of other clouds, %s", (_, sections, lines) => {
  expect(linesOf(estateText(sections))).toEqual(lines);
});
