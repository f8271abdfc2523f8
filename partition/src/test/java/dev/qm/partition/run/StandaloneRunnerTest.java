package dev.qm.partition.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.qm.partition.Machines;
import dev.qm.partition.PartitionSpec;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StandaloneRunnerTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({"1min 30s, 90", "500ms, 1", "2.5s, 3", "infinity, 2147483647", "0, 2147483647"})
  void podmanIsToldWholeSecondsAndNeverToKillAtOnce(String written, String seconds)
      throws Exception {
    var root = Machines.withQuadlet(folder);
    Machines.dropIn(root, "50-mine.conf", "[Service]\nTimeoutStopSec=" + written + "\n");

    assertThat(StandaloneRunner.stopArguments(PartitionSpec.require(root)))
        .containsExactly("stop", "--ignore", "--time=" + seconds, "qm");
  }
}
