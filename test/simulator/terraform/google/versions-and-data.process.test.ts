import { describeWithTerraform } from "../../../support/terraform";
import { KEY, RING } from "../../support/google";
import { configuration, GoogleStage, KEY_ID } from "../../support/google-stage";

const VERSION = `${KEY}/cryptoKeyVersions/2`;
const versions = (more: object = {}) => ({
  google_kms_crypto_key_version: { second: { crypto_key: KEY_ID, ...more } },
});

describeWithTerraform("versions of a key of Google Cloud, with Terraform", () => {
  let stage: GoogleStage;
  let terraform: GoogleStage["terraform"];
  beforeEach(async () => {
    stage = await GoogleStage.start();
    ({ terraform } = stage);
  });
  afterEach(() => stage.stop());

  it("are made, disabled, enabled and scheduled for destruction", async () => {
    await terraform.apply(configuration({}, versions()));
    const address = "google_kms_crypto_key_version.second";
    expect(terraform.state(address)).toEqual({
      ...{ algorithm: "GOOGLE_SYMMETRIC_ENCRYPTION", attestation: [], crypto_key: KEY, id: VERSION, name: VERSION },
      ...{ external_protection_level_options: [], protection_level: "SOFTWARE", state: "ENABLED", timeouts: null },
      generate_time: expect.stringMatching(/Z$/),
    });
    await terraform.apply(configuration({}, versions({ state: "DISABLED" })));
    expect(stage.states()).toEqual(["ENABLED", "DISABLED"]);
    await terraform.apply(configuration({}, versions({ state: "ENABLED" })));
    expect(stage.states()).toEqual(["ENABLED", "ENABLED"]);
    await terraform.apply(configuration());
    expect(stage.states()).toEqual(["ENABLED", "DESTROY_SCHEDULED"]);
    // The primary one stays: Terraform has made neither it nor a primary version of what it made.
    expect(stage.cloud.kms.key(KEY).primary?.name).toBe(`${KEY}/cryptoKeyVersions/1`);
  });

  it("are forgotten without a word when their destruction is refused", async () => {
    await terraform.apply(configuration({}, versions()));
    stage.cloud.kms.organization.disableBeforeDestroy = true;
    await terraform.apply(configuration());
    expect(stage.states()).toEqual(["ENABLED", "ENABLED"]);
    expect(() => terraform.state("google_kms_crypto_key_version.second")).toThrow();
  });

  it("show what was done to them outside, and cannot be enabled again when they are scheduled", async () => {
    await terraform.apply(configuration({}, versions({ state: "ENABLED" })));
    stage.cloud.kms.destroyVersion(VERSION);
    expect(await stage.changeOf("google_kms_crypto_key_version.second")).toMatchObject({
      ...{ actions: ["update"], before: { state: "DESTROY_SCHEDULED" }, after: { state: "ENABLED" } },
    });
    expect(await stage.errorOf("apply", "-auto-approve")).toContain(`Error updating CryptoKeyVersion "${VERSION}"`);
  });

  it("are imported by their name, and have states that exist", async () => {
    await terraform.apply(configuration({}, versions()));
    const address = "google_kms_crypto_key_version.second";
    const made = terraform.state(address);
    await terraform.must("state", "rm", address);
    await terraform.must("import", "-no-color", address, VERSION);
    expect(terraform.state(address)).toEqual(made);
    await terraform.must("state", "rm", address);
    expect(await stage.errorOf("import", address, KEY)).toContain("Invalid CryptoKeyVersion id format");
    terraform.write(configuration({}, versions({ state: "GONE" })));
    expect(await stage.errorOf("plan")).toContain("expected state to be one of");
  });

  it("data sources read key rings, keys, projects and the provider block", async () => {
    await terraform.apply(configuration({ labels: { team: "data" } }));
    const data = {
      google_kms_key_ring: { aura: { name: "aura", location: "europe-west1" } },
      google_kms_crypto_key: { orders: { name: "orders", key_ring: "${data.google_kms_key_ring.aura.id}" } },
      google_project: { this: {} },
      google_client_config: { this: {} },
    };
    await terraform.apply({ ...configuration({ labels: { team: "data" } }), data });
    const labels = { "goog-terraform-provisioned": "true", team: "data" };
    expect(terraform.state("data.google_kms_key_ring.aura")).toMatchObject({ id: RING, project: "simulated-project" });
    expect(terraform.state("data.google_kms_crypto_key.orders")).toMatchObject({
      ...{ id: KEY, key_ring: RING, purpose: "ENCRYPT_DECRYPT", rotation_period: "7776000s", labels },
      primary: [{ name: `${KEY}/cryptoKeyVersions/1`, state: "ENABLED" }],
    });
    expect(terraform.state("data.google_project.this")).toMatchObject({
      ...{
        id: "projects/simulated-project",
        project_id: "simulated-project",
        number: expect.stringMatching(/^\d{12}$/),
      },
    });
    expect(terraform.state("data.google_client_config.this")).toMatchObject({
      project: "simulated-project",
      region: "",
    });
    terraform.write({
      ...configuration(),
      data: { google_kms_key_ring: { aura: { name: "no", location: "europe-west1" } } },
    });
    expect(await stage.errorOf("plan")).toContain(`Error: ${RING.replace("aura", "no")} not found`);
  });
});
