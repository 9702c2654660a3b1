/**
 * What a role can do to a key of Azure or Google Cloud: `use` it, `manage` it, which includes its use, `grant` access to it, which can
 * include its own, or `none`.
 */
export type RolePower = "use" | "manage" | "grant" | "none";
