package dev.qm.cli.command.selinux;

import dev.qm.cli.frame.CommandFailure;
import dev.qm.cli.frame.Invocation;
import dev.qm.cli.parse.UsageException;
import dev.qm.cli.spec.OptionSpec;
import dev.qm.host.HostException;
import dev.qm.host.Root;
import dev.qm.partition.PartitionSpec;
import dev.qm.partition.run.Instance;
import dev.qm.partition.selinux.PolicyName;
import dev.qm.partition.selinux.PolicyPlaces;
import dev.qm.partition.selinux.PolicyReport;
import dev.qm.partition.selinux.PolicySource;
import java.nio.file.Path;
import java.util.Optional;

/** The options that say which partition's policy is meant. */
final class PolicyOptions {
  static final OptionSpec.Value NAME =
      OptionSpec.text("name", "NAME", "the partition's name: its types begin with it [qm]");
  static final OptionSpec.Value ROOTFS =
      OptionSpec.folder("rootfs", "DIR", "its operating system [/usr/lib/NAME/rootfs]");
  static final OptionSpec.Value ETC =
      OptionSpec.folder("etc", "DIR", "what it sees as /etc [/etc/NAME]");
  static final OptionSpec.Value VAR =
      OptionSpec.folder("var", "DIR", "what it sees as /var [/var/NAME]");

  private PolicyOptions() {}

  /** The name that was given, or qm. */
  static PolicyName name(Invocation in) throws UsageException {
    var given = in.value(NAME);
    if (given.isEmpty()) {
      return PolicyName.QM;
    }
    try {
      return PolicyName.of(given.get());
    } catch (HostException notOne) {
      throw new UsageException(notOne.getMessage(), notOne.mend().orElse(""));
    }
  }

  /** The policy that is meant; its folders are those of the partition where it is set up. */
  static PolicySource source(Invocation in, Root root)
      throws UsageException, CommandFailure, HostException {
    var name = name(in);
    var places = places(in, known(name, root));
    return PolicySource.read(in.systemFiles(), name, places);
  }

  /** The policy of that name, for commands to which its folders make no difference. */
  static PolicySource namedSource(Invocation in)
      throws UsageException, CommandFailure, HostException {
    var name = name(in);
    return PolicySource.read(in.systemFiles(), name, PolicyPlaces.of(name));
  }

  /** Only the partition called qm is one that this program runs. */
  static Optional<PolicyReport.Running> running(PolicySource source, Root root)
      throws HostException {
    if (!source.name().equals(PolicyName.QM)) {
      return Optional.empty();
    }
    var spec = PartitionSpec.load(root);
    if (spec.isEmpty()) {
      return Optional.empty();
    }
    return Instance.find(spec.get())
        .map(instance -> new PolicyReport.Running(instance.pid(), instance.cgroup()));
  }

  private static PolicyPlaces known(PolicyName name, Root root) throws HostException {
    if (name.equals(PolicyName.QM)) {
      var spec = PartitionSpec.load(root);
      if (spec.isPresent()) {
        return PolicyPlaces.of(spec.get().layout());
      }
    }
    return PolicyPlaces.of(name);
  }

  private static PolicyPlaces places(Invocation in, PolicyPlaces known) throws UsageException {
    try {
      var rootfs = in.value(ROOTFS);
      var around = known.installdir();
      if (rootfs.isPresent() && !Path.of(rootfs.get()).startsWith(around)) {
        around = rootfs.get();
      }
      return new PolicyPlaces(
          PolicyPlaces.checked(rootfs.orElse(known.rootfs())),
          PolicyPlaces.checked(around),
          PolicyPlaces.checked(in.value(ETC).orElse(known.etc())),
          PolicyPlaces.checked(in.value(VAR).orElse(known.var())));
    } catch (HostException notOne) {
      throw new UsageException(notOne.getMessage(), notOne.mend().orElse(""));
    }
  }
}
