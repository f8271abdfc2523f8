package dev.qm.assurance.prove.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.qm.assurance.prove.fault.Fault.Action;
import dev.qm.host.HostException;
import dev.qm.host.Root;
import dev.qm.partition.Layout;
import dev.qm.partition.PartitionSpec;
import dev.qm.partition.demo.Demos;
import dev.qm.partition.setup.Notes;
import dev.qm.partition.setup.SystemTree;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a plain container is told; that one runs is in the CLI's tests. */
class PodmanPeerTest {
  private static final SystemTree SYSTEM =
      new SystemTree(Path.of(System.getProperty("qm.tree"), "system"));
  private static final long GIB = 1L << 30;

  @TempDir Path machine;
  private Faults faults;
  private PodmanPeer peer;

  @BeforeEach
  void ofAMachine() throws Exception {
    var quadlet = machine.resolve(Layout.QUADLET.substring(1));
    Files.createDirectories(quadlet.getParent());
    Files.writeString(quadlet, "[Container]\nRootfs=/usr/lib/qm/rootfs\n");
    var root = new Root(machine.toRealPath());
    faults = Faults.read(SYSTEM, root);
    peer =
        new PodmanPeer(PartitionSpec.require(root), root, faults, new Demos(SYSTEM), new Silent());
  }

  @Test
  void whatIsOfThePartitionIsRefusedWithItsReasonAndTheRestIsNot() throws Exception {
    for (var refused :
        Map.of(
                "partition-killed", "is about the partition as a whole",
                "boot-storm", "is about the partition as a whole",
                "nested-oom", "needs the partition's Podman",
                "restart-loop", "needs the partition's systemd",
                "channel-flood", "needs the partition's channels",
                "channel-removed", "needs the partition's channels",
                "bus-flood", "needs the partition's D-Bus",
                "journal-flood", "needs the partition's journal")
            .entrySet()) {
      assertThat(peer.refusal(fault(refused.getKey()))).contains(refused.getValue());
    }
    for (var done : List.of("processor-spin", "timer-bursts", "memory-touch", "try-clock")) {
      assertThat(peer.refusal(fault(done))).as(done).isEmpty();
    }
    assertThat(peer.refusal(fault("kernel-log-flood"))).isEmpty();
  }

  @Test
  void everyProgramThatLooksIntoThePartitionIsRefused() throws Exception {
    for (var fault : faults.all()) {
      var name =
          switch (fault.action()) {
            case Action.Program(var program, var _) -> Optional.of(program);
            case Action.Attempt(var program, var _) -> Optional.of(program);
            case Action.Stress _, Action.Event _ -> Optional.<String>empty();
          };
      if (name.isPresent()
          && Files.readString(faults.byName().get(name.get())).contains("import inside")) {
        assertThat(peer.refusal(fault)).as(fault.id()).isPresent();
      }
    }
  }

  @Test
  void theContainerIsAUsersOwnWithNoLimitAndNoRightOfOurs() throws Exception {
    var place = new PodmanPeer.Place(new Root(machine));

    var argv =
        PodmanPeer.run(place, "localhost/x", PartitionInjector.carry("stress", List.of("-c")));

    assertThat(argv)
        .startsWith("run", "--rm", "--interactive", "--pull=never", "--name=qm-prove-peer")
        .containsSubsequence("localhost/x", "/usr/bin/python3", Inside.PROGRAMS + "/carry.py")
        .endsWith(Inside.WORK, "stress", "-c")
        .noneMatch(it -> it.matches("--(privileged|cap-|cpu|memory|pids|device|security).*"));
  }

  @Test
  void whatAFaultWantsOfMemoryHasToBeThere() {
    var memory = List.of("touch", "--bytes", "@MEMORY@");
    var values = Map.of(Placeholder.MEMORY, Long.toString(4 * GIB), Placeholder.PROCESS, "7");

    assertThatCode(() -> PodmanPeer.requireRoom(memory, values, 7 * GIB))
        .doesNotThrowAnyException();
    assertThatCode(() -> PodmanPeer.requireRoom(List.of("@PROCESS@"), values, GIB))
        .doesNotThrowAnyException();
    assertThatThrownBy(() -> PodmanPeer.requireRoom(memory, values, 6 * GIB))
        .isInstanceOf(HostException.class)
        .hasMessageContaining("it wants 5120 MiB, 6144 MiB are free");
  }

  private Fault fault(String id) {
    return faults.named(id).orElseThrow();
  }

  private static final class Silent implements Notes {
    @Override
    public void note(String text) {}

    @Override
    public void progress(String text) {}
  }
}
