import { mistakesIn } from "../../terraform/configuration/mistakes";
import { Module } from "../../terraform/configuration/module";
import { parseConfiguration } from "../../terraform/configuration/parse";
import { blockRegions } from "../../terraform/configuration/places";
import type { Problem } from "../problem";
import type { NamedConfiguration } from "./read-configurations";
import type { SourcePlace } from "./types";

/** One directory of a configuration, which Terraform reads as one module. */
export interface ConfigurationText {
  /** What to call it. */
  readonly name: string;
  readonly directory: string;
  readonly files: readonly { readonly path: string; readonly text: string }[];
  /** What belongs to it and is not among the files, a clause each. */
  readonly gaps: readonly string[];
}

/**
 * Parses configurations in Terraform's JSON syntax. What is none, or would be refused by Terraform, is a problem.
 * @param texts the configurations
 */
export function parseConfigurations(texts: readonly ConfigurationText[]): {
  readonly configurations: readonly NamedConfiguration[];
  readonly problems: readonly Problem[];
} {
  const problems: Problem[] = [];
  const configurations = texts.map(({ name, directory, files, gaps }) => {
    const parts = files.flatMap((file) => {
      const parsed = parseConfiguration(file.text);
      if ("jsons" in parsed) return parsed.jsons.map((json) => ({ name: file.path, json }));
      problems.push(configurationProblem(file.path, parsed.error));
      return [];
    });
    const module = new Module(parts);
    for (const got of mistakesIn(module)) {
      problems.push(
        configurationProblem(directory, { got, expected: "", fix: "correct it; `terraform validate` says more" }),
      );
    }
    return { name, module, gaps, placeOf: placesIn(files) };
  });
  return { configurations, problems };
}

/** Where blocks are written; looked for when it is asked first, as most configurations have no finding. */
function placesIn(files: ConfigurationText["files"]): (address: string) => SourcePlace | undefined {
  let regions: readonly (readonly [file: string, ReturnType<typeof blockRegions>])[] | undefined;
  return (address) => {
    regions ??= files.map(({ path, text }) => [path, blockRegions(text)] as const);
    const [place] = regions.flatMap(([file, byAddress]) => {
      const region = byAddress.get(address);
      return region ? [{ file, ...region }] : [];
    });
    return place;
  };
}

/**
 * The problem that a configuration cannot be read.
 * @param place path of the file or directory
 * @param details what is there instead, and what to do
 */
export function configurationProblem(place: string, details: Pick<Problem, "got" | "expected" | "fix">): Problem {
  return { code: "configuration-unreadable", path: place, what: "cannot read the configuration", ...details };
}
