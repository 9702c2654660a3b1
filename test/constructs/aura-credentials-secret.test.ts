import { TerraformVariable } from "cdktf";
import {
  AuraCustomerManagedKey,
  AuraCredentialsSecret,
  type AuraCredentialsSecretProps,
  AuraInstance,
  AuraKmsKey,
  EncryptedAuraInstance,
  type EncryptedAuraInstanceProps,
} from "../../constructs";
import {
  ACCOUNT,
  addresses,
  INSTANCE,
  keyArn,
  newStack,
  only,
  renderedProblems,
  statement,
  synth,
} from "../support/synth";

const PROPS: EncryptedAuraInstanceProps = { ...INSTANCE, accountId: ACCOUNT, statement };

function aSecret(
  props: Partial<AuraCredentialsSecretProps> = {},
  ofInstance: Partial<EncryptedAuraInstanceProps> = {},
) {
  const stack = newStack();
  const orders = new EncryptedAuraInstance(stack, "orders", { ...PROPS, ...ofInstance });
  return { stack, orders, secret: new AuraCredentialsSecret(stack, "login", { instance: orders.instance, ...props }) };
}

it("makes a secret under the key of the instance, protected, in the region of the key", () => {
  const synthesized = synth(aSecret().stack);
  expect(only(synthesized, "aws_secretsmanager_secret")).toEqual({
    description: "How to connect to instance orders of Neo4j Aura",
    kms_key_id: "${aws_kms_key.orders_Key_8C30302D.arn}",
    lifecycle: { prevent_destroy: true },
    name: "neo4j-aura/login",
    recovery_window_in_days: 30,
    region: "eu-west-1",
  });
  expect(synthesized.output["login_secret_arn"]).toEqual({
    description: "ARN of the secret with the credentials of instance orders",
    value: "${aws_secretsmanager_secret.login_68DC89FC.arn}",
  });
});

it("writes the credentials of the instance once, and again when there is another instance", () => {
  expect(only(synth(aSecret().stack), "aws_secretsmanager_secret_version")).toEqual({
    lifecycle: {
      ignore_changes: ["secret_string"],
      precondition: [
        {
          condition: "${aura_instance.orders_Instance_486D0D74.password != null}",
          error_message:
            "Terraform does not know the password of instance orders: it was imported, or its password is encrypted. " +
            "Set `password` of the secret to a sensitive variable.",
        },
      ],
      replace_triggered_by: ["aura_instance.orders_Instance_486D0D74.id"],
    },
    region: "eu-west-1",
    secret_id: "${aws_secretsmanager_secret.login_68DC89FC.id}",
    secret_string:
      '${jsonencode({"NEO4J_URI" = aura_instance.orders_Instance_486D0D74.connection_url, ' +
      '"NEO4J_USERNAME" = aura_instance.orders_Instance_486D0D74.username, ' +
      '"NEO4J_PASSWORD" = aura_instance.orders_Instance_486D0D74.password, ' +
      '"AURA_INSTANCEID" = aura_instance.orders_Instance_486D0D74.id})}',
  });
});

it("creates nothing in phase 1, and says nothing is wrong", () => {
  const { stack, secret } = aSecret({}, { statement: undefined });
  expect(addresses(synth(stack)).filter((address) => address.includes("secret"))).toEqual([]);
  expect([secret.secret, secret.version]).toEqual([undefined, undefined]);
});

it("passes every property on", () => {
  const { stack } = aSecret({
    ...{ secretName: "graph/orders", recoveryWindowInDays: 7, removalPolicy: "destroy", tags: { team: "data" } },
  });
  expect(only(synth(stack), "aws_secretsmanager_secret")).toMatchObject({
    name: "graph/orders",
    recovery_window_in_days: 7,
    tags: { team: "data" },
  });
  expect(only(synth(stack), "aws_secretsmanager_secret")).not.toHaveProperty("lifecycle");
});

it("takes another key, and a password that Terraform does not know", () => {
  const stack = newStack();
  const { instance } = new EncryptedAuraInstance(stack, "orders", PROPS);
  const key = AuraKmsKey.fromKeyArn(stack, "secrets", keyArn("eu-west-1"));
  const password = new TerraformVariable(stack, "password", { type: "string", sensitive: true });
  new AuraCredentialsSecret(stack, "login", { instance, key, password: password.stringValue });
  const synthesized = synth(stack);
  expect(only(synthesized, "aws_secretsmanager_secret")["kms_key_id"]).toBe(keyArn("eu-west-1"));
  const version = only(synthesized, "aws_secretsmanager_secret_version");
  expect(version["secret_string"]).toContain('"NEO4J_PASSWORD" = var.password');
  expect(version["lifecycle"]).not.toHaveProperty("precondition");
});

it("refuses what it cannot use, all at once", () => {
  const { stack } = aSecret({ secretName: "a b", recoveryWindowInDays: 3, password: "secret1" });
  expect(renderedProblems(() => synth(stack))).toEqual([
    'prod/login: `secretName` is not a valid name of a secret: "a b"; expected: 1 to 512 letters, digits and / _ + = . @ -; help: leave out the other characters, or set `secretName` [secret-name-well-formed]',
    "prod/login: `recoveryWindowInDays` is out of range: 3; expected: 7 to 30 whole days; help: use 30 [recovery-window-in-range]",
    "prod/login: `password` is written into the program as plain text: a value that the synthesized file would contain; expected: a sensitive Terraform variable, or nothing; help: use a TerraformVariable with `sensitive: true`, and set TF_VAR_... where Terraform runs [secret-in-configuration]",
  ]);
});

it("refuses an instance whose credentials nobody knows here", () => {
  const stack = newStack();
  const instance = AuraInstance.fromAttributes(stack, "theirs", { instanceId: "0a1b2c3d", region: "eu-west-1" });
  new AuraCredentialsSecret(stack, "login", { instance });
  expect(renderedProblems(() => synth(stack))).toEqual([
    "prod/login: the credentials of instance theirs are not known here: an instance that is defined elsewhere; expected: an instance of this program; help: make the secret where the instance is made [credentials-unknown]",
  ]);
});

it("refuses an instance whose key is not part of the program, unless a key is given", () => {
  const stack = newStack();
  const record = AuraCustomerManagedKey.fromId(stack, "record", {
    ...{ customerManagedKeyId: "8c764aed-8eb3-4a1c-92f6-e4ef0c7a6ed9", region: "eu-west-1", product: "AuraDB" },
    projectId: INSTANCE.projectId,
  });
  const instance = new AuraInstance(stack, "orders", { ...INSTANCE, customerManagedKey: record });
  new AuraCredentialsSecret(stack, "login", { instance });
  expect(renderedProblems(() => synth(stack))).toEqual([
    "prod/login: there is no key for the credentials of instance orders: an instance whose key is not part of this program; expected: a key in the region of the secret; help: set `key`, such as to AuraKmsKey.fromKeyArn [credentials-unknown]",
  ]);
});
