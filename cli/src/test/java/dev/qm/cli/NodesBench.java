package dev.qm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.qm.cli.nodes.PrivateBus;
import dev.qm.cli.nodes.TestController;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** What {@code qm nodes} takes beside {@code qm version}: {@code bench/nodes} runs it, no test. */
@EnabledIfSystemProperty(named = "qm.bench", matches = "[1-9][0-9]*")
class NodesBench {
  private static final Path QM =
      Path.of(System.getProperty("qm.tree")).resolve("build/image/bin/qm");
  private static final int NOT_COUNTED = 3;
  private static final int MANY = 100;

  @TempDir private Path folder;

  @Test
  void inTurns() throws Exception {
    try (var bus = PrivateBus.start(folder);
        var controller = TestController.on(bus.unix())) {
      compare(bus, "3 nodes");
      for (var i = 3; i < MANY; i++) {
        controller.set("host" + i, "online");
      }
      compare(bus, MANY + " nodes");
    }
  }

  private static void compare(PrivateBus bus, String what) throws Exception {
    int runs = Integer.getInteger("qm.bench", 21);
    var version = new ArrayList<Long>();
    var nodes = new ArrayList<Long>();
    for (var run = 0; run < NOT_COUNTED + runs; run++) {
      var first = micros(bus, "version");
      var second = micros(bus, "nodes");
      if (run >= NOT_COUNTED) {
        version.add(first);
        nodes.add(second);
      }
    }
    print("qm version", version);
    print("qm nodes, " + what, nodes);
    System.out.printf(
        "qm nodes / qm version, %-10s %8.2f x%n", what, (double) median(nodes) / median(version));
  }

  private static void print(String what, List<Long> micros) {
    System.out.printf(
        "%-32s %8.1f ms  (%.1f to %.1f, %d runs)%n",
        what,
        median(micros) / 1000.0,
        Collections.min(micros) / 1000.0,
        Collections.max(micros) / 1000.0,
        micros.size());
  }

  private static long micros(PrivateBus bus, String command) throws Exception {
    var builder =
        new ProcessBuilder(QM.toString(), command)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().put("DBUS_SYSTEM_BUS_ADDRESS", bus.unix());
    var begin = System.nanoTime();
    assertThat(builder.start().waitFor()).isZero();
    return (System.nanoTime() - begin) / 1000;
  }

  private static long median(List<Long> values) {
    var sorted = values.stream().sorted().toList();
    return sorted.get(sorted.size() / 2);
  }
}
