import { renderTable } from "../../util/table";

it("makes columns as wide as their widest cell, and lines without blanks at their end", () => {
  expect(
    renderTable(
      ["Who", "Decrypt"],
      [
        ["AWS account 444455556666", "yes"],
        ["anyone", ""],
      ],
    ),
  ).toBe(
    [
      "Who                       Decrypt",
      "------------------------  -------",
      "AWS account 444455556666  yes",
      "anyone",
    ].join("\n"),
  );
});

it("counts characters, not their halves", () => {
  expect(renderTable(["\u{1f511}", "b"], [["cc", "d"]])).toBe("\u{1f511}   b\n--  -\ncc  d");
});

it("writes the names of the columns where there are no rows", () => {
  expect(renderTable(["File", "Size"], [])).toBe("File  Size\n----  ----");
});
