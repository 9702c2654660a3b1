import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { renderProblems, synthesizeEstate } from "../../synth/synthesize";
import { STATEMENT, temporaryFolder } from "../support/synth";

let folder: string;
beforeEach(() => {
  folder = temporaryFolder();
  mkdirSync(join(folder, "statements"));
  writeFileSync(join(folder, "statements/orders.json"), JSON.stringify(STATEMENT));
});

const PROD = 'prod: { id: "111122223333" }';
const ORDERS = "orders: { account: prod, region: eu-west-1, product: AuraDB, statement: statements/orders.json }";
const ORDERS_DB = "orders-db: { key: orders, region: eu-west-1, memory: 8GB }";
/** A second key in the stack of the first. */
const AUDIT = "audit: { account: prod, region: eu-west-1, product: AuraDS }";

interface Parts {
  readonly accounts?: string;
  readonly keys?: string;
  readonly instances?: string;
  readonly rest?: string;
}

/** What synth prints for an estate, and whether it succeeded. */
function synth(
  { accounts = PROD, keys = ORDERS, instances = ORDERS_DB, rest = "" }: Parts = {},
  frozen = false,
): string {
  const text = `version: 1
aura: { projectId: 6981ace7-efe5-4f5c-b7c5-267b5162ce91, accountId: "444455556666" }
accounts: { ${accounts} }
keys: { ${keys} }
instances: { ${instances} }
${rest}
`;
  writeFileSync(join(folder, "estate.yaml"), text);
  const result = synthesizeEstate(join(folder, "estate.yaml"), join(folder, "out"), { frozen });
  return "problems" in result ? renderProblems(result.problems).replaceAll(`${folder}/`, "") : "OK";
}

/** The problems of an estate, one a line, without the line that counts them. */
const problems = (parts: Parts, frozen = false): string[] => synth(parts, frozen).split("\n").slice(0, -1);

const lockFile = (): string => readFileSync(join(folder, "estate.lock.json"), "utf8");
/** The lock files of first synths, by the parts of their estates. */
const lockFiles = new Map<string, string>();

/** Begins with the lock file of a synth that succeeded, which is the same for all tests that begin with these parts. */
function locked(parts: Parts = {}): void {
  const name = JSON.stringify(parts);
  if (!lockFiles.has(name)) {
    expect(synth(parts)).toBe("OK");
    lockFiles.set(name, lockFile());
  }
  writeFileSync(join(folder, "estate.lock.json"), lockFiles.get(name) ?? "");
}

type Json = ReturnType<typeof JSON.parse>;
const lock = (): { readonly stacks: Json } => JSON.parse(lockFile());
const configuration = (stack: string): Json =>
  JSON.parse(readFileSync(join(folder, "out/stacks", stack, "cdk.tf.json"), "utf8"));
const stacks = (): string[] => readdirSync(join(folder, "out/stacks")).sort();

it("remembers stacks, keys and instances by their names and addresses, and which file had the statement", () => {
  expect(synth()).toBe("OK");
  expect(lock()).toEqual({
    version: 1,
    stacks: {
      "prod-eu-west-1": {
        ...{ account: "prod", accountId: "111122223333", region: "eu-west-1" },
        keys: {
          orders: {
            resources: expect.arrayContaining([
              expect.stringMatching(/^aura_customer_managed_key\.records_orders_/),
              expect.stringMatching(/^aws_kms_alias\.keys_orders_/),
              expect.stringMatching(/^aws_kms_key\.keys_orders_/),
            ]),
            protected: true,
            statement: "statements/orders.json",
          },
        },
        instances: {
          "orders-db": {
            resources: [expect.stringMatching(/^aura_instance\.instances_orders-db_/)],
            protected: true,
          },
        },
      },
    },
  });
});

it("is written once: the same estate gives the same bytes, and entries are sorted", () => {
  synth({ keys: `${ORDERS}, ${AUDIT}` });
  const first = lockFile();
  synth({ keys: `${AUDIT}, ${ORDERS}` });
  expect(lockFile()).toBe(first);
  expect(first.endsWith("}\n")).toBe(true);
});

it("is not touched by a synth that is refused", () => {
  synth();
  const before = lockFile();
  expect(problems({ keys: ORDERS.replace("eu-west-1", "eu-west1") })).toHaveLength(1);
  expect(lockFile()).toBe(before);
  expect(readdirSync(folder).filter((name) => name.endsWith(".new"))).toEqual([]);
});

it("does not have what is deferred: nothing would stay behind", () => {
  rmSync(join(folder, "statements/orders.json"));
  expect(synth()).toBe("OK");
  expect(lock().stacks["prod-eu-west-1"].instances).toEqual({});
  expect(synth({ instances: "" })).toBe("OK");
});

describe("--frozen", () => {
  it("fails where there is no lock file, and writes nothing", () => {
    expect(problems({}, true)).toEqual([
      "estate.lock.json: the lock file of the estate is not up to date: no such file; help: run synth without --frozen, and " +
        "commit estate.lock.json [estate-lock-outdated]",
    ]);
    expect([existsSync(join(folder, "estate.lock.json")), existsSync(join(folder, "out"))]).toEqual([false, false]);
  });

  it("fails where the estate has something new, and succeeds where it has not", () => {
    locked();
    expect(synth({}, true)).toBe("OK");
    const before = lockFile();
    expect(problems({ keys: `${ORDERS}, ${AUDIT}` }, true)).toEqual([
      expect.stringMatching(/^estate\.lock\.json: the lock file of the estate is not up to date: other keys, /),
    ]);
    expect(lockFile()).toBe(before);
  });
});

describe("a lock file that cannot be used", () => {
  it.each([
    ["is no JSON", '{ "version": 1,', "not JSON; help: restore it from version control; it is not edited by hand"],
    ["is empty", "", "an empty file; help: restore it from version control; it is not edited by hand"],
    [
      "is of a later version",
      '{ "version": 2, "stacks": {} }',
      "version 2; this one reads 1; help: update cdktf-aura-cmk, as whoever wrote it",
    ],
    [
      "is something else",
      '{ "lockfileVersion": 3 }',
      "not a lock file (at version); help: restore it from version control; it is not edited by hand",
    ],
    ["is a list", "[]", "not a lock file; help: restore it from version control; it is not edited by hand"],
    [
      "is damaged",
      '{ "version": 1, "stacks": { "a": { "account": 1 } } }',
      "not a lock file (at stacks.a.account); help: restore it from version control; it is not edited by hand",
    ],
    [
      "has a merge conflict",
      '{\n<<<<<<< HEAD\n"version": 1\n=======\n>>>>>>> other\n}',
      "conflict markers of a merge; help: keep the entries of both sides, then run synth",
    ],
  ])("is one line: it %s", (_, text, expected) => {
    writeFileSync(join(folder, "estate.lock.json"), text);
    expect(problems({})).toEqual([
      `estate.lock.json: cannot use the lock file of the estate: ${expected} [estate-lock-unreadable]`,
    ]);
    expect(lockFile()).toBe(text);
  });
});

describe("what is in the lock and gone from the estate is an error that names it", () => {
  it("a key and its instance, in a stack that stays", () => {
    locked({ keys: `${ORDERS}, ${AUDIT}` });
    expect(problems({ keys: AUDIT, instances: "" })).toEqual([
      "estate.yaml:4:1: key orders would be destroyed in stack prod-eu-west-1: no longer in the estate; help: put it back as it was, " +
        "or write `removed: [{ stack: prod-eu-west-1, key: orders, action: hand-over }]` or `destroy` [estate-left-behind]",
      "estate.yaml:5:1: instance orders-db would be destroyed in stack prod-eu-west-1: no longer in the estate; help: put it back as " +
        "it was, or write `removed: [{ stack: prod-eu-west-1, instance: orders-db, action: hand-over }]` or `destroy` " +
        "[estate-left-behind]",
    ]);
  });

  it("a whole stack, when the label of the account changes", () => {
    locked();
    const parts = { accounts: 'production: { id: "111122223333" }', keys: ORDERS.replace("prod", "production") };
    expect(problems(parts)).toEqual([
      "estate.yaml:3:1: stack prod-eu-west-1 would be left behind: no longer in the estate: key orders, instance orders-db; help: write " +
        "`formerly: prod` on account production, if it was renamed; else `removed: [{ stack: prod-eu-west-1, action: hand-over }]` or " +
        "`destroy` [estate-left-behind]",
    ]);
  });

  it("a key that is called otherwise, with the one that it may have become", () => {
    locked({ instances: "" });
    expect(problems({ keys: ORDERS.replace("orders:", "ledger:"), instances: "" })).toEqual([
      expect.stringContaining("help: write `formerly: orders` on key ledger, if it was renamed; else `removed: ["),
    ]);
  });

  it("a key in another region, which is another key", () => {
    locked({ keys: `${ORDERS}, ${AUDIT}`, instances: "" });
    expect(problems({ keys: `${ORDERS.replace("eu-west-1", "eu-north-1")}, ${AUDIT}`, instances: "" })).toEqual([
      expect.stringMatching(
        /^estate\.yaml:4:9: key orders would be destroyed in stack prod-eu-west-1: now in stack prod-eu-north-1; a key cannot move to another account or region; help: /,
      ),
    ]);
  });

  it("a replica", () => {
    const withReplica = ORDERS.replace("product", "multiRegion: true, replicas: [eu-north-1], product");
    locked({ keys: withReplica });
    expect(problems({ keys: withReplica.replace("replicas: [eu-north-1], ", "") })).toEqual([
      expect.stringMatching(
        /^estate\.yaml:4:1: stack prod-eu-north-1 would be left behind: no longer in the estate: key orders; /,
      ),
    ]);
  });

  it("an instance that is deferred again, because it has another key", () => {
    locked({ keys: `${ORDERS}, ${AUDIT.replace("AuraDS", "AuraDB")}`, rest: WAIVED });
    const parts = {
      keys: `${ORDERS}, ${AUDIT.replace("AuraDS", "AuraDB")}`,
      instances: ORDERS_DB.replace("key: orders", "key: audit"),
      rest: WAIVED,
    };
    expect(problems(parts)).toEqual([
      expect.stringContaining(
        "instance orders-db would be destroyed in stack prod-eu-west-1: deferred, because key audit is in phase 1",
      ),
    ]);
  });

  it("a key that becomes an existing one", () => {
    locked({ instances: "" });
    const arn = "arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";
    const keys = `orders: { account: prod, region: eu-west-1, product: AuraDB, arn: "${arn}" }`;
    expect(problems({ keys, instances: "" })).toEqual([
      expect.stringContaining("key orders would be destroyed in stack prod-eu-west-1: now an existing key (`arn`)"),
    ]);
  });

  it("the account behind a label", () => {
    locked();
    expect(problems({ accounts: PROD.replace("111122223333", "333344445555") })).toEqual([
      "estate.yaml:3:21: `id` of account prod is another account than before: 333344445555; 111122223333 in the lock file; help: correct " +
        "`id`, or name the new account otherwise; keys cannot move to another account [key-account-expected]",
    ]);
  });

  it("a local state that no stack has any more, without a lock file", () => {
    const resource = { mode: "managed", type: "aws_kms_key", name: "keys_orders_5FD52B88" };
    const state = (name: string, resources: object[]): void =>
      writeFileSync(join(folder, `terraform.${name}.tfstate`), JSON.stringify({ version: 4, resources }));
    state("old-eu-west-1", [resource]);
    state("gone-eu-west-1", []);
    state("network", [{ ...resource, type: "aws_vpc" }]);
    state("prod-eu-west-1", [resource]);
    expect(problems({})).toEqual([
      "terraform.old-eu-west-1.tfstate: stack old-eu-west-1 would be left behind: its state has aws_kms_key.keys_orders_5FD52B88, and no " +
        "stack of the estate uses it; help: if an account was renamed, write `formerly: <old name>` on it; else put back what is gone, or " +
        "destroy it and then remove this file [estate-left-behind]",
    ]);
  });
});

const WAIVED = "waivers: [{ rule: one-key-per-product-and-region, on: audit, reason: agreed }]";

describe("Aura's statement", () => {
  it("that was there in the last synth cannot be lost: not its file, and not the setting", () => {
    locked();
    const lost = [
      "estate.yaml:4:70: key orders has lost Aura's statement: it was read from statements/orders.json in the last synth; help: restore " +
        "the file and `statement`; without it Aura loses access to the key, and its instances would be destroyed [statement-lost]",
    ];
    const withoutSetting = ORDERS.replace(", statement: statements/orders.json", "");
    expect(problems({ keys: withoutSetting }).filter((line) => line.includes("statement-lost"))).toEqual([
      (lost[0] ?? "").replace(":70:", ":9:"),
    ]);
    rmSync(join(folder, "statements/orders.json"));
    expect(problems({}).filter((line) => line.includes("statement-lost"))).toEqual(lost);
  });

  it("may move to another file", () => {
    locked();
    writeFileSync(join(folder, "moved.json"), JSON.stringify(STATEMENT));
    expect(synth({ keys: ORDERS.replace("statements/orders.json", "moved.json") })).toBe("OK");
  });

  it("may go where the protection of the key was given up in a synth before", () => {
    const unprotected = ORDERS.replace("product", "removalPolicy: destroy, product");
    locked({ keys: unprotected, instances: "" });
    rmSync(join(folder, "statements/orders.json"));
    expect(synth({ keys: unprotected, instances: "" })).toBe("OK");
  });

  it("can be one for each region of a multi-Region key", () => {
    writeFileSync(join(folder, "dr.json"), JSON.stringify(STATEMENT));
    const keys = (files: string): string =>
      `orders: { account: prod, region: eu-west-1, product: AuraDB, replicas: [eu-north-1], statement: { ${files} } }`;
    expect(synth({ keys: keys("eu-west-1: statements/orders.json, eu-north-1: dr.json") })).toBe("OK");
    const { stacks } = lock();
    expect([stacks["prod-eu-west-1"].keys.orders.statement, stacks["prod-eu-north-1"].keys.orders.statement]).toEqual([
      "statements/orders.json",
      "dr.json",
    ]);
    expect(problems({ keys: keys("eu-west-1: statements/orders.json") })).toEqual([
      "estate.yaml:4:94: `statement` of key orders does not name the regions of the key: no file for eu-north-1; expected: eu-west-1, " +
        "eu-north-1; help: name one file for each region of the key, or one file for all of them [estate-wrong-value]",
    ]);
  });
});

describe("formerly", () => {
  const LEDGER = ORDERS.replace("orders:", "ledger: { formerly: orders },").replace(
    "{ formerly: orders }, {",
    "{ formerly: orders,",
  );
  const LEDGER_DB = "ledger-db: { formerly: orders-db, key: ledger, region: eu-west-1, memory: 8GB }";

  it("moves a key and an instance in their stack, and keeps the names in AWS and Aura", () => {
    locked();
    const before = lock().stacks["prod-eu-west-1"];
    expect(synth({ keys: LEDGER, instances: LEDGER_DB })).toBe("OK");
    const { moved, resource } = configuration("prod-eu-west-1");
    const from = moved.map(({ from }: { from: string }) => from);
    expect(from.sort()).toEqual([...before.keys.orders.resources, ...before.instances["orders-db"].resources].sort());
    const now = lock().stacks["prod-eu-west-1"];
    expect([now.keys.ledger.formerly, now.instances["ledger-db"].formerly]).toEqual([["orders"], ["orders-db"]]);
    const [alias, record] = [Object.values(resource.aws_kms_alias), Object.values(resource.aura_customer_managed_key)];
    expect([alias, record]).toMatchObject([[{ name: "alias/neo4j-aura/orders" }], [{ name: "orders" }]]);
  });

  it("may be removed then: the lock file remembers it, and the blocks stay", () => {
    locked();
    synth({ keys: LEDGER, instances: LEDGER_DB });
    const { moved } = configuration("prod-eu-west-1");
    const bare = {
      keys: LEDGER.replace("formerly: orders, ", ""),
      instances: LEDGER_DB.replace("formerly: orders-db, ", ""),
    };
    expect([synth(bare, true), configuration("prod-eu-west-1").moved]).toEqual(["OK", moved]);
  });

  it("can be said twice: a to b, then b to c", () => {
    const key = (name: string, formerly?: string): Parts => ({
      keys: ORDERS.replace("orders: {", `${name}: {${formerly ? ` formerly: ${formerly},` : ""}`),
      instances: "",
    });
    locked(key("a"));
    synth(key("b", "a"));
    expect(synth(key("c", "b"))).toBe("OK");
    expect(lock().stacks["prod-eu-west-1"].keys.c.formerly).toEqual(["b", "a"]);
    expect(synth(key("b", "c"))).toBe("OK");
    expect(lock().stacks["prod-eu-west-1"].keys.b.formerly).toEqual(["c", "a"]);
  });

  it("on an account keeps the state of each stack, so that nothing has to be moved", () => {
    synth();
    const accounts = 'production: { id: "111122223333", formerly: prod }';
    const parts = { accounts, keys: ORDERS.replace("account: prod", "account: production") };
    expect(synth(parts)).toBe("OK");
    expect(stacks()).toEqual(["production-eu-west-1"]);
    const { terraform, moved } = configuration("production-eu-west-1");
    expect([terraform.backend.local.path, moved]).toEqual(["../../../terraform.prod-eu-west-1.tfstate", undefined]);
    expect(lock().stacks["production-eu-west-1"].state).toBe("prod-eu-west-1");
    // The lock file remembers it.
    expect(synth({ ...parts, accounts: accounts.replace(", formerly: prod", "") }, true)).toBe("OK");
    expect(configuration("production-eu-west-1").terraform.backend.local.path).toContain("terraform.prod-eu-west-1");
  });

  it.each([
    [
      "a typo",
      { keys: LEDGER.replace("formerly: orders", "formerly: oders"), instances: "" },
      '`formerly` of key ledger is not in the lock file: "oders"; help: did you mean orders?',
    ],
    [
      "a name that nothing had",
      { keys: `${ORDERS}, ${AUDIT.replace("{", "{ formerly: papers,")}` },
      '`formerly` of key audit is not in the lock file: "papers"; help: remove it: nothing of that name was made',
    ],
    [
      "a key that is still there",
      { keys: `${ORDERS}, ${AUDIT.replace("{", "{ formerly: orders,")}` },
      '`formerly` of key audit names a key that is still there: "orders"; help: remove `formerly`, or the entry of that name; names ' +
        "cannot be swapped in one step",
    ],
    [
      "the key itself",
      { keys: ORDERS.replace("{", "{ formerly: orders,") },
      '`formerly` of key orders names the key itself: "orders"; help: remove `formerly`, or the entry of that name; names cannot be ' +
        "swapped in one step",
    ],
    [
      "an account that is still there",
      { accounts: `${PROD}, other: { id: "444455556666", formerly: prod }` },
      '`formerly` of account other names an account that is still there: "prod"',
    ],
    [
      "an account that was never there",
      { accounts: PROD.replace("{", "{ formerly: produktion,") },
      '`formerly` of account prod is not in the lock file: "produktion"',
    ],
  ])("is refused with %s", (_, parts, text) => {
    locked();
    expect(problems(parts).filter((line) => !line.includes("[estate-left-behind]"))).toEqual([
      expect.stringContaining(text),
    ]);
  });

  it("keeps its name from others: Terraform may still know the key by it", () => {
    locked();
    synth({ keys: LEDGER, instances: LEDGER_DB });
    const again = ORDERS.replace("eu-west-1", "eu-north-1").replace("statements/orders.json", "other.json");
    expect(problems({ keys: `${LEDGER}, ${again}`, instances: LEDGER_DB })).toEqual([
      expect.stringMatching(/`formerly` of key ledger names a key that is still there/),
    ]);
    expect(problems({ keys: `${LEDGER.replace("formerly: orders, ", "")}, ${again}`, instances: LEDGER_DB })).toEqual([
      "estate.yaml:4:107: key orders has the former name of key ledger; help: choose another name; Terraform may still know key ledger by " +
        "this one [former-name-in-use]",
    ]);
  });

  it("is believed without a lock file", () => {
    const accounts = 'production: { id: "111122223333", formerly: prod }';
    expect(
      synth({ accounts, keys: LEDGER.replace("account: prod", "account: production"), instances: LEDGER_DB }),
    ).toBe("OK");
    expect(configuration("production-eu-west-1").terraform.backend.local.path).toContain("terraform.prod-eu-west-1");
    expect(configuration("production-eu-west-1").moved.length).toBeGreaterThan(0);
  });

  it("cannot give two stacks one state", () => {
    locked();
    const production = 'production: { id: "111122223333", formerly: prod }';
    const keys = ORDERS.replace("account: prod", "account: production");
    synth({ accounts: production, keys });
    const parts = {
      accounts: `${production.replace(", formerly: prod", "")}, ${PROD.replace("1111", "4444")}`,
      keys: `${keys}, ${AUDIT}`,
    };
    expect(problems(parts)).toEqual([
      expect.stringContaining("account prod has the former name of account production"),
    ]);
  });
});

describe("removed", () => {
  const TWO = { keys: `${ORDERS}, ${AUDIT}` };
  const removal = (rest: string): string => `removed: [{ stack: prod-eu-west-1, ${rest} }]`;

  it("hand-over keeps the resources: Terraform forgets them, as long as the stack is there", () => {
    locked(TWO);
    const { resources } = lock().stacks["prod-eu-west-1"].keys.audit;
    expect(synth({ rest: removal("key: audit, action: hand-over") })).toBe("OK");
    const blocks = resources.map((from: string) => ({ from, lifecycle: { destroy: false } }));
    expect(configuration("prod-eu-west-1").removed).toEqual(blocks);
    expect(synth({ rest: removal("key: audit, action: hand-over") }, true)).toBe("OK");
    expect(synth({})).toBe("OK");
    expect(configuration("prod-eu-west-1").removed).toEqual(blocks);
  });

  it("can be taken back", () => {
    locked(TWO);
    synth({ rest: removal("key: audit, action: hand-over") });
    expect(synth(TWO)).toBe("OK");
    expect("removed" in configuration("prod-eu-west-1")).toBe(false);
    expect("removed" in lock().stacks["prod-eu-west-1"].keys.audit).toBe(false);
  });

  it("destroy takes two steps: first the protection is given up", () => {
    locked(TWO);
    const rest = removal("key: audit, action: destroy");
    expect(problems({ rest })[0]).toBe(
      "estate.yaml:6:11: key audit is still protected: `removalPolicy: destroy` was not set in the last synth; help: put it back with " +
        "`removalPolicy: destroy`, deploy that, then remove it; its data will be lost [estate-removal-refused]",
    );
    synth({ keys: `${ORDERS}, ${AUDIT.replace("{", "{ removalPolicy: destroy,")}` });
    expect(synth({ rest })).toBe("OK");
    expect("removed" in configuration("prod-eu-west-1")).toBe(false);
    expect(synth({ rest }, true)).toBe("OK");
    // Said and done.
    expect(synth({})).toBe("OK");
    expect(Object.keys(lock().stacks["prod-eu-west-1"].keys)).toEqual(["orders"]);
  });

  it("of a whole stack: it is made, empty, until the removal is no longer named", () => {
    const more = {
      accounts: `${PROD}, lab: { id: "444455556666" }`,
      keys: `${ORDERS}, ${AUDIT.replace("prod", "lab")}`,
    };
    synth(more);
    const rest = "removed: [{ stack: lab-eu-west-1, action: hand-over }]";
    expect(synth({ accounts: more.accounts, rest })).toBe("OK");
    expect(stacks()).toEqual(["lab-eu-west-1", "prod-eu-west-1"]);
    expect(configuration("lab-eu-west-1")).toMatchObject({
      provider: { aws: [{ allowed_account_ids: ["444455556666"] }] },
      removed: expect.arrayContaining([
        { from: expect.stringMatching(/^aws_kms_key\./), lifecycle: { destroy: false } },
      ]),
    });
    expect(problems({ rest })).toEqual([
      "estate.yaml:6:13: account lab is not in the estate any more: Terraform needs it to remove what is in it; help: keep " +
        '`lab: { id: "444455556666" }` under `accounts` until the removal was deployed [estate-unknown-name]',
    ]);
    expect(synth({})).toBe("OK");
    expect(stacks()).toEqual(["prod-eu-west-1"]);
  });

  it.each([
    [
      "a stack that was never there",
      "removed: [{ stack: prod-eu-west-2, action: destroy }]",
      '`stack` of removal 1 is not in the lock file: "prod-eu-west-2"; help: did you mean prod-eu-west-1?',
    ],
    [
      "a key that was never there",
      removal("key: audi, action: destroy"),
      '`key` of removal 1 is not in the lock file: "audi"; help: did you mean audit?',
    ],
    [
      "a key that is still there",
      removal("key: orders, action: hand-over"),
      "key orders is in the estate and in `removed`: stack prod-eu-west-1; help: remove it from `keys`, or from `removed`",
    ],
    ["both kinds at once", removal("key: orders, instance: orders-db, action: destroy"), "removal 1 is not a removal"],
    [
      "an unknown action",
      removal("key: audit, action: delete"),
      '`action` of removal 1 is not an action: "delete"; expected: destroy or hand-over',
    ],
  ])("is refused with %s", (_, rest, text) => {
    locked(TWO);
    expect(problems({ ...TWO, rest })).toEqual([expect.stringContaining(text)]);
  });
});

it("keeps a customer managed key that no instance uses any more", () => {
  const keys = ORDERS.replace("product", "replicas: [eu-north-1], product");
  locked({ keys, instances: "" });
  expect(synth({ keys, instances: ORDERS_DB.replace("eu-west-1", "eu-north-1") })).toBe("OK");
  const made = (stack: string): number =>
    Object.keys(configuration(stack).resource.aura_customer_managed_key ?? {}).length;
  expect([made("prod-eu-west-1"), made("prod-eu-north-1")]).toEqual([1, 1]);
});
