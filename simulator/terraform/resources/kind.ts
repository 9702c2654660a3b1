import type { ObjectValue, Resource } from "../../../provider/plugin";
import { knownTags, type Aws } from "../aws";
import { resourceOf, type Kind, type Ways } from "../kind";
import { importId, planCommon } from "./common";

/** A kind of object that stands beside a key. */
export type AwsKind = Kind<Aws>;

const WAYS: Ways<Aws> = {
  plan: planCommon,
  parseImport: (whole, aws) => {
    const { keyId: id, region } = importId(whole, aws);
    return { id, known: { region } };
  },
};

/**
 * The resource of a kind.
 * @param type such as `aws_sns_topic`
 */
export function awsResourceOf(type: string, kind: AwsKind): Resource<Aws> {
  return resourceOf(type, kind, WAYS);
}

/** The tags of an object as the state has them. */
export function tagsInState(state: ObjectValue, tags: Readonly<Record<string, string>>, aws: Aws): ObjectValue {
  const all = Object.fromEntries(Object.entries(tags).filter(([name]) => !aws.ignoresTag(name)));
  const before = knownTags(state.tags);
  const own = Object.entries(all).filter(([name, value]) => name in before || aws.defaultTags[name] !== value);
  return { tags: own.length === 0 && state.tags === null ? null : Object.fromEntries(own), tags_all: all };
}

/** The tags of a planned object. */
export function plannedTagsOf(planned: ObjectValue, aws: Aws): Readonly<Record<string, string>> {
  return { ...aws.defaultTags, ...knownTags(planned.tags) };
}
