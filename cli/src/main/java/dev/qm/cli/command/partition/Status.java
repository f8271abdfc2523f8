package dev.qm.cli.command.partition;

import dev.qm.cli.terminal.Json;
import dev.qm.cli.terminal.Printable;
import dev.qm.cli.terminal.Style;
import dev.qm.cli.terminal.Terminal;
import dev.qm.host.HostException;
import dev.qm.partition.run.Instance;
import dev.qm.partition.run.PartitionStatus;
import dev.qm.partition.run.Runner;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.OptionalLong;

/**
 * A running partition as the user sees it.
 *
 * @param runner what runs it
 * @param wantedOomScore what its PID 1 was started with
 */
record Status(String runner, PartitionStatus partition, int wantedOomScore) {
  /** From this on want of processor time is told, in percent. */
  private static final int WORTH_A_LINE = 10;

  private static final String PART = " % of the last 10 s for a processor (CPUWeight=, CPUQuota=)";

  /** Looks at a running partition. */
  static Status of(Instance instance) throws HostException {
    var spec = instance.spec();
    return new Status(Runner.of(spec).name(), PartitionStatus.of(instance), spec.oomScoreAdjust());
  }

  boolean isRunning() {
    return partition.state().equals("running");
  }

  /** A few lines for people. */
  void print(PrintStream out, Terminal terminal) {
    var usage = partition.usage();
    var state = Printable.line(partition.state());
    line(
        out,
        "partition",
        (isRunning() ? Style.GOOD : Style.ERROR).on(terminal, state)
            + ", up "
            + time(partition.uptime()));
    line(out, "run by", runner + ", PID " + partition.instance().pid());
    line(
        out,
        "kept apart",
        (partition.userNamespace() ? "user namespace" : "no user namespace (see qm doctor)")
            + ", OOM score "
            + partition.oomScore()
            + lowered());
    line(
        out,
        "memory",
        bytes(usage.memory()) + of(usage.memoryMax().isPresent(), bytes(usage.memoryMax())));
    line(
        out,
        "tasks",
        number(usage.tasks()) + of(usage.tasksMax().isPresent(), number(usage.tasksMax())));
    usage
        .cpuMicroseconds()
        .ifPresent(used -> line(out, "cpu", time(Duration.ofNanos(1000 * used)) + " used"));
    partition
        .pressure()
        .filter(pressure -> pressure.percent() >= WORTH_A_LINE)
        .ifPresent(pressure -> line(out, "waited", pressure.percent() + PART));
    if (usage.oomKills().orElse(0) > 0) {
      line(out, "killed", number(usage.oomKills()) + " processes, for want of memory");
    }
    for (var unit : partition.failedUnits()) {
      line(out, "failed", Printable.line(unit));
    }
  }

  /** The same for programs. */
  void json(PrintStream out) throws IOException {
    try (var json = Json.to(out)) {
      var usage = partition.usage();
      json.beginObject()
          .field("state", partition.state())
          .field("runner", runner)
          .field("pid", partition.instance().pid())
          .field("container", partition.instance().id())
          .field("uptimeSeconds", partition.uptime().toSeconds())
          .field("userNamespace", partition.userNamespace())
          .field("oomScoreAdjust", partition.oomScore());
      known(json, "memoryBytes", usage.memory());
      known(json, "memoryMaxBytes", usage.memoryMax());
      known(json, "memoryPeakBytes", usage.memoryPeak());
      known(json, "tasks", usage.tasks());
      known(json, "tasksMax", usage.tasksMax());
      known(json, "cpuMicroseconds", usage.cpuMicroseconds());
      known(json, "cpuStalledPercent", stalled());
      known(json, "oomKills", usage.oomKills());
      json.beginArray("failedUnits");
      for (var unit : partition.failedUnits()) {
        json.value(unit);
      }
      json.end().end();
    }
  }

  /** The kernel lets root inside do it on a host whose own root lacks sys_resource. */
  private String lowered() {
    return partition.oomScore() < wantedOomScore
        ? " (lowered from inside; it was " + wantedOomScore + ")"
        : "";
  }

  private OptionalLong stalled() {
    var pressure = partition.pressure();
    return pressure.isPresent() ? OptionalLong.of(pressure.get().percent()) : OptionalLong.empty();
  }

  private static void known(Json json, String name, OptionalLong value) throws IOException {
    if (value.isPresent()) {
      json.field(name, value.getAsLong());
    } else {
      json.unknown(name);
    }
  }

  private static void line(PrintStream out, String name, String text) {
    out.println(name + " ".repeat(12 - name.length()) + text);
  }

  private static String of(boolean limited, String limit) {
    return limited ? " of " + limit : ", no limit";
  }

  private static String number(OptionalLong value) {
    return value.isPresent() ? Long.toString(value.getAsLong()) : "?";
  }

  private static String bytes(OptionalLong value) {
    if (value.isEmpty()) {
      return "?";
    }
    var mebibytes = value.getAsLong() / (1 << 20);
    return mebibytes < 10_000 ? mebibytes + " MiB" : mebibytes / 1024 + " GiB";
  }

  private static String time(Duration time) {
    if (time.toMinutes() < 1) {
      return time.toMillis() / 1000 + "." + time.toMillis() % 1000 / 100 + " s";
    }
    if (time.toHours() < 1) {
      return time.toMinutes() + " min " + time.toSecondsPart() + " s";
    }
    return time.toHours() + " h " + time.toMinutesPart() + " min";
  }
}
