import { existsSync } from "node:fs";
import path from "node:path";
import { baseUrlProblem } from "../../provider/aura-api";
import { listOf, objectOf, textOf } from "../../util/json";
import { check, type Check, type Machine } from "./check";
import { request } from "./request";

const CREDENTIALS = ["AURA_CLIENT_ID", "AURA_CLIENT_SECRET"] as const;
const WHERE = "create an API key in the Aura Console, under Account settings";
const DEFAULT_URL = "https://api.neo4j.io";

/** The credentials of Aura, and the projects that they reach. */
export async function auraChecks(
  machine: Machine,
): Promise<{ readonly checks: readonly Check[]; readonly date?: number }> {
  const { env } = machine;
  const missing = CREDENTIALS.filter((name) => !env[name]);
  const credentials =
    missing.length === 0
      ? check("Aura credentials", "ok", CREDENTIALS.join(" and "))
      : check(
          "Aura credentials",
          "error",
          `${missing.join(" and ")} ${missing.length > 1 ? "are" : "is"} not set`,
          WHERE,
        );
  const address = env["AURA_API_BASE_URL"] ?? DEFAULT_URL;
  const problem = baseUrlProblem(address);
  if (problem !== undefined)
    return {
      checks: [credentials, check("Aura project", "error", `AURA_API_BASE_URL ${problem}`, "correct or unset it")],
    };
  const base = new URL(`${address.replace(/\/+$/, "").replace(/\/v1$/, "")}/`);
  const basic = Buffer.from(`${env["AURA_CLIENT_ID"] ?? ""}:${env["AURA_CLIENT_SECRET"] ?? ""}`).toString("base64");
  const headers = { authorization: `Basic ${basic}`, "content-type": "application/x-www-form-urlencoded" };
  const isComplete = missing.length === 0;
  const token = await request(
    new URL("oauth/token", base),
    // Without credentials the answer still has the time.
    isComplete ? { method: "POST", headers, body: "grant_type=client_credentials" } : { method: "GET" },
    machine,
  );
  if ("why" in token)
    return {
      checks: [
        credentials,
        check("Aura project", "unknown", `not reached: ${token.why}`, "check the network and the proxy"),
      ],
    };
  const date = token.date === undefined ? {} : { date: token.date };
  if (!isComplete)
    return { checks: [credentials, check("Aura project", "unknown", "not asked without credentials", WHERE)], ...date };
  return { checks: [credentials, await projectCheck(token.status, token.text, base, machine)], ...date };
}

async function projectCheck(status: number, text: string, base: URL, machine: Machine): Promise<Check> {
  const name = "Aura project";
  const token = textOf(parsed(text)["access_token"]);
  if (status === 401 || status === 403) return check(name, "error", "Aura does not accept the credentials", WHERE);
  if (token === undefined)
    return check(name, "unknown", `no access token (HTTP ${status})`, "try again; check AURA_API_BASE_URL");
  const answer = await request(new URL("v1/tenants", base), { headers: { authorization: `Bearer ${token}` } }, machine);
  if ("why" in answer) return check(name, "unknown", `not reached: ${answer.why}`, "check the network and the proxy");
  if (answer.status !== 200)
    return check(
      name,
      "error",
      `the projects are not listed (HTTP ${answer.status})`,
      "check the rights of the API key",
    );
  const projects = listOf(parsed(answer.text)["data"]).map((entry) => {
    const { id, name: called } = objectOf(entry);
    return { id: textOf(id) ?? "", called: textOf(called) ?? "" };
  });
  const found = projects.map(({ id, called }) => `${called} (${id})`).join(", ") || "none";
  const wanted = await projectOfEstate(machine.directory);
  if (wanted !== undefined && !projects.some(({ id }) => id === wanted))
    return check(name, "error", `${found}; estate.yaml names ${wanted}`, "set `projectId` under `aura` to one of them");
  return projects.length === 0
    ? check(name, "error", "the credentials reach no project", "check the rights of the API key")
    : check(name, "ok", found);
}

/** The project that the estate of the directory names. */
async function projectOfEstate(directory: string): Promise<string | undefined> {
  const file = path.join(directory, "estate.yaml");
  if (!existsSync(file)) return undefined;
  const { loadEstate } = await import("../../estate/load");
  return loadEstate(file).estate?.aura.projectId;
}

function parsed(text: string): Readonly<Record<string, unknown>> {
  try {
    return objectOf(JSON.parse(text));
  } catch {
    return {};
  }
}
