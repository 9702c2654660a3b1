import { cloudMatchesRecord as rule } from "../../../rules/configuration/cloud-matches-record";
import * as s from "../support";

const cloud = (name: string) => s.given(name, "`cloud_provider`");
const record = s.aRecord({ cloudProvider: cloud("gcp") });
const instance = s.anInstance({ record: record.id, cloudProvider: cloud("gcp") });

describe("cloud-matches-record", () => {
  it("takes a customer managed key in the cloud of the instance", () => {
    expect(s.evaluate(rule, record, instance)).toEqual(s.COMPLIANT);
    expect(s.evaluate(rule, record, { ...instance, cloudProvider: cloud("GCP") })).toEqual(s.COMPLIANT);
  });

  it("refuses one in another cloud, also where both have a region of one name", () => {
    expect(s.evaluate(rule, record, { ...instance, cloudProvider: cloud("aws") })).toEqual({
      outcome: "violation",
      what: "instance orders-prod and its customer managed key are in different clouds",
      got: "aws (`cloud_provider`), gcp (`cloud_provider`)",
      expected: "",
      fix: "use a customer managed key in the cloud of the instance",
    });
  });

  it("says nothing about an instance under Neo4j's own key, or one that does not tell its cloud", () => {
    expect(s.evaluate(rule, s.anInstance())).toEqual(s.NOT_APPLICABLE);
    const { cloudProvider: _, ...silent } = instance;
    expect(s.evaluate(rule, record, silent)).toEqual(s.NOT_APPLICABLE);
  });

  it("leaves it open while one of the clouds is unknown", () => {
    const open = s.unknownBecause("cloud is known only at apply");
    expect(s.evaluate(rule, record, { ...instance, cloudProvider: s.later("cloud") })).toEqual(open);
    expect(s.evaluate(rule, { ...record, cloudProvider: s.later("cloud") }, instance)).toEqual(open);
  });

  it("leaves a customer managed key that is not part of the configuration to project-matches-record", () => {
    const elsewhere = s.anInstance({ record: "elsewhere", cloudProvider: cloud("gcp") });
    expect(s.evaluate(rule, elsewhere)).toEqual(s.NOT_APPLICABLE);
  });
});
