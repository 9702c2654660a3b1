import { generateKeyPairSync } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { renderProblems, synthesizeEstate } from "../../synth/synthesize";
import { STATEMENT } from "../support/samples";
import { temporaryFolder } from "../support/synth";

type Resources = Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, unknown>>>>>>;
interface Stack {
  readonly resource: Resources;
  readonly output?: Readonly<Record<string, unknown>>;
  readonly provider: { readonly aws: readonly object[] };
  readonly terraform: { readonly backend: object };
}

const HEAD = `version: 1
aura: { projectId: 6981ace7-efe5-4f5c-b7c5-267b5162ce91 }
accounts: { prod: { id: "111122223333", tags: { owner: graph } } }
tags: { managed-by: cdktf }
`;
const KEY = "account: prod, region: eu-west-1, product: AuraDB, statement: orders.json";

/** The text of the report and the stacks of an estate. */
function synth(text: string, folder = temporaryFolder()) {
  writeFileSync(join(folder, "orders.json"), JSON.stringify(STATEMENT));
  writeFileSync(join(folder, "estate.yaml"), text);
  const result = synthesizeEstate(join(folder, "estate.yaml"), join(folder, "out"));
  if ("problems" in result) throw new Error(renderProblems(result.problems).replaceAll(`${folder}/`, ""));
  const stack = (region = "eu-west-1"): Stack =>
    JSON.parse(readFileSync(join(folder, `out/stacks/prod-${region}/cdk.tf.json`), "utf8")) as Stack;
  const lock = (): string => readFileSync(join(folder, "estate.lock.json"), "utf8");
  return { stack, lock };
}

const only = (resource: Resources, type: string) => Object.values(resource[type] ?? {})[0] ?? {};
const types = ({ resource }: Stack): Record<string, number> =>
  Object.fromEntries(Object.entries(resource).map(([type, of]) => [type, Object.keys(of).length]));

test("an alarm of a key is in each of its regions, with the tags of the key", () => {
  const { stack } = synth(`${HEAD}keys:
  orders: { ${KEY}, replicas: [eu-west-2], tags: { team: orders }, alarm: { emails: [a@example.com, b@example.com] } }
`);
  for (const region of ["eu-west-1", "eu-west-2"]) {
    expect(types(stack(region))).toMatchObject({
      ...{ aws_cloudwatch_event_rule: 1, aws_cloudwatch_event_target: 1 },
      ...{ aws_sns_topic: 1, aws_sns_topic_policy: 1, aws_sns_topic_subscription: 2 },
    });
    expect(only(stack(region).resource, "aws_sns_topic")).toMatchObject({
      region,
      tags: { "managed-by": "cdktf", owner: "graph", team: "orders" },
    });
    expect(Object.keys(stack(region).output ?? {})).toContain("orders_topic_arn");
  }
});

test("an alarm under `defaults` is for every key that is created, unless it says otherwise", () => {
  const arn = "arn:aws:kms:eu-west-3:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";
  const { stack } =
    synth(`${HEAD}defaults: { alarm: { topicArn: { eu-west-1: "arn:aws:sns:eu-west-1:111122223333:alarms" } } }
keys:
  orders: { ${KEY} }
  quiet: { account: prod, region: eu-north-1, product: AuraDB, alarm: false }
  elsewhere: { account: prod, region: eu-south-1, product: AuraDB }
  shared: { account: prod, region: eu-west-3, product: AuraDB, arn: "${arn}" }
  watched: { account: prod, region: us-east-1, product: AuraDB, alarm: true, arn: "${arn.replace("eu-west-3", "us-east-1")}" }
`);
  const made = (region: string): (number | undefined)[] => {
    const of = types(stack(region));
    return [of["aws_cloudwatch_event_rule"], of["aws_sns_topic"]];
  };
  expect(made("eu-west-1")).toEqual([1, undefined]);
  expect(only(stack().resource, "aws_cloudwatch_event_target")["arn"]).toBe(
    "arn:aws:sns:eu-west-1:111122223333:alarms",
  );
  expect([made("eu-north-1"), made("eu-west-3")]).toEqual([
    [undefined, undefined],
    [undefined, undefined],
  ]);
  expect([made("eu-south-1"), made("us-east-1")]).toEqual([
    [1, 1],
    [1, 1],
  ]);
});

test("a topic in another region is refused at the place of the key", () => {
  expect(() =>
    synth(`${HEAD}keys:\n  orders: { ${KEY}, alarm: { topicArn: "arn:aws:sns:us-east-1:111122223333:alarms" } }\n`),
  ).toThrow(
    "estate.yaml:6:3: the topic is in another region than the key: us-east-1, and eu-west-1 for the key; expected: an ARN such as " +
      "arn:aws:sns:eu-west-1:111122223333:alarms; help: use a topic in the region of the key, or leave `topicArn` out for a new one " +
      "[topic-well-formed]\n1 problem; nothing was written.",
  );
});

const INSTANCES = `keys: { orders: { ${KEY} } }
instances:
  orders-prod: { key: orders, region: eu-west-1, memory: 8GB`;

test("the credentials of an instance are put into a secret under its own key, and the lock file has it with the instance", () => {
  const { stack, lock } = synth(`${HEAD}${INSTANCES}, credentialsSecret: true }\n`);
  const { resource, output } = stack();
  const [address] = Object.keys(resource["aws_secretsmanager_secret"] ?? {});
  expect(only(resource, "aws_secretsmanager_secret")).toMatchObject({
    name: "neo4j-aura/orders-prod",
    kms_key_id: `\${aws_kms_key.${Object.keys(resource["aws_kms_key"] ?? {})[0]}.arn}`,
    recovery_window_in_days: 30,
    lifecycle: { prevent_destroy: true },
    tags: { "managed-by": "cdktf", owner: "graph" },
  });
  expect(Object.keys(output ?? {}).sort()).toEqual([
    ...["orders_customer_managed_key_id", "orders_key_arn"],
    ...["orders_prod_connection_url", "orders_prod_secret_arn"],
  ]);
  const { stacks } = JSON.parse(lock()) as {
    stacks: Record<string, { instances: Record<string, { resources: string[] }> }>;
  };
  expect(stacks["prod-eu-west-1"]?.instances["orders-prod"]?.resources).toContain(
    `aws_secretsmanager_secret.${address}`,
  );
});

test("a secret has the name and the window of the instance, and may be destroyed with it", () => {
  const own = "removalPolicy: destroy, credentialsSecret: { name: graph/orders }";
  const { stack } = synth(
    `${HEAD}defaults: { credentialsSecret: { recoveryWindowInDays: 7 } }\n${INSTANCES}, ${own} }\n`,
  );
  const secret = only(stack().resource, "aws_secretsmanager_secret");
  expect(secret).toMatchObject({ name: "graph/orders", recovery_window_in_days: 7 });
  expect(secret["lifecycle"]).toBeUndefined();
});

test("a secret under `defaults` is for every instance whose password Terraform knows, unless it says otherwise", () => {
  const { publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const pem = JSON.stringify(publicKey.export({ type: "spki", format: "pem" }));
  const { stack } = synth(`${HEAD}defaults: { credentialsSecret: true }
${INSTANCES} }
  sealed: { key: orders, region: eu-west-1, memory: 8GB, passwordPublicKey: ${pem} }
  without: { key: orders, region: eu-west-1, memory: 8GB, credentialsSecret: false }
`);
  expect(Object.values(stack().resource["aws_secretsmanager_secret"] ?? {}).map(({ name }) => name)).toEqual([
    "neo4j-aura/orders-prod",
  ]);
});

test("in phase 1 there is no secret", () => {
  const text = `${HEAD}${INSTANCES}, credentialsSecret: true }\n`.replace("orders.json", "not-yet.json");
  expect(types(synth(text).stack())["aws_secretsmanager_secret"]).toBeUndefined();
});

test("a renamed instance keeps its secret: Terraform moves it, and its name stays", () => {
  const folder = temporaryFolder();
  const before = `${HEAD}${INSTANCES}, credentialsSecret: true }\n`;
  const [was] = Object.keys(synth(before, folder).stack().resource["aws_secretsmanager_secret"] ?? {});
  const { stack } = synth(
    before.replace("orders-prod:", "ledger:").replace("{ key: orders,", "{ formerly: orders-prod, key: orders,"),
    folder,
  );
  const [is] = Object.keys(stack().resource["aws_secretsmanager_secret"] ?? {});
  const { moved } = stack() as unknown as { moved: object[] };
  expect(is).not.toBe(was);
  expect(moved).toContainEqual({ from: `aws_secretsmanager_secret.${was}`, to: `aws_secretsmanager_secret.${is}` });
  expect(only(stack().resource, "aws_secretsmanager_secret")["name"]).toBe("neo4j-aura/orders-prod");
});

test("what is handed over takes its secret and its alarm with it", () => {
  const folder = temporaryFolder();
  const before = `${HEAD}${INSTANCES}, credentialsSecret: true }\n`.replace("orders.json", "orders.json, alarm: true");
  const { resource } = synth(before, folder).stack();
  const { stack } = synth(
    `${HEAD}keys: { other: { account: prod, region: eu-west-1, product: AuraDS } }
removed:
  - { stack: prod-eu-west-1, key: orders, action: hand-over }
  - { stack: prod-eu-west-1, instance: orders-prod, action: hand-over }
`,
    folder,
  );
  const { removed } = stack() as unknown as { removed: { from: string; lifecycle: object }[] };
  const ours = [
    "aws_secretsmanager_secret",
    "aws_secretsmanager_secret_version",
    "aws_sns_topic",
    "aws_cloudwatch_event_rule",
  ];
  expect(removed.map(({ from }) => from)).toEqual(
    expect.arrayContaining(ours.map((type) => `${type}.${Object.keys(resource[type] ?? {})[0]}`)),
  );
  expect(removed.every(({ lifecycle }) => JSON.stringify(lifecycle) === '{"destroy":false}')).toBe(true);
});

test("outputs have the names that the estate gives them, and those that it leaves out are not there", () => {
  const key = "outputs: { keyArn: kms, customerManagedKeyId: false, topicArn: topic }, alarm: true";
  const instance = "credentialsSecret: true, outputs: { connectionUrl: uri, secretArn: false }";
  const text = `${HEAD}${INSTANCES}, ${instance} }\n`.replace("orders.json", `orders.json, ${key}`);
  expect(Object.keys(synth(text).stack().output ?? {}).sort()).toEqual(["kms", "topic", "uri"]);
});

test("outputs that `defaults` leaves out come back where an entry says so", () => {
  const text = `${HEAD}defaults: { outputs: false, alarm: true, credentialsSecret: true }\n${INSTANCES}`;
  expect(synth(`${text} }\n`).stack().output).toBeUndefined();
  expect(Object.keys(synth(`${text}, outputs: true }\n`).stack().output ?? {}).sort()).toEqual([
    "orders_prod_connection_url",
    "orders_prod_secret_arn",
  ]);
});

test("the next steps name what is left out otherwise", () => {
  const folder = temporaryFolder();
  writeFileSync(
    join(folder, "estate.yaml"),
    `${HEAD}keys: { orders: { ${KEY.replace("orders.json", "not-yet.json")}, outputs: { keyArn: arn, customerManagedKeyId: false } } }\n`,
  );
  const result = synthesizeEstate(join(folder, "estate.yaml"), join(folder, "out"));
  expect("report" in result ? /\(record .*\)/.exec(result.report)?.[0] : result).toBe(
    "(record as Terraform's state has it, key as in output arn)",
  );
});

test("the role of an account has its external id and session, and a profile goes without a role", () => {
  const role = "arn:aws:iam::111122223333:role/terraform";
  const more = `assumeRoleArn: "${role}", externalId: x-1, sessionName: aura, profile: prod`;
  const backend = `backend: { s3: { bucket: tf-state, region: eu-west-1, assumeRoleArn: "${role}", externalId: x-2, sessionName: state } }\n`;
  const text = `${HEAD.replace('"111122223333", ', `"111122223333", ${more}, `)}${backend}keys: { orders: { ${KEY} } }\n`;
  const { provider, terraform } = synth(text).stack();
  expect(provider.aws).toEqual([
    {
      allowed_account_ids: ["111122223333"],
      assume_role: [{ external_id: "x-1", role_arn: role, session_name: "aura" }],
      profile: "prod",
      region: "eu-west-1",
    },
  ]);
  expect(terraform.backend).toMatchObject({
    s3: { assume_role: { role_arn: role, external_id: "x-2", session_name: "state" } },
  });
  const alone = synth(
    `${HEAD.replace('"111122223333", ', '"111122223333", profile: prod, ')}keys: { orders: { ${KEY} } }\n`,
  );
  expect(alone.stack().provider.aws).toEqual([
    { allowed_account_ids: ["111122223333"], profile: "prod", region: "eu-west-1" },
  ]);
});
