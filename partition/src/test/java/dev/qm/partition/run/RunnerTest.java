package dev.qm.partition.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.qm.host.Root;
import dev.qm.partition.Machines;
import dev.qm.partition.PartitionSpec;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
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
  void underSystemdTheGroupIsWhereTheSliceIs() throws Exception {
    assertThat(new SystemdRunner(spec).declared()).isEqualTo("qm.service");
    for (var slice :
        Map.of(
                "-.slice", "qm.service",
                "", "system.slice/qm.service",
                "cars.slice", "cars.slice/qm.service",
                "cars-old-red.slice", "cars.slice/cars-old.slice/cars-old-red.slice/qm.service")
            .entrySet()) {
      Machines.dropIn(spec.root(), "50-slice.conf", "[Service]\nSlice=" + slice.getKey() + "\n");

      var moved = new SystemdRunner(PartitionSpec.require(spec.root()));

      assertThat(moved.declared()).as(slice.getKey()).isEqualTo(slice.getValue());
    }
  }

  @Test
  void aRunningPartitionIsWhereItsContainerIsWhateverTheFilesSayByNow() {
    assertThat(SystemdRunner.serviceOf("/cars.slice/qm.service/libpod-payload-7"))
        .isEqualTo("cars.slice/qm.service");
    assertThat(SystemdRunner.serviceOf("/qm.service/libpod-payload-7")).isEqualTo("qm.service");
    var runner = new SystemdRunner(spec);
    assertThat(runner.holds("/cars.slice/qm.service/libpod-payload-7")).isTrue();
    assertThat(runner.holds("/system.slice/my-qm.service/libpod-payload-7")).isFalse();
    assertThat(new StandaloneRunner(spec).holds("/qm.service/libpod-7")).isFalse();
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
