// A file of its own in the bundle, too: most runs need no proxy, and reading it would slow down the start.
export { Agent, fetch, ProxyAgent } from "undici";
