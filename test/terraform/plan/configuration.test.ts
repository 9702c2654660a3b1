import { known } from "../../../model/fact";
import * as s from "../../model/read/support";

const KEY = "aws_kms_key.orders";
const RECORD = "aura_customer_managed_key.orders";
const INSTANCE = "aura_instance.orders";
const newKey = (address = KEY) => ({ address, ...s.coming(s.KEY, "arn", "id", "key_id") });
const newRecord = (address = RECORD) => ({ address, ...s.coming(s.RECORD, "id", "key_id") });
const newInstance = (address = INSTANCE) => ({ address, ...s.coming(s.INSTANCE, "id", "customer_managed_key_id") });
const links = (entries: readonly s.Entry[], more: object) => {
  const { after } = s.readEntries(entries, more);
  return [
    ...after.keys.flatMap(({ id, replicaOf }) => (replicaOf ? [[id, replicaOf.primary]] : [])),
    ...after.keyPolicies.map(({ id, key }) => [id, key]),
    ...after.aliases.map(({ id, target }) => [id, target]),
    ...after.records.map(({ id, key }) => [id, key]),
    ...after.instances.map(({ id, record, cloneOf }) => [id, record, ...(cloneOf ? [cloneOf] : [])]),
  ];
};

describe("a value that is known only at apply", () => {
  it("is linked by the references of its expression, also through an alias or a data source that passes a key on", () => {
    const policy = { policy: s.policy(s.OWN), bypass_policy_lockout_safety_check: false };
    const entries = [
      newKey(),
      {
        address: "aws_kms_replica_key.copy",
        ...s.coming({ ...s.KEY, primary_key_arn: "" }, "arn", "key_id", "primary_key_arn"),
      },
      { address: "aws_kms_key_policy.orders", after: policy, unknown: { key_id: true } },
      { address: "aws_kms_alias.orders", after: { name: "alias/x" }, unknown: { target_key_id: true } },
      newRecord(),
      newRecord("aura_customer_managed_key.by_data"),
      newInstance(),
      { address: "aura_instance.copy", ...s.coming(s.INSTANCE, "id", "customer_managed_key_id", "source_instance_id") },
    ];
    const found = links(
      entries,
      s.configured({
        [KEY]: {},
        "aws_kms_replica_key.copy": { primary_key_arn: s.refersTo("aws_kms_key.orders.arn") },
        "aws_kms_key_policy.orders": { key_id: s.refersTo("aws_kms_key.orders.key_id") },
        "aws_kms_alias.orders": { target_key_id: s.refersTo("aws_kms_key_policy.orders.key_id") },
        "data.aws_kms_key.found": { key_id: s.refersTo("aws_kms_alias.orders.name") },
        [RECORD]: { key_id: s.refersTo("aws_kms_alias.orders.target_key_arn") },
        "aura_customer_managed_key.by_data": {
          key_id: { references: ["data.aws_kms_key.found.arn", "data.aws_kms_key.found"] },
        },
        [INSTANCE]: { customer_managed_key_id: s.refersTo("aura_customer_managed_key.orders.id") },
        "aura_instance.copy": {
          customer_managed_key_id: s.refersTo("aura_customer_managed_key.orders.id"),
          source_instance_id: s.refersTo("aura_instance.orders.id"),
        },
      }),
    );
    expect(found).toEqual([
      ["aws_kms_replica_key.copy", KEY],
      ["aws_kms_key_policy.orders", KEY],
      ["aws_kms_alias.orders", KEY],
      [RECORD, KEY],
      ["aura_customer_managed_key.by_data", KEY],
      [INSTANCE, RECORD],
      ["aura_instance.copy", RECORD, INSTANCE],
    ]);
  });

  it("is linked through variables and outputs of modules, each instance of a module to its own", () => {
    const module = (name: string) => `module.${name}`;
    const calls = {
      module_calls: {
        keys: {
          expressions: { name: { references: ["each.key"] } },
          module: {
            resources: s.blocks({ [KEY]: {} }),
            outputs: { arn: { expression: s.refersTo("aws_kms_key.orders.arn") } },
          },
        },
        database: {
          expressions: {
            key_arn: { references: ['module.keys["eu"].arn', 'module.keys["eu"]', "module.keys"] },
          },
          module: {
            resources: s.blocks({ [RECORD]: { key_id: { references: ["var.key_arn"] } } }),
            variables: { key_arn: {} },
          },
        },
        databases: {
          expressions: { key_arn: { references: ["module.keys", "each.key"] } },
          module: { resources: s.blocks({ [RECORD]: { key_id: { references: ["var.key_arn"] } } }) },
        },
        by_value: {
          for_each_expression: { references: ['module.keys["us"].arn', 'module.keys["us"]', "module.keys"] },
          expressions: { key_arn: { references: ["each.value"] } },
          module: { resources: s.blocks({ [RECORD]: { key_id: { references: ["var.key_arn"] } } }) },
        },
      },
    };
    const found = links(
      [
        newKey(`${module('keys["eu"]')}.${KEY}`),
        newKey(`${module('keys["us"]')}.${KEY}`),
        newRecord(`${module("database")}.${RECORD}`),
        newRecord(`${module('databases["us"]')}.${RECORD}`),
        newRecord(`${module('by_value["x"]')}.${RECORD}`),
      ],
      s.configured({}, calls),
    );
    expect(found).toEqual([
      [`module.database.${RECORD}`, `module.keys["eu"].${KEY}`],
      [`module.databases["us"].${RECORD}`, `module.keys["us"].${KEY}`],
      [`module.by_value["x"].${RECORD}`, `module.keys["us"].${KEY}`],
    ]);
  });

  it("is linked for each instance of `for_each` and `count` to the one with the same key", () => {
    const repeated = (reference: string, each: string) => ({ references: [reference, each] });
    const configuration = s.configured({
      [KEY]: {},
      [RECORD]: { key_id: repeated("aws_kms_key.orders", "each.key") },
      [INSTANCE]: { customer_managed_key_id: repeated("aura_customer_managed_key.orders", "each.key") },
      "aws_kms_alias.first": {
        target_key_id: { references: ['aws_kms_key.orders["b"].arn', 'aws_kms_key.orders["b"]', "aws_kms_key.orders"] },
      },
    });
    const found = links(
      [
        newKey(`${KEY}["a"]`),
        newKey(`${KEY}["b"]`),
        newRecord(`${RECORD}["a"]`),
        newRecord(`${RECORD}["b"]`),
        newInstance(`${INSTANCE}["b"]`),
        { address: "aws_kms_alias.first", after: { name: "alias/x" }, unknown: { target_key_id: true } },
      ],
      configuration,
    );
    expect(found).toEqual([
      ["aws_kms_alias.first", `${KEY}["b"]`],
      [`${RECORD}["a"]`, `${KEY}["a"]`],
      [`${RECORD}["b"]`, `${KEY}["b"]`],
      [`${INSTANCE}["b"]`, `${RECORD}["b"]`],
    ]);
  });

  it.each([
    [
      "two keys, one of which a condition takes",
      {
        key_id: {
          references: [
            "var.x",
            "aws_kms_key.orders.arn",
            "aws_kms_key.orders",
            "aws_kms_key.other.arn",
            "aws_kms_key.other",
          ],
        },
      },
    ],
    ["a local value, which a plan does not show", { key_id: { references: ["local.key"] } }],
    ["nothing", { key_id: {} }],
    ["itself", { key_id: s.refersTo("aura_customer_managed_key.orders.key_id") }],
    ["something strange", { key_id: { references: ["", ".", "[", "module", "var", "data.x", "each.value", 7] } }],
  ])("stays without a link where it refers to %s", (_, expressions) => {
    const entries = [newKey(), newKey("aws_kms_key.other"), newRecord()];
    expect(links(entries, s.configured({ [KEY]: {}, "aws_kms_key.other": {}, [RECORD]: expressions }))).toEqual([
      [RECORD, undefined],
    ]);
  });

  it("stays without a link in a plan without configuration", () => {
    expect(links([newKey(), newRecord()], {})).toEqual([[RECORD, undefined]]);
  });
});

describe("the provider of a key", () => {
  const withProvider = (expressions: object, values: Partial<typeof s.KEY>, variables: object = {}) => {
    const configuration = s.configured(
      { [KEY]: {} },
      { variables: { secret: { sensitive: true } } },
      { aws: { expressions } },
    );
    const entries = [{ address: KEY, ...s.coming({ ...s.KEY, ...values }, "arn", "id", "key_id"), sensitive: {} }];
    const [key] = s.readEntries(entries, { ...configuration, variables }).after.keys;
    return key;
  };
  const roles = (...arns: string[]) => arns.map((arn) => ({ role_arn: { constant_value: arn } }));

  it("is the source of the region of a key without one", () => {
    const { region: _, ...older } = s.KEY;
    const noRegion = { region: undefined } as unknown as Partial<typeof s.KEY>;
    expect(older).not.toHaveProperty("region");
    const inProvider = known("us-east-1", "`region` of provider aws");
    expect(withProvider({ region: { constant_value: "us-east-1" } }, noRegion)).toMatchObject({
      region: inProvider,
      regionClaims: [inProvider],
    });
    const byVariable = { region: { references: ["var.region"] } };
    expect(withProvider(byVariable, noRegion, { region: { value: "us-east-1" } })).toMatchObject({
      region: inProvider,
    });
    expect(withProvider({ region: { constant_value: "us-east-1" } }, {})?.region).toEqual(
      known("eu-west-1", "`region` of aws_kms_key.orders"),
    );
  });

  it("is no source of the region with a sensitive variable, a template, or an expression beyond a variable", () => {
    const noRegion = { region: undefined } as unknown as Partial<typeof s.KEY>;
    const variables = { secret: { value: "us-east-1" }, region: { value: "us-east-1" } };
    for (const region of [
      { references: ["var.secret"] },
      { references: ["var.region", "var.other"] },
      { references: ["data.aws_region.here.name", "data.aws_region.here"] },
      { constant_value: "${var.region}-x", references: ["var.region"] },
    ]) {
      expect(withProvider({ region }, noRegion, variables)?.region).toEqual({
        known: false,
        reason: `the region of provider aws is \`${region.references[0]}\`, which the plan does not show`,
      });
    }
    expect(withProvider({}, noRegion)?.region).toEqual({
      known: false,
      reason: "the region of provider aws is not in its configuration",
    });
  });

  it("is the source of the account: that of the last role, and the only allowed one", () => {
    const assume_role = roles("arn:aws:iam::999988887777:role/first", "arn:aws:iam::444455556666:role/last");
    const allowed_account_ids = { constant_value: ["111122223333"] };
    expect(withProvider({ assume_role, allowed_account_ids }, {})?.accountClaims).toEqual([
      known("444455556666", "account of the role that provider aws assumes"),
      known("111122223333", "`allowed_account_ids` of provider aws"),
    ]);
  });

  it("leaves the account to the policy where nothing else shows it: the account that may change the policy", () => {
    const several = { allowed_account_ids: { constant_value: ["111122223333", "444455556666"] } };
    const byPolicy = known(s.ACCOUNT, "the account that may change the policy");
    expect(withProvider(several, {})?.accountClaims).toEqual([byPolicy]);
    const two = { policy: s.policy(s.OWN, { ...s.AURA, Action: "kms:*" }) };
    expect(withProvider({}, two)).toMatchObject({
      accountClaims: [],
      statement: { known: false, reason: "the AWS account of aws_kms_key.orders is not in the plan" },
    });
  });
});

describe("the data sources of a provider", () => {
  const DATA = {
    "data.aws_caller_identity.me": { account_id: "222233334444" },
    "data.aws_region.here": { region: "us-east-1", name: "us-east-1" },
  };
  const { region: _, ...older } = { ...s.KEY, policy: s.policy() };
  const [entry] = [{ address: KEY, ...s.coming(older, "arn", "id", "key_id") }];
  const read = (expressions: object, more: object = {}, data: object = DATA) => {
    const resources = Object.entries(data).map(([address, values]) => {
      const [, type, name] = address.split(".");
      return { address, mode: "data", type, name, values: values as object };
    });
    const blocks = { [KEY]: {}, ...Object.fromEntries(Object.keys(data).map((address) => [address, expressions])) };
    const state = { prior_state: { values: { root_module: { resources } } } };
    const [key] = s.readEntries([entry], { ...s.configured(blocks, {}, { aws: {} }), ...state, ...more }).after.keys;
    return { region: key?.region, accounts: key?.accountClaims };
  };
  const NOWHERE = {
    region: { known: false, reason: "the region of provider aws is not in its configuration" },
    accounts: [],
  };

  it("show its region and its account", () => {
    const accounts = [known("222233334444", "`account_id` of data.aws_caller_identity.me")];
    expect(read({})).toEqual({ region: known("us-east-1", "data.aws_region.here"), accounts });
    expect(read({}, {}, { "data.aws_region.here": { name: "eu-west-1" } })).toEqual({
      region: known("eu-west-1", "data.aws_region.here"),
      accounts: [],
    });
  });

  it("show nothing of it where they have arguments, belong to another provider, or are read at apply", () => {
    expect(read({ region: { constant_value: "us-east-1" } })).toEqual(NOWHERE);
    expect(read({}, {}, { "data.aws_region.here": {} })).toEqual(NOWHERE);
    expect(read({}, {}, { "data.aws_arn.x": { account: "222233334444" } })).toEqual(NOWHERE);
    const other = s.configured({ [KEY]: {}, "data.aws_region.here": {} }, {}, { aws: {} }) as {
      configuration: { root_module: { resources: { provider_config_key: string }[] } };
    };
    for (const block of other.configuration.root_module.resources.slice(1)) block.provider_config_key = "aws.us";
    expect(read({}, other)).toEqual(NOWHERE);
  });
});

describe("the policy of a key", () => {
  const policyOf = (expressions: object, after: object, unknown: object, more: object = {}) => {
    const provider = { aws: { expressions: { allowed_account_ids: { constant_value: [s.ACCOUNT] } } } };
    const { policy: _, ...rest } = s.KEY;
    const entries = [{ address: KEY, after: { ...rest, ...after }, unknown }];
    const [key] = s.readEntries(entries, s.configured({ [KEY]: expressions }, more, provider)).after.keys;
    return { inline: key?.policy, present: key?.presentPolicy, statement: key?.statement };
  };
  const at = `\`policy\` of ${KEY}`;

  it("is set inline where the configuration sets it, by a literal, a function or a variable", () => {
    const text = s.policy(s.OWN, s.AURA);
    for (const policy of [{ constant_value: text }, {}, { references: ["var.policy"] }]) {
      expect(policyOf({ policy }, { policy: text }, {})).toEqual({
        inline: known(text, at),
        present: known(text, at),
        statement: known([s.AURA], at),
      });
    }
  });

  it("is not set inline where the configuration does not set it or sets null, although the provider shows the present one", () => {
    const text = s.policy(s.OWN);
    for (const expressions of [{}, { policy: { constant_value: null } }]) {
      expect(policyOf(expressions, { policy: text }, {})).toEqual({
        inline: known(undefined, at),
        present: known(text, at),
        statement: known(undefined, at),
      });
    }
  });

  it("is the default key policy for a new key without one: phase 1", () => {
    const { inline, present, statement } = policyOf({}, {}, { policy: true });
    expect(inline).toEqual(known(undefined, at));
    expect(present).toEqual(
      known(
        '{"Version":"2012-10-17","Statement":[{"Sid":"Enable IAM User Permissions","Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:root"},"Action":"kms:*","Resource":"*"}]}',
        "default key policy",
      ),
    );
    expect(statement).toEqual(known(undefined, "default key policy"));
  });

  it("is known only at apply where the configuration sets one", () => {
    const reason = { known: false, reason: `${at} is known only at apply` };
    expect(policyOf({ policy: { references: ["data.x.y.json", "data.x.y"] } }, {}, { policy: true })).toEqual({
      ...{ inline: reason, present: reason, statement: reason },
    });
  });

  it("is not set inline where a module takes it from an unset variable", () => {
    const module = (call: object, variable: object) => {
      const calls = {
        module_calls: {
          key: {
            expressions: call,
            module: {
              resources: s.blocks({ [KEY]: { policy: { references: ["var.policy"] } } }),
              variables: { policy: variable },
            },
          },
        },
      };
      const entries = [{ address: `module.key.${KEY}`, after: { ...s.KEY } }];
      return s.readEntries(entries, s.configured({}, calls)).after.keys[0]?.policy;
    };
    const given = known(s.KEY.policy, `\`policy\` of module.key.${KEY}`);
    const none = known(undefined, `\`policy\` of module.key.${KEY}`);
    expect(module({}, { default: null })).toEqual(none);
    expect(module({}, {})).toEqual(none);
    expect(module({ policy: { constant_value: null } }, {})).toEqual(none);
    expect(module({}, { default: "{}" })).toEqual(given);
    expect(module({ policy: {} }, { default: null })).toEqual(given);
    expect(module({ policy: { references: ["var.root"] } }, { default: null })).toEqual(given);
  });

  it("has an unknown rotation period only where the configuration sets one", () => {
    const period = (expressions: object) =>
      s.readEntries(
        [{ address: KEY, ...s.coming(s.KEY, "rotation_period_in_days") }],
        s.configured({ [KEY]: expressions }),
      ).after.keys[0]?.rotationPeriodInDays;
    expect(period({})).toEqual(known(undefined, `\`rotation_period_in_days\` of ${KEY}`));
    expect(period({ rotation_period_in_days: { references: ["var.days"] } })).toMatchObject({ known: false });
  });
});
