import { AuraApiError } from "../../../provider/aura-api";
import { ProviderError, UNKNOWN, type Context, type ObjectValue } from "../../../provider/plugin";
import type { Aura } from "../../../provider/resources/aura";
import { projectProblems } from "../../../provider/resources/project-check";
import { contextOf } from "../support/context";

/** Plans an object while Aura answers about its project with a status, and tells what was asked. */
async function plan(answer: number | Error, planned: ObjectValue, prior: ObjectValue | null = null, client = true) {
  const asked: string[] = [];
  const logged: string[] = [];
  const log = (_: string, message: string) => void logged.push(message);
  const failure =
    answer instanceof Error ? answer : new AuraApiError({ method: "GET", path: "/tenants/p", status: answer });
  const api = {
    getProject(id: string) {
      asked.push(id);
      return answer === 200 ? Promise.resolve({ id }) : Promise.reject(failure);
    },
  };
  const whole = contextOf(api);
  const context: Context<Aura> = {
    ...{ ...whole, log },
    get client() {
      if (!client) throw new ProviderError();
      return whole.client;
    },
  };
  const problems = await projectProblems({ planned, prior }, context);
  await projectProblems({ planned, prior }, context);
  return { problems, asked, logged };
}

describe("the project of what is planned", () => {
  it("is an error when it does not exist", async () => {
    const { problems } = await plan(404, { project_id: "p" });
    expect(problems).toEqual([
      {
        severity: "error",
        summary: "The project does not exist",
        detail:
          "Aura has no project p that these credentials can read. Nothing was created. Compare project_id with the projects in the Aura Console.",
        path: ["project_id"],
      },
    ]);
  });

  it("is looked up once when it exists", async () => {
    expect(await plan(200, { project_id: "p" })).toEqual({ problems: [], asked: ["p"], logged: [] });
  });

  it.each([403, 503])("is left to the apply when Aura answers %p", async (status) => {
    const { problems, logged } = await plan(status, { project_id: "p" });
    expect([problems, logged[0]]).toEqual([[], `project p cannot be looked up: GET /tenants/p answered ${status}`]);
  });

  it("does not hide a fault of the lookup itself", async () => {
    await expect(plan(new TypeError("not this one"), { project_id: "p" })).rejects.toThrow("not this one");
  });

  it.each<[string, ObjectValue, ObjectValue | null, boolean]>([
    ["it is known only after apply", { project_id: UNKNOWN }, null, true],
    ["the object is in it already", { project_id: "p" }, { project_id: "p" }, true],
    ["the configuration of the provider is not known yet", { project_id: "p" }, null, false],
  ])("is not looked up when %s", async (_, planned, prior, client) => {
    expect(await plan(404, planned, prior, client)).toEqual({ problems: [], asked: [], logged: [] });
  });
});
