package dev.qm.cli.command.selinux;

import dev.qm.cli.frame.Invocation;
import dev.qm.cli.frame.QmVersion;
import dev.qm.cli.frame.Subcommand;
import dev.qm.cli.spec.CommandSpec;
import dev.qm.cli.spec.ExitCode;
import dev.qm.host.Root;
import dev.qm.partition.selinux.Policy;

/** {@code qm selinux man}. */
final class ManCommand implements Subcommand {
  @Override
  public CommandSpec spec() {
    return CommandSpec.named("selinux man")
        .summary("print the man page of a partition's SELinux policy")
        .description(
            """
            Prints the page NAME_selinux(8) as roff, the language that man(1) reads: the types, booleans and file \
            contexts of the policy, what must never be allowed and why, and how to add a rule. It is made from the \
            policy's own text. For the partition called qm it is installed with the other pages.
            """)
        .options(PolicyOptions.NAME, PolicyOptions.ROOTFS, PolicyOptions.ETC, PolicyOptions.VAR)
        .example("qm selinux man | man -l -", "Read the page")
        .example(
            "qm selinux man --name radio > /usr/local/share/man/man8/radio_selinux.8",
            "The page of a second partition")
        .build();
  }

  @Override
  public int run(Invocation in) throws Exception {
    var source = PolicyOptions.source(in, Root.HOST);
    in.out().print(PolicyPage.of(source.name(), Policy.of(source), QmVersion.ofQm().number()));
    return ExitCode.OK;
  }
}
