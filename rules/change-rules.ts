import { acrossClouds } from "./across-clouds";
import { auraKeepsAccessInAzure } from "./azure/aura-keeps-access";
import { externalAccessStaysInAzure } from "./azure/external-access-stays";
import { keySurvivesInAzure } from "./azure/key-survives";
import { noNewAccessInAzure } from "./azure/no-new-access";
import { rotationStaysOnInAzure } from "./azure/rotation-stays-on";
import { aliasKeepsTarget } from "./change/alias-keeps-target";
import { auraKeepsAccess } from "./change/aura-keeps-access";
import { externalAccessStays } from "./change/external-access-stays";
import { instanceNameIsUnique } from "./change/instance-name-is-unique";
import { instanceSurvives } from "./change/instance-survives";
import { keyStaysUsable } from "./change/key-stays-usable";
import { keySurvives } from "./change/key-survives";
import { noNewAccess } from "./change/no-new-access";
import { policyNotReset } from "./change/policy-not-reset";
import { policyReadable } from "./change/policy-readable";
import { recordOutlivesInstances } from "./change/record-outlives-instances";
import { rotationStaysOn } from "./change/rotation-stays-on";
import { auraKeepsAccessInGoogle } from "./google/aura-keeps-access";
import { externalAccessStaysInGoogle } from "./google/external-access-stays";
import { keySurvivesInGoogle } from "./google/key-survives";
import { noNewAccessInGoogle } from "./google/no-new-access";
import { rotationStaysOnInGoogle } from "./google/rotation-stays-on";

/** Every rule over what a plan does, in the order in which findings are shown. */
export const CHANGE_RULES = [
  acrossClouds(auraKeepsAccess, auraKeepsAccessInAzure, auraKeepsAccessInGoogle),
  acrossClouds(keySurvives, keySurvivesInAzure, keySurvivesInGoogle),
  policyNotReset,
  acrossClouds(rotationStaysOn, rotationStaysOnInAzure, rotationStaysOnInGoogle),
  keyStaysUsable,
  instanceSurvives,
  instanceNameIsUnique,
  recordOutlivesInstances,
  aliasKeepsTarget,
  policyReadable,
  acrossClouds(noNewAccess, noNewAccessInAzure, noNewAccessInGoogle),
  acrossClouds(externalAccessStays, externalAccessStaysInAzure, externalAccessStaysInGoogle),
] as const;
