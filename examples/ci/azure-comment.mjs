// Writes a review as a comment on the pull request of this pipeline, or updates the one that is there already.
// It takes SYSTEM_ACCESSTOKEN and what Azure DevOps tells every job; it needs nothing but Node.
import { readFileSync } from "node:fs";

const file = process.argv[2] ?? "review.md";
const marker = "<!-- aura-cmk:review -->";
const review = readFileSync(file, "utf8");
if (!review.startsWith(marker)) throw new Error(`${file} is no review`);
const {
  SYSTEM_COLLECTIONURI: collection,
  SYSTEM_TEAMPROJECTID: project,
  BUILD_REPOSITORY_ID: repository,
  SYSTEM_PULLREQUEST_PULLREQUESTID: pullRequest,
  SYSTEM_PULLREQUEST_SOURCECOMMITID: commit,
  SYSTEM_ACCESSTOKEN: token,
} = process.env;
const content = `${review}\nOf commit ${commit}\n`;
const threads = `${project}/_apis/git/repositories/${repository}/pullRequests/${pullRequest}/threads`;

const VERSION = "api-version=7.1";

async function call(method, path, body) {
  const answer = await fetch(`${collection}${path}`, {
    method,
    headers: { Authorization: `Bearer ${token}`, "Content-Type": "application/json" },
    body: body && JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status}`);
  return answer.json();
}

/** Only our own comment: anybody can write one that begins with the marker. */
async function ownComment() {
  const { authenticatedUser } = await call("GET", "_apis/connectionData");
  for (const { id: thread, comments = [] } of (await call("GET", `${threads}?${VERSION}`)).value) {
    const [first] = comments;
    if (first?.author?.id === authenticatedUser.id && first.content?.startsWith(marker))
      return { thread, id: first.id };
  }
  return undefined;
}

const mine = await ownComment();
if (mine) await call("PATCH", `${threads}/${mine.thread}/comments/${mine.id}?${VERSION}`, { content });
// Closed: it is there to be read, not to be resolved.
else await call("POST", `${threads}?${VERSION}`, { status: "closed", comments: [{ commentType: "text", content }] });
console.log(mine ? "The comment is up to date." : "The comment is written.");
