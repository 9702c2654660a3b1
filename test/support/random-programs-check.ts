import {
  isChanged,
  environments,
  failedConditions,
  mistakesIn,
  randomProgram,
  renderUnchecked,
  synthesize,
} from "./random-programs";

/** Holds the verdict on random programs against what Terraform would do with what is written. */
export function itJudgesRandomPrograms({ from, count }: { readonly from: number; readonly count: number }): void {
  it(`lets no mistake of ${count} random programs through, and accepts the sound ones`, () => {
    const wrong: string[] = [];
    const seen = { accepted: 0, refused: 0, conditional: 0 };
    for (let seed = from; seed < from + count; seed++) {
      const result = synthesize(randomProgram(seed));
      if ("codes" in result) {
        seen.refused++;
        const files = renderUnchecked(randomProgram(seed));
        const isSound = environments(files).every((environment) => mistakesIn(files, environment).length === 0);
        // What the props of constructs contradict is refused, also where an override puts it right.
        if (isSound && !isChanged(seed)) wrong.push(`${seed} is sound and refused: ${result.codes.join(" ")}`);
        continue;
      }
      seen.accepted++;
      for (const environment of environments(result.files)) {
        const mistakes = mistakesIn(result.files, environment);
        const failed = failedConditions(result.files, environment);
        if (failed.length > 0) seen.conditional++;
        if (mistakes.length > 0 && failed.length === 0) wrong.push(`${seed} lets through: ${mistakes.join("; ")}`);
        // A condition that was written for another value stays where an override puts that right.
        if (!isChanged(seed) && mistakes.length === 0 && failed.length > 0)
          wrong.push(`${seed} fails without need: ${failed.join("; ")}`);
      }
    }
    expect(wrong).toEqual([]);
    // A property of what never happens proves nothing.
    for (const times of Object.values(seen)) expect(times).toBeGreaterThan(count / 12);
  });
}
