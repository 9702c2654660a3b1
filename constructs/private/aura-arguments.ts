import { AURA_PRODUCTS, type AuraProduct } from "../../model/limits";
import type { Problem } from "../../model/problem";
import { holdsToken, show } from "./tokens";

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
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
      fix: "copy the project id from the Aura Console",
    },
  ];
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
