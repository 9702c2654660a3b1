import { describeWithTerraform } from "../support/terraform";
import { changesAura, crasher, SCENARIOS } from "./support/crash";

describeWithTerraform("a provider that is killed", () => {
  const { undisturbed, converges } = crasher();

  it.each(Object.entries(SCENARIOS))(
    "converges in the next apply, wherever %s is interrupted",
    async (name, scenario) => {
      const calls = await undisturbed(scenario);
      expect(calls.filter(changesAura).length).toBeGreaterThanOrEqual(2);
      for (const [index, call] of calls.entries())
        // To be killed after a call that changes nothing is to be killed before the next one.
        for (const moment of changesAura(call) ? (["before", "after"] as const) : (["before"] as const))
          await converges(name, scenario, index, call, moment);
    },
  );
});
