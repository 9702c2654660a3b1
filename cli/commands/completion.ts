import { Argument, type Command } from "commander";
import { completionScript, SHELLS, type Shell } from "../completion";

const EXAMPLES = `
Examples:
  source <(aura-cmk completion bash)             in ~/.bashrc
  source <(aura-cmk completion zsh)              in ~/.zshrc
  aura-cmk completion fish | source              in ~/.config/fish/config.fish

It completes commands, options and their values where the shell finds \`aura-cmk\` by its name: install it with \`npm install --global\`, or put
node_modules/.bin on the PATH.
`;

/**
 * Adds `aura-cmk completion`.
 * @param program the program; what is added later is completed, too
 * @param end takes the exit code
 */
export function addCompletion(program: Command, end: (code: number) => void): void {
  program
    .command("completion")
    .description("Prints a script with which a shell completes commands and options.")
    .addArgument(new Argument("<shell>", "which shell").choices(SHELLS))
    .addHelpText("after", EXAMPLES)
    .action((shell: Shell) => {
      process.stdout.write(completionScript(program, shell));
      end(0);
    });
}
