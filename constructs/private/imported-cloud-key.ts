import type { OtherCloud } from "../../model/limits";
import { Construct } from "constructs";
import type { VaultKeyNode } from "../../model/azure";
import { unknown } from "../../model/fact";
import { CONTRIBUTION, type Contribution, type Contributor } from "../../model/from-constructs";
import type { CryptoKeyNode } from "../../model/google";
import { parseCloudKmsKeyName } from "../../model/key-identifiers";
import type { Problem } from "../../model/problem";
import type { IAuraKey, KeyPhase } from "../interfaces";
import { regionProblems } from "./formats";
import { SynthCheck } from "./synth-check";
import { factOf, holdsToken, nameOf, show, splitField } from "./tokens";

/** A key in Azure or Google Cloud that is owned elsewhere. It creates nothing. */
export class ImportedCloudKey extends Construct implements IAuraKey, Contributor {
  public readonly phase: KeyPhase = "kept-elsewhere";
  public readonly region: string;
  /** The region that the name of a key of Google Cloud says. */
  private readonly inName: string | undefined;

  /** @param expectedRegion where it is said to be; the identifier of a key in Azure does not tell */
  public constructor(
    scope: Construct,
    id: string,
    public readonly cloudProvider: OtherCloud,
    public readonly keyId: string,
    private readonly expectedRegion: string | undefined,
  ) {
    super(scope, id);
    const parsed = cloudProvider === "gcp" && !holdsToken(keyId) ? parseCloudKmsKeyName(keyId) : undefined;
    this.inName = parsed && !("error" in parsed) ? parsed.region : undefined;
    this.region = this.inName ?? expectedRegion ?? splitField(keyId, "/", 3);
    SynthCheck.ensure(this);
  }

  /** @internal */
  public [CONTRIBUTION](): Contribution {
    const { region, expectedRegion, inName, cloudProvider } = this;
    const path = this.node.path;
    const claims: Problem[] =
      expectedRegion === undefined || inName === undefined || expectedRegion === inName || holdsToken(expectedRegion)
        ? []
        : [
            {
              code: "key-region-matches-instance",
              path,
              what: "`region` is not the region of the key",
              got: `${show(expectedRegion)}, and ${show(inName)} in its name`,
              expected: "one region",
              fix: "leave `region` out, or name the right key",
            },
          ];
    return { nodes: [this.asNode()], problems: [...regionProblems(path, region, cloudProvider), ...claims] };
  }

  private asNode(): VaultKeyNode | CryptoKeyNode {
    const name = nameOf(this);
    const elsewhere = unknown(`key ${name} is owned elsewhere`);
    const shared = {
      ...{ id: this.node.path, name, origin: "imported" as const, keyName: elsewhere },
      keyId: factOf(this.keyId, `key id of key ${name}`),
      region: factOf(this.region, `${this.inName === undefined ? "`region`" : "location in the name"} of key ${name}`),
      destroyPrevented: elsewhere,
    };
    return this.cloudProvider === "gcp"
      ? {
          ...{ ...shared, kind: "crypto-key", cloud: "gcp", ringId: elsewhere, purpose: elsewhere },
          ...{ rotationPeriodInSeconds: elsewhere, destroyScheduledInSeconds: elsewhere, hasNoVersion: elsewhere },
          ...{ protectionLevel: elsewhere, deletionPolicy: elsewhere },
        }
      : {
          ...{ ...shared, kind: "vault-key", cloud: "azure", vaultId: elsewhere, scope: elsewhere, keyType: elsewhere },
          ...{ keySize: elsewhere, operations: elsewhere, expires: elsewhere, notBefore: elsewhere },
          rotation: elsewhere,
        };
  }
}
