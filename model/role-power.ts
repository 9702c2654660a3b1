/**
 * What a role can do to a key of Azure or Google Cloud: `use` it, `manage` it, which includes its use, `grant` access to it, which can
 * include its own, `delete` it or what protects it without using it, or `none`.
 */
export type RolePower = "use" | "manage" | "grant" | "delete" | "none";
