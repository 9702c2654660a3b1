import { z } from "zod";
import { estateSchema } from "./schema";

/**
 * The JSON Schema of the estate file, for editors: `estate.schema.json`. It has the form of every setting; the
 * loader checks what only shows when settings are compared (names, ARNs, clones).
 */
export function jsonSchema(): object {
  const { $schema, ...schema } = z.toJSONSchema(estateSchema, { io: "input", target: "draft-7" });
  return {
    $schema,
    $id: "urn:cdktf-aura-cmk:estate:1",
    title: "Estate of Neo4j Aura customer managed keys",
    description:
      "Keys in AWS, Azure and Google Cloud and the Neo4j Aura instances encrypted with them; read by cdktf-aura-cmk.",
    ...schema,
  };
}
