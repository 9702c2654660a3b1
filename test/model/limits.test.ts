import * as limits from "../../model/limits";

// Typed in from the vendors' pages: a slip in the table is seen here.
it("are the ones on the vendors' pages", () => {
  expect(limits.ROTATION_PERIOD_IN_DAYS).toEqual({ min: 90, max: 2560, default: 365 });
  expect(limits.DELETION_WINDOW_IN_DAYS).toEqual({ min: 7, max: 30, default: 30 });
  expect(limits.AURA_NAME_LENGTH).toEqual({ min: 1, max: 30 });
  expect(limits.CONSOLE_IMPORT_MAX_GB).toBe(4);
  expect(limits.AURA_PRODUCTS).toEqual({ AuraDB: "enterprise-db", AuraDS: "enterprise-ds" });
  expect(limits.AURA_VERSION).toBe("5");
  expect(limits.AURA_MEMORY_SIZES.map((size) => parseInt(size, 10))).toEqual([
    ...[1, 2, 4, 8, 16, 24, 32, 48, 64, 128, 192, 256, 384, 512],
  ]);
});

it("know 18 regions for AuraDB and 7 of them for AuraDS", () => {
  const { AuraDB, AuraDS } = limits.AURA_REGIONS;
  expect([AuraDB.length, AuraDS.length]).toEqual([18, 7]);
  expect(AuraDS.filter((region) => !AuraDB.includes(region))).toEqual([]);
  expect([...AuraDB]).toEqual([...AuraDB].sort());
});
