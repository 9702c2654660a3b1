import { describeWithTerraform } from "../../../support/terraform";
import { ACCOUNTS, KEY, RING, ROLES } from "../../support/google";
import { configuration, GoogleStage, KEY_ID } from "../../support/google-stage";

const DAY = 86_400_000;
const [, VIEWER] = ROLES;

/** One resource for each account and role. */
const members = (accounts = ACCOUNTS) => ({
  google_kms_crypto_key_iam_member: Object.fromEntries(
    accounts.flatMap((account) =>
      ROLES.map((role) => [
        `${/^aura-[a-z]+/.exec(account)?.[0]}-${role.split(".")[1]}`,
        { crypto_key_id: KEY_ID, role, member: `serviceAccount:${account}` },
      ]),
    ),
  ),
});

describeWithTerraform("the Google provider's resources against the simulator", () => {
  let stage: GoogleStage;
  let terraform: GoogleStage["terraform"];
  let simulator: GoogleStage["simulator"];
  beforeEach(async () => {
    stage = await GoogleStage.start();
    ({ terraform, simulator } = stage);
  });
  afterEach(() => stage.stop());

  it("makes a key ring, a key and its members, and plans nothing afterwards", async () => {
    await terraform.apply(configuration({ labels: { team: "data" } }, members()));
    expect(stage.writes().slice(0, 2)).toEqual(["cloudkms:CreateKeyRing", "cloudkms:CreateCryptoKey"]);
    expect(stage.writes().slice(2)).toEqual(Array(6).fill("cloudkms:SetIamPolicy"));
    expect(terraform.state("google_kms_key_ring.aura")).toEqual({
      ...{ id: RING, location: "europe-west1", name: "aura", project: "simulated-project", timeouts: null },
    });
    const labels = { "goog-terraform-provisioned": "true", team: "data" };
    expect(terraform.state("google_kms_crypto_key.orders")).toEqual({
      crypto_key_backend: "",
      destroy_scheduled_duration: "2592000s",
      effective_labels: labels,
      id: KEY,
      import_only: false,
      key_ring: RING,
      labels: { team: "data" },
      name: "orders",
      primary: [{ name: `${KEY}/cryptoKeyVersions/1`, state: "ENABLED" }],
      purpose: "ENCRYPT_DECRYPT",
      rotation_period: "7776000s",
      skip_initial_version_creation: false,
      terraform_labels: labels,
      timeouts: null,
      version_template: [{ algorithm: "GOOGLE_SYMMETRIC_ENCRYPTION", protection_level: "SOFTWARE" }],
    });
    const member = `serviceAccount:${ACCOUNTS[0]}`;
    expect(terraform.state("google_kms_crypto_key_iam_member.aura-compute-viewer")).toEqual({
      ...{ condition: [], crypto_key_id: KEY, member, role: VIEWER, id: `${KEY}/${VIEWER}/${member}` },
      etag: expect.stringMatching(/^[\w+/]+=*$/),
    });
    expect(stage.cloud.policies.get(KEY).bindings).toEqual(
      ROLES.map((role) => ({ role, members: ACCOUNTS.map((account) => `serviceAccount:${account}`).sort() })),
    );
    expect(await terraform.plannedChanges()).toEqual({});
  });

  it("plans what is known and what is not before anything is made", async () => {
    terraform.write(configuration({}, members([ACCOUNTS[0] ?? ""])));
    const { resource_changes: changes = [] } = await stage.plan();
    const shapes = changes.map(({ address, change }) => [address, change.after, change.after_unknown]);
    const labels = { "goog-terraform-provisioned": "true" };
    const member = { condition: [], member: `serviceAccount:${ACCOUNTS[0]}` };
    expect(shapes).toEqual([
      [
        "google_kms_crypto_key.orders",
        {
          ...{ effective_labels: labels, labels: null, name: "orders", purpose: "ENCRYPT_DECRYPT", timeouts: null },
          ...{ rotation_period: "7776000s", skip_initial_version_creation: null, terraform_labels: labels },
        },
        {
          ...{ crypto_key_backend: true, destroy_scheduled_duration: true, effective_labels: {}, id: true },
          ...{ import_only: true, key_ring: true, primary: true, terraform_labels: {}, version_template: true },
        },
      ],
      ...["cryptoKeyEncrypterDecrypter", "viewer"].map((role) => [
        `google_kms_crypto_key_iam_member.aura-compute-${role}`,
        { ...member, role: `roles/cloudkms.${role}` },
        { condition: [], crypto_key_id: true, etag: true, id: true },
      ]),
      [
        "google_kms_key_ring.aura",
        { location: "europe-west1", name: "aura", project: "simulated-project", timeouts: null },
        { id: true },
      ],
    ]);
  });

  it("forgets a key ring and schedules the versions of a key, whose names are taken for ever", async () => {
    await terraform.apply(configuration({ destroy_scheduled_duration: "604800s" }));
    simulator.calls.clear();
    await terraform.must("destroy", "-auto-approve", "-no-color");
    expect(stage.writes()).toEqual(["cloudkms:DestroyCryptoKeyVersion", "cloudkms:UpdateCryptoKey"]);
    expect(stage.states()).toEqual(["DESTROY_SCHEDULED"]);
    expect(stage.cloud.kms.key(KEY).rotationPeriod).toBeUndefined();
    expect(await stage.errorOf("apply", "-auto-approve")).toContain(
      `Error: Error creating KeyRing: googleapi: Error 409: KeyRing ${RING} already exists., alreadyExists`,
    );
    simulator.clock.advance(7 * DAY);
    expect(stage.states()).toEqual(["DESTROYED"]);
    await terraform.must("import", "-no-color", "google_kms_key_ring.aura", RING);
    expect(await stage.errorOf("apply", "-auto-approve")).toContain(
      `Error: Error creating CryptoKey: googleapi: Error 409: CryptoKey ${KEY} already exists., alreadyExists`,
    );
  });

  it("destroys the versions first and fails then, when a key is replaced by one of the same name", async () => {
    await terraform.apply(configuration());
    simulator.calls.clear();
    terraform.write(configuration({ destroy_scheduled_duration: "604800s" }));
    expect(await stage.changeOf("google_kms_crypto_key.orders")).toMatchObject({
      actions: ["delete", "create"],
      replace_paths: [["destroy_scheduled_duration"]],
    });
    expect(await stage.errorOf("apply", "-auto-approve")).toContain(`CryptoKey ${KEY} already exists.`);
    expect(stage.writes()).toEqual([
      ...["cloudkms:DestroyCryptoKeyVersion", "cloudkms:UpdateCryptoKey", "cloudkms:CreateCryptoKey"],
    ]);
    expect(stage.states()).toEqual(["DESTROY_SCHEDULED"]);
    expect(() => terraform.state("google_kms_crypto_key.orders")).toThrow();
  });

  it("fails before anything is lost, when the new key of the same name would be made first", async () => {
    const lifecycle = { create_before_destroy: true };
    await terraform.apply(configuration({ lifecycle }));
    simulator.calls.clear();
    terraform.write(configuration({ lifecycle, destroy_scheduled_duration: "604800s" }));
    expect(await stage.errorOf("apply", "-auto-approve")).toContain(`CryptoKey ${KEY} already exists.`);
    expect(stage.writes()).toEqual(["cloudkms:CreateCryptoKey"]);
    expect(stage.states()).toEqual(["ENABLED"]);
  });

  it("changes in place what Google can change", async () => {
    await terraform.apply(configuration({ labels: { team: "data", tier: "1" } }));
    simulator.calls.clear();
    const change = await stage.changeOf(
      "google_kms_crypto_key.orders",
      configuration({ rotation_period: "2592000s", labels: { team: "ops" } }),
    );
    expect(change).toMatchObject({
      actions: ["update"],
      after: {
        ...{ rotation_period: "2592000s", labels: { team: "ops" } },
        effective_labels: { "goog-terraform-provisioned": "true", team: "ops" },
        primary: [{ state: "ENABLED" }],
      },
    });
    await terraform.must("apply", "-auto-approve", "-no-color");
    expect(stage.writes()).toEqual(["cloudkms:UpdateCryptoKey"]);
    expect(await terraform.plannedChanges()).toEqual({});
    await terraform.apply(configuration({ rotation_period: undefined, labels: undefined }));
    expect(terraform.state("google_kms_crypto_key.orders")).toMatchObject({ rotation_period: "", labels: {} });
    expect(stage.cloud.kms.key(KEY)).not.toHaveProperty("nextRotationAt", expect.anything());
    expect(await terraform.plannedChanges()).toEqual({});
  });

  it("begins a rotation anew when its period is changed, on the clock of the service", async () => {
    await terraform.apply(configuration());
    simulator.clock.advance(80 * DAY);
    await terraform.apply(configuration({ rotation_period: "2592000s" }));
    simulator.clock.advance(29 * DAY);
    expect(stage.states()).toEqual(["ENABLED"]);
    simulator.clock.advance(2 * DAY);
    expect(stage.states()).toEqual(["ENABLED", "ENABLED"]);
  });

  it("sees a rotation as drift of the primary version alone", async () => {
    await terraform.apply(configuration());
    simulator.clock.advance(91 * DAY);
    const { resource_drift: drift = [] } = await stage.plan("-refresh-only");
    const [before, after] = [drift[0]?.change.before, drift[0]?.change.after];
    expect(drift.map(({ address }) => address)).toEqual(["google_kms_crypto_key.orders"]);
    expect(after).toEqual({
      ...before,
      labels: {},
      primary: [{ name: `${KEY}/cryptoKeyVersions/2`, state: "ENABLED" }],
    });
  });

  it("adds the labels of the provider block, and leaves those of others alone", async () => {
    const provider = { default_labels: { owner: "platform" }, add_terraform_attribution_label: false };
    await terraform.apply(configuration({ labels: { team: "data" } }, {}, provider));
    const both = { owner: "platform", team: "data" };
    const state = { labels: { team: "data" }, terraform_labels: both, effective_labels: both };
    expect(terraform.state("google_kms_crypto_key.orders")).toMatchObject(state);
    stage.cloud.kms.changeKey(KEY, ["labels"], { labels: { ...both, billing: "x" } });
    expect(await terraform.plannedChanges()).toEqual({});
    await terraform.apply(configuration({ labels: { team: "ops" } }, {}, provider));
    expect(stage.cloud.kms.key(KEY).labels).toEqual({ owner: "platform", team: "ops", billing: "x" });
  });

  it("marks what it makes, not what is there; with PROACTIVE that as well", async () => {
    await terraform.apply(configuration({}, {}, { add_terraform_attribution_label: false }));
    expect(stage.cloud.kms.key(KEY).labels).toEqual({});
    terraform.write(configuration());
    expect(await terraform.plannedChanges()).toEqual({});
    await terraform.apply(configuration({}, {}, { terraform_attribution_label_addition_strategy: "PROACTIVE" }));
    expect(stage.cloud.kms.key(KEY).labels).toEqual({ "goog-terraform-provisioned": "true" });
  });

  it("makes no version where none is wanted", async () => {
    await terraform.apply(configuration({ skip_initial_version_creation: true }));
    expect(stage.states()).toEqual([]);
    const made = { primary: [], skip_initial_version_creation: true };
    expect(terraform.state("google_kms_crypto_key.orders")).toMatchObject(made);
    expect(await terraform.plannedChanges()).toEqual({});
  });

  it("fails to destroy a key whose organization demands rotation, after its versions are scheduled", async () => {
    await terraform.apply(configuration());
    stage.cloud.kms.organization.rotationRequired = true;
    expect(await stage.errorOf("destroy", "-auto-approve")).toContain(
      "While cryptoKeyVersions were cleared, Terraform was unable to disable automatic rotation of key due to an error: googleapi: Error 400: Operation denied by custom org policies",
    );
    expect(stage.states()).toEqual(["DESTROY_SCHEDULED"]);
    expect(terraform.state("google_kms_crypto_key.orders")).toMatchObject({ id: KEY });
  });

  it("fails to destroy or replace a key whose organization demands that versions are disabled first, before harm", async () => {
    await terraform.apply(configuration());
    stage.cloud.kms.organization.disableBeforeDestroy = true;
    const refusal =
      /^Error: googleapi: Error 400: The organization policy constraints\/cloudkms\.disableBeforeDestroy is violated: /;
    expect(await stage.errorOf("destroy", "-auto-approve")).toMatch(refusal);
    terraform.write(configuration({ destroy_scheduled_duration: "604800s" }));
    expect(await stage.errorOf("apply", "-auto-approve")).toMatch(refusal);
    expect(stage.states()).toEqual(["ENABLED"]);
    expect(stage.writes()).not.toContain("cloudkms:UpdateCryptoKey");
  });

  it("destroys only the hundred versions of the first page of their list", async () => {
    await terraform.apply(configuration());
    for (let count = 1; count < 102; count++) stage.cloud.kms.createVersion(KEY, {});
    await terraform.must("destroy", "-auto-approve", "-no-color");
    expect(stage.states().filter((state) => state === "ENABLED")).toHaveLength(2);
  });

  it("takes a key back that was destroyed: restored, enabled and imported", async () => {
    await terraform.apply(configuration());
    await terraform.must("destroy", "-auto-approve", "-no-color");
    const version = `${KEY}/cryptoKeyVersions/1`;
    stage.cloud.kms.restoreVersion(version);
    stage.cloud.kms.changeVersion(version, ["state"], { state: "ENABLED" });
    await terraform.must("import", "-no-color", "google_kms_key_ring.aura", "europe-west1/aura");
    await terraform.must("import", "-no-color", "google_kms_crypto_key.orders", "europe-west1/aura/orders");
    // Rotation is off, and nothing says what the import did not read.
    expect(await stage.changeOf("google_kms_crypto_key.orders")).toMatchObject({
      actions: ["update"],
      before: { rotation_period: "", skip_initial_version_creation: null, labels: {} },
      after: { rotation_period: "7776000s" },
    });
    await terraform.must("apply", "-auto-approve", "-no-color");
    expect(stage.states()).toEqual(["ENABLED"]);
    expect(await terraform.plannedChanges()).toEqual({});
  });

  it.each([
    ["google_kms_key_ring.aura", [RING, "simulated-project/europe-west1/aura", "europe-west1/aura"], RING],
    [
      "google_kms_crypto_key.orders",
      [KEY, "simulated-project/europe-west1/aura/orders", "europe-west1/aura/orders"],
      KEY,
    ],
  ])("imports %s by all forms of its name", async (address, forms, id) => {
    await terraform.apply(configuration());
    const made = terraform.state(address);
    for (const form of forms) {
      await terraform.must("state", "rm", address);
      await terraform.must("import", "-no-color", address, form);
      const imported = { ...made, ...("labels" in made && { labels: {}, skip_initial_version_creation: null }) };
      const labels = { ...("terraform_labels" in made && { terraform_labels: {} }) };
      expect(terraform.state(address)).toEqual({ ...imported, ...labels, id, timeouts: null });
    }
  });

  it("refuses what is not there and what is none", async () => {
    terraform.write(configuration());
    expect(await stage.errorOf("import", "google_kms_crypto_key.orders", KEY)).toContain(
      "Cannot import non-existent remote object",
    );
    expect(await stage.errorOf("import", "google_kms_crypto_key.orders", "orders")).toContain(
      "Invalid CryptoKey id format",
    );
    expect(await stage.errorOf("import", "google_kms_key_ring.aura", "aura")).toContain("Invalid KeyRing id format");
    for (const [period, problem] of [
      ["3600s", "Rotation period must be greater than one day"],
      ["90d", "Invalid rotation period format: 90d"],
    ]) {
      terraform.write(configuration({ rotation_period: period }));
      expect(await stage.errorOf("plan")).toContain(`Error: ${problem}`);
    }
  });

  it("drops a key ring that is not there from the state, and has a project of its own", async () => {
    await terraform.apply(configuration());
    const other = {
      google_kms_key_ring: { aura: { name: "aura", location: "europe-west1", project: "other-project" } },
    };
    expect(await stage.changeOf("google_kms_key_ring.aura", configuration({}, other))).toMatchObject({
      actions: ["delete", "create"],
      replace_paths: [["project"]],
    });
    // Another default project of the provider block moves no key ring.
    terraform.write(configuration({}, {}, { project: "other-project" }));
    expect(await terraform.plannedChanges()).toEqual({});
  });
});
