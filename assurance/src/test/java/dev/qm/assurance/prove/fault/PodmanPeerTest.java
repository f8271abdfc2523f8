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
import dev.qm.partition.demo.ImageOrigin;
import dev.qm.partition.demo.Supply;
import dev.qm.partition.ipc.declared.ImageName;
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
        new PodmanPeer(
            PartitionSpec.require(root),
            root,
            faults,
            new Demos(SYSTEM),
            Optional.empty(),
            new Silent());
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
  void theImageIsTheOneThatWasAskedForAndMadeOfPackagesOnlyWithoutOne() throws Exception {
    var stress = new Demos(SYSTEM).findImage("stress").orElseThrow();
    var named = new ImageName("quay.io/car/stress:1");
    var reference = Optional.<ImageOrigin>of(new ImageOrigin.Reference(named));
    var archive = Optional.<ImageOrigin>of(new ImageOrigin.Archive(Path.of("/tmp/stress.tar")));

    assertThat(PodmanPeer.supply(stress, archive, _ -> true))
        .isEqualTo(new Supply.Imported(Path.of("/tmp/stress.tar"), PodmanPeer.IMAGE));
    assertThat(PodmanPeer.supply(stress, reference, named.text()::equals))
        .isEqualTo(new Supply.Present(named.text()));
    assertThat(PodmanPeer.supply(stress, reference, stress.reference()::equals))
        .isEqualTo(new Supply.Pulled(named));
    assertThat(PodmanPeer.supply(stress, Optional.empty(), stress.reference()::equals))
        .isEqualTo(new Supply.Present(stress.reference()));
    assertThat(PodmanPeer.supply(stress, Optional.empty(), _ -> false))
        .isEqualTo(new Supply.Built(stress));
  }

  @Test
  void withoutABoundOfMemoryAFaultAsksForNoPartitionThatRuns() throws Exception {
    var spec = PartitionSpec.require(new Root(machine.toRealPath()));

    var values = PartitionInjector.values(spec, List.of("--cpu", "@PROCESSORS@"), new HostPort());

    assertThat(values).containsKey(Placeholder.PROCESSORS).doesNotContainKey(Placeholder.MEMORY);
  }

  @Test
  void aContainerHasEndedOnceItsWatcherHasTakenItAway() throws Exception {
    var taken = machine.resolve("taken");
    var watcher =
        new ProcessBuilder(
                "/bin/sh", "-c", "sleep 1000 & echo $!; wait; : >\"$0\"", taken.toString())
            .start();
    try (var says = watcher.inputReader()) {
      var first = Long.parseLong(says.readLine());

      new PodmanPeer.RunningContainer(first, watcher.pid()).end();

      assertThat(taken).exists();
      assertThat(ProcessHandle.of(first)).isEmpty();
    } finally {
      watcher.destroyForcibly();
    }
  }

  @Test
  void onlyAContainerThatRunsHasProcesses() {
    assertThat(PodmanPeer.RunningContainer.parse("12 34\n"))
        .contains(new PodmanPeer.RunningContainer(12, 34));
    assertThat(PodmanPeer.RunningContainer.parse("0 0\n")).isEmpty();
    assertThat(PodmanPeer.RunningContainer.parse("12 <no value>\n")).isEmpty();
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
