import { error, warning, wireDiagnostics } from "../../../provider/plugin/diagnostics";

describe("diagnostics for Terraform", () => {
  it("keep their line breaks, and show every other control character", () => {
    expect(wireDiagnostics([error("a\u001b[2Jb", "1. one\n2. \u202etwo", "name")])).toEqual([
      {
        severity: 1,
        summary: "a\\u001b[2Jb",
        detail: "1. one\n2. \\u202etwo",
        attribute: { steps: [{ attribute_name: "name" }] },
      },
    ]);
  });

  it("are of limited length and number, errors first", () => {
    const many = [...Array(60).keys()].map((index) => warning(`w${index}`, "x".repeat(10_000)));
    const wired = wireDiagnostics([...many, error("e", "")]) as { severity: number; summary: string; detail: string }[];
    expect(wired).toHaveLength(51);
    expect(wired[0]).toEqual({ severity: 1, summary: "e", detail: "" });
    expect(wired[1]?.detail).toBe(`${"x".repeat(4_000)}...`);
    expect(wired[50]).toEqual({ severity: 2, summary: "11 more problems are not shown", detail: "Solve these first." });
  });
});
