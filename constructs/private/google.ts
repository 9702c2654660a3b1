import { KmsCryptoKey } from "@cdktf/provider-google/lib/kms-crypto-key";
import { KmsCryptoKeyIamMember } from "@cdktf/provider-google/lib/kms-crypto-key-iam-member";
import { KmsKeyRing } from "@cdktf/provider-google/lib/kms-key-ring";
import { GoogleProvider } from "@cdktf/provider-google/lib/provider";
import { Op, type Precondition, type TerraformProvider, type TerraformResource } from "cdktf";
import type { Construct } from "constructs";
import { known, unknown } from "../../model/fact";
import { addressOf, type Contribution, type KeyIdentity } from "../../model/from-constructs";
import type { CryptoKeyNode, KeyIamNode, KeyRingNode } from "../../model/google";
import { CLOUD_KMS_NAME, GOOGLE_PROJECT, SERVICE_ACCOUNT } from "../../model/key-identifiers";
import { CLOUD_KMS_ROTATION_IN_DAYS, DESTROY_SCHEDULED_IN_DAYS } from "../../model/limits";
import { renderUncutProblem, type Problem } from "../../model/problem";
import type { KeyPhase } from "../interfaces";
import type { AuraCloudKmsKeyProps, AuraGoogleProviderProps } from "./google-props";
import { PhaseGuard } from "./bootstrap";
import { daysProblems, formProblems, unique, writtenDays } from "./cloud-props";
import { needsLiteral, regionProblems } from "./formats";
import { originalId } from "./moved-blocks";
import { isProtected } from "./review-metadata";
import { asExpression, copyOfTags, factOf, holdsToken, nameOf, show, splitField } from "./tokens";

/* What is in Google Cloud. This file loads the bindings of the provider: it is required when a program has a key there. */

/** What each of Aura's service accounts gets on the key. @see https://neo4j.com/docs/aura/security/customer-managed-keys/ */
const ROLES = {
  EncrypterDecrypter: "roles/cloudkms.cryptoKeyEncrypterDecrypter",
  Viewer: "roles/cloudkms.viewer",
} as const;

/** How many service accounts Aura has. */
const ACCOUNTS = 3;
const SECONDS_PER_DAY = 86_400;

/** The resources of a key. */
interface CloudKmsKeyResources {
  readonly key: KmsCryptoKey;
  readonly keyRing: KmsKeyRing | undefined;
  readonly members: readonly KmsCryptoKeyIamMember[];
}

/** Adds the resources of a key. */
export function addCloudKmsKey(scope: Construct, props: AuraCloudKmsKeyProps, phase: KeyPhase): CloudKmsKeyResources {
  const { region, project, provider, labels, protectionLevel, serviceAccounts = [] } = props;
  const isRetained = props.removalPolicy !== "destroy";
  const shared = { ...(provider && { provider }) };
  const lifecycle = isRetained && { lifecycle: { preventDestroy: true } };
  const keyRing =
    props.keyRing === undefined
      ? new KmsKeyRing(scope, "KeyRing", {
          ...{ ...shared, ...lifecycle, name: ringName(scope, props), location: region },
          ...(project !== undefined && { project }),
        })
      : undefined;
  const guard = isRetained ? { dependsOn: [new PhaseGuard(scope, phase, "AccessGuard")] } : {};
  const precondition = ringPreconditions(scope, props);
  const key = new KmsCryptoKey(scope, "Resource", {
    ...{ ...shared, ...guard },
    name: keyName(scope, props),
    keyRing: keyRing?.id ?? props.keyRing ?? "",
    purpose: "ENCRYPT_DECRYPT",
    rotationPeriod: seconds(writtenDays(props.rotationPeriodInDays, CLOUD_KMS_ROTATION_IN_DAYS)),
    // From the start: another value later replaces the key.
    destroyScheduledDuration: seconds(writtenDays(props.destroyScheduledDurationInDays, DESTROY_SCHEDULED_IN_DAYS)),
    ...(protectionLevel && { versionTemplate: { algorithm: "GOOGLE_SYMMETRIC_ENCRYPTION", protectionLevel } }),
    ...(labels && { labels: copyOfTags(labels) }),
    ...((isRetained || precondition.length > 0) && {
      lifecycle: {
        ...(isRetained && { preventDestroy: true }),
        ...(precondition.length > 0 && { precondition }),
      },
    }),
  });
  // One resource for each account and role, named after both: by their places in a list, an account more would replace others.
  const members = unique(serviceAccounts.filter((account) => !holdsToken(account))).flatMap((account) =>
    Object.entries(ROLES).map(
      ([id, role]) =>
        new KmsCryptoKeyIamMember(scope, `${id}-${account.replaceAll("/", "-")}`, {
          ...{ ...shared, ...guard, ...lifecycle },
          ...{ cryptoKeyId: key.id, role, member: `serviceAccount:${account}` },
        }),
    ),
  );
  return { key, keyRing, members };
}

/** Adds the provider block. */
export function addProvider(scope: Construct, { project, alias }: AuraGoogleProviderProps): TerraformProvider {
  return new GoogleProvider(scope, "Resource", {
    ...(project !== undefined && { project }),
    ...(alias !== undefined && { alias }),
  });
}

/** What a key contributes to the model, and what is wrong with its props. */
export function contributionOf(
  scope: Construct & { readonly resource: TerraformResource },
  props: AuraCloudKmsKeyProps,
): Contribution {
  return { nodes: nodesOf(scope, props), problems: problemsOf(scope, props), identity: identityOf(scope, props) };
}

/** The arguments of key ring and key that force replacement, by prop. */
function identityOf(scope: Construct, props: AuraCloudKmsKeyProps): KeyIdentity {
  const { keyRing, protectionLevel = "SOFTWARE", destroyScheduledDurationInDays } = props;
  return {
    ...(keyRing === undefined ? { keyRingName: ringName(scope, props) } : { keyRing }),
    keyName: keyName(scope, props),
    destroyScheduledDurationInDays: writtenDays(destroyScheduledDurationInDays, DESTROY_SCHEDULED_IN_DAYS),
    protectionLevel,
  };
}

function nodesOf(
  scope: Construct & { readonly resource: TerraformResource },
  props: AuraCloudKmsKeyProps,
): (CryptoKeyNode | KeyRingNode | KeyIamNode)[] {
  const name = nameOf(scope);
  const of = `of key ${name}`;
  const atApply = unknown(`Google Cloud names key ${name} at apply`);
  const region = factOf(props.region, `\`region\` ${of}`);
  const { rotationPeriodInDays, destroyScheduledDurationInDays, serviceAccounts } = props;
  const children = scope.node.children;
  const rings = children
    .filter((child) => child instanceof KmsKeyRing)
    .map((ring): KeyRingNode => ({
      ...{ kind: "key-ring", id: ring.node.path, name, origin: "created", address: addressOf(ring) },
      ...{ ringId: atApply, region, project: factOf(ring.projectInput ?? "", `\`project\` ${of}`) },
      destroyPrevented: known(isProtected(ring), `\`removalPolicy\` ${of}`),
    }));
  const members = children
    .filter((child) => child instanceof KmsCryptoKeyIamMember)
    .map((member): KeyIamNode => ({
      ...{ kind: "key-iam", id: member.node.path, name, origin: "created", address: addressOf(member) },
      ...{ authority: "member", key: scope.node.path, keyId: atApply },
      bindings: known(
        [{ role: member.roleInput ?? "", members: [member.memberInput ?? ""] }],
        `\`serviceAccounts\` ${of}`,
      ),
      destroyPrevented: known(isProtected(member), `\`removalPolicy\` ${of}`),
    }));
  return [
    {
      ...{ kind: "crypto-key", cloud: "gcp", id: scope.node.path, name, origin: "created" },
      ...{ address: addressOf(scope.resource), keyId: atApply, region },
      keyName: factOf(keyName(scope, props), `\`keyName\` ${of}`),
      ...(rings[0] && { ring: rings[0].id }),
      ringId: props.keyRing === undefined ? atApply : factOf(props.keyRing, `\`keyRing\` ${of}`),
      purpose: known("ENCRYPT_DECRYPT", `key ${name}`),
      rotationPeriodInSeconds: factOf(
        writtenDays(rotationPeriodInDays, CLOUD_KMS_ROTATION_IN_DAYS) * SECONDS_PER_DAY,
        `\`rotationPeriodInDays\` ${of}`,
      ),
      destroyScheduledInSeconds: factOf(
        writtenDays(destroyScheduledDurationInDays, DESTROY_SCHEDULED_IN_DAYS) * SECONDS_PER_DAY,
        `\`destroyScheduledDurationInDays\` ${of}`,
      ),
      hasNoVersion: known(false, `key ${name}`),
      protectionLevel: known(props.protectionLevel ?? "SOFTWARE", `\`protectionLevel\` ${of}`),
      destroyPrevented: known(isProtected(scope.resource), `\`removalPolicy\` ${of}`),
      deletionPolicy: known(undefined, `key ${name}`),
      ...(serviceAccounts && {
        expectedPrincipals: unique(serviceAccounts.filter((account) => !holdsToken(account))).sort(),
      }),
    },
    ...rings,
    ...members,
  ];
}

function problemsOf(scope: Construct, props: AuraCloudKmsKeyProps): Problem[] {
  const path = scope.node.path;
  const { region, project, serviceAccounts, keyRing } = props;
  const ofNewRing = (["keyRingName", "project"] as const).filter((name) => props[name] !== undefined);
  return [
    ...regionProblems(path, region, "gcp"),
    ...formProblems(path, "keyName", keyName(scope, props), NAME),
    ...(keyRing === undefined
      ? formProblems(path, "keyRingName", ringName(scope, props), NAME)
      : [...ringProblems(path, region, keyRing), ...ofNewRing.map((name) => onlyOfNewRing(path, name))]),
    ...formProblems(path, "project", project, PROJECT),
    ...daysProblems(
      path,
      "rotationPeriodInDays",
      props.rotationPeriodInDays,
      CLOUD_KMS_ROTATION_IN_DAYS,
      "rotation-period-in-range",
    ),
    ...daysProblems(
      path,
      "destroyScheduledDurationInDays",
      props.destroyScheduledDurationInDays,
      DESTROY_SCHEDULED_IN_DAYS,
      "deletion-window-in-range",
    ),
    ...(serviceAccounts === undefined ? [] : accountsProblems(path, serviceAccounts)),
  ];
}

function ringName(scope: Construct, { keyRingName, ...props }: AuraCloudKmsKeyProps): string {
  return keyRingName ?? `neo4j-aura-${nameFrom(originalId(scope.node.id, props))}`;
}

function keyName(scope: Construct, { keyName, ...props }: AuraCloudKmsKeyProps): string {
  return keyName ?? nameFrom(originalId(scope.node.id, props));
}

/** Characters that Google Cloud does not take become a hyphen. */
function nameFrom(id: string): string {
  return id.replace(/[^a-zA-Z0-9_-]/g, "-");
}

/** A number of days as Google Cloud takes durations; a token is refused. */
function seconds(days: number): string {
  return `${days * SECONDS_PER_DAY}s`;
}

const NAME = {
  form: CLOUD_KMS_NAME,
  ...{ what: "a name of Google Cloud KMS", expected: "1 to 63 letters, digits, _ and -" },
  fix: "leave out the other characters",
};
const PROJECT = {
  form: GOOGLE_PROJECT,
  ...{ what: "a project of Google Cloud", expected: "an id such as acme-prod" },
  fix: "copy the id, not the name, from the Google Cloud console",
};
const RING = /^projects\/([^/]+)\/locations\/([^/]+)\/keyRings\/([^/]+)$/;

/** Checks the id of a key ring that exists already, and that it is in the region of the key. */
function ringProblems(path: string, region: string, keyRing: string): Problem[] {
  if (holdsToken(keyRing)) return elsewhereProblems(path, region, writtenLocation(keyRing));
  const [, project = "", location = "", name = ""] = RING.exec(keyRing) ?? [];
  if (!GOOGLE_PROJECT.test(project) || !CLOUD_KMS_NAME.test(name)) {
    return [
      {
        ...{ code: "cloud-id-well-formed", path, what: "`keyRing` is not the id of a key ring", got: show(keyRing) },
        expected: `projects/PROJECT/locations/${holdsToken(region) ? "REGION" : region}/keyRings/NAME`,
        fix: "copy it from `gcloud kms keyrings list --location REGION`",
      },
    ];
  }
  return elsewhereProblems(path, region, location);
}

function elsewhereProblems(path: string, region: string, location: string | undefined): Problem[] {
  if (location === undefined || holdsToken(location) || holdsToken(region) || location === region) return [];
  return [{ ...ringElsewhere(location, region), path }];
}

/** The location in the id of a key ring, where its form is written out, whatever in it is a token. */
function writtenLocation(keyRing: string): string | undefined {
  return /^projects\/[^/]+\/locations\/([^/]+)\/keyRings\//.exec(keyRing)?.[1];
}

function ringElsewhere(location: string, region: string): Omit<Problem, "path"> {
  return {
    code: "key-region-matches-instance",
    what: "the key ring is in another location than the key",
    got: `${location} in \`keyRing\`, and ${region} in \`region\``,
    ...{ expected: "one region", fix: "use a key ring in the region of the instances; a ring cannot be moved" },
  };
}

/** Lets Terraform compare what is known only at apply. */
function ringPreconditions(scope: Construct, { keyRing, region }: AuraCloudKmsKeyProps): Precondition[] {
  if (keyRing === undefined || (!holdsToken(keyRing) && !holdsToken(region))) return [];
  const location = writtenLocation(keyRing) ?? splitField(keyRing, "/", 3);
  // Two literals are compared at synth.
  if (!holdsToken(location) && !holdsToken(region)) return [];
  return [
    {
      condition: Op.eq(asExpression(location), asExpression(region)),
      errorMessage: renderUncutProblem({ ...ringElsewhere(location, region), path: scope.node.path }),
    },
  ];
}

function onlyOfNewRing(path: string, name: string): Problem {
  return {
    ...{ code: "exclusive-props", path, what: `\`${name}\` and \`keyRing\` exclude each other`, got: "both" },
    ...{ expected: "one of them", fix: `leave \`${name}\` out: it is of a new key ring` },
  };
}

/** Checks the service accounts: three different ones, as literals. */
function accountsProblems(path: string, accounts: readonly string[]): Problem[] {
  const each = accounts.flatMap((account, index): Problem[] => {
    const name = `serviceAccounts[${index}]`;
    if (holdsToken(account))
      return needsLiteral(path, name, account, "an e-mail address", "it is compared before anything is applied");
    const [got, fix] = wrongAccount(account) ?? [];
    if (got === undefined || fix === undefined) return [];
    return [
      {
        ...{ code: "aura-principal-well-formed", path, what: `\`${name}\` is not a service account`, got },
        ...{ expected: "an e-mail address such as name@project.iam.gserviceaccount.com", fix },
      },
    ];
  });
  const different = unique(accounts.map((account) => account.toLowerCase()));
  if (accounts.length === ACCOUNTS && different.length === ACCOUNTS) return each;
  return [
    ...each,
    {
      code: "aura-principal-well-formed",
      path,
      what: `\`serviceAccounts\` does not name ${ACCOUNTS} service accounts`,
      got: different.length < accounts.length ? `${different.length} different ones` : String(accounts.length),
      expected: `the ${ACCOUNTS} that the Aura Console shows`,
      fix: "copy all of them; for phase 1, leave `serviceAccounts` out",
    },
  ];
}

/** What a text is instead of a service account, and what to do; undefined for a service account. */
function wrongAccount(account: string): readonly [string, string] | undefined {
  const copy = "copy the address from the Aura Console";
  if (SERVICE_ACCOUNT.test(account)) return undefined;
  if (account === "allUsers" || account === "allAuthenticatedUsers") return [`${account}, which is everybody`, copy];
  if (account.startsWith("deleted:")) return ["an account that was deleted", copy];
  const [, kind, rest = ""] = /^(\w+):(.*)$/.exec(account) ?? [];
  if (kind === "serviceAccount") return [show(account), `leave out the prefix: ${show(rest)}`];
  if (kind !== undefined) return [`a ${kind}`, copy];
  if (SERVICE_ACCOUNT.test(account.trim().toLowerCase()))
    return [show(account), "write it in lower case and without blanks"];
  return [show(account), copy];
}
