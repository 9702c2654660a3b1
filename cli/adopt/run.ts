import { existsSync } from "node:fs";
import path from "node:path";
import { setImmediate } from "node:timers/promises";
import type { Clouds, Gaps } from "../../live/observe";
import { CLOUDS } from "../../model/clouds";
import { installedFramework } from "../../model/framework";
import { cloudOfIdentifier } from "../../model/key-identifiers";
import type { OtherCloud } from "../../model/limits";
import { renderProblem, renderProblemBlock, type Problem } from "../../model/problem";
import { expectationOfStates } from "../../model/read/read-states";
import { objectsInStates, type StateObject } from "../../model/read/state-objects";
import { parseArn } from "../../policy/arn";
import { whyNoDirectory } from "../../util/file-errors";
import { showInvisible } from "../../util/invisible-characters";
import { writeAll } from "../init/write";
import { printJson } from "../print";
import { Progress } from "../progress";
import { untilStopped } from "../signals";
import { readStates } from "../verify/states";
import { targetsOf, unusableTarget, type TargetPurpose } from "../verify/targets";
import type { Adoption } from "./adoption";
import { filesOf } from "./files";
import { APPLICATION_FILES, type Form } from "./forms";
import { readAdoption, type Found, type Wish } from "./read-adoption";
import { reportData, reportText } from "./report";
import { problemsOfEstate } from "./trial";

/** The command line of `aura-cmk adopt`. */
export interface AdoptArguments {
  /** ARNs, ids and aliases of keys, ids of instances, files with states. */
  readonly targets: readonly string[];
  /** Ids of customer managed keys in Aura. */
  readonly customerManagedKey?: readonly string[];
  /** The AWS account of Aura. @default - read from the policy */
  readonly auraAccount?: string;
  readonly region?: string;
  readonly as: Form;
  /** The directory in which the files are written. */
  readonly out: string;
  readonly json?: boolean;
}

type Outcome =
  | { readonly adoption: Adoption; readonly files: ReadonlyMap<string, string> }
  | { readonly problems: readonly Problem[] };

const UNUSABLE = 2;
const TO_ADOPT: TargetPurpose = {
  verb: "adopt",
  expected: "a state, the ARN, id or alias of a key, or the id of an instance",
};

/**
 * Reads what exists, and writes the estate or the program that manages it from then on.
 * @returns exit code: 0, 2 when it cannot be adopted and nothing is written; that of the signal when it was stopped
 */
export async function runAdopt(options: AdoptArguments): Promise<number> {
  // The SDK is part of this program: which versions of Node later ones of it want does not matter.
  process.env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"] ??= "true";
  return untilStopped(async (signal) => {
    const progress = new Progress(process.stderr);
    const stopped = new Promise<"stopped">((resolve) => signal.addEventListener("abort", () => resolve("stopped")));
    const outcome = await Promise.race([
      // A signal that came while nothing waited is heard before anything is written.
      adopted(options, (what) => progress.step(what)).finally(() => setImmediate()),
      stopped,
    ]);
    progress.end();
    if (outcome === "stopped") {
      process.stderr.write("\nNothing was written.\n");
      process.exit(Number(signal.reason));
    }
    const written = "problems" in outcome ? outcome : write(outcome, options.out);
    if ("problems" in written) return refuse(written.problems, options);
    if (options.json === true) printJson(reportData(written.adoption, [...written.files.keys()]));
    else process.stdout.write(reportText(written.adoption, [...written.files.keys()], options));
    return 0;
  });
}

async function adopted(options: AdoptArguments, step: (what: string) => void): Promise<Outcome> {
  const { as: form, out, customerManagedKey: records = [], auraAccount: auraAccountId } = options;
  const present = alreadyThere(out, [APPLICATION_FILES[form]]);
  if (present.length > 0) return { problems: present };
  step("reading what is named");
  const targets = await readTargets(options.targets, records);
  if ("problems" in targets) return targets;
  const wish: Wish = {
    ...{ keys: targets.keys, instances: targets.instances, records: targets.records },
    fromStates: targets.fromStates,
    ...(auraAccountId !== undefined && { auraAccountId }),
  };
  const found = await look(wish, options.region, step);
  if ("problems" in found) return found;
  const read = readAdoption(found, wish);
  if ("problems" in read) return read;
  step("checking what is written");
  const { adoption } = read;
  const problems = await problemsOfEstate(adoption);
  if (problems.length > 0) return { problems };
  const files = filesOf(adoption, form, targets.objects, installedFramework());
  const occupied = alreadyThere(out, [...files.keys()]);
  return occupied.length > 0 ? { problems: occupied } : { adoption, files };
}

/** What the arguments name, and what is in the states among them. */
interface Named {
  readonly keys: readonly string[];
  readonly instances: readonly string[];
  readonly records: readonly string[];
  /** Ids of instances that nothing but a state names. */
  readonly fromStates: readonly string[];
  /** What states of Terraform manage today. */
  readonly objects: readonly StateObject[];
}

/** @param given ids of customer managed keys */
async function readTargets(
  texts: readonly string[],
  given: readonly string[],
): Promise<Named | { readonly problems: readonly Problem[] }> {
  const targets = targetsOf(texts, TO_ADOPT);
  if ("problems" in targets) return targets;
  const [configuration] = targets.configurations;
  if (configuration !== undefined)
    return {
      problems: [
        unusableTarget(TO_ADOPT, configuration, "a configuration", "name a state, which has the ids of what exists"),
      ],
    };
  const elsewhere = targets.keys.flatMap((key) => {
    const cloud = cloudOfIdentifier(key);
    return cloud === undefined ? [] : [notAdoptable(key, cloud)];
  });
  if (elsewhere.length > 0) return { problems: elsewhere };
  const states = await readStates(targets.states, process.stdin);
  const read = "problems" in states ? states : objectsInStates(states.texts);
  if ("problems" in read) return read;
  const { objects } = read;
  const idsOf = (kind: StateObject["kind"]) => objects.filter((one) => one.kind === kind).map(({ id }) => id);
  const [instances, records] = [idsOf("instance"), idsOf("record")];
  const [state] = targets.states;
  const isNamed = targets.keys.length + targets.instances.length + given.length > 0;
  if (state !== undefined && instances.length + records.length === 0 && !isNamed)
    return {
      problems: [
        unusableTarget(
          TO_ADOPT,
          state,
          "no customer managed key and no instance of Aura in it",
          "name the key or the instance beside it",
        ),
      ],
    };
  return {
    keys: targets.keys,
    instances: [...new Set([...targets.instances, ...instances])],
    records: [...new Set([...given, ...records])],
    fromStates: instances.filter((id) => !targets.instances.includes(id)),
    objects,
  };
}

/** Reads AWS and Aura. */
async function look(
  { keys, instances, records }: Wish,
  region: string | undefined,
  step: (what: string) => void,
): Promise<Found | { readonly problems: readonly Problem[] }> {
  const expectation = expectationOfStates([]);
  if ("problems" in expectation) return expectation;
  const { model } = expectation;
  const { cloudsOf, Gaps, observe } = await import("../verify/live");
  const gaps = new Gaps();
  const access = { accounts: new Map(), ...(region !== undefined && { region }) };
  const clouds = cloudsOf(access, model, gaps, process.env);
  try {
    const caller = await clouds.aws.caller(undefined);
    if ("failure" in caller) gaps.add("AWS", caller.failure);
    const wanted = { model, keys: "failure" in caller ? [] : keys, instances, records, allOnKeys: true };
    const observed = await observe(wanted, clouds, gaps, new Date(), step);
    const tags = await tagsOf(observed.others.keys, clouds, gaps);
    const known = "failure" in caller ? {} : { callerAccount: caller.accountId };
    return { ...known, observed: { ...observed, gaps: gaps.list }, tags };
  } finally {
    clouds.aws.close();
  }
}

async function tagsOf(keys: Found["observed"]["others"]["keys"], { aws }: Clouds, gaps: Gaps): Promise<Found["tags"]> {
  const { readTags } = await import("../verify/live");
  const read = await Promise.all(
    keys.map(async ({ arn }) => {
      const { region = "", accountId = "" } = parseArn(arn) ?? {};
      const result = await readTags(aws.kms(accountId, region), arn);
      if ("failure" in result) gaps.add(`key ${arn}`, result.failure);
      return "tags" in result ? [[arn, result.tags] as const] : [];
    }),
  );
  return new Map(read.flat());
}

/** The files that would be overwritten. */
/** The problem of a key that is not in AWS. */
function notAdoptable(key: string, cloud: OtherCloud): Problem {
  return {
    ...({ code: "key-not-adoptable", path: key, what: "adopt takes over keys of AWS only" } as const),
    got: `a key of ${CLOUDS[cloud].name}`,
    expected: "",
    fix: `use it as it is, with \`keyId\` of a key in the estate: docs/${cloud === "azure" ? "azure" : "google"}.md`,
  };
}

function alreadyThere(directory: string, names: readonly string[]): readonly Problem[] {
  return names
    .filter((name) => existsSync(path.join(directory, name)))
    .map((name) => ({
      ...({ code: "output-unwritable", path: path.join(directory, name), what: "the file exists already" } as const),
      ...{ got: "", expected: "", fix: "name another directory with --out, and copy from there what you need" },
    }));
}

function write<T extends Exclude<Outcome, { readonly problems: unknown }>>(
  outcome: T,
  directory: string,
): T | { readonly problems: readonly Problem[] } {
  try {
    writeAll(path.resolve(directory), outcome.files);
    return outcome;
  } catch (error) {
    const { path: place = directory } = error as NodeJS.ErrnoException;
    const what = "cannot write the files";
    const problem = { what, got: whyNoDirectory(error), expected: "", fix: "check the path" };
    return { problems: [{ code: "output-unwritable", path: place, ...problem }] };
  }
}

function refuse(problems: readonly Problem[], { json = false }: AdoptArguments): number {
  if (json) printJson({ version: 1, problems });
  const render = process.stderr.isTTY ? renderProblemBlock : renderProblem;
  for (const problem of problems) process.stderr.write(`${showInvisible(render(problem))}\n`);
  return UNUSABLE;
}
