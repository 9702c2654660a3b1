import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import Ajv, { type AnySchemaObject } from "ajv";
import { renderJson } from "../../review/format/json";
import { configuration } from "../cli/check/configurations";
import { run } from "../cli/support/run";
import { oneIn } from "../support/part";
import { CASES, reviewOf } from "./golden/cases";
import { planText, RECORDED, reviewOfText } from "./real-plans/review";
import { sampleReview } from "./sample";

const ROOT = path.resolve(__dirname, "../..");
const schema = JSON.parse(readFileSync(path.join(ROOT, "review.schema.json"), "utf8")) as AnySchemaObject & {
  properties: Record<string, AnySchemaObject>;
  definitions: Record<string, AnySchemaObject>;
};
const validate = new Ajv({ allErrors: true }).compile(schema);

function problemsOf(json: string): readonly string[] {
  if (validate(JSON.parse(json))) return [];
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}

describe("the schema of the JSON of a review", () => {
  it.each(oneIn(5, RECORDED))("fits the review of %s", (name) => {
    expect(problemsOf(renderJson(reviewOfText(planText(name))))).toEqual([]);
  });

  it("fits the reviews of several plans, and one with something in every part", () => {
    const several = CASES.filter(({ plans }) => plans.length > 1).map(({ plans }) => reviewOf(...plans));
    expect(several.length).toBeGreaterThan(2);
    expect([...several, sampleReview()].flatMap((review) => problemsOf(renderJson(review)))).toEqual([]);
  });

  it("fits what a check prints", async () => {
    const folder = mkdtempSync(path.join(tmpdir(), "aura-cmk-schema-"));
    try {
      const disabled = configuration({ key: { is_enabled: false } });
      for (const [index, written] of [configuration(), disabled, {}].entries()) {
        const file = path.join(folder, `${index}.tf.json`);
        writeFileSync(file, JSON.stringify(written));
        const { stdout } = await run("check", file, "--format", "json");
        expect(problemsOf(stdout)).toEqual([]);
        expect(JSON.parse(stdout)).toMatchObject({ of: "configuration" });
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("refuses a member that it does not describe, wherever it is", () => {
    const review = sampleReview();
    const [finding] = review.findings;
    expect(problemsOf(renderJson({ ...review, more: 1 } as never))).toEqual([" must NOT have additional properties"]);
    expect(problemsOf(renderJson({ ...review, findings: [{ ...finding, more: 1 } as never] }))).toEqual([
      "/findings/0 must NOT have additional properties",
    ]);
  });

  it("describes every member", () => {
    const objects = [schema, ...Object.values(schema.definitions)];
    const undescribed = objects.flatMap(({ properties = {} }) =>
      Object.entries(properties as Record<string, AnySchemaObject>)
        .filter(([, { description, $ref, items }]) => {
          const name =
            String($ref ?? (items as AnySchemaObject | undefined)?.["$ref"] ?? "")
              .split("/")
              .at(-1) ?? "";
          return description === undefined && schema.definitions[name]?.["description"] === undefined;
        })
        .map(([name]) => name),
    );
    expect(undescribed).toEqual([]);
  });
});
