import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { SIMULATED } from "../../cli/init/application";
import { DEFAULTS } from "../../cli/init/choices";
import { packageJson } from "../../cli/init/templates/package-json";

const ROOT = path.resolve(__dirname, "../..");

interface Package {
  readonly scripts: Readonly<Record<string, string>>;
}

const PAGES = [
  "README.md",
  "CONTRIBUTING.md",
  ...readdirSync(path.join(ROOT, "docs"), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".md"))
    .map((name) => `docs/${name}`),
];
const textOf = (page: string): string => readFileSync(path.join(ROOT, page), "utf8");

describe.each(PAGES)("%s", (page) => {
  it("links to pages and headings that exist", () => {
    const links = [...textOf(page).matchAll(/\]\((?!https?:|mailto:)([^)#\s]*)(#[^)\s]*)?\)/g)];
    const broken = links.filter(([, file = "", anchor]) => {
      const target = file === "" ? path.join(ROOT, page) : path.resolve(ROOT, path.dirname(page), file);
      if (!existsSync(target)) return true;
      return anchor !== undefined && statSync(target).isFile() && !headingsOf(target).includes(anchor.slice(1));
    });
    expect(broken.map(([link]) => link)).toEqual([]);
  });

  it("names only commands of package.json", () => {
    const ours = JSON.parse(textOf("package.json")) as Package;
    // The README leads into an application that `aura-cmk init` writes.
    const written = JSON.parse(packageJson({ ...DEFAULTS, ...SIMULATED, name: "db", packageSpec: "" })) as Package;
    const scripts = { ...ours.scripts, ...written.scripts };
    const named = [...textOf(page).matchAll(/\bnpm run ([\w:-]+)/g)].map(([, name = ""]) => name);
    expect(named.filter((name) => !(name in scripts))).toEqual([]);
  });
});

describe("the page on what was verified", () => {
  const rows = [...textOf("docs/verified.md").matchAll(/^\| (.+?) +\| (.+?) +\| `(test\/[^`]+)` +\|$/gm)];

  it("names a test that exists for each part, and what it was tried against", () => {
    expect(rows.length).toBeGreaterThan(15);
    expect(rows.filter(([, , , test = ""]) => !existsSync(path.join(ROOT, test))).map(([row]) => row)).toEqual([]);
    const kinds = /^(Real|Simulated|Recorded|Documents|Schemas)\b/;
    expect(rows.filter(([, , against = ""]) => !kinds.test(against)).map(([row]) => row)).toEqual([]);
  });

  it("has no row without a test", () => {
    expect(
      textOf("docs/verified.md")
        .split("\n")
        .filter((line) => line.startsWith("| ")),
    ).toHaveLength(rows.length + 2);
  });
});

describe("the page on the architecture", () => {
  const page = textOf("docs/architecture.md");

  it("has every room of the source, and no other", () => {
    const { include } = JSON.parse(textOf("tsconfig.build.json")) as { include: string[] };
    const rooms = include.filter((name) => !name.endsWith(".ts")).sort();
    const rows = [...page.matchAll(/^\| `(\w+)\/` /gm)].map(([, room]) => room).sort();
    expect(rows).toEqual(rooms);
  });

  it("names only files that exist", () => {
    const files = [...page.matchAll(/`([\w-]+(?:\/[\w-]+)*\.ts)`/g)].map(([, file = ""]) => file);
    expect(files.length).toBeGreaterThan(30);
    expect(files.filter((file) => !existsSync(path.join(ROOT, file)))).toEqual([]);
  });

  it("names only functions that are in the file named after them", () => {
    const pairs = [...page.matchAll(/`(\w+)` (?:in|of) `([\w/-]+\.ts)`/g)];
    expect(pairs.length).toBeGreaterThan(8);
    const lost = pairs.filter(([, name = "", file = ""]) => !new RegExp(`\\b${name}\\b`).test(textOf(file)));
    expect(lost.map(([pair]) => pair)).toEqual([]);
  });
});

/** The anchors that GitHub gives to the headings of a page. */
function headingsOf(file: string): string[] {
  return [...readFileSync(file, "utf8").matchAll(/^#+ (.+)$/gm)].map(([, heading = ""]) =>
    heading
      .toLowerCase()
      .replace(/[^\w\- ]/g, "")
      .replaceAll(" ", "-"),
  );
}
