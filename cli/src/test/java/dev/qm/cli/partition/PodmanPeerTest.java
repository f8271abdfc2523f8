package dev.qm.cli.partition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.qm.assurance.prove.fault.PodmanPeer;
import dev.qm.cli.launcher.Shell;
import dev.qm.host.Root;
import dev.qm.host.machine.Podman;
import dev.qm.host.process.Command;
import dev.qm.partition.Layout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Faults in a plain container of this machine's own Podman; no partition is touched. */
@Tag("partition")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class PodmanPeerTest {
  private static final Path TREE = Path.of("..").toAbsolutePath().normalize();
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String IMAGE = "localhost/" + PodmanPeer.CONTAINER;

  private static final String WAITS =
      """
      import time
      count = 0
      while True:
          count += 1
          print(count, flush=True)
          time.sleep(0.05)
      """;
  private static final String WAITS_FAULT =
      """
      [Fault]
      Title=a program that waits
      StandsFor=one that does no harm
      Class=timing
      Channel=none
      Probes=timer
      Walls=cpu-share
      AtLeast=1
      Bounds=one process
      Undo=nothing is left

      [Program]
      Name=waits.py
      """;

  private Path folder;
  private Root root;
  private PodmanPeer peer;
  private boolean ours;

  @BeforeAll
  void anImage(@TempDir Path place) throws Exception {
    assumeTrue(
        Integer.valueOf(0).equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid")),
        "control groups and packages need root");
    assumeTrue(Podman.probe(Root.HOST).isPresent(), "there is no Podman");
    assumeTrue(Command.find("mmdebstrap").isPresent(), "the image is made with mmdebstrap");
    assumeTrue(
        !podman("container", "exists", PodmanPeer.CONTAINER)
            && !podman("image", "exists", IMAGE)
            && !podman("image", "exists", "localhost/qm-demo-stress"),
        "a campaign with a peer runs on this machine");
    folder = place;
    var quadlet = folder.resolve(Layout.QUADLET.substring(1));
    Files.createDirectories(quadlet.getParent());
    Files.writeString(quadlet, "[Container]\nRootfs=/usr/lib/qm/rootfs\n");
    // one of a user's own, that takes no processor from anybody
    var own = Files.createDirectories(folder.resolve("etc/qm-assurance/prove.d"));
    Files.writeString(own.resolve("waits.py"), WAITS);
    Files.writeString(own.resolve("waits.fault"), WAITS_FAULT);
    root = new Root(folder.toRealPath());
    ours = true;
    peer = Faulted.peer(root);
    peer.prepare();
  }

  @AfterAll
  void nothingIsLeft() throws Exception {
    if (ours) {
      PodmanPeer.sweep(root);
    }
  }

  @ParameterizedTest
  @Order(1)
  @ValueSource(strings = {"processor-spin", "try-clock"})
  void aFaultOfEachKindDoesSomethingAndNothingOfItStays(String id) throws Exception {
    var running = peer.begin(Faulted.fault(id));
    assertThat(podman("container", "exists", PodmanPeer.CONTAINER)).isTrue();
    LockSupport.parkNanos(Duration.ofSeconds(1).toNanos());
    var achieved = running.end();

    assertThat(achieved.operations()).as(id + achieved.remarks()).isPositive();
    assertThat(achieved.remarks()).noneMatch(it -> it.startsWith("ADMITTED"));
    assertThat(podman("container", "exists", PodmanPeer.CONTAINER)).isFalse();
  }

  @Test
  @Order(2)
  void aFaultOfAUsersOwnCountsThere() throws Exception {
    var running = Faulted.beside(root, "waits");
    LockSupport.parkNanos(Duration.ofSeconds(1).toNanos());
    var achieved = running.end();

    assertThat(achieved.operations()).as(achieved.remarks().toString()).isBetween(2L, 100L);
    assertThat(podman("container", "exists", PodmanPeer.CONTAINER)).isFalse();
  }

  @Test
  @Order(3)
  void whoeverBeganItIsKilledAndTheContainerEndsByItself() throws Exception {
    var command = Faulted.command("waits");
    command.add(root.directory().toString());
    var campaign =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    try (var says = campaign.inputReader()) {
      assertThat(says.readLine()).isEqualTo("begun");
      assertThat(podman("container", "exists", PodmanPeer.CONTAINER)).isTrue();
      campaign.destroyForcibly();
      campaign.waitFor();
    }
    var end = System.nanoTime() + PATIENCE.toNanos();
    while (podman("container", "exists", PodmanPeer.CONTAINER)) {
      assertThat(System.nanoTime()).as("it still runs").isLessThan(end);
      LockSupport.parkNanos(Duration.ofMillis(200).toNanos());
    }
  }

  @Test
  @Order(4)
  void anEarlierLeftoverIsSweptAndAllIsGoneInTheEnd() throws Exception {
    var networks = networks();
    Faulted.beside(root, "waits");
    assertThat(podman("container", "exists", PodmanPeer.CONTAINER)).isTrue();
    assertThat(networks()).isNotEqualTo(networks);

    PodmanPeer.sweep(root);

    assertThat(podman("container", "exists", PodmanPeer.CONTAINER)).isFalse();
    assertThat(podman("image", "exists", IMAGE)).isFalse();
    assertThat(networks()).isEqualTo(networks);
    assertThat(folder.resolve("var/lib/qm-assurance/peer")).doesNotExist();
    assertThat(Path.of("/sys/fs/cgroup/memory", PodmanPeer.CONTAINER)).doesNotExist();
  }

  /** The names that Podman gives to network namespaces while it has them. */
  private static SortedSet<String> networks() {
    var names = Path.of("/run/netns").toFile().list();
    return names == null ? new TreeSet<>() : new TreeSet<>(List.of(names));
  }

  private static boolean podman(String... words) throws Exception {
    var line = new ArrayList<String>();
    line.add("podman");
    line.addAll(List.of(words));
    return Shell.run(TREE, line.toArray(String[]::new)).status() == 0;
  }
}
