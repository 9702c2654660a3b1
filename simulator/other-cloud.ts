import type { AuraProduct } from "../model/limits";
import type { Access, RegisteredKey } from "./aura/key-access";
import type { Project } from "./aura/options";
import type { Service } from "./http/service";

/** A cloud besides AWS that runs in the simulator. */
export interface OtherCloud {
  /** What people call it, such as `Azure`. */
  readonly label: string;
  /** The regions in which Aura offers its products there. */
  readonly regions: Readonly<Record<AuraProduct, readonly string[]>>;
  /** Its APIs over HTTP, on a port of their own. */
  readonly service: Service;
  /**
   * Environment variables that lead a program to it.
   * @param url `http://127.0.0.1:PORT`
   */
  environment(url: string): Readonly<Record<string, string>>;
  /** Whether Aura can use a key of this cloud, found out as Aura does: by using it. */
  accessTo(key: RegisteredKey, project: Project): Access;
}
