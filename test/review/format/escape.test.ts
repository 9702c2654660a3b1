import fc from "fast-check";
import MarkdownIt from "markdown-it";
import { brief, markdownCode, markdownText, mermaidLabel } from "../../../review/format/escape";
import { anyCharacter } from "../../support/characters";

const markdown = new MarkdownIt({ html: true, linkify: true });

/** What a platform would act on, besides letters and the rest. */
const HOSTILE = [
  ...["`", "``", "|", "<b>", "</code>", "<!--", "-->", "<!-- aura-cmk:review -->", "\n", "\r\n", "\n\n", "\t", "    "],
  ...["@octocat", "@org/team", "#123", "!45", "GH-1", "ABC-12", "deadbeef", "owner/repo#1", "[a](http://x)", "![i](j)"],
  ...[
    "[x]: http://x",
    "http://x.de",
    "www.x.de",
    "a@b.de",
    "<http://x>",
    "javascript:alert(1)",
    "**",
    "__",
    "~~",
    "$$",
  ],
  ...["# ", "- ", "1. ", "1)", "> ", "---", "===", "+ ", "* ", "```", "~~~", "/close", ":tada:", "&lt;", "&#64;", "\\"],
  ...[
    "\u202e",
    "\u200b",
    "\u001b[31m",
    "\u0007",
    "\ufeff",
    "\u{e0041}",
    "\u2028",
    "é",
    "日本",
    "😀",
    "(",
    ")",
    "'",
    '"',
  ],
];
const hostile = fc
  .array(fc.oneof(fc.constantFrom(...HOSTILE), fc.string({ unit: anyCharacter, maxLength: 8 })), { maxLength: 12 })
  .map((parts) => parts.join(""));

/** The elements that came out of Markdown, and the text that is in no code. */
function rendered(text: string): { readonly elements: string[]; readonly prose: string } {
  const html = markdown.render(text);
  const elements = [...html.matchAll(/<\/?([a-z0-9!-]+)/gi)].map(([, name]) => name ?? "");
  const prose = html.replace(/<code>[^<]*<\/code>/g, " ").replace(/<[^>]*>/g, " ");
  return { elements: [...new Set(elements)].sort(), prose };
}

/** What platforms make of text that is not code. */
const ACTED_ON = /@\w|#\d|!\d|\bGH-\d|\b[0-9a-f]{7,40}\b|:\/\/|www\.|\[|\]|[|`<>$~*\\]|&(?!quot;)/i;

describe("a name in Markdown", () => {
  it.each([
    ["aws_kms_key.orders", "`aws_kms_key.orders`"],
    ['aws_kms_key.orders["eu"]', '`aws_kms_key.orders["eu"]`'],
    ["@octocat", "`@octocat`"],
    ["a`b", "<code>a&#96;b</code>"],
    ["a|b", "<code>a&#124;b</code>"],
    ["<b>", "<code>&#60;b&#62;</code>"],
    [" a", "<code> a</code>"],
    ["", "<code>&#160;</code>"],
    ["a\nb", "<code>a&#92;nb</code>"],
    ["\u202eb", "<code>&#92;u202eb</code>"],
  ])("%j is the code %j", (name, code) => {
    expect(markdownCode(name)).toBe(code);
  });

  it("is one code element for any text, also in a table and in a list", () => {
    fc.assert(
      fc.property(hostile, (name) => {
        const code = markdownCode(name);
        expect(code).not.toMatch(/[\n\r|]/);
        expect(rendered(code)).toEqual({ elements: ["code", "p"], prose: expect.stringMatching(/^\s*$/) });
        const table = markdown.render(`| a | b |\n| --- | --- |\n| ${code} | ${code} |\n`);
        expect(table.match(/<td>/g)).toHaveLength(2);
        expect(rendered(`- ${code}`).elements).toEqual(["code", "li", "ul"]);
      }),
      { numRuns: 250, seed: 1 },
    );
  });
});

describe("a sentence in Markdown", () => {
  it.each([
    ["Aura can no longer decrypt.", "Aura can no longer decrypt."],
    ["kms:Decrypt, and more", "`kms:Decrypt`, and more"],
    ["`region` of the key is (still) eu-west-1", "`region` of the key is (still) eu-west-1"],
    ["30 days, 1,000 keys; 1.5 GB", "30 days, 1,000 keys; 1.5 GB"],
    ["see GH-1 and ABC-12 in deadbeef", "see `GH-1` and `ABC-12` in `deadbeef`"],
    ["1. first", "`1`. first"],
    ["@octocat: look at #1!", "`@octocat`: look at `#1`!"],
    ['statement 2 ("Allow access")', 'statement 2 ("Allow access")'],
    ["a ` b", "a <code>&#96;</code> b"],
  ])("%j is %j", (sentence, text) => {
    expect(markdownText(sentence)).toBe(text);
  });

  it("is text and code and nothing else for any text", () => {
    fc.assert(
      fc.property(hostile, (sentence) => {
        const text = markdownText(`a ${sentence}`);
        expect(text).not.toMatch(/[\n\r|]/);
        const { elements, prose } = rendered(text);
        expect(elements.filter((name) => !["code", "p"].includes(name))).toEqual([]);
        expect(prose).not.toMatch(ACTED_ON);
        expect(
          rendered(`- ${markdownText(sentence)}`).elements.filter((name) => !["code", "li", "ul"].includes(name)),
        ).toEqual([]);
      }),
      { numRuns: 250, seed: 1 },
    );
  });
});

describe("a long text", () => {
  it("is cut with the number of characters, never in the middle of one", () => {
    expect(brief("abcdef", 3)).toBe("abc... (6 characters)");
    expect(brief("ab😀cd", 3)).toBe("ab... (6 characters)");
    expect(brief("a".repeat(1_000_000))).toBe(`${"a".repeat(1_000)}... (1000000 characters)`);
  });
});

it("has no characters in a label that Mermaid interprets", () => {
  fc.assert(
    fc.property(hostile, (text) => {
      expect(mermaidLabel(text)).toMatch(/^([\p{L}\p{N} ._:/,()-]|#\d+;)*$/u);
    }),
    { numRuns: 150, seed: 1 },
  );
});
