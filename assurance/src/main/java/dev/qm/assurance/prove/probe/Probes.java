package dev.qm.assurance.prove.probe;

import dev.qm.assurance.rule.Interference;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** All probes, those that this machine cannot run among them. */
public final class Probes {
  static final Probe CYCLIC =
      probe(
          "cyclic",
          "lateness of a thread that sleeps until each millisecond",
          Interference.TIMING,
          "a control loop with a fixed period",
          1,
          "clock_nanosleep(2), sched(7)");

  static final Probe TIMER =
      probe(
          "timer",
          "lateness of a timer that expires each millisecond and is read as a file",
          Interference.TIMING,
          "an event loop with timeouts, a watchdog",
          1,
          "timerfd_create(2)");

  static final Probe COMPUTATION =
      probe(
          "computation",
          "a fixed computation in registers",
          Interference.TIMING,
          "an algorithm with a budget of processor time",
          20,
          "sched(7)");

  static final Probe BANDWIDTH =
      probe(
          "memory-bandwidth",
          "a copy of 2 MiB in memory that no cache holds",
          Interference.MEMORY,
          "processing of images and of sensor data",
          50,
          "Documentation/filesystems/resctrl.rst of the kernel: memory bandwidth is shared");

  static final Probe LATENCY =
      probe(
          "memory-latency",
          "ten thousand reads, each at the place that the one before named, in no order",
          Interference.MEMORY,
          "look-ups in maps and tables larger than the caches",
          100,
          "Documentation/filesystems/resctrl.rst of the kernel: caches are shared");

  static final Probe PAGE_FAULT =
      probe(
          "page-fault",
          "the first touch of 64 fresh pages",
          Interference.MEMORY,
          "software that asks for memory while it runs, the start of any program",
          20,
          "mmap(2), madvise(2)");

  static final Probe CACHED_READ =
      probe(
          "cached-read",
          "a read of 64 KiB of a file that is in the page cache",
          Interference.MEMORY,
          "configuration, libraries and programs that are read again",
          20,
          "pread(2)");

  static final Probe FORK_EXEC =
      probe(
          "fork-exec",
          "from the start of true(1) to its end",
          Interference.TIMING,
          "a supervisor that starts programs",
          100,
          "posix_spawn(3), wait(2)");

  static final Probe FILE_SYNC =
      probe(
          "file-sync",
          "a block of 4 KiB written and on the disk",
          Interference.STORAGE,
          "a recorder of events, a data base",
          250,
          "pwrite(2), fsync(2)");

  static final Probe UDP =
      probe(
          "udp",
          "a datagram to another thread and back, through 127.0.0.1",
          Interference.EXCHANGE,
          "SOME/IP and other messages by datagrams",
          10,
          "udp(7)");

  static final Probe TCP =
      probe(
          "tcp",
          "a message to another thread and back, through a connection of 127.0.0.1",
          Interference.EXCHANGE,
          "diagnosis and services by connections",
          10,
          "tcp(7)");

  static final Probe UNIX_SOCKET =
      probe(
          "unix-socket",
          "a message to another thread and back, through a connection made in /run/ipc",
          Interference.EXCHANGE,
          "a channel between the two sides",
          10,
          "unix(7)");

  static final Probe DBUS_CALL =
      probe(
          "dbus-call",
          "a ping of the host's systemd through the system bus",
          Interference.EXCHANGE,
          "an orchestrator that asks for the state of units",
          50,
          "the D-Bus specification, org.freedesktop.DBus.Peer; org.freedesktop.systemd1(5)");

  static final Probe NETLINK =
      probe(
          "netlink",
          "the kernel asked for one network device",
          Interference.CONTROL,
          "a supervisor of networks",
          20,
          "rtnetlink(7)");

  static final Probe CGROUP_MKDIR =
      probe(
          "cgroup-mkdir",
          "a control group made and removed",
          Interference.CONTROL,
          "a service manager that starts a service",
          50,
          "cgroups(7)");

  static final Probe UNIT_START =
      probe(
          "unit-start",
          "a service of the host's systemd, true(1), from the request to its end",
          Interference.CONTROL,
          "an orchestrator that starts a service when it is needed",
          2000,
          "systemd-run(1)");

  static final Probe KERNEL_LOG =
      probe(
          "kernel-log",
          "a line written to the kernel's log",
          Interference.CONTROL,
          "drivers that report, early services",
          1000,
          "Documentation/ABI/testing/dev-kmsg of the kernel");

  /** In the order in which they are shown. */
  public static final List<Probe> ALL =
      List.of(
          CYCLIC,
          TIMER,
          COMPUTATION,
          BANDWIDTH,
          LATENCY,
          PAGE_FAULT,
          CACHED_READ,
          FORK_EXEC,
          FILE_SYNC,
          UDP,
          TCP,
          UNIX_SOCKET,
          DBUS_CALL,
          NETLINK,
          CGROUP_MKDIR,
          UNIT_START,
          KERNEL_LOG);

  /** The field's own tool for what {@code cyclic} measures; only run when it is asked for. */
  public static final Probe CYCLICTEST =
      probe(
          "cyclictest",
          "as cyclic, measured by the field's own tool",
          Interference.TIMING,
          "a second opinion",
          1,
          "cyclictest(8)");

  private Probes() {}

  /** The probe with that name. */
  public static Optional<Probe> of(String id) {
    return ALL.stream().filter(it -> it.id().equals(id)).findFirst();
  }

  /** A try that is not done when the next should begin is late. */
  private static Probe probe(
      String id,
      String title,
      Interference interference,
      String standsFor,
      long milliseconds,
      String source) {
    var period = Duration.ofMillis(milliseconds);
    return new Probe(id, title, interference, standsFor, period, period, source);
  }
}
