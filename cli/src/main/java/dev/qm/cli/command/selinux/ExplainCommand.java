package dev.qm.cli.command.selinux;

import dev.qm.cli.frame.Invocation;
import dev.qm.cli.frame.Subcommand;
import dev.qm.cli.spec.CommandSpec;
import dev.qm.cli.spec.ExitCode;

/** {@code qm selinux explain}. */
final class ExplainCommand implements Subcommand {
  @Override
  public CommandSpec spec() {
    return CommandSpec.named("selinux explain")
        .summary("say what SELinux denied the partition, and what would allow it")
        .description("x")
        .example("qm selinux explain", "x")
        .build();
  }

  @Override
  public int run(Invocation in) throws Exception {
    return ExitCode.OK;
  }
}
