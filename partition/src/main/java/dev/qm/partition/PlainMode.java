package dev.qm.partition;

import dev.qm.host.Root;
import dev.qm.host.machine.Diagnosis;
import dev.qm.host.selinux.SELinux;
import java.util.List;
import java.util.Optional;

/**
 * What a partition without user ids of its own leaves open to whoever is root in it. The whole
 * table, with what was tried, is in docs/architecture.md.
 */
public final class PlainMode {
  /** For whoever starts such a partition; one line. */
  public static final String NOTE =
      "the partition has no user namespace: it contains faults, not a hostile root inside;"
          + " not for use beside ASIL software (see qm doctor)";

  private static final List<String> ALWAYS =
      List.of(
          "turn the host's /dev read-only (mount -t devtmpfs)",
          "give device nodes to a user of the host who has the number of one inside (/proc/PID/root)",
          "use up the host root's keys",
          "ask for real-time I/O priority (io_submit)");
  private static final List<String> WITHOUT_SELINUX =
      List.of(
          "write kernel settings (/proc/sys, /proc/sysrq-trigger, a fresh sysfs, debugfs, tracefs,"
              + " binfmt_misc and others)",
          "write to the host's console (mknod c 5:1)",
          "own every file with uid 0 that it is shown");

  private PlainMode() {}

  /** What there is to say about the partition of this machine; empty if it has ids of its own. */
  public static Optional<Diagnosis> examine(PartitionSpec spec) {
    if (spec.hasUserNamespace()) {
      return Optional.empty();
    }
    var open =
        SELinux.probe(Root.HOST) instanceof SELinux.Enforcing
            ? String.join(", ", ALWAYS)
            : String.join(", ", ALWAYS) + ", " + String.join(", ", WITHOUT_SELINUX);
    return Optional.of(
        new Diagnosis(
            "partition.isolation",
            Diagnosis.Level.WARN,
            "user ids of the partition",
            "the host's: root in the partition is root on the host, and can " + open,
            "`qm setup --isolation user-namespace`, then `qm restart`, where `userns` is ok"));
  }
}
