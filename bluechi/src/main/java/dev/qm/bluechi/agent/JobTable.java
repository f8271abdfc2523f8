package dev.qm.bluechi.agent;

import dev.qm.bluechi.dbus.Message;
import dev.qm.bluechi.dbus.Value;
import dev.qm.bluechi.interfaces.Terms;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * The controller's jobs that systemd works on. Systemd merges a job into one that waits for the
 * same, so one of its jobs may be several of the controller's, and its end is the end of each.
 */
final class JobTable {
  /** All together: who asks for more waits for none of them. */
  static final int MOST = 8192;

  /**
   * A job of the controller's.
   *
   * @param id the controller's number of it
   * @param begin when it was asked for, as {@link System#nanoTime} counts
   */
  record Job(long id, String unit, String method, long begin) {}

  private final Map<String, List<Job>> jobs = new LinkedHashMap<>();
  private final Outlet controller;
  private final BooleanSupplier isMeasured;
  private int count;

  /**
   * An empty one.
   *
   * @param isMeasured whether the controller wants to know how long jobs take
   */
  JobTable(Outlet controller, BooleanSupplier isMeasured) {
    this.controller = controller;
    this.isMeasured = isMeasured;
  }

  boolean isFull() {
    return count >= MOST;
  }

  /** Systemd works on it under that path. */
  void add(String path, Job job) {
    jobs.computeIfAbsent(path, _ -> new ArrayList<>()).add(job);
    count++;
  }

  /** The systemd job that a job of the controller's is. */
  Optional<String> path(long id) {
    for (var entry : jobs.entrySet()) {
      for (var job : entry.getValue()) {
        if (job.id() == id) {
          return Optional.of(entry.getKey());
        }
      }
    }
    return Optional.empty();
  }

  /** Systemd says that its job is in another state. */
  void changed(String path, String state) {
    for (var job : jobs.getOrDefault(path, List.of())) {
      controller.tell(
          Terms.ofAgentSaid("JobStateChanged", new Value.U32(job.id()), new Value.Text(state)));
    }
  }

  /** Systemd says that its job is over. */
  void removed(String path, String result) {
    var over = jobs.remove(path);
    if (over == null) {
      return;
    }
    count -= over.size();
    for (var job : over) {
      if (isMeasured.getAsBoolean()) {
        // the controller takes the time for that of the job whose end comes next
        controller.tell(time(job));
      }
      controller.tell(
          Terms.ofAgentSaid("JobDone", new Value.U32(job.id()), new Value.Text(result)));
    }
  }

  /** The systemd jobs that are not over, each with one of the controller's. */
  Map<String, Job> open() {
    var open = new LinkedHashMap<String, Job>();
    jobs.forEach((path, same) -> open.put(path, same.getFirst()));
    return open;
  }

  private static Message time(Job job) {
    var micros = TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - job.begin());
    return Message.signal(
        Terms.INTERNAL_METRICS_PATH,
        Terms.INTERNAL_METRICS,
        "AgentJobMetrics",
        new Value.Text(job.unit()),
        new Value.Text(job.method()),
        new Value.U64(micros));
  }
}
