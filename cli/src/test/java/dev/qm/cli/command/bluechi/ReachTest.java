package dev.qm.cli.command.bluechi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.qm.bluechi.configuration.Machine;
import dev.qm.host.Root;
import dev.qm.host.process.NetworkNamespace;
import dev.qm.partition.PartitionSpec;
import dev.qm.partition.run.Instance;
import dev.qm.quadlet.syntax.Problem;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Controllers that can be reached and such that cannot, over the kernel's network. */
class ReachTest {
  @TempDir Path root;

  private PartitionSpec spec;

  @BeforeEach
  void aMachine() throws Exception {
    BluechiCall.machine(root);
    BluechiCall.controller(root);
    spec = PartitionSpec.load(new Root(root)).orElseThrow();
  }

  @Test
  void whoListensIsReachedAndWhoDoesNotIsNamed() throws Exception {
    try (var listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      var port = listener.getLocalPort();
      assertThat(Reach.of(machine("127.0.0.1", port), Optional.empty())).isEmpty();
      assertThat(Reach.of(machine("localhost", port), Optional.empty())).isEmpty();
    }

    var problems = Reach.of(machine("127.0.0.1", 1), Optional.empty());

    assertThat(problems).hasSize(1);
    assertThat(problems.getFirst().severity())
        .as("a controller of this machine is started later")
        .isEqualTo(Problem.Severity.NOTE);
    assertThat(problems.getFirst().toString())
        .contains("agent.conf:3:16: note: nobody listens on 127.0.0.1:1,")
        .contains("seen from the host");
  }

  @Test
  void oneOfSeveralThatIsReachedIsEnough() throws Exception {
    var first = "tcp:host=127.0.0.1,port=1";
    try (var listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      assertThat(Reach.of(several(first + ";" + first), Optional.empty())).hasSize(2);
      assertThat(
              Reach.of(
                  several(
                      "tcp:host=no-such.invalid,port=842;tcp:host=127.0.0.1,port="
                          + listener.getLocalPort()),
                  Optional.empty()))
          .extracting(Problem::rule, Problem::severity)
          .containsExactly(tuple("bluechi-resolve", Problem.Severity.NOTE));
    }
  }

  @Test
  void aListOfThousandsOfAddressesIsNotTriedToItsEnd() throws Exception {
    assertThat(Reach.of(several("tcp:host=127.0.0.1,port=1;".repeat(19)), Optional.empty()).size())
        .isEqualTo(8);
  }

  @Test
  void aNameThatNobodyKnowsIsAnError() throws Exception {
    var problems = Reach.of(machine("no-such-controller.invalid", 842), Optional.empty());

    assertThat(problems)
        .extracting(Problem::rule, Problem::severity)
        .containsExactly(tuple("bluechi-resolve", Problem.Severity.ERROR));
  }

  @Test
  void thePartitionsOwnNetworkIsLookedAtFromInside() throws Exception {
    assumeThat(Files.getAttribute(Path.of("/proc/self"), "unix:uid"))
        .as("it needs root")
        .isEqualTo(0);
    var inside = new ProcessBuilder("unshare", "--net", "cat").start();
    try (var listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      var pid = (int) inside.pid();
      while (NetworkNamespace.isOwn(pid)) {
        assumeThat(inside.isAlive()).as("a network namespace can be made").isTrue();
        Thread.onSpinWait();
      }
      var running = Optional.of(new Instance(spec, "id", pid, "/"));
      var machine = machine("127.0.0.1", listener.getLocalPort());
      BluechiCall.put(
          root, "etc/qm/bluechi/agent.conf", "[bluechi-agent]\nControllerHost=192.0.2.1\n");

      var problems = Reach.of(read(), running);

      assertThat(Reach.of(machine, running)).as("no file inside").isEmpty();
      assertThat(problems).hasSize(1);
      assertThat(problems.getFirst().toString())
          .contains("etc/qm/bluechi/agent.conf:2:16: error: no way to 192.0.2.1:842 from inside");

      BluechiCall.put(
          root,
          "etc/qm/bluechi/agent.conf",
          "[bluechi-agent]\nControllerHost=host.containers.internal\n");
      assertThat(Reach.of(read(), running).getFirst().toString())
          .contains("nobody inside knows the name host.containers.internal");
    } finally {
      inside.destroyForcibly();
    }
  }

  @Test
  void theHostsFileGivesTheFirstAddressOfAName() throws Exception {
    var hosts =
        """
        127.0.0.1 localhost
        # 192.0.2.9 controller
        nonsense controller
        192.0.2.1\tecu1 Controller # a remark
        192.0.2.2 controller
        """;

    assertThat(Reach.inHosts(hosts, "controller")).contains(InetAddress.ofLiteral("192.0.2.1"));
    assertThat(Reach.inHosts(hosts, "remark")).isEmpty();
    assertThat(Reach.inHosts("\n \n#\n", "controller")).isEmpty();
  }

  private Machine machine(String host, int port) throws Exception {
    BluechiCall.put(
        root,
        "etc/bluechi/agent.conf",
        String.join(
            "\n",
            List.of(
                "[bluechi-agent]",
                "NodeName=host1",
                "ControllerHost=" + host,
                "ControllerPort=" + port,
                "")));
    return read();
  }

  private Machine several(String addresses) throws Exception {
    BluechiCall.put(
        root, "etc/bluechi/agent.conf", "[bluechi-agent]\nControllerAddress=" + addresses + "\n");
    return read();
  }

  private Machine read() throws Exception {
    return MachineFiles.read(new Root(root), Optional.of(spec));
  }
}
