import { readAdoption, type Found, type Wish } from "../../../cli/adopt/read-adoption";
import { known } from "../../../model/fact";
import { placeKey } from "../../../model/live";
import { renderProblem } from "../../../model/problem";
import {
  ACCOUNT,
  aFind,
  aKey,
  anInstance,
  aRecord,
  ARN,
  AURA,
  KEY_ID,
  policyOf,
  PROJECT,
  RECORD,
  statementOf,
  withPolicy,
} from "./support/found";

const NOTHING_NAMED: Wish = { keys: [], instances: [], records: [] };

function problemsOf(found: Found, wish: Partial<Wish> = {}): readonly string[] {
  const read = readAdoption(found, { ...NOTHING_NAMED, ...wish });
  return "problems" in read ? read.problems.map(renderProblem) : [];
}

function adoptionOf(found: Found, wish: Partial<Wish> = {}) {
  const read = readAdoption(found, { ...NOTHING_NAMED, ...wish });
  if ("problems" in read) throw new Error(read.problems.map(renderProblem).join("\n"));
  return read.adoption;
}

describe("a key with its registration and its instance", () => {
  it("is taken over as it is", () => {
    expect(adoptionOf(aFind({ aliases: ["alias/orders", "alias/zoo"], tags: { team: "orders" } }))).toEqual({
      ...{ accountId: ACCOUNT, projectId: PROJECT, leftOut: [] },
      keys: [
        {
          ...{ name: "orders", arn: ARN, region: "eu-west-1", alias: "alias/orders", otherAliases: ["alias/zoo"] },
          ...{ description: "Orders", tags: { team: "orders" }, multiRegion: false },
          rotation: { enabled: true, periodInDays: 180 },
          policy: policyOf(statementOf(AURA)),
          statements: [statementOf(AURA)],
          auraAccountId: AURA,
          record: { id: RECORD, name: "orders", product: "AuraDB" },
          instances: [
            {
              ...{ name: "Orders-DB", id: "db1d1234", auraName: "Orders DB", paused: false },
              settings: anInstance().settings,
            },
          ],
        },
      ],
    });
  });

  it("is in phase 1 where the policy has no statement of Aura and nothing is under the key", () => {
    const [key] = adoptionOf(
      aFind({ keys: [withPolicy()], instances: [], records: [aRecord({ status: "pending" })] }),
    ).keys;
    expect(key).toMatchObject({ statements: [], instances: [] });
    expect(key).not.toHaveProperty("auraAccountId");
  });

  it("has Aura's statements from the only account that may do all that Aura needs, and no partner's", () => {
    const partner = { ...statementOf("444455556666", "Partner"), Action: "kms:Decrypt" };
    const [key] = adoptionOf(aFind({ keys: [withPolicy(partner, statementOf(AURA))] })).keys;
    expect(key).toMatchObject({ statements: [statementOf(AURA)], auraAccountId: AURA });
  });

  it("has them from two statements where one alone does not do", () => {
    const [use, grant] = [
      { ...statementOf(AURA, "Use"), Action: ["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*"] },
      { ...statementOf(AURA, "Rest"), Action: ["kms:DescribeKey", "kms:CreateGrant"] },
    ];
    expect(adoptionOf(aFind({ keys: [withPolicy(use, grant)] })).keys[0]?.statements).toEqual([use, grant]);
  });

  it("takes the account that a person names where several may be Aura", () => {
    const found = aFind({ keys: [withPolicy(statementOf("444455556666", "Other"), statementOf(AURA))] });
    const adoption = adoptionOf(found, { auraAccountId: AURA });
    expect(adoption).toMatchObject({ auraAccountId: AURA, keys: [{ statements: [statementOf(AURA)] }] });
  });

  it("has the customer managed key that was named, or whose instance was, where the KMS key has two", () => {
    const other = aRecord({ id: "9c7f4ad2-5f1c-4a1b-9d6e-2f0f4a9b7c11", name: "science", type: "enterprise-ds" });
    const found = aFind({ records: [aRecord(), other] });
    const named = (wish: Partial<Wish>) => adoptionOf(found, wish).keys.map(({ record }) => record.name);
    expect([named({ records: [other.id] }), named({ instances: ["db1d1234"] })]).toEqual([["science"], ["orders"]]);
  });

  it("has the alias that was named, whichever is first by name", () => {
    const found = aFind({ aliases: ["alias/orders", "alias/zoo"] });
    const aliases = ["alias/zoo", `arn:aws:kms:eu-west-1:${ACCOUNT}:alias/zoo`].map(
      (named) => adoptionOf(found, { keys: [named] }).keys[0],
    );
    expect(aliases).toEqual(
      Array(2).fill(expect.objectContaining({ alias: "alias/zoo", otherAliases: ["alias/orders"] })),
    );
  });

  it("leaves out an instance of a state that is under no customer managed key", () => {
    const { customerManagedKeyId: _none, ...plain } = anInstance({ id: "db1d9999", name: "plain" });
    const wish = { instances: ["db1d1234", "db1d9999"], fromStates: ["db1d1234", "db1d9999"] };
    const adoption = adoptionOf(aFind({ instances: [anInstance(), plain] }), wish);
    expect([adoption.leftOut, adoption.keys[0]?.instances.map(({ id }) => id)]).toEqual([["plain"], ["db1d1234"]]);
    expect(problemsOf(aFind({ keys: [], records: [], instances: [plain] }), { ...wish })).toEqual([
      "nothing to adopt: a Neo4j-managed key encrypts plain; help: name a key, an instance or a state [key-not-adoptable]",
    ]);
  });

  it("gets names that no other has, whatever Aura calls them", () => {
    const instances = ["Örders", "orders", "Orders!", "constructor", "☃"].map((name, index) =>
      anInstance({ id: `db1d123${index}`, name }),
    );
    expect(adoptionOf(aFind({ instances })).keys[0]?.instances.map(({ name }) => name)).toEqual([
      ...["rders", "orders", "Orders-2", "instance", "instance-2"],
    ]);
  });
});

const OTHER = "444455556666";
const HELP = "name it without managing it: see docs/existing-keys.md [key-not-adoptable]";
const unfit = (what: string, got: string, help: string) => [`${ARN}: key alias/orders ${what}: ${got}; help: ${help}`];
const misfit = (what: string, got: string, help: string) => [
  `instance db1d1234: instance Orders DB ${what}: ${got}; help: ${help} [key-not-adoptable]`,
];
const IN_CONSOLE = "check both in the Aura Console; neither can be moved";

describe("what cannot be adopted", () => {
  it.each<[string, Found, readonly string[]]>([
    [
      "a key of another account",
      aFind({ callerAccount: OTHER }),
      [
        `${ARN}: the key belongs to another AWS account: account ${ACCOUNT}, and the credentials are of ${OTHER}; help: use credentials of its account; a key that another team keeps is named, and not adopted: see docs/existing-keys.md [key-not-adoptable]`,
      ],
    ],
    [
      "an AWS managed key",
      aFind({ keys: [aKey({ managedByAws: true })] }),
      unfit("is an AWS managed key", "AWS alone changes its policy", "name a key of your own [key-not-adoptable]"),
    ],
    [
      "an asymmetric key",
      aFind({ keys: [aKey({ keySpec: "RSA_4096", keyUsage: "SIGN_VERIFY" })] }),
      unfit("is not symmetric", "key spec RSA_4096", "name a key with key spec SYMMETRIC_DEFAULT [key-not-adoptable]"),
    ],
    [
      "a key of another use",
      aFind({ keys: [aKey({ keyUsage: "GENERATE_VERIFY_MAC" })] }),
      unfit("does not encrypt", "key usage GENERATE_VERIFY_MAC", "name an encryption key [key-not-adoptable]"),
    ],
    [
      "a key whose material comes from elsewhere",
      aFind({ keys: [aKey({ materialOrigin: "EXTERNAL" })] }),
      unfit("has key material from elsewhere", "origin EXTERNAL", HELP),
    ],
    [
      "a replica",
      aFind({ keys: [aKey({ multiRegion: true, primaryArn: ARN.replace("eu-west-1", "us-east-1") })] }),
      unfit("is a replica", `its primary is ${ARN.replace("eu-west-1", "us-east-1")}`, `adopt the primary; or ${HELP}`),
    ],
    [
      "a key that waits for its deletion",
      aFind({ keys: [aKey({ state: "PendingDeletion", enabled: false, deletionDate: "2026-12-29T00:00:00.000Z" })] }),
      unfit(
        "is scheduled for deletion",
        "it will be deleted on 2026-12-29",
        "run aws kms cancel-key-deletion and aws kms enable-key now [key-not-adoptable]",
      ),
    ],
    [
      "a disabled key",
      aFind({ keys: [aKey({ state: "Disabled", enabled: false })] }),
      unfit("is not enabled", "key state Disabled", "run aws kms enable-key [key-not-adoptable]"),
    ],
    [
      "a key that Aura does not know",
      aFind({ records: [], instances: [] }),
      unfit(
        "is not registered with Aura",
        "no customer managed key has its ARN",
        "check the Aura credentials and their projects; for a key that is new to Aura see docs/existing-keys.md [key-not-adoptable]",
      ),
    ],
    [
      "two registrations of one key",
      aFind({ records: [aRecord(), aRecord({ id: "9c7f4ad2-5f1c-4a1b-9d6e-2f0f4a9b7c11", name: "ds" })] }),
      unfit(
        "is registered with Aura 2 times",
        `orders (${RECORD}, enterprise-db) and ds (9c7f4ad2-5f1c-4a1b-9d6e-2f0f4a9b7c11, enterprise-db)`,
        "pass the id of one with --customer-managed-key [key-not-adoptable]",
      ),
    ],
    [
      "a registration of another region",
      aFind({ records: [aRecord({ region: "us-east-1" })] }),
      [
        `${ARN}: customer managed key orders is in another region: us-east-1, and the key in eu-west-1; help: adopt the key of its own region [key-not-adoptable]`,
      ],
    ],
    [
      "a registration of a product without keys",
      aFind({ records: [aRecord({ type: "business-critical" })] }),
      [
        `${ARN}: customer managed key orders is of another product: business-critical; help: adopt keys of AuraDB and AuraDS [key-not-adoptable]`,
      ],
    ],
    [
      "a registration of another cloud",
      aFind({ keys: [], records: [aRecord({ cloudProvider: "azure", keyArn: "https://vault/keys/a" })] }),
      [
        "https://vault/keys/a: customer managed key orders is not in AWS: cloud provider azure; help: only keys of AWS KMS are adopted [key-not-adoptable]",
      ],
    ],
    [
      "an instance of another region",
      aFind({ instances: [anInstance({ region: "us-east-1" })] }),
      misfit("is in another region", "us-east-1, and customer managed key orders in eu-west-1", IN_CONSOLE),
    ],
    [
      "an instance of another product",
      aFind({ instances: [anInstance({ type: "enterprise-ds" })] }),
      misfit("is of another product", "enterprise-ds, and customer managed key orders of enterprise-db", IN_CONSOLE),
    ],
    [
      "an instance of another project",
      aFind({ instances: [anInstance({ projectId: RECORD })] }),
      misfit("is in another project", `${RECORD}, and customer managed key orders in ${PROJECT}`, IN_CONSOLE),
    ],
    [
      "an instance that is going",
      aFind({ instances: [anInstance({ status: "destroying" })] }),
      misfit("is being destroyed", "status destroying", "run it again when it is gone"),
    ],
    [
      "an instance without a customer managed key",
      (() => {
        const { customerManagedKeyId: _none, ...instance } = anInstance();
        return aFind({ keys: [], records: [], instances: [instance] });
      })(),
      misfit(
        "has no customer managed key",
        "a Neo4j-managed key encrypts it",
        "clone it under a customer managed key: see docs/existing-keys.md; an instance cannot change its key",
      ),
    ],
    [
      "several accounts that may be Aura",
      aFind({ keys: [withPolicy(statementOf(OTHER, "Other"), statementOf(AURA))] }),
      [
        `${ARN}: several accounts in the policy of key alias/orders may be Aura: ${OTHER} and ${AURA}; help: pass the account that the Aura Console shows in the key's statement with --aura-account [key-not-adoptable]`,
      ],
    ],
    [
      "an instance on a key whose policy has no statement of Aura",
      aFind({ keys: [withPolicy()] }),
      [
        `${ARN}: the policy of key alias/orders has no statement of Aura: no other AWS account may do all that Aura needs; help: copy the key's JSON from the Aura Console into its policy, as a statement of its own [key-not-adoptable]`,
      ],
    ],
    [
      "what could not be read",
      aFind({
        keys: [],
        gaps: [{ what: `cannot read key ${ARN}`, got: "access denied to kms:DescribeKey", fix: "allow it" }],
      }),
      [`cannot read key ${ARN}: access denied to kms:DescribeKey; help: allow it [account-unreadable]`],
    ],
    [
      "nothing",
      aFind({ keys: [], records: [], instances: [] }),
      [
        "nothing to adopt: no key and no instance was found; help: name a key, an instance or a state [key-not-adoptable]",
      ],
    ],
  ])("is %s, in one line with what to do", (_, found, expected) => {
    expect(problemsOf(found)).toEqual(expected);
  });

  it("is a key of another account that was named and could not be read", () => {
    const gaps = [{ what: "cannot read it", got: "access denied to kms:DescribeKey" }];
    const [line, ...others] = problemsOf(aFind({ keys: [], records: [], instances: [], gaps, callerAccount: OTHER }), {
      keys: [ARN],
    });
    expect([line, others]).toEqual([expect.stringMatching(/: the key belongs to another AWS account: /), []]);
  });

  it("is a statement that Aura shares with another account", () => {
    const both = { AWS: [`arn:aws:iam::${AURA}:root`, `arn:aws:iam::${OTHER}:role/x`] };
    const found = aFind({ keys: [withPolicy({ ...statementOf(AURA), Principal: both })] });
    expect(problemsOf(found, { auraAccountId: AURA })).toEqual([
      `${ARN}: the policy of key alias/orders has no statement of Aura: no statement of its own gives AWS account ${AURA} all that Aura needs; help: copy the key's JSON from the Aura Console into its policy, as a statement of its own [key-not-adoptable]`,
    ]);
  });

  it("is not called unregistered where Aura could not be read", () => {
    const gaps = [{ what: "cannot read customer managed keys", got: "HTTP 503", fix: "run it again later" }];
    expect(problemsOf(aFind({ records: [], instances: [], gaps }))).toEqual([
      "cannot read customer managed keys: HTTP 503; help: run it again later [account-unreadable]",
    ]);
  });

  it("is a key without an alias, called the key", () => {
    expect(problemsOf(aFind({ keys: [aKey({ state: "Disabled" })], aliases: [] }))).toEqual([
      `${ARN}: the key is not enabled: key state Disabled; help: run aws kms enable-key [key-not-adoptable]`,
    ]);
  });

  it("is a key without an alias whose new alias is that of another key", () => {
    const found = aFind({ aliases: [] });
    const taken = new Map([["alias/neo4j-aura/orders", "5678abcd-12ab-34cd-56ef-1234567890ab"]]);
    const aliases = new Map([[placeKey(ACCOUNT, "eu-west-1"), known(taken, "the account")]]);
    expect(problemsOf({ ...found, observed: { ...found.observed, aliases } })).toEqual([
      `${ARN}: the key has no alias: alias/neo4j-aura/orders is that of another key; help: give it an alias: aws kms create-alias --target-key-id ${KEY_ID} --alias-name alias/... [key-not-adoptable]`,
    ]);
  });

  it("is named all at once", () => {
    const second = ARN.replace(KEY_ID, "5678abcd-12ab-34cd-56ef-1234567890ab");
    const found = aFind({
      keys: [aKey({ keySpec: "RSA_4096" }), aKey({}, { arn: second })],
      records: [aRecord(), aRecord({ id: second.slice(-36), keyArn: second, projectId: RECORD, region: "us-east-1" })],
    });
    expect(problemsOf(found).map((line) => line.replace(/^.*?: (.*?): .*$/, "$1"))).toEqual([
      "key alias/orders is not symmetric",
      "customer managed key orders is in another region",
      `${PROJECT} and ${RECORD}; help`,
    ]);
  });

  it("is a policy that KMS would not take", () => {
    const found = aFind({ keys: [aKey({}, { policy: known("{", "the account") })] });
    expect(problemsOf(found)).toEqual([
      expect.stringMatching(/in the policy of key alias\/orders; help: .* \[key-not-adoptable\]$/),
    ]);
  });
});
