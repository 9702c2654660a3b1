import { AURA_PRODUCTS, type AuraProduct } from "../../model/limits";
import type { Problem } from "../../model/problem";
import type { IAuraCustomerManagedKey } from "../customer-managed-key";
import { holdsToken, show } from "./tokens";

// Aura writes them in lower case; in another case every plan would see a change.
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const MEMORY = /^[1-9]\d*GB$/;

/**
 * What the Aura API calls a product. Another word goes out as it is: the rule `product-supports-own-keys` refuses it.
 * @param product `AuraDB` or `AuraDS`
 */
export function apiProduct(product: string): string {
  return Object.hasOwn(AURA_PRODUCTS, product) ? AURA_PRODUCTS[product as AuraProduct] : product;
}

/**
 * What is wrong with a project id.
 * @param path path of the construct
 * @param projectId the id, or a token
 */
export function projectProblems(path: string, projectId: string): Problem[] {
  if (holdsToken(projectId) || UUID.test(projectId)) return [];
  return [
    {
      code: "project-id-well-formed",
      path,
      what: "`projectId` must be the id of an Aura project",
      got: show(projectId),
      expected: "a UUID such as 6981ace7-efe5-4f5c-b7c5-267b5162ce91",
      fix: `copy the project id from the Aura Console${letterCase(projectId)}`,
    },
  ];
}

/**
 * What is wrong with Aura's id of a record. An empty one is told by the instance that would be created with it.
 * @param path path of the construct
 * @param recordId the id, or a token
 */
export function recordIdProblems(path: string, recordId: string): Problem[] {
  if (recordId === "" || holdsToken(recordId) || UUID.test(recordId)) return [];
  return [
    {
      code: "record-id-well-formed",
      path,
      what: "`customerManagedKeyId` must be the id of a key's record in Aura, which is not the ARN of the key",
      got: show(recordId),
      expected: "a UUID such as 8c764aed-8eb3-4a1c-92f6-e4ef0c7a6ed9",
      fix: `copy the id from the Aura Console or from the output RecordId${letterCase(recordId)}`,
    },
  ];
}

function isUuid(text: string): boolean {
  return UUID.test(text);
}

function letterCase(id: string): string {
  return UUID.test(id.toLowerCase()) ? ", in lower case" : "";
}

/**
 * What is wrong with an instance and a record that are not in one Aura project.
 * @param path path of the instance
 * @param projectId project of the instance, or a token
 * @param record the record of its key
 */
export function otherProjectProblems(
  path: string,
  projectId: string,
  record: IAuraCustomerManagedKey | undefined,
): Problem[] {
  // What is no project id, or is known only at apply, is told elsewhere.
  if (!record || record.projectId === projectId || ![record.projectId, projectId].every(isUuid)) return [];
  return [otherProject(path, show(projectId), show(record.projectId), record.node.path)];
}

/**
 * The problem of an instance and a record that are not in one Aura project.
 * @param path path of the instance
 * @param its project of the instance, as it is shown
 * @param theirs project of the record, as it is shown
 * @param recordPath path of the record
 */
export function otherProject(path: string, its: string, theirs: string, recordPath: string): Problem {
  return {
    code: "project-matches-record",
    path,
    what: "an instance and the record of its key must be in one Aura project",
    got: `${its} for the instance, ${theirs} for the record (${recordPath})`,
    expected: "one project",
    fix: "use a record in the project of the instance, or correct `projectId`",
  };
}

/**
 * What is wrong with a memory size.
 * @param path path of the construct
 * @param memory the size, or a token
 */
export function memoryProblems(path: string, memory: string): Problem[] {
  if (holdsToken(memory) || MEMORY.test(memory)) return [];
  return [
    {
      code: "memory-well-formed",
      path,
      what: "`memory` must be a size that Aura offers",
      got: show(memory),
      expected: "whole gigabytes, such as 8GB",
      fix: "choose a size from the project's instance configurations (data source aura_project)",
    },
  ];
}

/**
 * What is wrong with a product that is known only at apply: the rules could not judge it.
 * @param path path of the construct
 * @param product the product
 */
export function productProblems(path: string, product: string): Problem[] {
  if (!holdsToken(product)) return [];
  return [
    {
      code: "needs-literal",
      path,
      what: "`product` decides which key an instance may use and must be a literal",
      got: show(product),
      expected: Object.keys(AURA_PRODUCTS).join(" or "),
      fix: "write the product itself",
    },
  ];
}
