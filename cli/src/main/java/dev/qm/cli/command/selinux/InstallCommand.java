package dev.qm.cli.command.selinux;

import dev.qm.cli.frame.Invocation;
import dev.qm.cli.frame.Subcommand;
import dev.qm.cli.spec.CommandSpec;
import dev.qm.cli.spec.CommonOptions;
import dev.qm.cli.spec.ExitCode;
import dev.qm.cli.spec.OptionSpec;
import dev.qm.cli.terminal.Printable;
import dev.qm.cli.terminal.Progress;
import dev.qm.host.HostException;
import dev.qm.host.Root;
import dev.qm.host.selinux.SELinux;
import dev.qm.partition.Layout;
import dev.qm.partition.selinux.PartitionLabels;
import dev.qm.partition.selinux.PolicyInstallation;
import dev.qm.partition.selinux.PolicyName;
import dev.qm.partition.selinux.PolicySource;
import dev.qm.partition.selinux.PolicyState;
import dev.qm.partition.setup.Setup;
import java.util.List;
import java.util.Optional;

/** {@code qm selinux install}. */
final class InstallCommand implements Subcommand {
  private static final OptionSpec.Flag PRINT =
      OptionSpec.flag("print", "print the modules in CIL and change nothing");

  @Override
  public CommandSpec spec() {
    return CommandSpec.named("selinux install")
        .summary("load QM's SELinux policy and label the partition's files")
        .description(
            """
            Compiles three modules into the machine's policy in one change: what all partitions share (qm_base), the \
            partition's types and rules (NAME), and what must never be allowed (NAME_never). Every rule of the whole \
            policy is compared with the last; when one stands against it, nothing is changed, and the rule and what \
            it would open are named. What the machine's own policy breaks of its own rules is left to it, and said. \
            /etc/selinux/semanage.conf is left as it is.

            This takes 10 to 60 seconds. A policy that is there already is left alone, and only files with wrong \
            labels are labelled; a policy of another version of qm is replaced. 'qm up' and 'qm setup' do the same for the partition called qm.

            With --root the policy of a machine image is changed, with the image's own semodule; its files are \
            labelled by whoever labels the image.
            """)
        .options(
            PolicyOptions.NAME,
            PolicyOptions.ROOTFS,
            PolicyOptions.ETC,
            PolicyOptions.VAR,
            CommonOptions.ROOT,
            PRINT)
        .example("sudo qm selinux install", "Before the first 'qm up', or after an update of qm")
        .example("sudo qm selinux install --name radio --var /data/radio", "For a second partition")
        .example("sudo qm selinux install --root /mnt/image", "Into a machine image")
        .example("qm selinux install --print > qm-all.cil", "What a package would ship")
        .exit(ExitCode.FAILURE, "it could not be loaded; the machine's policy is as before")
        .build();
  }

  @Override
  public int run(Invocation in) throws Exception {
    var root = in.root();
    var source = PolicyOptions.source(in, root);
    if (in.has(PRINT)) {
      for (var module : source.modules()) {
        in.out().println(";; ==== module " + module.name() + " ====");
        in.out().print(module.cil());
      }
      return ExitCode.OK;
    }
    Setup.requireRoot();
    var installation = PolicyInstallation.at(root, source);
    if (installation.isDone()) {
      var mended = root.isHost() ? labels(source).mend() : 0;
      in.out()
          .println(
              "The policy of "
                  + source.name()
                  + " is there already"
                  + (mended == 0
                      ? "; nothing to do."
                      : "; " + mended + " files had wrong labels and have the right ones now."));
      return ExitCode.OK;
    }
    Optional<String> standing;
    try (var progress = Progress.on(in.console())) {
      progress.show("compile and check the SELinux policy, 10 to 60 seconds", 10);
      var before = source.stateIn(SELinux.probe(Root.HOST));
      standing = installation.install();
      if (root.isHost()) {
        progress.show("label the files of " + source.name(), 80);
        if (before == PolicyState.MISSING) {
          labels(source).restoreAll();
        } else {
          labels(source).mend();
        }
      }
    }
    var names = source.modules().stream().map(module -> module.name()).toList();
    in.out()
        .println(
            "Loaded the policy of "
                + source.name()
                + ": modules "
                + String.join(", ", names)
                + ".");
    standing.ifPresent(note -> in.out().println("note: " + Printable.line(note)));
    return ExitCode.OK;
  }

  private static PartitionLabels labels(PolicySource source) throws HostException {
    // the program itself is labelled too: without it Java may not write machine code
    var more = source.name().equals(PolicyName.QM) ? List.of(Layout.RUNTIME) : List.<String>of();
    return PartitionLabels.of(source, Root.HOST, more);
  }
}
