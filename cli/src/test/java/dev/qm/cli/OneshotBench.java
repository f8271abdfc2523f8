package dev.qm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.qm.bluechi.client.Controller;
import dev.qm.bluechi.client.JobEnd;
import dev.qm.bluechi.client.JobKind;
import dev.qm.bluechi.client.JobRequest;
import dev.qm.bluechi.client.Node;
import dev.qm.bluechi.connection.BusAddress;
import dev.qm.cli.nodes.JoinedMachines;
import dev.qm.cli.nodes.Machine;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * A oneshot of a machine with systemd until it is done, by BlueChi and by {@code systemctl start},
 * in turns: {@code bench/bluechi --oneshot} runs it, no test. The machines are those of the tests,
 * whose controller and agents have begun long before.
 */
@EnabledIfSystemProperty(named = "qm.bench", matches = "[1-9][0-9]*")
class OneshotBench {
  private static final String UNIT = "once.service";
  private static final int NOT_COUNTED = 5;
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private final int runs = Integer.getInteger("qm.bench", 21);

  /** One way to start it. */
  @FunctionalInterface
  private interface Way {
    void start() throws Exception;
  }

  @Test
  void inTurns() throws Exception {
    try (var machines = JoinedMachines.start()) {
      for (var machine : machines.all()) {
        // without a limit of starts, which would end the bench
        machine.put(
            "/etc/systemd/system/" + UNIT,
            "[Unit]\nStartLimitIntervalSec=0\n[Service]\nType=oneshot\nExecStart=/usr/bin/true\n");
        machine.require("systemctl", "daemon-reload");
      }
      machines.areOnline();
      var one = machines.one();
      Files.createSymbolicLink(
          one.file("/usr/bin/bluechictl"), Path.of("..", "libexec", "qm", "bin", "qm"));
      try (var client =
          Controller.on(BusAddress.parse("unix:path=" + one.file("/run/dbus/system_bus_socket")))) {
        var here = node(client, "one");
        var there = node(client, "two");
        var ways = new LinkedHashMap<String, Way>();
        ways.put("systemctl start", () -> one.require("systemctl", "start", UNIT));
        ways.put("nothing: systemctl --version", () -> one.require("systemctl", "--version"));
        ways.put("a client that is there, same machine", () -> start(client, here));
        ways.put("a client that is there, other machine", () -> start(client, there));
        ways.put("bluechictl, same machine", () -> bluechictl(one, "one"));
        ways.put("bluechictl, other machine", () -> bluechictl(one, "two"));
        measure(ways);
      }
    }
  }

  private void measure(Map<String, Way> ways) throws Exception {
    var times = new LinkedHashMap<String, Timings>();
    ways.keySet().forEach(way -> times.put(way, new Timings(NOT_COUNTED)));
    for (var run = 0; run < NOT_COUNTED + runs; run++) {
      for (var way : ways.entrySet()) {
        var begin = System.nanoTime();
        way.getValue().start();
        times.get(way.getKey()).add(begin);
      }
    }
    var first = (double) times.firstEntry().getValue().median();
    times.forEach((way, timings) ->
        System.out.printf("oneshot: %-38s %s  %.2f x%n", way, timings, timings.median() / first));
  }

  private static void start(Controller client, Node node) throws Exception {
    var ends = new ArrayList<JobEnd>();
    client.run(
        List.of(new JobRequest(node, JobKind.START, UNIT, JobRequest.REPLACE)),
        Optional.of(PATIENCE),
        result -> ends.add(result.end()));
    assertThat(ends).containsExactly(new JobEnd.Finished("done"));
  }

  private static Node node(Controller client, String name) throws Exception {
    return client.nodes().stream().filter(it -> it.name().equals(name)).findFirst().orElseThrow();
  }

  private static void bluechictl(Machine machine, String node) throws Exception {
    machine.require("bluechictl", "start", node, UNIT);
  }
}
