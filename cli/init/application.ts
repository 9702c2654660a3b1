import type { Choices } from "./choices";

/** What an application is written for. */
export interface Application extends Choices {
  /** The name of its directory, for package.json. */
  readonly name: string;
  /** The AWS account that owns the key. */
  readonly accountId: string;
  /** The Aura project. */
  readonly projectId: string;
  /** The region of the key and of the instance. */
  readonly region: string;
  /** What package.json asks npm for: a version of this package, or a file or an address where it is not published. */
  readonly packageSpec: string;
}

/** The ids of the simulated cloud: the application deploys there as it is. */
export const SIMULATED = {
  accountId: "111122223333",
  projectId: "7d1ec0d5-5a1e-4c0d-8a1e-000000000001",
  region: "eu-west-1",
} as const;
