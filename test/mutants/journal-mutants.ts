import { of, type Mutant } from "./mutant";

const JOURNAL = ["test/provider/resources/journal.test.ts"];

/** Bugs in what is kept of a creation until the state has the instance. */
export const JOURNAL_MUTANTS: readonly Mutant[] = [
  ...of("provider/resources/journal.ts", JOURNAL, [
    ["the plan of an import proves that the state has the instance", 'witness === "read" || !entry.imported', "true"],
    [
      "what this run says proves that the state has the instance",
      "this.entriesOf(id, this.others())",
      "this.entriesOf(id, this.files())",
    ],
    [
      "the state of another workspace proves it",
      "entry && isOfWorkspace(entry, this.options.workspace) ? [[file, entry]]",
      "entry ? [[file, entry]]",
    ],
    [
      "what another backend has is adopted",
      "instanceOf(entry) === identity && isOfState(entry, this.options.state)",
      "instanceOf(entry) === identity",
    ],
    ["what another state of the directory has is adopted", ".filter(([, entry]) => !this.isHeld(entry))", ""],
    ["another client secret hides the id", "entry.id ?? this.arrivedIn(entry)?.id", "this.arrivedIn(entry)?.id"],
    ["what could not be written stays", "this.remove(`${file}.new`);", ""],
    [
      "an import takes an entry from a process that is at work on it",
      "if (!isAlive(entry.owner)) this.write",
      "this.write",
    ],
    ["others on the machine can read an entry", "mode: 0o600, ", ""],
    ["whoever adopts an entry does not own it", "{ ...entry, owner: thisProcess() }", "entry"],
    [
      "an entry that cannot be opened ends the run",
      "text === undefined ? undefined : (JSON.parse(text) as Arrived)",
      'JSON.parse(text ?? "{") as Arrived',
    ],
  ]),
  ...of("provider/resources/journal-entry.ts", JOURNAL, [
    ["the newest of several interrupted creations is adopted", "a.began - b.began", "b.began - a.began"],
    ["what was imported is adopted as well", "!entry.imported && ", ""],
    ["the same Terraform is told twice", "!imported && seen !== nameOf(terraform) && ", "!imported && "],
    ["what was delivered is left behind at once", "(!delivered || seen !== undefined)", "true"],
    ["what was delivered is never left behind", "(!delivered || seen !== undefined)", "!delivered"],
  ]),
  ...of("provider/resources/owner.ts", JOURNAL, [
    [
      "a process whose number is in use again is alive",
      "return startOf(pid) === started;",
      "return startOf(pid) !== undefined;",
    ],
    [
      "a process of another host, boot or container is looked for here",
      "place !== undefined && place !== here()",
      "false",
    ],
    ["a process whose number this one has is alive", "pid !== process.pid && hasNumber(pid)", "hasNumber(pid)"],
  ]),
  ...of(
    "provider/resources/sealing.ts",
    ["test/provider/resources/sealing.test.ts"],
    [
      ["every text has the same salt", "randomBytes(SALT)", "Buffer.alloc(SALT)"],
      ["every text has the same nonce", "randomBytes(NONCE)", "Buffer.alloc(NONCE)"],
      ["what was changed ends the run", "} catch {\n    return undefined;", "} catch (problem) {\n    throw problem;"],
    ],
  ),
  ...of(
    "provider/resources/left-behind.ts",
    ["test/provider/resources/left-behind.test.ts"],
    [
      [
        "an import is said to have a password that never came",
        'arrived?.password === undefined ? ""',
        'arrived === undefined ? ""',
      ],
    ],
  ),
  ...of(
    "provider/resources/salvage.ts",
    ["test/provider/resources/salvage.test.ts"],
    [
      ["the last of several objects is the new instance", "fields.reverse()", "fields"],
      ["an escaped quotation mark ends a text", '("(?:[^"\\\\]|\\\\.)*")/g', '("[^"]*")/g'],
    ],
  ),
];
