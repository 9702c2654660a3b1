import { randomBytes } from "node:crypto";
import { json, type HttpReply, type HttpRequest } from "../http/service";
import type { KeyRecord } from "./records";
import type { AuraService } from "./service";
import { granteesOf } from "./other-clouds";
import { statementFor } from "./statement";

/** Where the pages live. */
export const CONSOLE_PATH = "/console";

/**
 * The Console pages that show what the API does not return: the statement for the key policy, or who needs which roles on a key of
 * another cloud, and the list of instances. A key is found by its name as well: its id is known only after the deployment.
 * @param request a request below `/console`
 */
export function consolePage(aura: AuraService, request: HttpRequest): HttpReply {
  if (request.method !== "GET") return page(405, "Method not allowed", "");
  if (/^\/console\/?$/.test(request.path)) return listPage(aura);
  if (request.path === `${CONSOLE_PATH}/instances.json`) return instances(aura);
  const [, id = "", asJson] = /^\/console\/records\/([^/]+)(\/(?:statement|grantees)\.json)?$/.exec(request.path) ?? [];
  const found = aura.records.find(id) ?? aura.records.list().find(({ name }) => encodeURIComponent(name) === id);
  const record = asJson === undefined || (found && `${pathOf(found)}.json`.endsWith(asJson)) ? found : undefined;
  const project = record && aura.project(record.tenant_id);
  if (!record || !project) return asJson ? json(404, { error: "Not Found" }) : page(404, "Not found", "");
  const isAws = record.cloud_provider === "aws";
  const shown = isAws ? statementFor(project) : granteesOf(record.cloud_provider, project);
  const text = JSON.stringify(shown, undefined, 2);
  if (asJson) return { status: 200, headers: { "content-type": "application/json" }, body: `${text}\n` };
  return recordPage(aura, record, text, isAws);
}

/** What the list of instances in the Console says, for a terminal: the API wants a token for it. */
function instances({ instances }: AuraService): HttpReply {
  const shown = instances.list().map((instance) => {
    const { id, name, region } = instance;
    return { id, name, region, status: instances.statusOf(instance) };
  });
  return { status: 200, headers: { "content-type": "application/json" }, body: `${JSON.stringify(shown)}\n` };
}

function listPage(aura: AuraService): HttpReply {
  const rows = aura.records.list().map((record) => {
    const cells = [record.name, record.region, record.instance_type, aura.records.statusOf(record.id)];
    return `<tr>${cells.map((cell) => `<td>${escapeHtml(cell)}</td>`).join("")}<td><a href="${recordPath(record)}">Edit</a></td></tr>`;
  });
  const table =
    rows.length === 0
      ? "<p>There is no customer managed key yet.</p>"
      : `<table><tr><th>Name</th><th>Region</th><th>Product</th><th>Status</th><th></th></tr>${rows.join("")}</table>`;
  return page(200, "Customer Managed Keys", table);
}

function recordPage(aura: AuraService, record: KeyRecord, shown: string, isAws: boolean): HttpReply {
  const status = aura.records.statusOf(record.id);
  const access = aura.records.accessOf(record);
  // The real Console does not show the reason.
  const remark = access.usable ? "" : `<p>Simulator: ${escapeHtml(access.because)}.</p>`;
  return page(
    200,
    record.name,
    `<p>Key <code>${escapeHtml(record.key_id)}</code> is <b>${status}</b>.</p>${remark}` +
      `<p>${isAws ? "Add this statement to the policy of the key" : "Grant these roles on the key"}:</p>` +
      `<pre id="statement">${escapeHtml(shown)}</pre>` +
      `<p><button id="copy">Copy</button> <a href="${pathOf(record)}.json">as JSON</a> ` +
      `<a href="${CONSOLE_PATH}">all keys</a></p>`,
    'document.getElementById("copy").onclick = () => ' +
      'navigator.clipboard.writeText(document.getElementById("statement").textContent);',
  );
}

/** Where the statement is, or who is to be granted what; `.json` is to be added. */
function pathOf(record: KeyRecord): string {
  return `${recordPath(record)}/${record.cloud_provider === "aws" ? "statement" : "grantees"}`;
}

function recordPath({ id }: KeyRecord): string {
  return `${CONSOLE_PATH}/records/${encodeURIComponent(id)}`;
}

function page(status: number, title: string, content: string, script = ""): HttpReply {
  const nonce = randomBytes(12).toString("base64url");
  return {
    status,
    headers: {
      "content-type": "text/html; charset=utf-8",
      "content-security-policy": `default-src 'none'; style-src 'nonce-${nonce}'; script-src 'nonce-${nonce}'`,
    },
    body:
      `<!doctype html><html lang="en"><meta charset="utf-8"><title>${escapeHtml(title)}</title>` +
      `<style nonce="${nonce}">${STYLE}</style><h1>${escapeHtml(title)}</h1>${content}` +
      `${script && `<script nonce="${nonce}">${script}</script>`}</html>\n`,
  };
}

const STYLE =
  "body{font:16px system-ui;margin:2rem auto;max-width:56rem;padding:0 1rem}" +
  "td,th{padding:.3rem 1rem .3rem 0;text-align:left}pre{background:#f4f4f4;padding:1rem;overflow:auto}";

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? "");
}
