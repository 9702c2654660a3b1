import { escapeTemplate } from "../../../constructs/private/tokens";
import { describeWithTerraform, workspace } from "../../support/terraform";

describeWithTerraform("templates, with the real Terraform", () => {
  it("mean what was written", async () => {
    const literals = [
      "${aws:username}",
      "%{ if x }",
      "a$b%c{d}",
      "$${kept}",
      "%%{kept}",
      "$$${x}",
      '"\\${a}"',
      "$",
      "${",
      "%{",
    ];
    const output = Object.fromEntries(literals.map((literal, i) => [`o${i}`, { value: escapeTemplate(literal) }]));
    const folder = workspace({ output });
    try {
      await folder.must("init", "-no-color");
      await folder.must("apply", "-auto-approve", "-no-color");
      const read = (await folder.must("output", "-json")).json<Record<string, { value: string }>>();
      expect(literals.map((_, i) => read[`o${i}`]?.value)).toEqual(literals);
    } finally {
      folder.remove();
    }
  });
});
