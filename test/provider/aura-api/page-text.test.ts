import { pageText } from "../../../provider/aura-api/page-text";

describe("what a page says", () => {
  it.each([
    ["a text", "a text"],
    ["<html><head><title>Not <b>here</b></title></head></html>", "Not here"],
    ["<STYLE>p { color: red }</Style >x<script>let a = '<b>';</script>y", "x y"],
    ["<script>never ends", "never ends"],
    ["a < b, 5 &lt; 6 &amp;&amp; &quot;x&apos; &nbsp; &unknown; &copy", "a < b, 5 < 6 && \"x' &unknown; &copy"],
    ["s3&#x2F;cr&#43;t&#x110000;&#99999999;", "s3/cr+t&#x110000;&#99999999;"],
    ["  \n\t ", ""],
  ])("is read from %j", (html, text) => expect(pageText(html)).toBe(text));

  // With a time that grows with the square of the length each of them would take minutes.
  it.each(["<", "<style", "<style></style", "<a ", "&#x", "</script", "<script>"])(
    "is read in one go from a hundred thousand of %j",
    (part) => {
      const html = part.repeat(100_000);
      expect(pageText(html).length).toBeLessThanOrEqual(html.length);
    },
  );
});
