/*
 * What reads the live account: one file with the AWS SDK, which the commands that read it load when they begin to.
 */

export { Gaps, observe } from "../../live/observe";
export { readTags } from "../../live/key";
export { cloudsOf, otherCloudsOf } from "./clouds";
