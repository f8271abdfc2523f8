package dev.qm.assurance.prove.probe;

import dev.qm.assurance.prove.reading.Reading;
import dev.qm.assurance.prove.reading.Window;
import dev.qm.host.HostException;
import dev.qm.host.Root;
import dev.qm.host.cgroup.Cgroups;
import dev.qm.host.file.ControlFile;
import dev.qm.host.machine.Init;
import dev.qm.host.process.Command;
import dev.qm.host.work.BusPing;
import dev.qm.host.work.CachedRead;
import dev.qm.host.work.FileSync;
import dev.qm.host.work.GroupMaking;
import dev.qm.host.work.KernelLogLine;
import dev.qm.host.work.LinkQuestion;
import dev.qm.host.work.MonotonicClock;
import dev.qm.host.work.PageFaults;
import dev.qm.host.work.ProgramStart;
import dev.qm.host.work.RealTime;
import dev.qm.host.work.RoundTrip;
import dev.qm.host.work.Work;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The probes of this machine, each on its thread, and what the process that they run in was not
 * allowed.
 *
 * <p>What only needs a processor and memory shares a thread, so that no probe disturbs another.
 * Each that waits for somebody (the disk, a lock of the kernel, another thread, systemd) has a
 * thread of its own: a disk that takes a second would make all others seem to miss.
 */
final class Bench implements AutoCloseable {
  /** Highest among usual software, below the kernel's own threads that must not wait: sched(7). */
  static final int PRIORITY = 80;

  /**
   * No kernel of a machine that lives takes so long; what has not ended by then counts as it is.
   */
  private static final long PATIENCE = 10_000_000_000L;

  /** At the end: for the try that is under way. */
  private static final long LAST_TRY = 500_000_000L;

  /** From one probe's first try in a window to the next one's. */
  private static final long STAGGER = 1_370_000L;

  /** All threads are awake before the first try. */
  private static final long RUN_UP = 5_000_000L;

  private static final Duration REHEARSAL = Duration.ofMillis(400);

  private final MonotonicClock clock = new MonotonicClock();
  private final List<Lane> lanes = new ArrayList<>();
  private final List<ExecutorService> threads = new ArrayList<>();
  private final List<String> notAllowed = new ArrayList<>();
  private volatile List<Tally[]> current = List.of();

  private Bench() {}

  /** Of these lanes, and nothing rehearsed. */
  static Bench of(List<Lane> lanes) {
    var bench = new Bench();
    bench.lanes.addAll(lanes);
    bench.hire();
    return bench;
  }

  /** Sets all up, and rehearses once. */
  static Bench open(ProbePlaces places) {
    var bench = new Bench();
    bench.fill(places);
    bench.hire();
    return bench;
  }

  /** What probes or software of the safety side would have, and these have not: sentences. */
  List<String> notAllowed() {
    return List.copyOf(notAllowed);
  }

  /** Measures from now on, until the tries that began have ended. */
  Window measure(Duration length) {
    // whatever is allocated is there before the first try
    var all = new ArrayList<Tally[]>();
    var begin = clock.now() + RUN_UP;
    var end = begin + length.toNanos();
    var first = begin;
    for (var lane : lanes) {
      var probes = lane.probes();
      var tallies = new Tally[probes.size()];
      for (var i = 0; i < tallies.length; i++) {
        tallies[i] = new Tally(probes.get(i), first, end);
        first += STAGGER;
      }
      all.add(tallies);
    }
    current = all;
    var work = new ArrayList<Future<?>>();
    for (var i = 0; i < lanes.size(); i++) {
      var lane = lanes.get(i);
      var tallies = all.get(i);
      work.add(threads.get(i).submit(() -> lane.run(tallies, end)));
    }
    var readings = new ArrayList<Reading>();
    for (var i = 0; i < lanes.size(); i++) {
      await(work.get(i), end + PATIENCE);
      for (var tally : all.get(i)) {
        readings.add(tally.close(clock.now()));
      }
    }
    readings.sort(Comparator.comparingInt(Bench::order));
    return new Window(length, readings);
  }

  /**
   * Ends a window that is under way, on another thread, and takes away what probes made; of one
   * that is stuck, nothing: it may still use it.
   */
  @Override
  public void close() {
    var now = new MonotonicClock().now();
    for (var tallies : current) {
      for (var tally : tallies) {
        var _ = tally.close(now);
      }
    }
    threads.forEach(ExecutorService::shutdownNow);
    var until = System.nanoTime() + LAST_TRY;
    try {
      for (var i = 0; i < lanes.size(); i++) {
        var left = Math.max(0, until - System.nanoTime());
        if (threads.get(i).awaitTermination(left, TimeUnit.NANOSECONDS)) {
          lanes.get(i).close();
        }
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static int order(Reading reading) {
    return Probes.ALL.indexOf(Probes.of(reading.probe()).orElse(Probes.CYCLICTEST));
  }

  private void await(Future<?> work, long until) {
    try {
      work.get(Math.max(1, until - clock.now()), TimeUnit.NANOSECONDS);
    } catch (TimeoutException stuck) {
      // its tallies are closed as they are, and the thread goes on when it can
      return;
    } catch (ExecutionException failure) {
      throw new IllegalStateException("a probe failed", failure.getCause());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void fill(ProbePlaces places) {
    lanes.add(new CyclicLane());
    try {
      lanes.add(new TimerLane());
    } catch (IOException failure) {
      missing(Probes.TIMER, HostException.reason(failure));
    }
    var beyond = CacheSize.beyond(Root.HOST);
    var computing = new WorkLane();
    add(computing, Probes.COMPUTATION, Computation::new);
    add(computing, Probes.BANDWIDTH, () -> new MemoryCopy(beyond));
    add(computing, Probes.LATENCY, () -> new MemoryChase(beyond));
    add(computing, Probes.PAGE_FAULT, PageFaults::new);
    add(computing, Probes.CACHED_READ, () -> new CachedRead(own(places, "cached")));
    lanes.add(computing);
    alone(Probes.FORK_EXEC, () -> new ProgramStart(program("true"), List.of()));
    alone(Probes.FILE_SYNC, () -> new FileSync(own(places, "synced")));
    alone(Probes.UDP, RoundTrip::udp);
    alone(Probes.TCP, RoundTrip::tcp);
    alone(Probes.UNIX_SOCKET, () -> channel(places));
    alone(Probes.DBUS_CALL, Bench::bus);
    alone(Probes.NETLINK, LinkQuestion::new);
    alone(Probes.CGROUP_MKDIR, Bench::group);
    alone(Probes.UNIT_START, () -> unit(places));
    alone(Probes.KERNEL_LOG, () -> new KernelLogLine(Path.of("/dev/kmsg")));
  }

  /** Threads, memory and priority, after all is open: what is locked is what will be used. */
  private void hire() {
    allowed(
        "the score that the kernel's OOM killer spares (-1000)",
        () -> ControlFile.write(Path.of("/proc/self/oom_score_adj"), "-1000"));
    for (var lane : lanes) {
      var name = lane.probes().isEmpty() ? "none" : lane.probes().getFirst().id();
      threads.add(
          Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().name(name).factory()));
    }
    for (var i = 0; i < lanes.size(); i++) {
      if (lanes.get(i) instanceof WorkLane lane) {
        await(threads.get(i).submit(lane::rehearse), clock.now() + PATIENCE);
      }
    }
    allowed("locked memory", RealTime::lockMemory);
    for (var i = 0; i < lanes.size(); i++) {
      if (lanes.get(i).isRealTime()) {
        var thread = threads.get(i);
        allowed(
            "a real-time priority of the probe " + lanes.get(i).probes().getFirst().id(),
            () -> fifo(thread));
      }
    }
    var _ = measure(REHEARSAL);
  }

  private static void fifo(ExecutorService thread) throws IOException {
    try {
      thread
          .submit(() -> {
            RealTime.fifo(PRIORITY);
            return true;
          })
          .get();
    } catch (ExecutionException failure) {
      throw failure.getCause() instanceof IOException refused
          ? refused
          : new IOException(failure.getCause());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void alone(Probe probe, Opening opening) {
    var lane = new WorkLane();
    add(lane, probe, opening);
    if (!lane.probes().isEmpty()) {
      lanes.add(lane);
    }
  }

  private void add(WorkLane lane, Probe probe, Opening opening) {
    try {
      lane.add(probe, opening.open());
    } catch (IOException failure) {
      missing(probe, HostException.reason(failure));
    } catch (HostException failure) {
      missing(probe, failure.getMessage());
    }
  }

  private void missing(Probe probe, String reason) {
    notAllowed.add("no probe " + probe.id() + ": " + reason);
  }

  private void allowed(String what, Asking asking) {
    try {
      asking.ask();
    } catch (IOException refused) {
      notAllowed.add("not " + what + ": " + HostException.reason(refused));
    }
  }

  private static Path own(ProbePlaces places, String name) throws IOException {
    return Files.createDirectories(places.files())
        .resolve(name + "-" + ProcessHandle.current().pid());
  }

  private static Path program(String name) throws IOException {
    return Command.find(name).orElseThrow(() -> new IOException("no " + name + " on this machine"));
  }

  private static Work channel(ProbePlaces places) throws IOException {
    if (!Files.isDirectory(places.channels())) {
      throw new IOException(places.channels() + " is not there");
    }
    return RoundTrip.unix(places.channels().resolve("qmprove-" + ProcessHandle.current().pid()));
  }

  private static Work bus() throws IOException {
    needSystemd();
    return new BusPing(BusPing.SYSTEM_BUS, "org.freedesktop.systemd1", "/org/freedesktop/systemd1");
  }

  private static Work unit(ProbePlaces places) throws IOException {
    needSystemd();
    return new ProgramStart(
        program("systemd-run"),
        List.of(
            "--quiet",
            "--wait",
            "--collect",
            "--slice=" + places.group() + ".slice",
            program("true").toString()));
  }

  private static void needSystemd() throws IOException {
    if (!(Init.probe(Root.HOST) instanceof Init.Systemd)) {
      throw new IOException("systemd does not run this machine");
    }
  }

  private static Work group() throws IOException, HostException {
    var making = GroupMaking.here(Cgroups.probe(Root.HOST));
    var refusal = making.refusal();
    if (refusal.isPresent()) {
      throw refusal.get();
    }
    return making;
  }

  /** Gets a piece of work ready, if this machine has what it takes. */
  private interface Opening {
    Work open() throws IOException, HostException;
  }

  /** Asks the kernel for something that it may refuse. */
  private interface Asking {
    void ask() throws IOException;
  }
}
