import type { Problem } from "../../model/problem";
import { readAccount, type Expectation } from "../../model/read/read-account";
import { expectationOfStates } from "../../model/read/read-states";
import { parseConfigurations } from "../../model/read/parse-configurations";
import { expectationOfConfigurations } from "../../model/read/read-configurations";
import type { Observed } from "../../model/live";
import { expecting } from "../../review/expecting";
import { reviewAccount } from "../../review/review";
import type { Review } from "../../review/types";
import { readConfigurationFiles } from "../check/input";
import { Progress } from "../progress";
import type { OutputArguments } from "../review/arguments";
import { finish, overwritingProblem } from "../review/output";
import { readStates } from "./states";
import { targetsOf, type Targets } from "./targets";

/** The command line of `aura-cmk verify`. */
export interface VerifyArguments extends OutputArguments {
  /** States, configurations and ids. */
  readonly targets: readonly string[];
  readonly role?: string;
  readonly region?: string;
}

type Outcome = { readonly review: Review } | { readonly problems: readonly Problem[] };

/**
 * Verifies what there is in AWS and Aura, and prints or writes the review of it.
 * @returns exit code: 0, 1 when the verdict fails, 2 when nothing can be verified
 */
export async function runVerify(options: VerifyArguments): Promise<number> {
  const { estate, out } = options;
  // The SDK is part of this program: which versions of Node later ones of it want does not matter.
  process.env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"] ??= "true";
  const targets = targetsOf(options.targets);
  if ("problems" in targets) return finish(targets, options);
  const files = [...targets.states, ...targets.configurations, ...(estate === undefined ? [] : [estate])];
  const overwriting = overwritingProblem(out, files);
  if (overwriting) return finish({ problems: [overwriting] }, options);
  const progress = new Progress(process.stderr);
  const outcome = await verified(targets, options, (what) => progress.step(what));
  progress.end();
  return finish(outcome, options);
}

async function verified(targets: Targets, options: VerifyArguments, step: (what: string) => void): Promise<Outcome> {
  step("reading what is expected");
  // YAML and its schema are loaded only with an estate.
  const settings =
    options.estate === undefined ? undefined : (await import("../review/estate")).readEstate(options.estate);
  const problems = settings && "problems" in settings ? settings.problems : [];
  const {
    accountNames,
    principals = [],
    accounts = new Map(),
    baseUrl,
  } = settings && "accountNames" in settings ? settings : {};
  const expectation = await expected(targets, options.estate, principals, step);
  if ("problems" in expectation) return { problems: [...problems, ...expectation.problems] };
  const found = [...problems, ...nothingToVerify(expectation, targets, options.estate)];
  if (found.length > 0) return { problems: found };
  const { keys, instances } = targets;
  const { cloudsOf, Gaps, observe, otherCloudsOf } = await import("./live");
  const gaps = new Gaps();
  const access = { ...options, accounts, ...(baseUrl && { baseUrl }) };
  const clouds = {
    ...cloudsOf(access, expectation.model, gaps, process.env),
    others: otherCloudsOf(gaps, process.env),
  };
  const now = new Date();
  try {
    const observed = await observe({ model: expectation.model, keys, instances }, clouds, gaps, now, step);
    const unreadable = whyUnreadable(observed);
    if (unreadable.length > 0) return { problems: unreadable };
    step("judging the account");
    const account = readAccount(expectation, observed, principals);
    const reading = expecting(account.reading, principals);
    return { review: reviewAccount({ ...account, reading }, { now, ...(accountNames && { accountNames }) }) };
  } finally {
    clouds.aws.close();
  }
}

/** States or configurations; an estate by itself is what synth makes of it. */
async function expected(
  { states, configurations, keys, instances }: Targets,
  estate: string | undefined,
  principals: readonly string[],
  step: (what: string) => void,
): Promise<Expectation | { readonly problems: readonly Problem[] }> {
  const isEstate = estate !== undefined && [...states, ...configurations, ...keys, ...instances].length === 0;
  if (isEstate || configurations.length > 0) {
    const input = isEstate
      ? await (await import("./estate")).configurationsOfEstate(estate, step)
      : readConfigurationFiles(configurations);
    const { configurations: parsed, problems: mistakes } = parseConfigurations(input.texts);
    const problems = [...input.problems, ...mistakes];
    return problems.length > 0 ? { problems } : expectationOfConfigurations(parsed);
  }
  const read = await readStates(states, process.stdin);
  return "problems" in read ? read : expectationOfStates(read.texts, principals);
}

/** A check that runs every night must not be green for ever because it was given the wrong file. */
function nothingToVerify(
  { model }: Expectation,
  { states, configurations, keys, instances }: Targets,
  estate: string | undefined,
): readonly Problem[] {
  const expected = [model.keys, model.keyPolicies, model.records, model.instances, keys, instances];
  if (expected.some((some) => some.length > 0)) return [];
  const files = [...states, ...configurations];
  return [
    {
      ...{ code: "nothing-to-verify", path: files.length > 0 ? files.join(", ") : (estate ?? "") },
      ...{ what: "there is nothing to verify", got: "no key for Aura, no customer managed key and no instance" },
      expected: "",
      fix: "pass the state or the configuration of the stack that has the key",
    },
  ];
}

/** Why nothing at all could be read of any cloud: then there is nothing to report. */
function whyUnreadable({ identities, gaps, keys, clouds, others }: Observed): readonly Problem[] {
  const sought = [...keys.values(), ...clouds.values()];
  const found = sought.some((one) => !("unread" in one)) || others.keys.length + others.clouds.length > 0;
  if (found || identities.some(({ of }) => !of.startsWith("Aura"))) return [];
  return gaps.map(({ what, got = "", fix = "" }) => ({
    ...({ code: "account-unreadable", path: "", what, got, expected: "", fix } as const),
  }));
}
