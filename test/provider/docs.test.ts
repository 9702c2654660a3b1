import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { withSchemaTables } from "../../provider/docs";
import { auraProvider } from "../../provider/provider";

/** Without the alignment that the formatter adds. */
const plain = (page: string) => page.replace(/ {2,}/g, " ").replace(/-{3,}/g, "---");

describe("the attribute tables of docs/provider.md", () => {
  const page = readFileSync(resolve(__dirname, "../../docs/provider.md"), "utf8");

  it("are up to date with the schemas: `npm run docs`", () => {
    expect(plain(withSchemaTables(page))).toBe(plain(page));
  });

  it("cover the provider, its resources and its data sources", () => {
    const marks = page.match(/(?<=provider-schema:begin )\w+/g);
    const { resources, dataSources = {} } = auraProvider({ version: "" });
    expect(marks).toEqual(["provider", ...Object.keys(resources), ...Object.keys(dataSources)]);
  });

  it("show type, use and effect of a change", () => {
    const table = withSchemaTables(
      "<!-- provider-schema:begin aura_customer_managed_key -->\n\n<!-- provider-schema:end -->",
    );
    expect(table.split("\n").slice(2, 6)).toEqual([
      "| attribute | type | use | change | meaning |",
      "| --- | --- | --- | --- | --- |",
      "| `id` | string | computed |  | Id of the customer managed key in Aura, for `customer_managed_key_id` of an instance. |",
      "| `project_id` | string | required | replaced | Id of the Aura project (tenant). |",
    ]);
  });
});
