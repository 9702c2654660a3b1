import { generateKeyPairSync } from "node:crypto";
import { estateText, linesOf, type Sections } from "../sample";

const ROLE = "assumeRoleArn: arn:aws:iam::111122223333:role/terraform";
const account = (more: string): Sections => ({ accounts: `accounts: { prod: { id: "111122223333", ${more} } }` });
const key = (more: string): Sections => ({
  keys: `keys: { orders: { account: prod, region: eu-west-1, product: AuraDB, ${more} } }`,
});
const instance = (more: string): Sections => ({
  instances: `instances: { orders-prod: { key: orders, region: eu-west-1, memory: 8GB, ${more} } }`,
});

test.each<Sections>([
  account(`${ROLE}, externalId: "a:b/c", sessionName: aura, profile: prod`),
  account("profile: prod"),
  { rest: `backend: { s3: { bucket: tf-state, region: eu-west-1, ${ROLE}, externalId: x1, sessionName: s1 } }` },
  key("alarm: true, outputs: false"),
  key("alarm: false, outputs: true"),
  key("alarm: { emails: [oncall@example.com], topicArn: arn:aws:sns:eu-west-1:111122223333:alarms }"),
  key(
    "replicas: [eu-west-2], alarm: { topicArn: { eu-west-1: arn:aws:sns:eu-west-1:1:a, eu-west-2: arn:aws:sns:eu-west-2:1:a } }",
  ),
  key("outputs: { keyArn: orders_key, customerManagedKeyId: false, nextSteps: next, topicArn: topic }"),
  instance("credentialsSecret: { name: graph/orders, recoveryWindowInDays: 7 }"),
  instance(
    "credentialsSecret: false, outputs: { connectionUrl: url, importCommand: false, encryptedPassword: p, secretArn: s }",
  ),
  { rest: "defaults: { alarm: true, credentialsSecret: { recoveryWindowInDays: 14 }, outputs: false }" },
])("the loader takes %j", (sections) => {
  expect(linesOf(estateText(sections))).toEqual([]);
});

test.each<readonly [what: string, sections: Sections, lines: readonly string[]]>([
  [
    "an external id and a session without a role",
    account("externalId: aura-terraform, sessionName: aura"),
    [
      "e.yaml:3:41: `externalId` of account prod needs `assumeRoleArn`: no role is assumed; help: add `assumeRoleArn`, or remove `externalId` [estate-missing-setting]",
      "e.yaml:3:69: `sessionName` of account prod needs `assumeRoleArn`: no role is assumed; help: add `assumeRoleArn`, or remove `sessionName` [estate-missing-setting]",
    ],
  ],
  [
    "the same of a backend",
    { rest: "backend: { s3: { bucket: tf-state, region: eu-west-1, externalId: x1 } }" },
    [
      "e.yaml:6:55: `backend.s3.externalId` needs `assumeRoleArn`: no role is assumed; help: add `assumeRoleArn`, or remove `externalId` [estate-missing-setting]",
    ],
  ],
  [
    "an external id, a session and a profile that AWS does not take",
    account(`${ROLE}, externalId: "a b", sessionName: "a/b", profile: " "`),
    [
      'e.yaml:3:110: `externalId` of account prod is not an external id: "a b"; expected: 2 to 1224 letters, digits and + = , . @ : / _ -; help: write `externalId: aura-terraform`, for example [estate-wrong-value]',
      'e.yaml:3:130: `sessionName` of account prod is not a session name: "a/b"; expected: 2 to 64 letters, digits and + = , . @ _ -; help: write `sessionName: aura-terraform`, for example [estate-wrong-value]',
      'e.yaml:3:146: `profile` of account prod is not an AWS profile name: " "; help: write `profile: default`, for example [estate-wrong-value]',
    ],
  ],
  [
    "an alarm that is neither true nor a map",
    key("alarm: oncall@example.com"),
    [
      'e.yaml:4:77: `alarm` of key orders is not true, false or a map: "oncall@example.com"; expected: true, false, or a map with `emails`, `topicArn`; help: write `alarm: { emails: [oncall@example.com] }`, for example [estate-wrong-type]',
    ],
  ],
  [
    "an alarm for what is no address, at what is no topic",
    key("alarm: { emails: [oncall], topicArn: alarms }"),
    [
      'e.yaml:4:88: `alarm.emails[0]` of key orders is not a mail address: "oncall"; help: write `oncall@example.com`, for example [email-well-formed]',
      'e.yaml:4:107: `alarm.topicArn` of key orders is not the ARN of an SNS topic: "alarms"; expected: arn:PARTITION:sns:REGION:ACCOUNT:NAME, in the region of the key; help: write `topicArn: arn:aws:sns:eu-west-1:111122223333:alarms`, for example [topic-well-formed]',
    ],
  ],
  [
    "topics of other regions than those of the key",
    key("alarm: { topicArn: { us-east-1: arn:aws:sns:us-east-1:1:a } }"),
    [
      "e.yaml:4:79: `alarm.topicArn` of key orders does not name the regions of the key: no topic for eu-west-1; expected: eu-west-1; help: name one topic for each region of the key [estate-wrong-value]",
    ],
  ],
  [
    "a misspelt output, and a name that is no identifier",
    key("outputs: { keyarn: x, nextSteps: 1st }"),
    [
      "e.yaml:4:81: `outputs` of key orders has an unknown setting: `keyarn`; help: did you mean `keyArn`? [estate-unknown-setting]",
      'e.yaml:4:103: `outputs.nextSteps` of key orders is not the name of an output: "1st"; expected: letters, digits, - and _, beginning with a letter or _; or false; help: write `nextSteps: orders_key`, for example [estate-wrong-value]',
    ],
  ],
  [
    "a secret whose name and window AWS does not take",
    instance('credentialsSecret: { name: "a b", recoveryWindowInDays: 6 }'),
    [
      'e.yaml:5:101: `credentialsSecret.name` of instance orders-prod is not a name of a secret: "a b"; expected: 1 to 512 letters, digits and / _ + = . @ -; help: write `name: neo4j-aura/orders-prod`, for example [secret-name-well-formed]',
      "e.yaml:5:130: `credentialsSecret.recoveryWindowInDays` of instance orders-prod is not a valid recovery window: the number 6; expected: 7 to 30 days; help: write `recoveryWindowInDays: 30`, for example [recovery-window-in-range]",
    ],
  ],
  [
    "one name of a secret for all instances",
    { rest: "defaults: { credentialsSecret: { name: x } }" },
    [
      "e.yaml:6:34: `defaults.credentialsSecret` has an unknown setting: `name`; expected: recoveryWindowInDays; help: remove it [estate-unknown-setting]",
    ],
  ],
])("the loader refuses %s", (_, sections, lines) => {
  expect(linesOf(estateText(sections))).toEqual(lines);
});

test("the loader refuses a secret with a password that only the holder of the private key can read", () => {
  const { publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const pem = JSON.stringify(publicKey.export({ type: "spki", format: "pem" }));
  expect(linesOf(estateText(instance(`credentialsSecret: true, passwordPublicKey: ${pem}`)))).toEqual([
    "e.yaml:5:74: `credentialsSecret` of instance orders-prod and `passwordPublicKey` exclude each other: Terraform does not know the password in the clear; expected: one of them; help: remove `credentialsSecret`, or `passwordPublicKey` [estate-disallowed-setting]",
  ]);
});
