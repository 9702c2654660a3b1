import { AuraGoogleProvider } from "../../constructs";
import { newStack, renderedProblems, synth } from "../support/synth";

it("is the provider of the environment's project", () => {
  const stack = newStack();
  new AuraGoogleProvider(stack, "google");
  const { provider, terraform } = synth(stack);
  expect(provider["google"]).toEqual([{}]);
  expect(terraform["required_providers"]).toMatchObject({ google: { source: "google", version: "6.50.0" } });
});

it("passes every property on", () => {
  const stack = newStack();
  const { resource } = new AuraGoogleProvider(stack, "google", { project: "acme-prod", alias: "second" });
  expect(synth(stack).provider["google"]).toEqual([{ alias: "second", project: "acme-prod" }]);
  expect(resource.alias).toBe("second");
});

it("refuses props of the wrong type", () => {
  expect(renderedProblems(() => new AuraGoogleProvider(newStack(), "google", { project: 1 } as never))).toEqual([
    "prod/google: `project` has the wrong type: the number 1; expected: a string; help: correct `project`, or leave it out [prop-type]",
  ]);
});
