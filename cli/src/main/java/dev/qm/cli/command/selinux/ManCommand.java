package dev.qm.cli.command.selinux;

import dev.qm.cli.frame.Invocation;
import dev.qm.cli.frame.Subcommand;
import dev.qm.cli.spec.CommandSpec;
import dev.qm.cli.spec.ExitCode;

/** {@code qm selinux man}. */
final class ManCommand implements Subcommand {
  @Override
  public CommandSpec spec() {
    return CommandSpec.named("selinux man")
        .summary("say what SELinux denied the partition, and what would allow it")
        .description("x")
        .example("qm selinux man", "x")
        .build();
  }

  @Override
  public int run(Invocation in) throws Exception {
    return ExitCode.OK;
  }
}
