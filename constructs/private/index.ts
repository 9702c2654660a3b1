/* The one door of this folder: for `synth`, not for users. */

export { checkApp } from "./judge";
export { readCurrentPolicy } from "./current-policy";
