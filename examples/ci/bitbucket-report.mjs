// Writes the verdict of a review as a report on the commit of this pipeline: a report of an earlier commit does not stay.
// It takes what Bitbucket tells every step and needs no token: Pipelines adds its own to requests that go through its proxy.
import { existsSync, readFileSync } from "node:fs";
import { request } from "node:http";

const file = process.argv[2] ?? "review.md";
const { hostname, port } = new URL(process.argv[3] ?? "http://localhost:29418");
const { BITBUCKET_REPO_FULL_NAME: repository, BITBUCKET_COMMIT: commit, BITBUCKET_BUILD_NUMBER: build } = process.env;

const [marker, headline = ""] = existsSync(file) ? readFileSync(file, "utf8").split("\n") : [];
const verdict = marker === "<!-- aura-cmk:review -->" ? headline.replace(/^#+ /, "") : "Not reviewed";
const result = /^OK\b/.test(verdict) ? "PASSED" : /^NEEDS REVIEW\b/.test(verdict) ? "PENDING" : "FAILED";
const report = {
  title: "aura-cmk review",
  reporter: "aura-cmk",
  report_type: "SECURITY",
  result,
  // At most 2000 characters, and plain text: the whole review is in the log.
  details: `${verdict.slice(0, 1900)}\n\nThe log of the pipeline has the whole review.`,
  link: `https://bitbucket.org/${repository}/pipelines/results/${build}`,
};

const body = JSON.stringify(report);
const call = request({
  ...{ hostname, port, method: "PUT" },
  path: `http://api.bitbucket.org/2.0/repositories/${repository}/commit/${commit}/reports/aura-cmk-review`,
  headers: { "Content-Type": "application/json", "Content-Length": Buffer.byteLength(body) },
});
call.end(body);
const answer = await new Promise((done, failed) => call.once("response", done).once("error", failed));
answer.resume();
if (answer.statusCode !== 200) throw new Error(`the report was not accepted: ${answer.statusCode}`);
console.log("The report is written.");
