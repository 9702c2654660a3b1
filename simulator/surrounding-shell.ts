/** Variables of a shell that would lead a client to real accounts or past the simulator, or make it refuse these credentials. */
export const LEAKS: readonly string[] = [
  ...["AWS_PROFILE", "AWS_DEFAULT_PROFILE", "AWS_SESSION_TOKEN", "AWS_CREDENTIAL_EXPIRATION"],
  "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS",
];

const PROXIES = ["http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"];

/**
 * Variables that keep a proxy, where a shell has one, from being asked for the simulator.
 * @param shell the environment of the shell
 */
export function besideProxy(shell: NodeJS.ProcessEnv): Readonly<Record<string, string>> {
  if (!PROXIES.some((name) => shell[name])) return {};
  const names = [shell["no_proxy"] ?? shell["NO_PROXY"], "127.0.0.1", "localhost"].filter(Boolean).join(",");
  return { NO_PROXY: names, no_proxy: names };
}

/**
 * The environment of a program that is to call the simulator and nothing else.
 * @param environment what leads it there
 * @param shell what it has besides
 */
export function environmentIn(
  shell: NodeJS.ProcessEnv,
  environment: Readonly<Record<string, string>>,
): NodeJS.ProcessEnv {
  const inherited = Object.entries(shell).filter(([name]) => !LEAKS.includes(name));
  return { ...Object.fromEntries(inherited), ...besideProxy(shell), ...environment };
}
