package dev.qm.assurance.prove.fault;

import dev.qm.assurance.prove.fault.Fault.Achieved;
import dev.qm.host.HostException;
import dev.qm.partition.PartitionSpec;
import dev.qm.partition.run.Instance;
import dev.qm.partition.run.Readiness;
import dev.qm.partition.run.Runner;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The partition's end and start, again and again. A start takes longer than a window of the probes
 * may: it goes on until somebody asks for the end, and that waits until the partition runs again.
 */
final class Restarts implements Injector.Running {
  /** How the partition ends. */
  enum End {
    /** SIGKILL to its first process. */
    KILLED,
    /** As {@code qm down} does it. */
    STOPPED
  }

  /** How long the kernel may take to end a partition whose first process was killed. */
  private static final Duration GONE = Duration.ofMinutes(1);

  private final PartitionSpec spec;
  private final End how;
  private final AtomicLong starts = new AtomicLong();
  private final AtomicBoolean isWanted = new AtomicBoolean(true);
  private volatile Optional<Exception> failure = Optional.empty();
  private final CountDownLatch begun = new CountDownLatch(1);
  private final long from = System.nanoTime();
  private final Thread thread;

  private Restarts(PartitionSpec spec, End how) {
    this.spec = spec;
    this.how = how;
    this.thread = Thread.ofPlatform().daemon().name("qm-prove-restarts").unstarted(this::run);
  }

  /** Begins, and comes back when the partition has ended for the first time. */
  static Restarts begin(PartitionSpec spec, End how) throws HostException {
    var restarts = new Restarts(spec, how);
    restarts.thread.start();
    try {
      restarts.begun.await();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new HostException("stopped waiting for a fault", "it was interrupted");
    }
    return restarts;
  }

  @Override
  public Achieved end() throws HostException {
    isWanted.set(false);
    try {
      thread.join();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new HostException("stopped waiting for the partition", "it was interrupted");
    }
    var wrong = failure;
    if (wrong.isPresent()) {
      throw wrong.get() instanceof HostException known
          ? known
          : new HostException("the partition did not come again", String.valueOf(wrong.get()));
    }
    var length = Duration.ofNanos(System.nanoTime() - from);
    return new Achieved(starts.get(), length, "starts", List.of());
  }

  private void run() {
    try {
      do {
        over();
        begun.countDown();
        start();
        starts.incrementAndGet();
      } while (isWanted.get());
    } catch (HostException | RuntimeException broken) {
      failure = Optional.of(broken);
    } finally {
      begun.countDown();
    }
  }

  private void over() throws HostException {
    switch (how) {
      case STOPPED -> Runner.of(spec).stop();
      case KILLED -> {
        var instance = Instance.require(spec);
        ProcessHandle.of(instance.pid()).ifPresent(ProcessHandle::destroyForcibly);
        awaitGone(instance);
      }
    }
  }

  private static void awaitGone(Instance instance) throws HostException {
    var end = System.nanoTime() + GONE.toNanos();
    try {
      // no event tells the end of a process that is not ours
      while (instance.isAlive()) {
        if (System.nanoTime() > end) {
          throw new HostException(
              "the partition does not end",
              "its first process was killed, and is still there",
              "`qm down` and `qm up` start it anew");
        }
        Thread.sleep(5);
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new HostException("stopped waiting for the partition", "it was interrupted");
    }
  }

  private void start() throws HostException {
    // whoever has started it already, systemd by its Restart=, has done the same
    Runner.of(spec).start();
    Readiness.await(Instance.require(spec), spec.startTimeout(), _ -> {});
  }
}
