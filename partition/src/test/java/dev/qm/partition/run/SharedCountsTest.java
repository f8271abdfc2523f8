package dev.qm.partition.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.qm.host.Root;
import dev.qm.partition.Machines;
import dev.qm.partition.PartitionSpec;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SharedCountsTest {
  private static final String PARTITION =
      """
      Limit                     Soft Limit           Hard Limit           Units
      Max processes             32768                32768                processes
      Max pending signals       100                  2048                 signals
      Max msgqueue size         409600               409600               bytes
      Max nice priority         0                    0
      """;

  @Test
  void areBoundedByTheHardLimitsOfTheFirstProcess() {
    var own =
        """
        Max pending signals       95000                95000                signals
        Max msgqueue size         unlimited            unlimited            bytes
        """;

    assertThat(SharedCounts.options(PARTITION, own))
        .containsExactly("--msgqueue=409600:409600", "--sigpending=2048:2048");
  }

  @Test
  void ofANewPartitionAreBoundedAsTheServiceSays(@TempDir Path folder) throws Exception {
    // below the limits that the host's root has: 819200 bytes, and 4096 signals with 1 GiB of
    // memory
    assertThat(
            SharedCounts.ofService(
                PartitionSpec.require(Machines.withQuadlet(folder)), List.of("podman", "run")))
        .containsExactly(
            "prlimit", "--msgqueue=409600:409600", "--sigpending=2048:2048", "podman", "run");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "infinity", "1:infinity", "999G"})
  void mayBeAsLargeAsTheHosts(String value, @TempDir Path folder) throws Exception {
    var service = "[Service]\nLimitMSGQUEUE=" + value + "\nLimitSIGPENDING=" + value + "\n";
    Machines.dropIn(Machines.withQuadlet(folder), "50-mine.conf", service);

    assertThat(SharedCounts.ofService(PartitionSpec.require(new Root(folder)), List.of("podman")))
        .containsExactly("podman");
  }

  @Test
  void sayWhereAValueIsNone(@TempDir Path folder) throws Exception {
    Machines.dropIn(
        Machines.withQuadlet(folder), "50-mine.conf", "[Service]\nLimitMSGQUEUE=400 K!\n");
    var spec = PartitionSpec.require(new Root(folder));

    assertThatThrownBy(() -> SharedCounts.ofService(spec, List.of("podman")))
        .hasMessageContaining("50-mine.conf:2: LimitMSGQUEUE=400 K! is no limit");
  }

  @Test
  void areNeverRaised() {
    var own =
        """
        Max pending signals       1000                 1000                 signals
        Max msgqueue size         409600               409600               bytes
        """;

    assertThat(SharedCounts.options(PARTITION, own)).isEmpty();
  }

  @Test
  void staySoWhereThePartitionHasNoLimit() {
    assertThat(SharedCounts.options("Max msgqueue size   unlimited   unlimited   bytes\n", ""))
        .isEmpty();
    assertThat(SharedCounts.options("Max msgqueue size\n", "")).isEmpty();
  }
}
