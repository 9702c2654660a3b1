import { estateText, linesOf, type Sections } from "../sample";

/** What is wrong, the section that is wrong, and every line that a person reads about it. */
type Case = readonly [what: string, sections: Sections, lines: readonly string[]];

test.each<Case>([
  [
    "two backends",
    { rest: "backend: { s3: { bucket: tf-state, region: eu-west-1 }, local: {} }" },
    [
      "e.yaml:6:10: `backend` does not name one backend: both; expected: either `s3` or `local`; help: keep one of the two [estate-wrong-value]",
    ],
  ],
  [
    "no backend",
    { rest: "backend: {}" },
    [
      "e.yaml:6:10: `backend` does not name one backend: neither; expected: either `s3` or `local`; help: keep one of the two [estate-wrong-value]",
    ],
  ],
  [
    "a word",
    { rest: "backend: s3" },
    [
      'e.yaml:6:10: `backend` does not name one backend: "s3"; expected: either `s3` or `local`; help: write `backend: { local: {} }`, for example [estate-wrong-type]',
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
])("the loader refuses, in backend, %s", (_, sections, lines) => {
  expect(linesOf(estateText(sections))).toEqual(lines);
});
