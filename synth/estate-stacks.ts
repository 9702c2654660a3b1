import path from "node:path";
import type { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import {
  AzurermBackend,
  GcsBackend,
  LocalBackend,
  S3Backend,
  TerraformStack,
  type App,
  type S3BackendConfig,
} from "cdktf";
import { Construct } from "constructs";
import { AuraAzureProvider, AuraGoogleProvider, AuraProvider } from "../constructs";
import type { Reconciliation } from "../estate/reconcile";
import type { Account, AwsAccount, Estate } from "../estate/schema";
import { requireCloudPackages } from "../model/framework";

/** The stacks of an estate: one for each account and region, made when something belongs there. */
export class EstateStacks {
  private readonly stacks = new Map<string, TerraformStack>();

  /** @param home directory of the file: local state is beside it */
  public constructor(
    private readonly app: App,
    private readonly estate: Estate,
    private readonly home: string,
    private readonly lock: Reconciliation,
  ) {}

  /**
   * The scope of the entries of one kind. Each kind has its own, because a key and an instance can have the same name.
   * @param account name of the account in the estate
   */
  public scope(
    account: string,
    region: string,
    kind: "keys" | "records" | "alarms" | "instances" | "secrets" | "sources",
  ): Construct {
    const stack = this.stack(account, region);
    return (stack.node.tryFindChild(kind) as Construct | undefined) ?? new Construct(stack, kind);
  }

  /** The stack of an account in a region, with its backend, the provider of its cloud and that of Aura. */
  public stack(account: string, region: string): TerraformStack {
    const name = `${account}-${region}`;
    const existing = this.stacks.get(name);
    if (existing) return existing;
    const stack = new TerraformStack(this.app, name);
    this.stacks.set(name, stack);
    this.addBackend(stack, this.lock.stateOf(account, region));
    const handedOver = this.lock.handedOver.get(name) ?? [];
    if (handedOver.length > 0) {
      stack.addOverride(
        "removed",
        handedOver.map((from) => ({ from, lifecycle: { destroy: false } })),
      );
    }
    addCloudProvider(stack, region, this.estate.accounts[account] ?? { id: "" });
    const { baseUrl, providerSource: source } = this.estate.aura;
    new AuraProvider(stack, "aura", { ...(baseUrl && { baseUrl }), ...(source && { source }) });
    return stack;
  }

  /** @param name of the state: that of the stack, unless its account was renamed */
  private addBackend(stack: TerraformStack, name: string): void {
    const { s3, azurerm, gcs } = this.estate.backend ?? {};
    if (azurerm) {
      const { keyPrefix, ...settings } = azurerm;
      // `use_azuread_auth` is newer than cdktf's types; cdktf writes whatever it gets.
      new AzurermBackend(stack, { ...settings, key: `${folderOf(keyPrefix)}${name}.tfstate` });
    } else if (gcs) {
      const { keyPrefix, ...settings } = gcs;
      // A state is `<prefix>/<workspace>.tfstate` there.
      new GcsBackend(stack, { ...settings, prefix: `${folderOf(keyPrefix)}${name}` });
    } else if (s3) {
      const { keyPrefix, assumeRoleArn, externalId, sessionName, ...settings } = s3;
      const assumeRole = assumedRole({ assumeRoleArn, externalId, sessionName });
      // `use_lockfile` and `assume_role`, too, are newer than cdktf's types.
      const config = {
        ...settings,
        key: `${folderOf(keyPrefix)}${name}.tfstate`,
        ...(assumeRole && { assumeRole }),
      };
      new S3Backend(stack, config as S3BackendConfig);
    } else {
      // Relative to the stack's directory, so that the same estate gives the same bytes on every machine.
      const folder = path.resolve(this.app.outdir, "stacks", stack.node.id);
      const state = path.relative(folder, path.resolve(this.home, `terraform.${name}.tfstate`));
      new LocalBackend(stack, { path: state.split(path.sep).join("/") });
    }
  }
}

/** A prefix of objects, as a folder. */
function folderOf(keyPrefix: string | undefined): string {
  return keyPrefix ? `${keyPrefix.replace(/\/+$/, "")}/` : "";
}

/** Adds the provider of the account's cloud, and of no other. */
function addCloudProvider(stack: TerraformStack, region: string, account: Account): void {
  switch (account.cloud) {
    case "azure": {
      const { subscriptionId, tenantId } = account;
      new AuraAzureProvider(stack, "azure", { subscriptionId, tenantId });
      return;
    }
    case "gcp":
      new AuraGoogleProvider(stack, "google", { project: account.project });
      return;
    default: {
      const { id, profile, ...role } = account;
      const assumeRole = assumedRole(role);
      const Provider = awsProvider();
      new Provider(stack, "aws", {
        region,
        allowedAccountIds: [id],
        ...(profile !== undefined && { profile }),
        ...(assumeRole && { assumeRole: [assumeRole] }),
      });
    }
  }
}

/**
 * The class of the provider of AWS, which is not there for an estate without keys in AWS.
 * @throws AuraCmkError `package-missing`
 */
function awsProvider(): typeof AwsProvider {
  requireCloudPackages("aws");
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- not `import()`: stacks are made without waiting
  return (require("@cdktf/provider-aws/lib/provider") as { AwsProvider: typeof AwsProvider }).AwsProvider;
}

/** The arguments of `assume_role`; undefined without a role. */
function assumedRole({ assumeRoleArn, externalId, sessionName }: Omit<AwsAccount, "id">) {
  if (assumeRoleArn === undefined) return undefined;
  return {
    roleArn: assumeRoleArn,
    ...(externalId !== undefined && { externalId }),
    ...(sessionName !== undefined && { sessionName }),
  };
}
