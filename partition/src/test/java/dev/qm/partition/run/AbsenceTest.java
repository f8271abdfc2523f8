package dev.qm.partition.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.qm.host.Root;
import dev.qm.partition.Layout;
import dev.qm.partition.Machines;
import dev.qm.partition.PartitionSpec;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AbsenceTest {
  @Test
  void ofAPackageThatNobodySetUp(@TempDir Path folder) throws Exception {
    var spec = PartitionSpec.require(Machines.withQuadlet(folder));

    assertThat(Absence.of(spec).state()).isEqualTo("not set up");
    assertThat(Absence.of(spec).sentence()).contains("`qm up`");
  }

  @Test
  void ofAPartitionThatWasSetUp(@TempDir Path folder) throws Exception {
    Machines.withQuadlet(folder);
    Machines.write(new Root(folder), Layout.SECCOMP, "{}");

    assertThat(Absence.of(PartitionSpec.require(new Root(folder))).state()).isEqualTo("stopped");
  }

  @ParameterizedTest
  @CsvSource({
    "inactive, dead, stopped",
    "activating, auto-restart, restarting",
    "activating, auto-restart-queued, restarting",
    "activating, start, starting",
    "activating, start-pre, starting",
    "deactivating, stop-sigterm, stopping",
    "failed, failed, failed",
    "'', '', stopped"
  })
  void ofAService(String active, String sub, String state) {
    assertThat(Absence.ofService(active, sub).state()).isEqualTo(state);
  }
}
