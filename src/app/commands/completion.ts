import type { Command } from "commander";
import type { CommandContext } from "../cli.ts";
import { type CommandNode, commandTree } from "../command_tree.ts";
import { bashCompletion } from "../completion/bash.ts";
import { fishCompletion } from "../completion/fish.ts";
import { powershellCompletion } from "../completion/powershell.ts";
import { zshCompletion } from "../completion/zsh.ts";
import { exitCode } from "../exit_code.ts";

interface Shell {
  readonly name: string;
  readonly title: string;
  readonly make: (name: string, program: CommandNode) => string;
  /** How it is put to use. */
  readonly help: string;
}

const shells: readonly Shell[] = [
  {
    name: "bash",
    title: "bash",
    make: bashCompletion,
    help: `
For you, in ~/.bashrc:
  source <(cellpost completion bash)
For all users, as root:
  cellpost completion bash > /usr/share/bash-completion/completions/cellpost`,
  },
  {
    name: "zsh",
    title: "zsh",
    make: zshCompletion,
    help: `
For you, in ~/.zshrc, below compinit:
  source <(cellpost completion zsh)
For all users, as root:
  cellpost completion zsh > /usr/share/zsh/vendor-completions/_cellpost`,
  },
  {
    name: "fish",
    title: "fish",
    make: fishCompletion,
    help: `
For you:
  cellpost completion fish > ~/.config/fish/completions/cellpost.fish
For all users, as root:
  cellpost completion fish > /usr/share/fish/vendor_completions.d/cellpost.fish`,
  },
  {
    name: "powershell",
    title: "PowerShell",
    make: powershellCompletion,
    help: `
For you, in the file that $PROFILE names:
  cellpost completion powershell | Out-String | Invoke-Expression`,
  },
];

const help = `
Examples:
  source <(cellpost completion bash)
  cellpost completion fish > ~/.config/fish/completions/cellpost.fish

"cellpost completion SHELL --help" says where each belongs.`;

/** Adds `cellpost completion bash|zsh|fish|powershell`. */
export function addCompletionCommand(
  program: Command,
  { screen, run }: CommandContext,
): void {
  const completion = program.command("completion")
    .description("Print what makes a shell complete commands and options")
    .addHelpText("after", help);
  for (const { name, title, make, help } of shells) {
    completion.command(name).description(`Print it for ${title}`)
      .addHelpText("after", help)
      .action(() =>
        run(() => {
          const script = make(program.name(), commandTree(program));
          screen.result(script.trimEnd());
          return Promise.resolve(exitCode.done);
        })
      );
  }
}
