package dev.qm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.qm.cli.nodes.PrivateBus;
import dev.qm.cli.nodes.TestController;
import java.nio.file.Path;
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
    var version = new Timings(NOT_COUNTED);
    var nodes = new Timings(NOT_COUNTED);
    for (var run = 0; run < NOT_COUNTED + runs; run++) {
      time(bus, "version", version);
      time(bus, "nodes", nodes);
    }
    System.out.printf("%-32s %s%n", "qm version", version);
    System.out.printf("%-32s %s%n", "qm nodes, " + what, nodes);
    System.out.printf(
        "qm nodes / qm version, %-10s %8.2f x%n", what, (double) nodes.median() / version.median());
  }

  private static void time(PrivateBus bus, String command, Timings timings) throws Exception {
    var builder =
        new ProcessBuilder(QM.toString(), command)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().put("DBUS_SYSTEM_BUS_ADDRESS", bus.unix());
    var begin = System.nanoTime();
    assertThat(builder.start().waitFor()).isZero();
    timings.add(begin);
  }
}
