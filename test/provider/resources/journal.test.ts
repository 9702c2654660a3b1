import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Journal } from "../../../provider/resources/journal";

const CREATED = {
  id: "0badcafe",
  connection_url: "neo4j+s://0badcafe",
  username: "neo4j",
  password: "p4ssw0rd",
  created_at: "2025-01-01T00:00:00Z",
};
/** A process that does not exist: no system numbers its processes that high. */
const DEAD = 2 ** 31 - 1;

describe("the journal of creations", () => {
  let dataDir: string;
  beforeEach(() => {
    dataDir = mkdtempSync(join(tmpdir(), "aura-journal-"));
  });
  afterEach(() => rmSync(dataDir, { recursive: true }));
  const options = { workspace: "default", secret: "s3cret", abandoned: () => false, log: () => undefined };
  const journal = (more: object = {}) => new Journal({ ...options, dataDir, ...more });
  const files = () => readdirSync(join(dataDir, "aura-creating"));
  const file = () => join(dataDir, "aura-creating", files()[0] ?? "");
  /** As if the process that wrote it had been killed. */
  const killed = () =>
    writeFileSync(file(), readFileSync(file(), "utf8").replace(`"pid":${process.pid}`, `"pid":${DEAD}`));

  it("hands out what a killed process was told, once", () => {
    journal().begin("a", 1_000).answered(CREATED);
    killed();
    const later = journal();
    expect(later.interrupted("a")).toEqual({
      began: 1_000,
      created: CREATED,
      close: expect.any(Function) as () => void,
    });
    expect(later.interrupted("a")).toBeUndefined();
  });

  it("knows that a creation was begun although its answer never came", () => {
    journal().begin("a", 1_000);
    killed();
    expect(journal().interrupted("a")).toMatchObject({ began: 1_000, created: undefined });
  });

  it("keeps nothing that can be read without the client secret, for nobody else on the machine", () => {
    journal().begin("a", 1_000).answered(CREATED);
    expect(readFileSync(file(), "utf8")).not.toMatch(/p4ssw0rd|0badcafe|s3cret/);
    expect(statSync(file()).mode & 0o777).toBe(0o600);
    killed();
    expect(journal({ secret: "renewed" }).interrupted("a")).toMatchObject({ created: undefined });
  });

  it("leaves alone what is under way, and what belongs to another resource or workspace", () => {
    journal().begin("a", 1_000);
    expect(journal().interrupted("a")).toBeUndefined();
    killed();
    expect([journal().interrupted("b"), journal({ workspace: "other" }).interrupted("a")]).toEqual([
      undefined,
      undefined,
    ]);
  });

  it("forgets a creation when it is over, unless Terraform is not there to be told", () => {
    journal().begin("a", 1_000).close();
    expect(files()).toEqual([]);
    journal({ abandoned: () => true })
      .begin("a", 1_000)
      .close();
    expect(files()).toHaveLength(1);
  });

  it("goes on when it cannot take off what is over: the instance that was made has to get into the state", () => {
    const said: string[] = [];
    const begun = journal({ log: (_: string, message: string) => said.push(message) }).begin("a", 1_000);
    const entry = file();
    rmSync(entry);
    // Nobody can remove a folder as if it were a file.
    mkdirSync(entry);
    begun.close();
    expect(said).toEqual([expect.stringMatching(/^cannot remove the journal of the creation from \S+: /)]);
  });

  it("does without a folder, and ignores what it cannot read", () => {
    const none = journal({ dataDir: join(dataDir, "missing") });
    none.begin("a", 1_000).answered(CREATED);
    expect(none.interrupted("a")).toBeUndefined();
    journal().begin("a", 1_000);
    writeFileSync(file(), "{");
    expect(journal().interrupted("a")).toBeUndefined();
  });
});
