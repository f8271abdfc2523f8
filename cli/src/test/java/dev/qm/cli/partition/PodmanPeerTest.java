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

  @TempDir Path folder;
  private Root root;
  private PodmanPeer peer;
  private boolean ours;

  @BeforeAll
  void anImage() throws Exception {
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
    var quadlet = folder.resolve(Layout.QUADLET.substring(1));
    Files.createDirectories(quadlet.getParent());
    Files.writeString(quadlet, "[Container]\nRootfs=/usr/lib/qm/rootfs\n");
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
  @ValueSource(strings = {"processor-spin", "timer-bursts", "try-clock"})
  void aFaultOfEachKindDoesSomethingAndNothingOfItStays(String id) throws Exception {
    var running = peer.begin(Faulted.fault(id));
    assertThat(podman("container", "exists", PodmanPeer.CONTAINER)).isTrue();
    LockSupport.parkNanos(Duration.ofSeconds(2).toNanos());
    var achieved = running.end();

    assertThat(achieved.operations()).as(id + achieved.remarks()).isPositive();
    assertThat(achieved.remarks()).noneMatch(it -> it.startsWith("ADMITTED"));
    assertThat(podman("container", "exists", PodmanPeer.CONTAINER)).isFalse();
  }

  @Test
  @Order(2)
  void whoeverBeganItIsKilledAndTheContainerEndsByItself() throws Exception {
    var command = Faulted.command("timer-bursts");
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
  @Order(3)
  void anEarlierLeftoverIsSweptAndAllIsGoneInTheEnd() throws Exception {
    peer.begin(Faulted.fault("timer-bursts"));

    PodmanPeer.sweep(root);

    assertThat(podman("container", "exists", PodmanPeer.CONTAINER)).isFalse();
    assertThat(podman("image", "exists", IMAGE)).isFalse();
    assertThat(folder.resolve("var/lib/qm-assurance/peer")).doesNotExist();
    assertThat(Path.of("/sys/fs/cgroup/memory", PodmanPeer.CONTAINER)).doesNotExist();
  }

  private static boolean podman(String... words) throws Exception {
    var line = new ArrayList<String>();
    line.add("podman");
    line.addAll(List.of(words));
    return Shell.run(TREE, line.toArray(String[]::new)).status() == 0;
  }
}
