import { generatedPages, stalePages } from "./generated/pages";

it("every generated page is up to date (else: npm run docs)", () => {
  expect(stalePages(generatedPages())).toEqual([]);
});
