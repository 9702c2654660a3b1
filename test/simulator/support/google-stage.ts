import { startSimulator, type Simulator } from "../../../simulator";
import { KEY } from "./google";
import { stageOn, type Stage } from "./terraform";

/** The id of the key in a configuration. */
export const KEY_ID = "${google_kms_crypto_key.orders.id}";

/** A configuration with a key ring and a key in it. */
export const configuration = (key: object = {}, others: object = {}, provider: object = {}) => ({
  terraform: { required_providers: { google: { source: "hashicorp/google", version: "6.50.0" } } },
  provider: { google: provider },
  resource: {
    google_kms_key_ring: { aura: { name: "aura", location: "europe-west1" } },
    google_kms_crypto_key: {
      orders: { name: "orders", key_ring: "${google_kms_key_ring.aura.id}", rotation_period: "7776000s", ...key },
    },
    ...others,
  },
});

/** A change in a plan. */
export interface Change {
  readonly actions: readonly string[];
  readonly before: Readonly<Record<string, unknown>> | null;
  readonly after: Readonly<Record<string, unknown>> | null;
  readonly after_unknown: object;
  readonly replace_paths?: readonly (readonly (string | number)[])[];
}

/** A plan as JSON. */
export interface Plan {
  readonly resource_changes?: readonly { readonly address: string; readonly change: Change }[];
  readonly resource_drift?: readonly { readonly address: string; readonly change: Change }[];
}

/** Terraform with a simulated Google Cloud. */
export class GoogleStage {
  private constructor(
    public readonly simulator: Simulator,
    public readonly terraform: Stage,
  ) {}

  public static async start(): Promise<GoogleStage> {
    const simulator = await startSimulator({ clouds: ["gcp"] });
    return new GoogleStage(simulator, await stageOn(simulator));
  }

  public async stop(): Promise<void> {
    this.terraform.stop();
    await this.simulator.stop();
  }

  /** The calls that change something. */
  public writes(): readonly string[] {
    return this.simulator.calls.names("*:*").filter((name) => !/:(Get|List)/.test(name));
  }

  /** The states of the versions of the key. */
  public states(): readonly string[] {
    return this.cloud.kms.key(KEY).versions.map(({ state }) => state);
  }

  public get cloud() {
    const { gcp } = this.simulator.clouds;
    if (!gcp) throw new Error("Google Cloud does not run");
    return gcp;
  }

  /** The next plan, as JSON. */
  public async plan(...options: string[]): Promise<Plan> {
    await this.terraform.must("plan", "-out=plan.bin", "-no-color", ...options);
    return JSON.parse(await this.terraform.must("show", "-json", "plan.bin")) as Plan;
  }

  /** The change of one resource in the next plan of a configuration. */
  public async changeOf(address: string, next?: object): Promise<Change> {
    if (next) this.terraform.write(next);
    const found = (await this.plan()).resource_changes?.find((one) => one.address === address);
    if (!found) throw new Error(`${address} is not in the plan`);
    return found.change;
  }

  /** The text of the errors of a command that has to fail, on one line. */
  public async errorOf(...command: string[]): Promise<string> {
    const { code, stderr } = await this.terraform.run(...command, "-no-color");
    if (code === 0) throw new Error(`terraform ${command.join(" ")} did not fail`);
    return stderr.replace(/[│╷╵]/g, "").replace(/\s+/g, " ").trim();
  }
}
