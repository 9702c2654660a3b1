import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import ts from "typescript";
import { renderProblems, synthesizeEstate } from "../../../synth/synthesize";

const ROOT = path.resolve(__dirname, "../../..");

/** The project that the examples name. */
export const PROJECT = "6981ace7-efe5-4f5c-b7c5-267b5162ce91";

/** Reads a file of the repository. */
export const read = (...parts: string[]): string => readFileSync(path.join(ROOT, ...parts), "utf8");

/** Names of the directories under examples/ that can be deployed. */
export const EXAMPLES = readdirSync(path.join(ROOT, "examples"), { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && entry.name !== "ci")
  .map(({ name }) => name);

/** The fences of an example's README in one language. */
export const fencesOf = (example: string, language: string): string[] =>
  [...read("examples", example, "README.md").matchAll(/^```(.*)\n([\s\S]*?)\n```$/gm)].flatMap(([, of, text = ""]) =>
    of === language ? [text] : [],
  );

/** The stacks that an example's README has planned, in its order. */
export const stacksOf = (example: string): string[] => {
  const [commands = ""] = fencesOf(example, "sh").filter((text) => text.includes("terraform"));
  const listed = /^for stack in (.+); do$/m.exec(commands)?.[1]?.split(" ");
  return listed ?? [...new Set([...commands.matchAll(/cdktf\.out\/stacks\/(\S+)/g)].map(([, name = ""]) => name))];
};

/** An example that somebody copied into a folder of theirs. */
export interface Copy {
  /** Does what its cdktf.json says. */
  synth(): void;
  /** What the cdktf CLI prints about its constructs. */
  notes(): string[];
  /** How many resources of each type each stack has. */
  resources(): Record<string, Record<string, number>>;
  /** Saves a file, such as a statement. */
  save(file: string, text: string): void;
  /** Does what leads to phase 2 with what the Console shows: saves it as a statement, or sets it in the program. */
  grantAccess(recordName: string, shown: string): void;
}

interface Manifest {
  readonly stacks: Readonly<Record<string, { readonly synthesizedStackPath: string; readonly annotations: Note[] }>>;
}

interface Note {
  readonly level: string;
  readonly constructPath: string;
  readonly message: string;
}

/** Copies an example into a folder outside of the repository. */
export function copyOf(example: string, folder: string): Copy {
  cpSync(path.join(ROOT, "examples", example), folder, { recursive: true });
  const json = <T>(name: string): T => JSON.parse(readFileSync(path.join(folder, name), "utf8")) as T;
  const save = (file: string, text: string): void => {
    mkdirSync(path.join(folder, path.dirname(file)), { recursive: true });
    writeFileSync(path.join(folder, file), text);
  };
  const stacks = () => Object.entries(json<Manifest>("cdktf.out/manifest.json").stacks);
  return {
    synth() {
      const before = process.cwd();
      process.chdir(folder);
      try {
        appOf(json<{ app: string }>("cdktf.json").app)();
      } finally {
        process.chdir(before);
      }
    },
    notes: () =>
      stacks().flatMap(([, { annotations }]) =>
        annotations.map(
          ({ level, constructPath, message }) => `${level.replace("@cdktf/", "")} ${constructPath}: ${message}`,
        ),
      ),
    resources: () =>
      Object.fromEntries(
        stacks().map(([name, { synthesizedStackPath }]) => {
          const { resource } = json<{ resource: Record<string, object> }>(`cdktf.out/${synthesizedStackPath}`);
          return [
            name,
            Object.fromEntries(Object.entries(resource).map(([type, of]) => [type, Object.keys(of).length])),
          ];
        }),
      ),
    save,
    grantAccess(recordName, shown) {
      const { applicationId, serviceAccounts } = JSON.parse(shown) as Record<string, unknown>;
      if (applicationId === undefined && serviceAccounts === undefined)
        return save(`statements/${recordName}.json`, shown);
      const file = existsSync(path.join(folder, "main.ts")) ? "main.ts" : "estate.yaml";
      const setting = applicationId === undefined ? "serviceAccounts" : "applicationId";
      const value = JSON.stringify(applicationId ?? serviceAccounts);
      const text = readFileSync(path.join(folder, file), "utf8");
      save(
        file,
        text.replace(new RegExp(`(//|#) (${setting}: )(""|\\[\\])`), (_, __, name: string) => name + value),
      );
    },
  };
}

/** The app of a cdktf.json in this process: a process for each of them takes seconds. */
function appOf(command: string): () => void {
  if (command === "npx ts-node main.ts") return program;
  // What dist/main.js is compiled from does this and prints the report.
  if (command === "node node_modules/cdktf-aura-cmk/dist/main.js") return estate;
  throw new Error(`no test knows the app ${command}`);
}

function program(): void {
  const { outputText } = ts.transpileModule(readFileSync("main.ts", "utf8"), {
    compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 },
  });
  const load = (name: string): unknown =>
    jest.requireActual(name === "cdktf-aura-cmk" ? path.join(ROOT, "constructs") : name);
  // The name of the file, by which its folder is found.
  new Function("require", "exports", `${outputText}\n//# sourceURL=${path.resolve("main.ts")}`)(load, {});
}

function estate(): void {
  const result = synthesizeEstate("estate.yaml");
  if ("problems" in result) throw new Error(renderProblems(result.problems));
}
