import { known } from "../../../model/fact";
import { projectMatchesRecord as rule } from "../../../rules/configuration/project-matches-record";
import * as s from "../support";

const OTHER = "0a1b2c3d-0000-4000-8000-000000000002";

describe("project-matches-record", () => {
  const record = s.aRecord();
  const instance = s.anInstance({ record: record.id });
  const inProject = (id: string) => known(id, "`projectId` of instance orders-prod");

  it("accepts one project, in letters of any case", () => {
    expect(s.evaluate(rule, record, instance)).toEqual(s.COMPLIANT);
    const upper = { ...instance, projectId: inProject(s.PROJECT.toUpperCase()) };
    expect(s.evaluate(rule, record, upper)).toEqual(s.COMPLIANT);
  });

  it("refuses the customer managed key of another project", () => {
    expect(s.evaluate(rule, record, { ...instance, projectId: inProject(OTHER) })).toEqual({
      outcome: "violation",
      what: "instance orders-prod and its customer managed key are in different Aura projects",
      got: `${OTHER} (instance), ${s.PROJECT} (orders-record)`,
      expected: "one project",
      fix: "use a customer managed key in the project of the instance, or correct `projectId`",
    });
  });

  it("says nothing about an instance under Neo4j's own key", () => {
    expect(s.evaluate(rule, s.anInstance({ projectId: inProject(OTHER) }))).toEqual(s.NOT_APPLICABLE);
  });

  it("leaves it open while a project, or the record, is unknown", () => {
    const open = s.unknownBecause("project is known only at apply");
    expect(s.evaluate(rule, record, { ...instance, projectId: s.later("project") })).toEqual(open);
    expect(s.evaluate(rule, s.aRecord({ projectId: s.later("project") }), instance)).toEqual(open);
    expect(s.evaluate(rule, instance)).toEqual({
      ...s.unknownBecause("the key of instance orders-prod is not in this configuration"),
      cause: "key of instance orders-prod is known only at apply",
    });
  });
});

it("has this one-line message for the bad example of project-matches-record", () => {
  expect(s.exampleLine(rule)).toBe(
    "prod/orders-prod: instance orders-prod and its customer managed key are in different Aura projects: 0a1b2c3d-0000-4000-8000-000000000002 (instance), 6981ace7-efe5-4f5c-b7c5-267b5162ce91 (orders-record); expected: one project; help: use a customer managed key in the project of the instance, or correct `projectId` [project-matches-record]",
  );
});
