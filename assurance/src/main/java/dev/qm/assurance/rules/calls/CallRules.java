package dev.qm.assurance.rules.calls;

import dev.qm.assurance.rule.Interference;
import dev.qm.assurance.rule.Rule;
import dev.qm.assurance.rules.calls.RefusedCall.Request;
import dev.qm.assurance.view.PartitionView;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The filter, and the calls that it has to refuse, a rule each. */
public final class CallRules {
  private static final long MS_REMOUNT = 0x20;

  private static final List<RefusedCall> CALLS =
      List.of(
          new RefusedCall(
              "real-time",
              Interference.TIMING,
              "No process of the partition can take a real-time policy",
              "Software inside preempts the ASIL side for as long as it likes.",
              """
              A real-time process runs before all others, whatever the weight of its control group is. The kernel asks \
              for sys_nice, or for a limit RLIMIT_RTPRIO above 0.\
              """,
              "sched(7), sched_setscheduler(2)",
              List.of(
                  Request.of("sched_setscheduler", 1, 1, "sched_setscheduler(SCHED_FIFO)"),
                  Request.of("sched_setscheduler", 1, 2, "sched_setscheduler(SCHED_RR)"),
                  // with SCHED_RESET_ON_FORK
                  Request.of(
                      "sched_setscheduler", 1, 0x4000_0001, "sched_setscheduler(SCHED_FIFO|...)")),
              List.of("sys_nice"),
              CallRules::mayBeRealTime,
              RefusedCall.OWN_PROFILE),
          new RefusedCall(
              "real-time-attributes",
              Interference.TIMING,
              "No process of the partition can ask for a policy in memory, where no filter sees it",
              "Software inside preempts the ASIL side, or reserves time by a deadline.",
              """
              sched_setattr(2) takes the policy in a structure, SCHED_DEADLINE too, which runs before all real-time \
              processes.\
              """,
              "sched_setattr(2)",
              List.of(Request.of("sched_setattr")),
              List.of("sys_nice"),
              CallRules::mayBeRealTime,
              RefusedCall.OWN_PROFILE),
          new RefusedCall(
              "io-priority",
              Interference.TIMING,
              "No process of the partition can take the real-time class of I/O",
              "A disk serves the partition before the ASIL side, whatever IOWeight= says.",
              "Requests of the real-time class come first; the kernel asks for sys_admin or sys_nice.",
              "ioprio_set(2)",
              List.of(Request.of("ioprio_set", 2, 1 << 13, "ioprio_set(IOPRIO_CLASS_RT)")),
              List.of("sys_nice", "sys_admin"),
              _ -> false,
              RefusedCall.OWN_PROFILE),
          new RefusedCall(
              "io-priority-of-requests",
              Interference.TIMING,
              "No request of the partition carries the real-time class of I/O",
              "A disk serves single requests of the partition before the ASIL side's.",
              """
              io_submit(2) and io_uring take the priority of each request in memory, where no filter sees it. The kernel \
              asks for sys_admin or sys_nice on the host.\
              """,
              "io_submit(2), aio_reqprio; Linux, block/ioprio.c, ioprio_check_cap()",
              List.of(Request.of("io_submit"), Request.of("io_uring_setup")),
              List.of("sys_nice", "sys_admin"),
              _ -> false,
              "give the partition a user namespace (`qm setup --isolation user-namespace`)"),
          new RefusedCall(
              "remount",
              Interference.STORAGE,
              "The partition cannot change the options of a file system that the host shares",
              "Root inside makes the host's file system read-only.",
              """
              A remount without MS_BIND changes the file system itself, for all that have it mounted. The kernel asks \
              for sys_admin in the namespace that owns the file system.\
              """,
              "mount(2), MS_REMOUNT",
              List.of(Request.of("mount", 3, MS_REMOUNT, "mount(MS_REMOUNT)")),
              List.of("sys_admin"),
              _ -> false,
              RefusedCall.OWN_PROFILE),
          new RefusedCall(
              "mount-by-parts",
              Interference.STORAGE,
              "The partition cannot remount by the calls whose flags no filter sees",
              "Root inside makes the host's file system read-only.",
              """
              fspick(2) and fsconfig(2) do what a remount does, with options in memory; fsopen(2) and fsmount(2) mount \
              anew.\
              """,
              "Linux, Documentation/filesystems/mount_api.rst",
              List.of(
                  Request.of("fsopen"),
                  Request.of("fsconfig"),
                  Request.of("fspick"),
                  Request.of("fsmount")),
              List.of("sys_admin"),
              _ -> false,
              RefusedCall.OWN_PROFILE),
          new RefusedCall(
              "bpf",
              Interference.CONTROL,
              "The partition loads no program into the kernel",
              "Root inside runs programs in the kernel, and replaces the list of its devices.",
              """
              On cgroup v2 the list of devices is such a program; whoever may attach one to its own group opens what it \
              likes. The kernel asks for bpf or sys_admin, and for nothing where unprivileged_bpf_disabled is 0.\
              """,
              "bpf(2)",
              List.of(Request.of("bpf")),
              List.of("bpf", "sys_admin"),
              view ->
                  view.machine()
                      .sysctl("kernel.unprivileged_bpf_disabled")
                      .filter("0"::equals)
                      .isPresent(),
              RefusedCall.OWN_PROFILE),
          new RefusedCall(
              "modules",
              Interference.CONTROL,
              "The partition cannot load or unload kernel modules",
              "Root inside puts code of its own into the kernel.",
              "A module may do anything; the kernel asks for sys_module.",
              "init_module(2), delete_module(2)",
              List.of(
                  Request.of("init_module"),
                  Request.of("finit_module"),
                  Request.of("delete_module")),
              List.of("sys_module"),
              _ -> false,
              RefusedCall.OWN_PROFILE),
          new RefusedCall(
              "kexec",
              Interference.CONTROL,
              "The partition cannot load another kernel",
              "Root inside replaces the running kernel.",
              "kexec_load(2) asks for sys_boot.",
              "kexec_load(2)",
              List.of(Request.of("kexec_load"), Request.of("kexec_file_load")),
              List.of("sys_boot"),
              _ -> false,
              RefusedCall.OWN_PROFILE),
          new RefusedCall(
              "reboot",
              Interference.CONTROL,
              "The partition cannot restart the machine",
              "Root inside restarts or halts the machine.",
              """
              reboot(2) asks for sys_boot. In a process namespace of its own it ends that namespace only, which `pid-\
              namespace` is about.\
              """,
              "reboot(2)",
              List.of(Request.of("reboot")),
              List.of("sys_boot"),
              _ -> false,
              "drop sys_boot: DropCapability=sys_boot"),
          new RefusedCall(
              "ports",
              Interference.DEVICES,
              "The partition cannot open I/O ports",
              "Software inside drives the machine's hardware past its drivers.",
              "iopl(2) and ioperm(2) ask for sys_rawio.",
              "iopl(2), ioperm(2)",
              List.of(Request.of("iopl"), Request.of("ioperm")),
              List.of("sys_rawio"),
              _ -> false,
              RefusedCall.OWN_PROFILE),
          new RefusedCall(
              "clock",
              Interference.TIMING,
              "The partition cannot set the machine's clock",
              "Software inside moves the clock by which the ASIL side measures and times out.",
              """
              There is one wall clock. adjtimex(2) also reads it, so profiles allow it; what sets asks for sys_time.\
              """,
              "clock_settime(2), settimeofday(2), adjtimex(2)",
              List.of(
                  Request.of("clock_settime"),
                  Request.of("settimeofday"),
                  Request.of("adjtimex"),
                  Request.of("clock_adjtime")),
              List.of("sys_time"),
              _ -> false,
              "drop sys_time: DropCapability=sys_time"),
          new RefusedCall(
              "swap",
              Interference.MEMORY,
              "The partition cannot switch swap on or off",
              "Root inside makes the machine swap to a file of its own, or takes its swap away.",
              "swapon(2) and swapoff(2) ask for sys_admin.",
              "swapon(2)",
              List.of(Request.of("swapon"), Request.of("swapoff")),
              List.of("sys_admin"),
              _ -> false,
              RefusedCall.OWN_PROFILE),
          new RefusedCall(
              "file-handles",
              Interference.STORAGE,
              "The partition cannot open files by their number",
              "Root inside opens any file of a file system that it shares with the host.",
              "One mount of the file system is enough; the kernel asks for dac_read_search.",
              "open_by_handle_at(2)",
              List.of(Request.of("open_by_handle_at")),
              List.of("dac_read_search"),
              _ -> false,
              RefusedCall.OWN_PROFILE),
          new RefusedCall(
              "fanotify",
              Interference.STORAGE,
              "The partition cannot hold up the host's own accesses to files",
              "The ASIL side waits in open(2) for an answer of the partition.",
              """
              A listener for permission events answers before the access goes on; the kernel asks for sys_admin.\
              """,
              "fanotify_init(2), FAN_CLASS_CONTENT",
              List.of(Request.of("fanotify_init", 0, 4, "fanotify_init(FAN_CLASS_CONTENT)")),
              List.of("sys_admin"),
              _ -> false,
              RefusedCall.OWN_PROFILE),
          new RefusedCall(
              "performance-counters",
              Interference.EXCHANGE,
              "The partition cannot measure what runs on the host",
              "Software inside learns what the ASIL side computes, and takes its counters.",
              """
              With perf_event_paranoid below 1 anybody measures whole processors; else the kernel asks for perfmon or \
              sys_admin.\
              """,
              "perf_event_open(2), Linux, Documentation/admin-guide/sysctl/kernel.rst, perf_event_paranoid",
              List.of(Request.of("perf_event_open")),
              List.of("perfmon", "sys_admin"),
              view -> {
                var paranoid = view.machine().sysctl("kernel.perf_event_paranoid").orElse("2");
                return paranoid.equals("0") || paranoid.equals("-1");
              },
              RefusedCall.OWN_PROFILE),
          new RefusedCall(
              "quotas",
              Interference.STORAGE,
              "The partition cannot change quotas of a file system that the host shares",
              "Root inside switches off quotas, or leaves the ASIL side no space.",
              "quotactl(2) asks for sys_admin.",
              "quotactl(2)",
              List.of(Request.of("quotactl"), Request.of("quotactl_fd")),
              List.of("sys_admin"),
              _ -> false,
              RefusedCall.OWN_PROFILE),
          new RefusedCall(
              "accounting",
              Interference.STORAGE,
              "The partition cannot have the kernel write a record of each process that ends",
              "A file grows with each process, past what the partition itself writes.",
              "acct(2) asks for sys_pacct.",
              "acct(2)",
              List.of(Request.of("acct")),
              List.of("sys_pacct"),
              _ -> false,
              RefusedCall.OWN_PROFILE),
          new RefusedCall(
              "terminal-input",
              Interference.EXCHANGE,
              "The partition cannot type into a terminal of the host's",
              "Software inside enters commands into the shell from which somebody looked into it.",
              """
              TIOCSTI puts characters into the input of a terminal, TIOCLINUX the selection, and TIOCCONS takes what the \
              console says. A terminal that `qm exec` handed in is the caller's, so no namespace is in the way.\
              """,
              "ioctl_tty(2), ioctl_console(2)",
              List.of(
                  Request.of("ioctl", 1, 0x5412, "ioctl(TIOCSTI)"),
                  Request.of("ioctl", 1, 0x541c, "ioctl(TIOCLINUX)"),
                  Request.of("ioctl", 1, 0x541d, "ioctl(TIOCCONS)"),
                  // the kernel cuts off what is beyond 32 bits
                  Request.of("ioctl", 1, 0x1_0000_5412L, "ioctl(TIOCSTI) with upper bits")),
              List.of(),
              _ -> false,
              RefusedCall.OWN_PROFILE),
          new RefusedCall(
              "freeze",
              Interference.STORAGE,
              "The partition cannot stop a file system that the host shares",
              "Every write of the ASIL side to that file system waits, or fails for good.",
              """
              FIFREEZE holds all writes until somebody thaws it, FS_IOC_SHUTDOWN ends the file system; the kernel asks \
              for sys_admin.\
              """,
              "Linux, include/uapi/linux/fs.h, fs/ioctl.c, ioctl_fsfreeze()",
              List.of(
                  Request.of("ioctl", 1, 0xc0045877L, "ioctl(FIFREEZE)"),
                  Request.of("ioctl", 1, 0xc0045878L, "ioctl(FITHAW)"),
                  Request.of("ioctl", 1, 0x8004587dL, "ioctl(FS_IOC_SHUTDOWN)")),
              List.of("sys_admin"),
              _ -> false,
              RefusedCall.OWN_PROFILE),
          new RefusedCall(
              "trim",
              Interference.STORAGE,
              "The partition cannot have a shared disk discard its free blocks",
              "The disk is busy with that, and answers the ASIL side late.",
              "FITRIM discards all free blocks of the file system; the kernel asks for sys_admin.",
              "ioctl(2), Linux, include/uapi/linux/fs.h, FITRIM",
              List.of(Request.of("ioctl", 1, 0xc0185879L, "ioctl(FITRIM)")),
              List.of("sys_admin"),
              _ -> false,
              RefusedCall.OWN_PROFILE),
          new RefusedCall(
              "resize",
              Interference.STORAGE,
              "The partition cannot resize, repair or rename a file system that the host shares",
              "Root inside changes the layout of the disk that the ASIL side is on.",
              """
              ext4, XFS, Btrfs and F2FS take such requests on any open file of theirs; the kernel asks for sys_resource \
              or sys_admin.\
              """,
              "Linux, include/uapi/linux/ext4.h, btrfs.h, f2fs.h; fs/xfs/libxfs/xfs_fs.h",
              List.of(
                  Request.of("ioctl", 1, 0x40086610L, "ioctl(EXT4_IOC_RESIZE_FS)"),
                  Request.of("ioctl", 1, 0x4010586eL, "ioctl(XFS_IOC_FSGROWFSDATA)"),
                  Request.of("ioctl", 1, 0x50009403L, "ioctl(BTRFS_IOC_RESIZE)"),
                  Request.of("ioctl", 1, 0x4008f510L, "ioctl(F2FS_IOC_RESIZE_FS)"),
                  Request.of("ioctl", 1, 0x41009432L, "ioctl(FS_IOC_SETFSLABEL)")),
              List.of("sys_admin", "sys_resource"),
              _ -> false,
              RefusedCall.OWN_PROFILE));

  private CallRules() {}

  /** In the order in which they are reported. */
  public static List<Rule> all() {
    return Stream.concat(Stream.of(CallFilter.RULE), CALLS.stream().map(RefusedCall::rule))
        .toList();
  }

  /** Whether a limit lets processes be real-time that have no capability. */
  private static boolean mayBeRealTime(PartitionView view) {
    var limits = new ArrayList<String>();
    for (var option : view.partition().options().named("ulimit")) {
      limits.add(option.limit());
    }
    return limits.stream().anyMatch(it -> it.startsWith("rtprio=") && !it.matches("rtprio=0(:0)?"))
        || view.partition()
            .last("Service", "LimitRTPRIO")
            .filter(it -> !it.value().equals("0"))
            .isPresent();
  }
}
