package dev.qm.assurance.bundle;

import dev.qm.assurance.view.ConfigurationFile;
import dev.qm.host.HostException;
import dev.qm.host.KernelText;
import dev.qm.host.Root;
import dev.qm.partition.landing.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How a kernel was built, as far as walls between the sides stand on it.
 *
 * @param source the file that says so
 * @param sha256 of all of its text, those settings included that are not listed
 * @param settings those that matter, each once
 */
public record KernelConfiguration(String source, String sha256, List<Setting> settings) {
  /** Copies what it is given, so that nobody can change it. */
  public KernelConfiguration {
    settings = List.copyOf(settings);
  }

  /** The value of what the text does not name. */
  public static final String UNNAMED = "not in this kernel";

  /**
   * A setting of Kconfig.
   *
   * @param name with {@code CONFIG_} in front
   * @param value as it is written; {@code n} where it is switched off, {@link #UNNAMED} where the
   *     kernel has no such choice
   * @param matters for what, a noun
   */
  public record Setting(String name, String value, String matters) {}

  private static final String PREFIX = "CONFIG_";
  private static final String OFF_BEGIN = "# " + PREFIX;
  private static final String OFF_END = " is not set";

  /** What for, then the names. */
  private static final List<List<String>> MATTERING =
      List.of(
          List.of(
              "namespaces",
              "NAMESPACES UTS_NS IPC_NS USER_NS PID_NS NET_NS TIME_NS CGROUPS SYSVIPC POSIX_MQUEUE"),
          List.of(
              "bounds of processor time",
              "CGROUP_SCHED FAIR_GROUP_SCHED CFS_BANDWIDTH RT_GROUP_SCHED CPUSETS CGROUP_CPUACCT"
                  + " UCLAMP_TASK_GROUP SCHED_AUTOGROUP SCHED_CLASS_EXT"),
          List.of(
              "latency",
              "PREEMPT_NONE PREEMPT_VOLUNTARY PREEMPT PREEMPT_LAZY PREEMPT_RT PREEMPT_DYNAMIC HZ"
                  + " NO_HZ_FULL HIGH_RES_TIMERS CPU_ISOLATION IRQ_FORCED_THREADING RCU_NOCB_CPU"),
          List.of(
              "bounds of memory",
              "MEMCG MEMCG_V1 SWAP ZSWAP KSM TRANSPARENT_HUGEPAGE CGROUP_HUGETLB HUGETLBFS NUMA"),
          List.of(
              "bounds of disks",
              "BLK_CGROUP BLK_CGROUP_IOLATENCY BLK_CGROUP_IOCOST BLK_CGROUP_IOPRIO"
                  + " BLK_DEV_THROTTLING IOSCHED_BFQ BFQ_GROUP_IOSCHED QUOTA QFMT_V2 XFS_QUOTA"),
          List.of(
              "other bounds",
              "CGROUP_PIDS CGROUP_DEVICE CGROUP_BPF CGROUP_FREEZER CGROUP_MISC PSI"),
          List.of(
              "refusing system calls",
              "SECCOMP SECCOMP_FILTER BPF_SYSCALL BPF_UNPRIV_DEFAULT_OFF IO_URING USERFAULTFD KEYS"
                  + " PERF_EVENTS KEXEC CHECKPOINT_RESTORE COMPAT IA32_EMULATION"),
          List.of(
              "mandatory access control",
              "SECURITY_SELINUX SECURITY_SELINUX_DEVELOP SECURITY_SELINUX_BOOTPARAM LSM AUDIT"
                  + " SECURITY_LOCKDOWN_LSM DEFAULT_SECURITY_SELINUX"),
          List.of(
              "the kernel's own strength",
              "MODULES MODULE_SIG MODULE_SIG_FORCE STRICT_KERNEL_RWX STRICT_DEVMEM IO_STRICT_DEVMEM"
                  + " DEVMEM HARDENED_USERCOPY RANDOMIZE_BASE STACKPROTECTOR_STRONG MAGIC_SYSRQ"
                  + " LEGACY_TIOCSTI PANIC_ON_OOPS DETECT_HUNG_TASK SOFTLOCKUP_DETECTOR"),
          List.of(
              "file systems", "OVERLAY_FS FUSE_FS DM_VERITY FS_VERITY EXT4_FS XFS_FS BTRFS_FS"));

  /**
   * The configuration of the kernel that {@code root} shows.
   *
   * @param release as uname(2) has it
   * @throws HostException where no file has it, or it is longer than any
   */
  public static KernelConfiguration read(Root root, String release) throws HostException {
    var file = ConfigurationFile.read(root, release);
    return parse(file.source(), file.text());
  }

  /** What the text of such a file says. */
  static KernelConfiguration parse(String source, String text) {
    var values = values(text);
    var settings = new ArrayList<Setting>();
    for (var group : MATTERING) {
      for (var name : KernelText.of(group.getLast())) {
        settings.add(
            new Setting(PREFIX + name, values.getOrDefault(name, UNNAMED), group.getFirst()));
      }
    }
    return new KernelConfiguration(
        source, Sha256.of(text.getBytes(StandardCharsets.UTF_8)), settings);
  }

  private static Map<String, String> values(String text) {
    var values = new HashMap<String, String>();
    for (var line : KernelText.lines(text)) {
      var equals = line.indexOf('=');
      if (line.startsWith(PREFIX) && equals > 0) {
        values.put(line.substring(PREFIX.length(), equals), line.substring(equals + 1));
      } else if (line.startsWith(OFF_BEGIN) && line.endsWith(OFF_END)) {
        values.put(line.substring(OFF_BEGIN.length(), line.length() - OFF_END.length()), "n");
      }
    }
    return values;
  }
}
