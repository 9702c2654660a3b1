import { estateText, linesOf, type Sections } from "../sample";

/** What is wrong, the section that is wrong, and every line that a person reads about it. */
type Case = readonly [what: string, sections: Sections, lines: readonly string[]];

test.each<Case>([
  [
    "two backends",
    { rest: "backend: { s3: { bucket: tf-state, region: eu-west-1 }, local: {} }" },
    [
      "e.yaml:6:10: `backend` must be one place for the state of Terraform: both; expected: either `s3` or `local`; help: keep one of the two [estate-wrong-value]",
    ],
  ],
  [
    "no backend",
    { rest: "backend: {}" },
    [
      "e.yaml:6:10: `backend` must be one place for the state of Terraform: neither; expected: either `s3` or `local`; help: keep one of the two [estate-wrong-value]",
    ],
  ],
  [
    "a word",
    { rest: "backend: s3" },
    [
      'e.yaml:6:10: `backend` must be one place for the state of Terraform: "s3"; expected: either `s3` or `local`; help: write for example `backend: { local: {} }` [estate-wrong-type]',
    ],
  ],
  [
    "what S3 refuses",
    { rest: "backend: { s3: { bucket: My_Bucket, keyPrefix: /aura/, dynamodbTable: x } }" },
    [
      "e.yaml:6:12: `backend.s3` must have `region`: none; expected: an AWS region id; help: add `region: eu-west-1` [estate-missing-setting]",
      'e.yaml:6:26: `backend.s3.bucket` must be the name of an S3 bucket: "My_Bucket"; expected: 3 to 63 lower-case letters, digits, . and -; help: write for example `bucket: tf-state` [estate-wrong-value]',
      'e.yaml:6:48: `backend.s3.keyPrefix` must be a prefix for the state\'s objects, without / at either end: "/aura/"; expected: for example aura; help: write aura [estate-wrong-value]',
      'e.yaml:6:71: `backend.s3.dynamodbTable` must be the name of a DynamoDB table: "x"; expected: for example tf-locks; help: write for example `dynamodbTable: tf-locks` [estate-wrong-value]',
    ],
  ],
  [
    "a secret",
    { rest: "backend: { s3: { bucket: tf-state, region: eu-west-1, secretKey: s3cret } }" },
    [
      "e.yaml:6:55: `backend.s3` must not hold credentials: `secretKey`; expected: credentials in the environment only; help: take `secretKey` out and use the AWS variables or a `profile` [estate-misplaced-setting]",
    ],
  ],
])("the loader refuses, in backend, %s", (_, sections, lines) => {
  expect(linesOf(estateText(sections))).toEqual(lines);
});
