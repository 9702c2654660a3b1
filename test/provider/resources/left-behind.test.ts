import { join, resolve } from "node:path";
import { identityOf } from "../../../provider/resources/instance-identity";
import type { Journal, LeftBehind } from "../../../provider/resources/journal";
import { leftBehindWarnings } from "../../../provider/resources/left-behind";

const identity = identityOf({ project_id: "p", name: "orders", region: "eu-west-1", memory: "8GB" });
const path = resolve(join(".terraform", "aura-creating", "a.json"));
const told = (arrived: LeftBehind["arrived"], delivered = false, isOfThisState = true) =>
  leftBehindWarnings({
    leftBehind: () => [{ identity, id: arrived?.id, arrived, isOfThisState, delivered, path }],
    unreadable: [],
  } as unknown as Journal);

describe("an instance that an interrupted run left behind", () => {
  it("is named with its project, and with what to do", () => {
    expect(told({ id: "0badcafe", password: "p4ssw0rd" })).toEqual([
      {
        severity: "warning",
        summary: "Instance 0badcafe is left from an interrupted apply",
        detail:
          'The state did not have "orders" (8GB) of project p when this run began. It is adopted where the configuration still has ' +
          "that name, size, region and key. Otherwise import it, password included (terraform import <address> 0badcafe), or delete " +
          "it in the Aura Console and remove .terraform/aura-creating/a.json.",
      },
    ]);
  });

  it("may be in the state all the same when Terraform got it: a run with -target does not look at it", () => {
    expect(told({ id: "0badcafe", password: "p4ssw0rd" }, true)).toEqual([
      {
        severity: "warning",
        summary: "Instance 0badcafe may be missing in the state",
        detail:
          'An earlier apply created "orders" (8GB) of project p, and no run since has looked at it: because of -target, or because the state was not written. ' +
          "If `terraform state list` has it, a plan without -target ends this warning. If not, it is adopted where the configuration still has that name, " +
          "size, region and key. Otherwise import it, password included (terraform import <address> 0badcafe), or delete it in the Aura " +
          "Console and remove .terraform/aura-creating/a.json.",
      },
    ]);
  });

  it("is not adopted where it was created for a state that is elsewhere", () => {
    const [{ detail } = { detail: "" }] = told({ id: "0badcafe", password: "p4ssw0rd" }, false, false);
    expect(detail).toContain(
      "It is not adopted, because the backend of that apply had its state elsewhere. Otherwise import it, password included",
    );
  });

  it("is imported without a password that never came", () => {
    const [{ detail } = { detail: "" }] = told({ id: "0badcafe" });
    expect(detail).toContain("Otherwise import it (terraform import <address> 0badcafe), or delete it");
  });

  it.each([undefined, { text: "<html>" }])("is named by what was asked for when its id never came (%j)", (arrived) => {
    expect(told(arrived)).toEqual([
      {
        severity: "warning",
        summary: 'Instance "orders" may be left from an interrupted apply',
        detail:
          'Whether Aura has created "orders" (8GB) of project p is not known here. It is adopted where the configuration still has that ' +
          "name, size, region and key. Otherwise look for it, import it or delete it in the Aura Console and remove " +
          ".terraform/aura-creating/a.json.",
      },
    ]);
  });
});
