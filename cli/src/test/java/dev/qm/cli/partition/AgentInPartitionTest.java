package dev.qm.cli.partition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.qm.cli.launcher.Shell;
import dev.qm.cli.nodes.Following;
import dev.qm.cli.nodes.JoinedMachines;
import dev.qm.cli.nodes.Machine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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

/**
 * QM's own agent of BlueChi in a real partition: a fourth systemd beside those of three small
 * machines, of which the first has QM's own controller. The partition's systemd does what the
 * controller asks for.
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
  private static final String CONTROLLER = "qm-bluechi-controller.service";

  private boolean ours;
  private JoinedMachines machines;
  private Machine one;
  private Machine two;
  private Following said;

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
    machines = JoinedMachines.start(NODE);
    one = machines.one();
    two = machines.two();
    machines.wire().plug("198.51.100.9");
    one.put(
        "/etc/bluechi/controller.conf.d/60-car.conf",
        "[node two]\nAllowDependenciesOn=three,qm.car\n[node qm.car]\nAllowDependenciesOn=two\n");
    one.require("systemctl", "reload", CONTROLLER);
    said = one.follow("journalctl", "--follow", "--lines=1", "--output=cat", "--unit", CONTROLLER);
    ours = true;
    qm("up", "--yes", "--node", "car", "--controller", one.address());
  }

  @AfterAll
  @Timeout(value = 5, unit = TimeUnit.MINUTES)
  void whateverHappensTheMachineIsFreeAgain() throws Exception {
    if (ours) {
      call("remove", "--yes");
    }
    if (said != null) {
      said.close();
    }
    if (machines != null) {
      machines.close();
    }
  }

  @Test
  @Order(1)
  void theNodeRegistersFromInside() throws Exception {
    one.require("bluechi-is-online", "node", NODE, "--wait=60000");

    assertThat(nodes()).containsPattern(NODE + " +online +198.51.100.9");
    assertThat(exec("systemctl status --no-pager " + UNIT).out()).contains("registered as " + NODE);
  }

  @Test
  @Order(2)
  void aUnitInsideIsStartedByTheController() throws Exception {
    unit("once.service", "[Service]\nType=oneshot\nExecStart=/bin/sh -c 'echo done >/run/once'\n");
    nodes("daemon-reload", NODE);

    assertThat(nodes("start", NODE + "/once.service")).contains("start done");

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
  void aServiceInsideStartsWhatItNeedsOnAnotherMachine() throws Exception {
    unit("seat.service", needs("two_radio"));
    nodes("daemon-reload", NODE);

    assertThat(nodes("start", NODE + "/seat.service")).contains("start done");

    assertThat(two.state("radio")).isEqualTo("active");
    nodes("stop", NODE + "/seat.service", "two/radio.service");
  }

  @Test
  @Order(8)
  void aServiceOfAnotherMachineStartsWhatItNeedsInside() throws Exception {
    unit("gps.service", "[Service]\nExecStart=/usr/bin/sleep infinity\n");
    nodes("daemon-reload", NODE);
    two.put("/etc/systemd/system/trip.service", needs(NODE + "_gps"));
    two.require("systemctl", "daemon-reload");

    assertThat(nodes("start", "two/trip")).contains("start done");

    assertThat(exec("systemctl is-active gps bluechi-dep@gps").out()).isEqualTo("active\nactive\n");
  }

  @Test
  @Order(9)
  void aNewPartitionRegistersAgainAndRunsWhatOthersNeed() throws Exception {
    try (var monitor = one.follow("qm", "nodes", "monitor", NODE + "/gps.service")) {
      monitor.next(line -> line.contains("active (running), virtual"));
      qm("restart");

      await("node " + NODE + " is lost");
      await("node " + NODE + " is connected");
      monitor.next(line -> line.startsWith(NODE + "/gps.service: active (running)"));
    }
    assertThat(two.state("trip")).isEqualTo("active");
    assertThat(nodes("start", NODE + "/once.service")).contains("start done");
  }

  @Test
  @Order(10)
  void aServiceThatIsBoundToOneInsideEndsWithIt() throws Exception {
    nodes("stop", NODE + "/gps.service");

    two.await("the trip has ended", () -> two.state("trip").equals("inactive"));
  }

  @Test
  @Order(11)
  void configureBringsItIntoAPartitionThatRuns() throws Exception {
    qm("bluechi", "configure", "--undo");

    var configured =
        qm("bluechi", "configure", "--name", "car", "--controller", one.address()).out();

    assertThat(configured).contains("brought QM's own agent into the partition", "qm restart ");
    qm("restart");
    await("node " + NODE + " is lost");
    await("node " + NODE + " is connected");
  }

  @Test
  @Order(12)
  void undoTakesItOutAndThePartitionBootsWithoutIt() throws Exception {
    qm("bluechi", "configure", "--undo");
    assertThat(PROGRAMS).doesNotExist();

    qm("restart");

    assertThat(exec("systemctl is-system-running; test ! -e /run/qm/programs").out())
        .isEqualTo("running\n");
  }

  /** Waits for a line of the controller's log. */
  private void await(String beginning) throws InterruptedException {
    said.next(line -> line.startsWith(beginning));
  }

  private static String needs(String proxy) {
    return """
    [Unit]
    BindsTo=bluechi-proxy@%1$s.service
    After=bluechi-proxy@%1$s.service
    [Service]
    ExecStart=/usr/bin/sleep infinity
    """
        .formatted(proxy);
  }

  /** A unit of the partition's. */
  private static void unit(String name, String text) throws IOException {
    Files.writeString(Path.of("/etc/qm/systemd/system", name), text);
  }

  /** {@code qm nodes} on the controller's machine. */
  private String nodes(String... words) throws Exception {
    var line = new ArrayList<>(List.of("nodes"));
    line.addAll(List.of(words));
    var result = one.qm(line.toArray(String[]::new));
    assertThat(result.status()).as(result.err()).isZero();
    return result.out();
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

  private static Shell.Result qm(String... words) throws Exception {
    var result = call(words);
    assertThat(result.status()).as(result.err()).isZero();
    return result;
  }

  private static Shell.Result call(String... words) throws Exception {
    var line = new ArrayList<>(List.of(TREE.resolve("qm").toString()));
    line.addAll(List.of(words));
    return Shell.run(TREE, line.toArray(String[]::new));
  }
}
