// Writes a review as a comment on the merge request of this pipeline, or updates the one that is there already.
// It takes REVIEW_TOKEN and what GitLab tells every job; it needs nothing but Node.
import { existsSync, readFileSync } from "node:fs";

const file = process.argv[2] ?? "review.md";
if (!existsSync(file)) {
  console.log(`There is no ${file}: the plan was not reviewed.`);
  process.exit(0);
}
const marker = "<!-- aura-cmk:review -->";
const review = readFileSync(file, "utf8");
if (!review.startsWith(marker)) throw new Error(`${file} is no review`);
const { CI_API_V4_URL, CI_PROJECT_ID, CI_MERGE_REQUEST_IID, CI_COMMIT_SHA, REVIEW_TOKEN = "" } = process.env;
const body = `${review}\nOf commit ${CI_COMMIT_SHA}\n`;
const notes = `/projects/${CI_PROJECT_ID}/merge_requests/${CI_MERGE_REQUEST_IID}/notes`;

async function call(method, path, content) {
  const answer = await fetch(`${CI_API_V4_URL}${path}`, {
    method,
    headers: { "PRIVATE-TOKEN": REVIEW_TOKEN, "Content-Type": "application/json" },
    body: content && JSON.stringify(content),
  });
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status}`);
  return answer;
}

/** Only our own comment: anybody can write one that begins with the marker. */
async function ownNote() {
  const { id } = await (await call("GET", "/user")).json();
  for (let page = "1"; page;) {
    const answer = await call("GET", `${notes}?per_page=100&page=${page}`);
    const mine = (await answer.json()).find((note) => note.author.id === id && note.body.startsWith(marker));
    if (mine) return mine;
    page = answer.headers.get("x-next-page");
  }
  return undefined;
}

const mine = await ownNote();
if (mine) await call("PUT", `${notes}/${mine.id}`, { body });
else await call("POST", notes, { body });
console.log(mine ? "The comment is up to date." : "The comment is written.");
