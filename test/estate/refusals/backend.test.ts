import { estateText, linesOf, type Sections } from "../sample";

/** What is wrong, the section that is wrong, and every line that a person reads about it. */
type Case = readonly [what: string, sections: Sections, lines: readonly string[]];

test.each<Case>([
  [
    "two backends",
    { rest: "backend: { s3: { bucket: tf-state, region: eu-west-1 }, local: {} }" },
    [
      "e.yaml:6:10: `backend` does not name one backend: s3 and local; expected: one of `s3`, `azurerm`, `gcs` and `local`; help: keep one of them [estate-wrong-value]",
    ],
  ],
  [
    "no backend",
    { rest: "backend: {}" },
    [
      "e.yaml:6:10: `backend` does not name one backend: none; expected: one of `s3`, `azurerm`, `gcs` and `local`; help: write `backend: { local: {} }`, for example [estate-wrong-value]",
    ],
  ],
  [
    "a word",
    { rest: "backend: s3" },
    [
      'e.yaml:6:10: `backend` does not name one backend: "s3"; expected: one of `s3`, `azurerm`, `gcs` and `local`; help: write `backend: { local: {} }`, for example [estate-wrong-type]',
    ],
  ],
  [
    "what S3 refuses",
    { rest: "backend: { s3: { bucket: My_Bucket, keyPrefix: /aura/, dynamodbTable: x } }" },
    [
      "e.yaml:6:12: `backend.s3` has no `region`; expected: an AWS region id; help: add `region: eu-west-1` [estate-missing-setting]",
      'e.yaml:6:26: `backend.s3.bucket` is not an S3 bucket name: "My_Bucket"; expected: 3 to 63 lower-case letters, digits, . and -; help: write `bucket: tf-state`, for example [estate-wrong-value]',
      'e.yaml:6:48: `backend.s3.keyPrefix` is not an object key prefix: "/aura/"; expected: no / at either end; help: write aura [estate-wrong-value]',
      'e.yaml:6:71: `backend.s3.dynamodbTable` is not a DynamoDB table name: "x"; help: write `dynamodbTable: tf-locks`, for example [estate-wrong-value]',
    ],
  ],
  [
    "a secret",
    { rest: "backend: { s3: { bucket: tf-state, region: eu-west-1, secretKey: s3cret } }" },
    [
      "e.yaml:6:55: `backend.s3` contains credentials: `secretKey`; help: remove `secretKey`, and use the AWS variables or a `profile` [estate-disallowed-setting]",
    ],
  ],
  [
    "what Azure refuses, and credentials",
    {
      rest: "backend: { azurerm: { storageAccountName: tf-state, containerName: Aura--1, resourceGroupName: aura., subscriptionId: 12, accessKey: k, sasToken: s } }",
    },
    [
      'e.yaml:6:43: `backend.azurerm.storageAccountName` is not the name of a storage account: "tf-state"; expected: 3 to 24 lower-case letters and digits; help: write `storageAccountName: tfstate`, for example [estate-wrong-value]',
      'e.yaml:6:68: `backend.azurerm.containerName` is not the name of a container: "Aura--1"; expected: 3 to 63 lower-case letters, digits and single -; help: write `containerName: aura`, for example [estate-wrong-value]',
      'e.yaml:6:96: `backend.azurerm.resourceGroupName` is not a resource group name: "aura."; expected: 1 to 90 letters, digits and . _ - ( ), not ending with a full stop; help: write `resourceGroupName: aura`, for example [estate-wrong-value]',
      "e.yaml:6:119: `backend.azurerm.subscriptionId` is not the UUID of an Azure subscription: the number 12; expected: `az account show --query id`; help: write `subscriptionId: 0b1f6471-1bf0-4dda-aec3-cb9272f09590`, for example [estate-wrong-type]",
      "e.yaml:6:123: `backend.azurerm` contains credentials: `accessKey`; help: remove `accessKey`, and use `az login` or the ARM variables where Terraform runs [estate-disallowed-setting]",
      "e.yaml:6:137: `backend.azurerm` contains credentials: `sasToken`; help: remove `sasToken`, and use `az login` or the ARM variables where Terraform runs [estate-disallowed-setting]",
    ],
  ],
  [
    "what Google Cloud refuses, and credentials",
    {
      rest: "backend: { gcs: { bucket: gs://tf-state/aura, prefix: aura, kmsEncryptionKey: state, credentials: key.json, encryptionKey: k } }",
    },
    [
      'e.yaml:6:27: `backend.gcs.bucket` is not the name of a bucket: "gs://tf-state/aura"; expected: 3 to 222 lower-case letters, digits, . _ and -; help: write tf-state: the name alone [estate-wrong-value]',
      "e.yaml:6:47: `backend.gcs` has an unknown setting: `prefix`; expected: one of bucket, keyPrefix, kmsEncryptionKey, impersonateServiceAccount; help: remove it [estate-unknown-setting]",
      'e.yaml:6:79: `backend.gcs.kmsEncryptionKey` is not the resource name of a key: "state"; expected: projects/PROJECT/locations/LOCATION/keyRings/RING/cryptoKeys/KEY; help: write `kmsEncryptionKey: projects/acme-prod/locations/europe-west1/keyRings/terraform/cryptoKeys/state`, for example [estate-wrong-value]',
      "e.yaml:6:86: `backend.gcs` contains credentials: `credentials`; help: remove `credentials`, and use `gcloud auth application-default login` where Terraform runs [estate-disallowed-setting]",
      "e.yaml:6:109: `backend.gcs` contains credentials: `encryptionKey`; help: remove `encryptionKey`, and use `gcloud auth application-default login` where Terraform runs [estate-disallowed-setting]",
    ],
  ],
])("the loader refuses, in backend, %s", (_, sections, lines) => {
  expect(linesOf(estateText(sections))).toEqual(lines);
});
