package dev.qm.cli.partition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.qm.cli.launcher.Shell;
import dev.qm.cli.nodes.PrivateBus;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * QM's own agent of BlueChi in a real partition, and QM's own controller beside it, through the
 * commands that a user types. The partition's systemd does what the controller asks for.
 */
@Tag("partition")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class AgentInPartitionTest {
  private static final Path TREE = Path.of("..").toAbsolutePath().normalize();
  private static final Path PROGRAMS = Path.of("/usr/lib/qm/rootfs.programs");
  private static final String NODE = "qm.car";
  private static final String UNIT = "qm-bluechi-agent";

  @TempDir static Path folder;
  private boolean ours;
  private PrivateBus bus;
  private Process controller;
  private BufferedReader said;

  @BeforeAll
  @Timeout(value = 15, unit = TimeUnit.MINUTES)
  void aPartitionThatIsANode() throws Exception {
    assumeTrue(
        Integer.valueOf(0).equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid")),
        "a partition needs root");
    for (var taken :
        List.of(
            "/usr/lib/qm", "/etc/qm", "/var/qm", "/var/lib/qm", "/etc/bluechi", "/run/bluechi")) {
      assumeTrue(
          !Files.exists(Path.of(taken)),
          "this machine has a partition or a BlueChi of its own, which a test will not touch: "
              + taken);
    }
    bus = PrivateBus.start(folder);
    ours = true;
    qm("up", "--yes");
    Files.writeString(
        Path.of("/etc/qm/systemd/system/once.service"),
        "[Service]\nType=oneshot\nExecStart=/bin/sh -c 'echo done >/run/once'\n");
    var configured = qm("bluechi", "configure", "--here", "--name", "car").out();
    assertThat(configured).contains("brought QM's own agent into the partition", "qm restart ");
    var line =
        new ProcessBuilder(TREE.resolve("qm").toString(), "bluechi", "controller")
            .redirectOutput(ProcessBuilder.Redirect.DISCARD);
    line.environment().put("DBUS_SYSTEM_BUS_ADDRESS", bus.unix());
    controller = line.start();
    said = controller.errorReader(StandardCharsets.UTF_8);
  }

  @AfterAll
  @Timeout(value = 5, unit = TimeUnit.MINUTES)
  void whateverHappensTheMachineIsFreeAgain() throws Exception {
    if (controller != null) {
      controller.destroy();
      controller.waitFor();
      Files.deleteIfExists(Path.of("/run/bluechi/bluechi.sock"));
      Files.deleteIfExists(Path.of("/run/bluechi"));
    }
    if (bus != null) {
      bus.close();
    }
    if (ours) {
      call("remove", "--yes");
    }
  }

  @Test
  @Order(1)
  void theNodeRegistersFromInside() throws Exception {
    qm("restart");

    await("node " + NODE + " is connected");
    assertThat(qm("nodes").out()).containsPattern(NODE + " +online");
    assertThat(status()).contains("registered as " + NODE);
  }

  @Test
  @Order(2)
  void aUnitInsideIsStartedByTheController() throws Exception {
    assertThat(qm("nodes", "start", NODE + "/once.service").out()).contains("start done");

    assertThat(exec("cat /run/once").out()).isEqualTo("done\n");
  }

  @Test
  @Order(3)
  void aKilledAgentIsStartedAgainAndRegisters() throws Exception {
    exec("systemctl kill --signal=KILL " + UNIT);

    await("node " + NODE + " is lost");
    await("node " + NODE + " is connected");
    assertThat(exec("systemctl show --property=NRestarts " + UNIT).out())
        .isEqualTo("NRestarts=1\n");
  }

  @Test
  @Order(4)
  void rootInsideCannotChangeWhatItRunsFrom() throws Exception {
    var before = state();

    var attempts =
        exec(
            """
            cd /run/qm/programs/bluechi-agent
            try() { echo "$*: $("$@" 2>&1 && echo DONE)"; }
            attack() {
              try touch /run/qm/programs/new
              try touch new
              try sh -c 'echo x >> bin/qm'
              try rm -f bin/java
              try mv bin/java bin/other
              try ln -s /etc lib/link
              try chmod 4755 bin/java
              try chown 1000 bin/java
              try mv ../bluechi-agent ../other
              try sh -c 'cat /bin/sh > bin/java'
            }
            attack
            try mount -o remount,rw /run/qm/programs
            mount -o remount,bind,rw /run/qm/programs
            attack
            mount --bind /run/qm/programs /mnt && mount -o remount,bind,rw /mnt && cd /mnt/bluechi-agent && attack
            cd /; umount /mnt
            """);

    assertThat(attempts.out().lines().toList()).hasSizeGreaterThan(20);
    assertThat(attempts.out()).doesNotContain("DONE");
    assertThat(state()).isEqualTo(before);
  }

  @Test
  @Order(5)
  void theHostRunsNothingFromThere() throws Exception {
    assertThat(Path.of("/usr/bin/qm").toRealPath().startsWith(PROGRAMS)).isFalse();
    var java = Files.getAttribute(PROGRAMS.resolve("bluechi-agent/bin/java"), "unix:ino");
    var found = 0;
    for (var process : ProcessHandle.allProcesses().toList()) {
      var proc = Path.of("/proc", Long.toString(process.pid()));
      try {
        if (java.equals(Files.getAttribute(proc.resolve("exe"), "unix:ino"))) {
          found++;
          assertThat(Files.readSymbolicLink(proc.resolve("ns/pid")))
              .isNotEqualTo(Files.readSymbolicLink(Path.of("/proc/self/ns/pid")));
        }
      } catch (IOException endedOrOfTheKernel) {
        // nothing of it to look at
      }
    }
    assertThat(found).as("the agent's process, seen from the host").isEqualTo(1);
  }

  @Test
  @Order(6)
  void aSecondConfigureChangesNothing() throws Exception {
    assertThat(qm("bluechi", "configure").out())
        .contains("All of it is there already", "qm exec -- systemctl restart " + UNIT);
  }

  @Test
  @Order(7)
  void aNewPartitionRegistersAgain() throws Exception {
    qm("restart");

    await("node " + NODE + " is lost");
    await("node " + NODE + " is connected");
    assertThat(qm("nodes", "start", NODE + "/once.service").out()).contains("start done");
  }

  @Test
  @Order(8)
  void undoTakesItOutAndThePartitionBootsWithoutIt() throws Exception {
    qm("bluechi", "configure", "--undo");
    assertThat(PROGRAMS).doesNotExist();

    qm("restart");

    assertThat(exec("systemctl is-system-running; test ! -e /run/qm/programs").out())
        .isEqualTo("running\n");
  }

  /** Waits for a line of the controller's log. */
  private void await(String beginning) throws IOException {
    for (var line = said.readLine(); line != null; line = said.readLine()) {
      if (line.startsWith(beginning)) {
        return;
      }
    }
    throw new AssertionError("the controller ended before it said: " + beginning);
  }

  private static String status() throws Exception {
    return exec("systemctl status --no-pager " + UNIT).out();
  }

  /** All that is to be seen of the files from the host. */
  private static String state() throws Exception {
    return Shell.run(
            TREE,
            "sh",
            "-c",
            "cd "
                + PROGRAMS
                + " && find . -printf '%p %m %U %G %s %l\\n' | sort && find . -type f -exec sha256sum {} +")
        .out();
  }

  private static Shell.Result exec(String script) throws Exception {
    var line = new ArrayList<>(List.of(TREE.resolve("qm").toString(), "exec", "--", "sh", "-c"));
    line.add(script);
    return Shell.run(TREE, line.toArray(String[]::new));
  }

  private Shell.Result qm(String... words) throws Exception {
    var result = call(words);
    assertThat(result.status()).as(result.err()).isZero();
    return result;
  }

  private Shell.Result call(String... words) throws Exception {
    var line = new ArrayList<>(List.of(TREE.resolve("qm").toString()));
    line.addAll(List.of(words));
    return Shell.run(
        TREE, Map.of("DBUS_SYSTEM_BUS_ADDRESS", bus.unix()), line.toArray(String[]::new));
  }
}
