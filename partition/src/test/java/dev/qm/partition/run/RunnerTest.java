package dev.qm.partition.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.qm.host.Root;
import dev.qm.partition.Machines;
import dev.qm.partition.PartitionSpec;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunnerTest {
  @TempDir Path folder;
  private PartitionSpec spec;

  @BeforeEach
  void theRealQuadlet() throws Exception {
    spec = PartitionSpec.require(Machines.withQuadlet(folder));
  }

  @Test
  void systemdRunsOnlyWhatBelongsToTheRunningMachine() throws Exception {
    assertThat(spec.root()).isNotEqualTo(Root.HOST);
    assertThat(Runner.of(spec).name()).isEqualTo("standalone");
  }

  @Test
  void underSystemdTheMachinesOwnPodmanAndRuntimeAreAsked() throws Exception {
    var runner = new SystemdRunner(spec);

    assertThat(runner.exec(List.of("exec", "id", "true")).argv())
        .containsExactly("crun", "exec", "id", "true");
    assertThat(runner.copy("./a", "qm:/b").argv()).containsExactly("podman", "cp", "./a", "qm:/b");
  }

  @Test
  void standingAloneThePartitionsOwnPodmanIs() throws Exception {
    var runner = new StandaloneRunner(spec);

    assertThat(runner.exec(List.of("exec", "id", "true")).argv())
        .endsWith("crun", "exec", "id", "true");
    assertThat(runner.copy("./a", "qm:/b").argv())
        .contains("podman", "--root=" + folder + "/var/lib/qm/storage")
        .endsWith("cp", "./a", "qm:/b");
  }
}
