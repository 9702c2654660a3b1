/** Platforms that a binary is made for, as Terraform names them. */
export const BINARY_PLATFORMS = [
  "linux_amd64",
  "linux_arm64",
  "darwin_amd64",
  "darwin_arm64",
  "windows_amd64",
] as const;

/** As Terraform names it: the system and its processor. */
export type Platform = (typeof BINARY_PLATFORMS)[number];

/** A machine by Node's names, as Terraform names it; it may be none that a binary is made for. */
export function platformOf({ platform, arch }: Pick<NodeJS.Process, "platform" | "arch">): string {
  return `${platform === "win32" ? "windows" : platform}_${arch === "x64" ? "amd64" : arch}`;
}

/** Names of the files of a release, which a Terraform registry wants. */
export const releaseFiles = (version: string) => ({
  zip: (platform: string) => `terraform-provider-aura_${version}_${platform}.zip`,
  sums: `terraform-provider-aura_${version}_SHA256SUMS`,
  manifest: `terraform-provider-aura_${version}_manifest.json`,
});

/** Name of the program that Terraform starts. */
export const executableName = (version: string, platform: string): string =>
  `terraform-provider-aura_v${version}${platform.startsWith("windows") ? ".exe" : ""}`;

/** What is beside the program in a zip file. */
export const RELEASE_NOTICES = ["LICENSE.txt", "THIRD-PARTY-NOTICES.txt"] as const;
