import { CONSOLE_IMPORT_MAX_GB } from "../../model/limits";
import { holdsToken } from "./tokens";

/**
 * How to import a database into an instance under a customer managed key. No user and no password: `neo4j-admin` asks for
 * them, or takes `NEO4J_USERNAME` and `NEO4J_PASSWORD`.
 * @param sizeInGb size of the database
 * @param connectionUrl where the instance is; a token before apply
 * @see https://neo4j.com/docs/operations-manual/current/tutorial/neo4j-admin-import/
 */
export function importCommand(sizeInGb: number, connectionUrl: string): string {
  const upload = `neo4j-admin database upload neo4j --from-path=<folder of the dump> --to-uri=${connectionUrl} --overwrite-destination=true`;
  const fitsConsole = !holdsToken(sizeInGb) && sizeInGb <= CONSOLE_IMPORT_MAX_GB;
  return fitsConsole
    ? `${upload} (or "Import database" in the Aura Console, which takes up to ${CONSOLE_IMPORT_MAX_GB} GB)`
    : upload;
}
