import { existsSync, writeFileSync } from "node:fs";
import path from "node:path";
import { DEFAULT_PROJECT } from "../../simulator";
import { granteesOf } from "../../simulator/aura/other-clouds";
import { statementFor } from "../../simulator/aura/statement";
import { run } from "../cli/support/run";
import { temporaryFolder } from "../support/synth";
import { copyOf, EXAMPLES, fencesOf, read, stacksOf, type Copy } from "./support/example";

const ROOT = path.resolve(__dirname, "../..");

/** Whose statement each example asks for in phase 1, one after the other. */
const ASKED: Readonly<Record<string, readonly string[]>> = {
  "single-account": ["orders"],
  "multi-account": ["churn", "orders"],
  "existing-key": ["segments"],
  "multi-region": ["orders-ireland", "orders-frankfurt"],
  azure: ["orders"],
  google: ["orders"],
  "three-clouds": ["ledger", "events", "orders"],
};

/** The clouds of the keys that are not in AWS, by the names that Aura has for them. */
const CLOUDS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  azure: { orders: "azure" },
  google: { orders: "gcp" },
  "three-clouds": { ledger: "azure", events: "gcp" },
};

/** What an example says of a key in phase 2, until its expected principals are set. */
function grantsAccess(key: string, file?: string): string {
  const by = file === undefined ? "" : `, by FOLDER/statements/${file}`;
  return (
    `info ${key}: grants access to AWS account 999988887777 (no expected principals set)${by}: confirm it in the Aura Console, ` +
    "then set `auraAccountId` (or `auraPrincipals`)"
  );
}

/** What each example says in phase 2. */
const SAID: Readonly<Record<string, readonly string[]>> = {
  "single-account": [grantsAccess("orders/orders/Key", "orders.json")],
  "multi-account": [
    grantsAccess("research-eu-central-1/keys/churn", "churn.json"),
    grantsAccess("sales-eu-west-1/keys/orders", "orders.json"),
  ],
  "existing-key": [grantsAccess("segments/shared-policy")],
  "three-clouds": [grantsAccess("prod-eu-west-1/keys/orders", "orders.json")],
  "multi-region": [
    grantsAccess("orders/orders-ireland", "orders-ireland.json"),
    grantsAccess("orders/orders-frankfurt", "orders-frankfurt.json"),
  ],
};

it("lists every example", () => {
  const listed = [...read("examples", "README.md").matchAll(/^\| \[([\w-]+)\]\(\1\)/gm)].map(([, name]) => name);
  expect(listed.sort()).toEqual([...EXAMPLES, "ci"].sort());
  expect(Object.keys(ASKED).sort()).toEqual([...EXAMPLES].sort());
});

describe.each(EXAMPLES)("the example %s, copied out of the repository", (name) => {
  let folder: string;
  let copy: Copy;
  beforeAll(() => {
    folder = temporaryFolder();
    copy = copyOf(name, folder);
  });

  it("asks in phase 1 for each statement, and makes what its README says", () => {
    copy.synth();
    const card =
      /^info .*: Phase 1 of 2: output (?:(\w+)_next_steps says what to do after the deployment|\w+_next_steps says .*; the statement goes to FOLDER\/statements\/([\w-]+)\.json)$/;
    const notes = copy.notes().map((note) => note.replace(folder, "FOLDER"));
    const asked = notes.map((note) => {
      const [, record, file] = card.exec(note) ?? [];
      return record ?? file ?? note;
    });
    expect(asked).toEqual(ASKED[name]);
    expect(copy.resources()).toEqual(inEachStack(name, ["1"]));
  });

  it("says nothing in phase 2 but what its README explains, and makes what it says", () => {
    for (const record of ASKED[name] ?? []) {
      const cloud = CLOUDS[name]?.[record];
      const shown = cloud === undefined ? statementFor(DEFAULT_PROJECT) : granteesOf(cloud, DEFAULT_PROJECT);
      copy.grantAccess(record, JSON.stringify(shown));
    }
    copy.synth();
    expect(copy.notes().map((note) => note.replace(folder, "FOLDER"))).toEqual(SAID[name] ?? []);
    expect(copy.resources()).toEqual(inEachStack(name, ["1", "2"]));
  });

  it("takes the libraries of which this package is tested", () => {
    const { dependencies } = JSON.parse(read("examples", name, "package.json")) as Package;
    const { version, devDependencies } = JSON.parse(read("package.json")) as Package;
    const tested: Record<string, string> = { ...devDependencies, "cdktf-aura-cmk": version };
    expect(dependencies).toEqual(Object.fromEntries(Object.keys(dependencies).map((one) => [one, tested[one]])));
  });

  it("links to pages that are there, and draws a flowchart", () => {
    const links = [...read("examples", name, "README.md").matchAll(/\]\((\.[^)#]+)(#[^)]*)?\)/g)].map(
      ([, to = ""]) => to,
    );
    expect(links.length).toBeGreaterThan(0);
    expect(links.filter((to) => !existsSync(path.join(ROOT, "examples", name, to)))).toEqual([]);
    expect(fencesOf(name, "mermaid")).toEqual([expect.stringMatching(/^flowchart LR\n/)]);
  });
});

it("has a command for the single account that says whom the statement lets in", async () => {
  const file = path.join(temporaryFolder(), "orders.json");
  writeFileSync(file, JSON.stringify(statementFor(DEFAULT_PROJECT)));
  const [command = ""] = /(?<=`npx aura-cmk )lint [^`]+/.exec(read("examples/single-account/README.md")) ?? [];
  const { code, stdout } = await run(...command.replace("statements/orders.json", file).split(" "));
  expect([code, stdout]).toEqual([0, expect.stringMatching(/^ *AWS account 999988887777 .*$/m)]);
});

interface Package {
  readonly version: string;
  readonly dependencies: Record<string, string>;
  readonly devDependencies: Record<string, string>;
}

/** What the table of a README says that each stack has, by type. */
function inEachStack(example: string, phases: readonly string[]): Record<string, Record<string, number>> {
  const readme = read("examples", example, "README.md");
  const madeIn = (text: string): object => {
    const rows = text.matchAll(/^\| (?:(\d+) )?`(\w+)` +\| (\d) +\|/gm);
    return Object.fromEntries(
      [...rows].flatMap(([, count = "1", type = "", phase = ""]) =>
        phases.includes(phase) ? [[type, Number(count)] as const] : [],
      ),
    );
  };
  // Where stacks differ, each has a heading and a table of its own.
  const partOf = (stack: string): string =>
    readme.split(/^#+ /m).find((part) => part.startsWith(`${stack}\n`)) ?? readme;
  return Object.fromEntries(stacksOf(example).map((stack) => [stack, madeIn(partOf(stack))])) as Record<
    string,
    Record<string, number>
  >;
}
