package dev.qm.partition;

import static org.assertj.core.api.Assertions.assertThat;

import dev.qm.host.Root;
import dev.qm.host.machine.Diagnosis;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StopTimesTest {
  @TempDir Path folder;

  @Test
  void ofQmsOwnQuadletAgree() throws Exception {
    assertThat(StopTimes.examine(PartitionSpec.require(Machines.withQuadlet(folder)))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "85, 5min, apps inside are killed after 85 s",
    "10, infinity, apps inside are killed after 10 s",
    "85, 60, systemd ends Podman before",
    "85, 85, systemd ends Podman before"
  })
  void areNamedWhereOneWasChangedAlone(String apps, String service, String said) throws Exception {
    Machines.withQuadlet(folder);
    Machines.dropIn(
        new Root(folder),
        "50-stop.conf",
        "[Container]\nStopTimeout=" + apps + "\n[Service]\nTimeoutStopSec=" + service + "\n");

    Optional<Diagnosis> found = StopTimes.examine(PartitionSpec.require(new Root(folder)));

    assertThat(found.orElseThrow().detail()).contains(said);
  }
}
