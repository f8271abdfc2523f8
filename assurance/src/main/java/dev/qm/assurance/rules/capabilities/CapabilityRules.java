package dev.qm.assurance.rules.capabilities;

import dev.qm.assurance.rule.Interference;
import dev.qm.assurance.rule.Rule;
import dev.qm.assurance.rules.capabilities.WithoutCapability.Drop;
import dev.qm.assurance.rules.capabilities.WithoutCapability.Other;
import java.util.List;

/** The capabilities that reach past a container, a rule each. */
public final class CapabilityRules {
  private static final List<WithoutCapability> ALL =
      List.of(
          new WithoutCapability(
              "sys_admin",
              Interference.CONTROL,
              "Root inside mounts the kernel's own file systems and changes the machine with them.",
              """
              It stands for nearly everything that an administrator does. Without a user namespace its owner mounts \
              devtmpfs, sysfs, debugfs and the like, whose files act on the whole machine, and makes /proc/sys writable \
              again.\
              """,
              "Linux, fs/super.c, mount_capable()",
              Other.NONE,
              Drop.BREAKS),
          new WithoutCapability(
              "sys_module",
              Interference.CONTROL,
              "Root inside puts code of its own into the kernel.",
              "Whoever has it loads and unloads modules, and a module may do anything.",
              "init_module(2)",
              Other.NONE,
              Drop.WORKS),
          new WithoutCapability(
              "sys_rawio",
              Interference.DEVICES,
              "Software inside drives the machine's hardware past its drivers.",
              """
              It opens I/O ports (iopl), physical memory (/dev/mem, /proc/kcore), the registers of processors, and raw \
              commands to disks.\
              """,
              "iopl(2), mem(4)",
              Other.NONE,
              Drop.WORKS),
          new WithoutCapability(
              "sys_boot",
              Interference.CONTROL,
              "Root inside replaces the running kernel, and everything stops.",
              """
              reboot(2) in a process namespace of its own ends that namespace only; kexec_load(2) asks for the same \
              capability and replaces the kernel of the machine.\
              """,
              "Linux, kernel/reboot.c and kernel/kexec.c",
              Other.NONE,
              Drop.WORKS),
          new WithoutCapability(
              "sys_time",
              Interference.TIMING,
              "Software inside sets the clock by which the ASIL side measures and times out.",
              """
              The wall clock and its speed are the machine's: a time namespace has offsets for the monotonic clocks, and \
              none for this one.\
              """,
              "clock_settime(2), adjtimex(2), time_namespaces(7)",
              Other.NONE,
              Drop.WORKS),
          new WithoutCapability(
              "sys_resource",
              Interference.MEMORY,
              "Software inside goes over its limits, and makes itself the last to be killed.",
              """
              Its owner raises hard limits, uses blocks that a file system reserves, and lowers OOM scores below the \
              bound that the partition was started with. In a user namespace these need it on the host, but the bounds \
              that stand in that namespace itself (user.max_net_namespaces) can still be raised with it.\
              """,
              "setrlimit(2), proc_pid_oom_score_adj(5), Linux, kernel/ucount.c, set_permissions()",
              Other.NOT_EVEN_IDS,
              Drop.WORKS),
          new WithoutCapability(
              "sys_nice",
              Interference.TIMING,
              "A disk serves requests of the partition before all of the ASIL side's.",
              """
              It allows negative nice values, which count in the partition's own group, real-time policies, which the \
              filter refuses, and requests with real-time I/O priority: io_submit(2) and io_uring take it in memory, \
              where no filter sees it.\
              """,
              "sched(7), ioprio_set(2), Linux, block/ioprio.c, ioprio_check_cap()",
              Other.NONE,
              Drop.WORKS),
          new WithoutCapability(
              "sys_tty_config",
              Interference.DEVICES,
              "Root inside changes the keyboard and the screen of the host's console.",
              """
              With it the requests of a virtual terminal work without being its owner: mode, keyboard table, who is in \
              front. A node of the console, 5:1, is on the list of devices that the runtime opens.\
              """,
              "ioctl_console(2)",
              Other.NONE,
              Drop.WORKS),
          new WithoutCapability(
              "sys_ptrace",
              Interference.MEMORY,
              "Software inside reads and writes the memory of the ASIL side.",
              """
              It allows to trace any process that can be named, and to read and write its memory. A process namespace \
              bounds what can be named.\
              """,
              "ptrace(2), process_vm_readv(2)",
              Other.OWN_PROCESSES,
              Drop.WORKS),
          new WithoutCapability(
              "sys_pacct",
              Interference.STORAGE,
              "The kernel writes a record of each process that ends, into a file without a bound.",
              """
              Process accounting is a switch of the process namespace, and the file grows with each process that ends \
              in it.\
              """,
              "acct(2)",
              Other.OWN_PROCESSES,
              Drop.WORKS),
          new WithoutCapability(
              "ipc_lock",
              Interference.MEMORY,
              "Locked memory of the partition cannot be reclaimed when the ASIL side needs some.",
              """
              It lifts RLIMIT_MEMLOCK. What is locked is charged to the partition's control group, so a bound there \
              bounds it too.\
              """,
              "mlock(2), Linux, Documentation/admin-guide/cgroup-v2.rst, memory",
              Other.MEMORY_BOUND,
              Drop.WORKS),
          new WithoutCapability(
              "mknod",
              Interference.DEVICES,
              "Root inside makes a node of a disk, for an accomplice on the host to open.",
              """
              Inside, the list of devices decides what opens. But whoever enters by /proc/PID/root from outside is not \
              in that group, and a node there has the owner and the mode that root inside gave it. On cgroup v1 the \
              console's node opens inside as well.\
              """,
              "mknod(2), Linux, Documentation/admin-guide/cgroup-v1/devices.rst",
              Other.NONE,
              Drop.BREAKS),
          new WithoutCapability(
              "net_admin",
              Interference.EXCHANGE,
              "Root inside changes addresses, routes and filters of the host's network.",
              """
              Network interfaces, routes and packet filters are those of a network namespace, and so is this \
              capability.\
              """,
              "network_namespaces(7), Linux, net/core/rtnetlink.c",
              Other.OWN_NETWORK,
              Drop.BREAKS),
          new WithoutCapability(
              "syslog",
              Interference.EXCHANGE,
              "Software inside reads and clears the kernel's log, and learns its addresses.",
              "There is one ring of messages; its owner reads, clears and silences it.",
              "syslog(2), Linux, Documentation/admin-guide/sysctl/kernel.rst, kptr_restrict",
              Other.NONE,
              Drop.WORKS),
          new WithoutCapability(
              "dac_read_search",
              Interference.STORAGE,
              "Root inside opens any file of a file system that it shares with the host.",
              """
              open_by_handle_at(2) opens a file by its number, with no path that leads there; one mount of the file \
              system is enough.\
              """,
              "open_by_handle_at(2)",
              Other.NONE,
              Drop.WORKS),
          new WithoutCapability(
              "linux_immutable",
              Interference.STORAGE,
              "Files of the partition cannot be removed or changed by the host's root either.",
              "It sets the marks immutable and append-only, which bind root too.",
              "ioctl_iflags(2)",
              Other.NONE,
              Drop.WORKS),
          new WithoutCapability(
              "mac_admin",
              Interference.CONTROL,
              "Root inside changes the mandatory access control that keeps it apart.",
              "It loads and replaces profiles of Smack and AppArmor, and sets labels unknown to SELinux.",
              "Linux, Documentation/admin-guide/LSM",
              Other.NONE,
              Drop.WORKS),
          new WithoutCapability(
              "mac_override",
              Interference.CONTROL,
              "Root inside passes by the mandatory access control.",
              "Smack does not ask whoever has it.",
              "Linux, Documentation/admin-guide/LSM/Smack.rst",
              Other.NONE,
              Drop.WORKS),
          new WithoutCapability(
              "perfmon",
              Interference.EXCHANGE,
              "Software inside measures all processors and what runs on them.",
              "It opens the performance counters of processors and of the kernel.",
              "Linux, Documentation/admin-guide/perf-security.rst",
              Other.NONE,
              Drop.WORKS),
          new WithoutCapability(
              "bpf",
              Interference.CONTROL,
              "Root inside runs programs in the kernel.",
              "It loads programs and maps, which with perfmon or net_admin see and change what others do.",
              "bpf(2), Linux, kernel/bpf/syscall.c",
              Other.NONE,
              Drop.WORKS),
          new WithoutCapability(
              "audit_control",
              Interference.CONTROL,
              "Root inside switches off the record of what happens on the machine.",
              "It changes the rules of the audit system and the login ids in its records.",
              "Linux, kernel/audit.c, audit_netlink_ok()",
              Other.NONE,
              Drop.WORKS),
          new WithoutCapability(
              "audit_read",
              Interference.EXCHANGE,
              "Software inside reads the audit records of the host.",
              "The kernel sends copies of the records to whoever listens, in its first network namespace.",
              "Linux, kernel/audit.c, kauditd_send_multicast_skb()",
              Other.OWN_NETWORK,
              Drop.WORKS),
          new WithoutCapability(
              "audit_write",
              Interference.EXCHANGE,
              "Software inside forges audit records, and floods the log until others are lost.",
              """
              Records of users go to one log, from any network namespace. When its queue is full, the kernel waits, \
              drops, or, where it was told so, panics.\
              """,
              "Linux, kernel/audit.c, audit_netlink_ok(); auditctl(8), -b and -f",
              Other.NONE,
              Drop.WORKS),
          new WithoutCapability(
              "wake_alarm",
              Interference.CONTROL,
              "Software inside wakes a machine that should sleep.",
              "Timers on the alarm clocks end a suspend.",
              "timerfd_create(2), CLOCK_REALTIME_ALARM",
              Other.NONE,
              Drop.WORKS),
          new WithoutCapability(
              "block_suspend",
              Interference.CONTROL,
              "Software inside keeps the machine from going to sleep.",
              "It holds wake locks, with EPOLLWAKEUP and /sys/power/wake_lock.",
              "epoll_ctl(2), EPOLLWAKEUP",
              Other.NONE,
              Drop.WORKS));

  private CapabilityRules() {}

  /** In the order in which they are reported. */
  public static List<Rule> all() {
    return ALL.stream().map(WithoutCapability::rule).toList();
  }
}
