package dev.qm.partition.setup;

import dev.qm.host.HostException;
import dev.qm.host.Root;
import dev.qm.host.cgroup.Cgroups;
import dev.qm.host.cgroup.Limits.NumberList;
import dev.qm.host.file.Bounded;
import dev.qm.host.machine.Init;
import java.nio.file.Files;
import java.util.Optional;

/**
 * Processors that the safety side has for itself, because {@code qm setup --asil-cpus} said so.
 *
 * @param reserved the safety side's
 * @param left the partition's: all others that the machine has now
 */
public record AsilCpus(NumberList reserved, NumberList left) {
  /**
   * On which processors the kernel does the work that is bound to none, in hexadecimal: Linux,
   * Documentation/admin-guide/kernel-per-CPU-kthreads.rst, kworker.
   */
  public static final String KERNEL_WORK = "/sys/devices/virtual/workqueue/cpumask";

  private static final Remembered ASKED = new Remembered("asil-cpus");

  /** The processors that can be used now: Linux, Documentation/admin-guide/cputopology.rst. */
  private static final String ONLINE = "/sys/devices/system/cpu/online";

  /** What is recorded in a ledger; nothing where no processor was set apart. */
  public static Optional<NumberList> recorded(Ledger ledger) {
    return ASKED.in(ledger).flatMap(NumberList::parse);
  }

  /**
   * The reservation that holds after this setup.
   *
   * @param asked a list such as {@code 0-1}, or {@code none}; nothing for what an earlier one asked
   * @throws HostException for what is no list, or leaves the partition no processor
   */
  static Optional<AsilCpus> plan(Root root, Optional<String> asked, Ledger ledger)
      throws HostException {
    if (asked.equals(Optional.of(Remembered.NONE))) {
      return Optional.empty();
    }
    var recorded = recorded(ledger);
    if (asked.isEmpty() && recorded.isEmpty()) {
      return Optional.empty();
    }
    var words = asked.orElseGet(() -> String.valueOf(recorded.orElseThrow()));
    var list = NumberList.parse(words).filter(numbers -> !numbers.numbers().isEmpty());
    if (list.isEmpty()) {
      throw refused(words, "it is not a list of processors", "write one such as 0-1 or 0,2-3");
    }
    requireCpusets(root, words);
    return Optional.of(of(root, list.get(), words));
  }

  private static AsilCpus of(Root root, NumberList reserved, String words) throws HostException {
    // a folder without a kernel is an image's, or a test's: this machine will run it
    var kernel = Files.exists(root.at(ONLINE)) ? root : Root.HOST;
    var online = NumberList.parse(Bounded.word(kernel.at(ONLINE)));
    if (online.isEmpty() || online.get().numbers().isEmpty()) {
      throw refused(words, "which processors there are cannot be read", "look at " + ONLINE);
    }
    var absent = reserved.without(online.get());
    if (!absent.numbers().isEmpty()) {
      throw refused(
          words,
          "this machine has the processors " + online.get() + ", and no " + absent,
          "name some of those, or none");
    }
    var left = online.get().without(reserved);
    if (left.numbers().isEmpty()) {
      throw refused(words, "that are all, and the partition needs one", "leave one or more out");
    }
    return new AsilCpus(reserved, left);
  }

  /** A wall that was asked for and cannot stand is an error, not a note. */
  private static void requireCpusets(Root root, String words) throws HostException {
    if (root.isHost()
        && Init.probe(root) instanceof Init.Systemd
        && !Cgroups.probe(Root.HOST).isV2("cpuset")) {
      throw refused(
          words,
          "systemd has AllowedCPUs= with cgroup v2 only, and this machine's cpusets are v1's",
          "boot it with systemd.unified_cgroup_hierarchy=1");
    }
  }

  private static HostException refused(String words, String why, String mend) {
    return new HostException("cannot use --asil-cpus " + words, why, mend);
  }

  /** Whether {@code ledger} says the same. */
  static boolean isRecorded(Ledger ledger, Optional<AsilCpus> wanted) {
    return recorded(ledger).equals(wanted.map(AsilCpus::reserved));
  }

  /** Makes {@code ledger} say it. */
  static void record(Ledger ledger, Optional<AsilCpus> wanted) throws HostException {
    ASKED.keep(ledger, wanted.map(cpus -> cpus.reserved().toString()));
  }
}
