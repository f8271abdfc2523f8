package dev.qm.partition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.qm.host.HostException;
import dev.qm.host.Root;
import dev.qm.partition.run.StandaloneRunner;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The partition's quadlet may refer to others, as any may. */
class PeersTest {
  @TempDir Path folder;
  private Root root;

  @BeforeEach
  void aPartitionThatRefersToOthers() throws Exception {
    root = Machines.withQuadlet(folder.toRealPath());
    Machines.dropIn(
        root,
        "50-mine.conf",
        "[Container]\nVolume=data.volume:/data:ro\nNetwork=car.network:ip=10.9.0.2\n");
    Machines.write(root, "/etc/containers/systemd/car.network", "[Network]\nInternal=true\n");
  }

  @Test
  void whatTheyMakeIsInItsCommand() throws Exception {
    Machines.write(root, "/etc/containers/systemd/data.volume", "[Volume]\nVolumeName=mine\n");

    assertThat(PartitionSpec.require(root).service("podman").command("ExecStart"))
        .contains("mine:/data:ro", "systemd-car:ip=10.9.0.2");
  }

  @Test
  void oneThatIsNotThereIsAMistake() throws Exception {
    var spec = PartitionSpec.require(root);

    assertThatExceptionOfType(HostException.class)
        .isThrownBy(() -> spec.service("podman"))
        .withMessageContaining("data.volume");
  }

  @Test
  void withoutSystemdNobodyWouldMakeThem() throws Exception {
    Machines.write(root, "/etc/containers/systemd/data.volume", "[Volume]\n");
    var runner = new StandaloneRunner(PartitionSpec.require(root));

    assertThatExceptionOfType(HostException.class)
        .isThrownBy(runner::check)
        .withMessageContaining("car.network");
  }
}
