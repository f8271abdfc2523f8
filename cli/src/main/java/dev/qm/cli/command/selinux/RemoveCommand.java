package dev.qm.cli.command.selinux;

import dev.qm.cli.frame.CommandFailure;
import dev.qm.cli.frame.Invocation;
import dev.qm.cli.frame.Subcommand;
import dev.qm.cli.spec.CommandSpec;
import dev.qm.cli.spec.CommonOptions;
import dev.qm.cli.spec.ExitCode;
import dev.qm.cli.terminal.Letter;
import dev.qm.cli.terminal.Progress;
import dev.qm.host.Root;
import dev.qm.host.selinux.PolicyStore;
import dev.qm.host.selinux.SELinux;
import dev.qm.partition.PartitionSpec;
import dev.qm.partition.run.Instance;
import dev.qm.partition.selinux.PartitionLabels;
import dev.qm.partition.selinux.PolicyInstallation;
import dev.qm.partition.selinux.PolicyName;
import dev.qm.partition.setup.Setup;
import java.util.List;

/** {@code qm selinux remove}. */
final class RemoveCommand implements Subcommand {
  @Override
  public CommandSpec spec() {
    return CommandSpec.named("selinux remove")
        .summary("take a partition's SELinux policy out of the machine's")
        .description(
            """
            Removes the partition's modules in one change, and the module that all partitions share with the last of \
            them. Its files get the labels that the remaining policy gives them. 'qm remove' does this by itself where \
            'qm setup' loaded the policy.

            The partition must not run: its processes would be left with a type that no longer exists.
            """)
        .options(
            PolicyOptions.NAME,
            PolicyOptions.ROOTFS,
            PolicyOptions.ETC,
            PolicyOptions.VAR,
            CommonOptions.ROOT)
        .example(
            "sudo qm selinux remove --name radio", "Leave the policy of the partition called qm")
        .build();
  }

  @Override
  public int run(Invocation in) throws Exception {
    var root = in.root();
    var source = PolicyOptions.source(in, root);
    Setup.requireRoot();
    if (root.isHost() && source.name().equals(PolicyName.QM)) {
      refuseRunning(root);
    }
    var store = PolicyStore.open(root);
    List<String> removed;
    try (var progress = Progress.on(in.console())) {
      progress.show("compile the SELinux policy without it, 10 to 60 seconds", 10);
      removed = PolicyInstallation.remove(store, source.name());
      if (!removed.isEmpty() && root.isHost() && !(SELinux.probe(root) instanceof SELinux.Absent)) {
        progress.show("label the files that stay", 80);
        PartitionLabels.of(source, root, List.of()).restoreAll();
      }
    }
    in.out()
        .println(
            removed.isEmpty()
                ? "There is no policy of a partition called " + source.name() + "; nothing to do."
                : "Removed the policy of "
                    + source.name()
                    + ": modules "
                    + String.join(", ", removed)
                    + ".");
    return ExitCode.OK;
  }

  private static void refuseRunning(Root root) throws Exception {
    var spec = PartitionSpec.load(root);
    if (spec.isPresent() && Instance.find(spec.get()).isPresent()) {
      throw new CommandFailure(
          Letter.error("the partition runs").note("stop it first, with 'qm down'"));
    }
  }
}
