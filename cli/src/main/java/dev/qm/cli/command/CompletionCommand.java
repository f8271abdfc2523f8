package dev.qm.cli.command;

import dev.qm.cli.frame.Invocation;
import dev.qm.cli.frame.Subcommand;
import dev.qm.cli.help.Completion;
import dev.qm.cli.spec.CommandSpec;
import dev.qm.cli.spec.ExitCode;
import dev.qm.cli.spec.PositionalSpec;

/** {@code qm completion}. */
final class CompletionCommand implements Subcommand {
  private static final PositionalSpec.One SHELL =
      PositionalSpec.oneOf("SHELL", "the shell that is to complete", "bash", "zsh", "fish");

  @Override
  public CommandSpec spec() {
    return CommandSpec.named("completion")
        .summary("print what lets a shell complete qm's commands and options")
        .description(
            "Prints a script for the shell to read. It is made from the same descriptions as the help.")
        .positionals(SHELL)
        .example(
            "source <(qm completion bash)", "Complete in this bash, or put the line into ~/.bashrc")
        .example(
            "qm completion zsh > ~/.zsh/completion/_qm",
            "Complete in zsh, with that folder in fpath")
        .example("qm completion fish > ~/.config/fish/completions/qm.fish", "Complete in fish")
        .build();
  }

  @Override
  public int run(Invocation in) {
    in.out()
        .print(
            switch (in.get(SHELL)) {
              case "bash" -> Completion.bash(new QmCommands());
              case "zsh" -> Completion.zsh(new QmCommands());
              case "fish" -> Completion.fish(new QmCommands());
              default -> throw new IllegalStateException("not a word of SHELL: " + in.get(SHELL));
            });
    return ExitCode.OK;
  }
}
