import type { Command } from "commander";

/** The shells that complete commands and options. */
export const SHELLS = ["bash", "zsh", "fish"] as const;

/** One of them. */
export type Shell = (typeof SHELLS)[number];

/** What can follow a command; made from the same definitions as its help. */
interface Completion {
  /** The command with those above it, such as `provider install`; empty for the program. */
  readonly path: string;
  readonly commands: readonly Command[];
  /** Names of commands, or the values of its first argument. */
  readonly names: readonly string[];
  readonly options: Command["options"];
}

/**
 * A script for a shell that completes commands, options and their values.
 * @param program the program with all of its commands
 */
export function completionScript(program: Command, shell: Shell): string {
  const all = completionsOf(program, "");
  return shell === "fish" ? fish(all) : shell === "zsh" ? ZSH + bash(all) : bash(all);
}

function completionsOf(command: Command, path: string): readonly Completion[] {
  const { commands, options } = command;
  const below = (name: string): string => (path === "" ? name : `${path} ${name}`);
  const names = [
    ...commands.map((part) => part.name()),
    ...(path === "" ? ["help"] : []),
    ...(command.registeredArguments[0]?.argChoices ?? []),
  ];
  return [{ path, commands, names, options }, ...commands.flatMap((part) => completionsOf(part, below(part.name())))];
}

/** zsh runs the functions of bash. */
const ZSH = "autoload -U +X compinit && compinit -u\nautoload -U +X bashcompinit && bashcompinit\n";

function bash(all: readonly Completion[]): string {
  const paths = all.filter(({ path }) => path !== "").map(({ path }) => `"${path.includes(" ") ? path : ` ${path}`}"`);
  const values = all.flatMap(({ path, options }) =>
    options.flatMap(({ long, argChoices }) =>
      argChoices ? [`    "${path} ${long}") words="${argChoices.join(" ")}" ;;`] : [],
    ),
  );
  const words = all.map(({ path, names, options }) => {
    const flags = [...options.flatMap(({ long }) => long ?? []), "--help"].join(" ");
    return `      "${path}") if [[ $cur == -* ]]; then words="${flags}"; else words="${names.join(" ")}"; fi ;;`;
  });
  return `_aura_cmk() {
  local cur="\${COMP_WORDS[COMP_CWORD]}" prev="\${COMP_WORDS[COMP_CWORD-1]}" at="" words="" word
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "$at $word" in
      ${paths.join("|")}) at="\${at:+$at }$word" ;;
    esac
  done
  case "$at $prev" in
${values.join("\n")}
    *)
    case "$at" in
${words.join("\n")}
    esac ;;
  esac
  # Nothing of ours: the shell completes the names of files.
  COMPREPLY=($(compgen -W "$words" -- "$cur"))
}
complete -o default -F _aura_cmk aura-cmk
`;
}

function fish(all: readonly Completion[]): string {
  return all
    .flatMap(({ path, commands, options }) => {
      const names = commands.map((command) => command.name()).join(" ");
      const words = path.split(" ").filter(Boolean);
      const seen = words.map((word) => `__fish_seen_subcommand_from ${word}`);
      const isHere = [...seen, ...(names ? [`not __fish_seen_subcommand_from ${names}`] : [])].join("; and ");
      const when = `complete -c aura-cmk -n ${quoted(isHere)}`;
      return [
        ...commands.map(
          (command) => `${when} -f -a ${command.name()} -d ${quoted(firstSentence(command.description()))}`,
        ),
        ...options.flatMap(({ long, required, argChoices, description }) => {
          if (long === undefined) return [];
          const values = argChoices ? ` -x -a ${quoted(argChoices.join(" "))}` : required ? " -r" : "";
          return [`${when} -l ${long.slice(2)}${values} -d ${quoted(description)}`];
        }),
      ];
    })
    .map((line) => `${line}\n`)
    .join("");
}

function firstSentence(text: string): string {
  return text.split(/[.:](?: |$)/, 1)[0] ?? "";
}

function quoted(text: string): string {
  return `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
}
