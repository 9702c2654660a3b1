import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { Journal } from "../../../provider/resources/journal";
import { leftBehindWarnings } from "../../../provider/resources/left-behind";
import { thisProcess } from "../../../provider/resources/owner";

const ARRIVED = {
  id: "0badcafe",
  connection_url: "neo4j+s://0badcafe",
  username: "neo4j",
  password: "p4ssw0rd",
  created_at: "2025-01-01T00:00:00Z",
};
/** Processes that have ended: of another start, as in a container; of another host or boot; of no known start, as elsewhere. */
const ENDED = {
  "a process whose number is in use again": { ...thisProcess(), run: "other", started: "1" },
  "a process of another host, boot or container": { ...thisProcess(), run: "other", place: "elsewhere" },
  "a process whose number this one has": { pid: process.pid },
  "a process that does not exist: no system numbers its processes that high": { pid: 2 ** 31 - 1 },
};
const [GONE] = Object.values(ENDED);

describe("the journal of creations", () => {
  let dataDir: string;
  beforeEach(() => {
    dataDir = mkdtempSync(join(tmpdir(), "aura-journal-"));
  });
  afterEach(() => rmSync(dataDir, { recursive: true }));
  const options = {
    workspace: "default",
    state: "here",
    secret: "s3cret",
    terraform: { pid: 1 },
    log: () => undefined,
  };
  const journal = (more: object = {}) => new Journal({ ...options, dataDir, ...more });
  const files = () => readdirSync(join(dataDir, "aura-creating"));
  const file = () => join(dataDir, "aura-creating", files()[0] ?? "");
  const entry = () => JSON.parse(readFileSync(file(), "utf8")) as Record<string, unknown>;
  /** As if the process that wrote it had been killed. */
  const killed = (owner: object = GONE ?? {}) => writeFileSync(file(), JSON.stringify({ ...entry(), owner }));
  const begin = (more: object = {}) => journal(more).begin("a", 1_000, ["old"]);
  const answered = () => begin().keep(ARRIVED);

  it.each(Object.entries(ENDED))("hands out, once, what was told to %s", (_, owner) => {
    answered();
    killed(owner);
    const later = journal();
    expect(later.interrupted("a")).toMatchObject({ began: 1_000, before: ["old"], arrived: ARRIVED });
    expect([later.interrupted("a"), journal().interrupted("a")]).toEqual([undefined, undefined]);
  });

  it("knows that a creation was begun although its answer never came", () => {
    begin();
    killed();
    expect(journal().interrupted("a")).toMatchObject({ began: 1_000, arrived: undefined });
  });

  it("hands out the oldest of several", () => {
    answered();
    killed();
    writeFileSync(join(dataDir, "aura-creating", "0.json"), JSON.stringify({ ...entry(), began: 500 }));
    expect(journal().interrupted("a")?.began).toBe(500);
  });

  it("reads what the first version of the provider wrote", () => {
    answered();
    const { identity, sealed } = entry();
    writeFileSync(file(), JSON.stringify({ format: 1, pid: 2 ** 31 - 1, identity, began: 7, sealed }));
    expect(journal().interrupted("a")).toMatchObject({ began: 7, before: undefined, arrived: ARRIVED });
  });

  it("keeps nothing that can be read without the client secret, for nobody else on the machine", () => {
    answered();
    expect(readFileSync(file(), "utf8")).not.toMatch(/p4ssw0rd|s3cret/);
    expect(statSync(file()).mode & 0o777).toBe(0o600);
    killed();
    expect(journal({ secret: "renewed" }).interrupted("a")).toMatchObject({ id: "0badcafe", arrived: undefined });
  });

  it("leaves alone what is under way, and what belongs to another resource or workspace", () => {
    begin();
    expect(journal().interrupted("a")).toBeUndefined();
    killed();
    expect([journal().interrupted("b"), journal({ workspace: "other" }).interrupted("a")]).toEqual([
      undefined,
      undefined,
    ]);
  });

  describe("hands out to one state what was created for it", () => {
    const delivered = () => {
      const creation = begin();
      creation.keep(ARRIVED);
      creation.deliver();
      killed();
    };
    const holds = (path: string, text = stateWith("0badcafe")) => {
      mkdirSync(dirname(join(dataDir, path)), { recursive: true });
      writeFileSync(join(dataDir, path), text);
    };
    const stateWith = (id: string, type = "aura_instance") =>
      JSON.stringify({ resources: [{ mode: "managed", type, instances: [{ attributes: { id } }] }] });
    const adopts = () => {
      const id = journal({ directory: dataDir }).interrupted("a")?.id;
      if (id !== undefined) killed();
      return id === "0badcafe";
    };

    it("not to another backend, which waits for nobody either", () => {
      delivered();
      expect(journal({ state: "there" }).interrupted("a")).toBeUndefined();
      expect(journal().interrupted("a")?.id).toBe("0badcafe");
      killed({ ...thisProcess(), run: "other" });
      expect([journal({ state: "there" }).underWay("a"), journal().underWay("a")?.hasArrived]).toEqual([
        undefined,
        true,
      ]);
    });

    it.each(["b.tfstate", "prod/terraform.tfstate", "terraform.tfstate.d/blue/terraform.tfstate"])(
      "not where the state file %s has the instance",
      (path) => {
        delivered();
        holds(path);
        expect(adopts()).toBe(false);
        holds(path, stateWith("0badbad0"));
        expect(adopts()).toBe(true);
      },
    );

    it.each([
      ["errored.tfstate", undefined],
      ["terraform.tfstate.backup", undefined],
      [".terraform/copy.tfstate", undefined],
      ["a/b/c/terraform.tfstate", undefined],
      ["terraform.tfstate", ""],
      ["terraform.tfstate", '{"resources":[null,{"mode":"managed","type":"aura_instance"}]}'],
      ["terraform.tfstate", stateWith("0badcafe", "aws_kms_key")],
    ])("also beside %s, which says nothing of another one (%#)", (path, text) => {
      delivered();
      holds(path, text);
      expect(adopts()).toBe(true);
    });

    it("whatever the address of the API is, which earlier versions wrote behind the workspace", () => {
      delivered();
      const { identity, state: _, ...rest } = entry();
      const [workspace, own] = JSON.parse(String(identity)) as string[];
      writeFileSync(
        file(),
        JSON.stringify({ ...rest, identity: JSON.stringify([`${workspace} https://api.neo4j.io`, own]) }),
      );
      expect(journal({ state: "there" }).interrupted("a")?.id).toBe("0badcafe");
    });
  });

  it("tells which other process is at work, and whether it has its answer", () => {
    const other = { ...thisProcess(), run: "other" };
    begin();
    expect(journal().underWay("a")).toBeUndefined();
    killed(other);
    expect([journal().underWay("a"), journal().underWay("b"), journal().interrupted("a")]).toEqual([
      { pid: process.pid, hasArrived: false },
      undefined,
      undefined,
    ]);
    rmSync(file());
    answered();
    killed(other);
    expect(journal().underWay("a")).toEqual({ pid: process.pid, hasArrived: true });
  });

  describe("keeps an entry until the state has the instance", () => {
    it("that is: until another run of the provider is told its id", () => {
      const first = journal();
      const creation = first.begin("a", 1_000, []);
      creation.keep(ARRIVED);
      creation.deliver();
      first.confirm("0badcafe", "plan");
      journal().confirm("00000000", "read");
      journal({ workspace: "other" }).confirm("0badcafe", "read");
      expect(files()).toHaveLength(1);
      journal().confirm("0badcafe", "plan");
      expect(files()).toEqual([]);
    });

    it("also when the client secret was renewed, or the backend moved, meanwhile", () => {
      for (const renewed of [{ secret: "renewed" }, { state: "there" }]) {
        answered();
        journal(renewed).confirm("0badcafe", "plan");
        expect(files()).toEqual([]);
      }
    });

    it("and an imported one until it is read: the plan of an import may be refused", () => {
      answered();
      killed();
      const importing = journal();
      expect([importing.import("0badcafe"), importing.import("00000000")]).toEqual([ARRIVED, undefined]);
      importing.confirm("0badcafe", "read");
      journal().confirm("0badcafe", "plan");
      expect([files().length, journal().interrupted("a")]).toEqual([1, undefined]);
      expect(journal().import("0badcafe")).toEqual(ARRIVED);
      journal().confirm("0badcafe", "read");
      expect(files()).toEqual([]);
    });

    it("and is not taken by an import from a process that is at work on it", () => {
      answered();
      const before = entry();
      expect(journal().import("0badcafe")).toEqual(ARRIVED);
      expect(entry()).toEqual(before);
    });

    it("but not when there is no such instance", () => {
      begin().close();
      expect(files()).toEqual([]);
    });
  });

  describe("tells once in each run what is left behind", () => {
    const told = (pid: number) => journal({ terraform: { pid } }).leftBehind();

    it("by an interruption", () => {
      answered();
      expect(told(2)).toEqual([]);
      killed();
      const left = {
        identity: "a",
        id: "0badcafe",
        arrived: ARRIVED,
        isOfThisState: true,
        delivered: false,
        path: file(),
      };
      expect([told(2), told(2), told(3), told(3)]).toEqual([[left], [], [left], []]);
      journal().interrupted("a")?.deliver();
      killed();
      expect(told(4)).toEqual([]);
    });

    it("by a run whose result has not been in the state or the configuration of a whole later run", () => {
      answered();
      writeFileSync(file(), JSON.stringify({ ...entry(), owner: GONE, delivered: true }));
      expect([told(2), told(2), told(3)]).toEqual([[], [], [expect.objectContaining({ delivered: true })]]);
      journal().import("0badcafe");
      expect(told(4)).toEqual([]);
    });

    it("also by an interruption with another backend, but not what that one got", () => {
      answered();
      killed();
      const elsewhere = (pid: number) => journal({ state: "there", terraform: { pid } }).leftBehind();
      expect(elsewhere(2)).toMatchObject([{ id: "0badcafe", isOfThisState: false }]);
      journal().interrupted("a")?.deliver();
      killed();
      expect([elsewhere(3), elsewhere(4)]).toEqual([[], []]);
    });

    it("and nothing of other workspaces", () => {
      begin({ workspace: "other" });
      killed();
      expect(told(2)).toEqual([]);
    });
  });

  it("goes on when it cannot take off what is over: the instance that was made has to get into the state", () => {
    const said: string[] = [];
    const begun = journal({ log: (_: string, message: string) => said.push(message) }).begin("a", 1_000, []);
    const name = file();
    rmSync(name);
    // Nobody can remove a folder as if it were a file.
    mkdirSync(name);
    begun.close();
    expect(said).toEqual([expect.stringMatching(/^cannot remove the journal of the creation from \S+: /)]);
  });

  it("goes on without what it cannot read, and says so", () => {
    answered();
    const name = file();
    rmSync(name);
    // Nobody can read a folder as if it were a file, nor a file as if it were a folder; rights do not stop an administrator.
    mkdirSync(name);
    const told = () => {
      const one = journal();
      return [one.leftBehind(), one.interrupted("a"), leftBehindWarnings(one).map(({ detail }) => detail)];
    };
    const advice =
      "An instance that an interrupted apply in this directory created may be in it, with its password. Make it readable for whoever runs Terraform.";
    expect(told()).toEqual([[], undefined, [expect.stringMatching(/^EISDIR: .*\. An instance/)]]);
    rmSync(join(dataDir, "aura-creating"), { recursive: true });
    writeFileSync(join(dataDir, "aura-creating"), "");
    expect(told()).toEqual([
      [],
      undefined,
      [expect.stringMatching(/^ENOTDIR: not a directory, scandir '\S+'\. An instance/)],
    ]);
    expect(told()[2]).toEqual([expect.stringContaining(advice)]);
  });

  it("leaves nothing behind where an entry cannot be written", () => {
    const creation = begin();
    const name = file();
    rmSync(name);
    // Nobody can replace a folder with a file.
    mkdirSync(join(name, "full"), { recursive: true });
    creation.keep(ARRIVED);
    expect(creation.problem).toMatch(/^cannot write the journal of the creation to \S+: /);
    expect(files()).toEqual([basename(name)]);
  });

  it("does without a folder, and ignores what it cannot read", () => {
    const none = journal({ dataDir: join(dataDir, "missing") });
    none.begin("a", 1_000, []).keep(ARRIVED);
    expect(none.interrupted("a")).toBeUndefined();
    begin();
    for (const text of [
      "{",
      "null",
      "[1]",
      '{"format":1}',
      '{"format":2,"identity":"a","began":1,"owner":{"pid":1}}',
      '{"format":2,"identity":"a","began":1,"owner":{"pid":"x"}}',
    ]) {
      writeFileSync(file(), text);
      expect(journal().interrupted("a")).toBeUndefined();
      expect(journal().leftBehind()).toEqual([]);
    }
  });
});
