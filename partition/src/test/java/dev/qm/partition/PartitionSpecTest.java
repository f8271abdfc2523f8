package dev.qm.partition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.qm.host.HostException;
import dev.qm.host.Root;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PartitionSpecTest {
  private static final FileTime LONG_AGO = FileTime.from(Instant.EPOCH);

  @TempDir Path folder;
  private Root root;

  @BeforeEach
  void aMachineWithTheRealQuadlet() throws Exception {
    root = Machines.withQuadlet(folder);
  }

  @Test
  void theQuadletAsItShipsIsThePartitionOfTheDocumentation() throws Exception {
    var spec = PartitionSpec.require(root);

    assertThat(spec.layout()).isEqualTo(Layout.DEFAULT);
    assertThat(spec.name()).isEqualTo("qm");
    assertThat(spec.oomScoreAdjust()).isEqualTo(500);
    assertThat(spec.hasUserNamespace()).isTrue();
    assertThat(spec.restarts()).isTrue();
    assertThat(spec.stopTimeout()).isEqualTo(Duration.ofSeconds(90));
    assertThat(spec.startTimeout()).isEqualTo(Duration.ofMinutes(10));
    assertThat(spec.labels()).containsExactly("type:qm_t", "filetype:qm_file_t", "level:s0");
    assertThat(spec.devices()).contains("/dev/fuse");
    assertThat(spec.file()).isEqualTo(root.at(Layout.QUADLET));
  }

  @Test
  void aMachineWithoutAQuadletHasNoPartition() throws Exception {
    var empty = new Root(folder.resolve("empty"));

    assertThat(PartitionSpec.load(empty)).isEmpty();
    assertThatExceptionOfType(HostException.class)
        .isThrownBy(() -> PartitionSpec.require(empty))
        .withMessageContaining("there is no partition on this machine")
        .satisfies(error ->
            assertThat(error.mend())
                .hasValueSatisfying(mend -> assertThat(mend).contains("qm setup")));
  }

  @Test
  void dropInsApplyInTheOrderOfTheirNames() throws Exception {
    Machines.dropIn(root, "20-late.conf", "[Service]\nOOMScoreAdjust=700\n");
    Machines.dropIn(root, "10-early.conf", "[Service]\nOOMScoreAdjust=600\nRestart=no\n");

    var spec = PartitionSpec.require(root);

    assertThat(spec.oomScoreAdjust()).isEqualTo(700);
    assertThat(spec.restarts()).isFalse();
  }

  @Test
  void aPackagesDropInComesAfterThatOfSetupAndYieldsToTheUsers() throws Exception {
    var vendor = root.at("/usr/share/containers/systemd/qm.container.d");
    Files.createDirectories(vendor);
    Files.writeString(vendor.resolve("50-radio.conf"), "[Container]\nAddDevice=/dev/radio0\n");
    Files.writeString(vendor.resolve("50-tv.conf"), "[Container]\nAddDevice=/dev/tv0\n");
    Machines.dropIn(root, "00-setup.conf", "[Container]\nAddDevice=\n");
    Machines.dropIn(root, "50-tv.conf", "");

    assertThat(PartitionSpec.require(root).devices()).containsExactly("/dev/radio0");
  }

  @Test
  void devicesAreWordsWithoutTheirOptions() throws Exception {
    Machines.dropIn(
        root,
        "50-cameras.conf",
        "[Container]\nAddDevice=\nAddDevice=-/dev/video0:/dev/rear:rw -/dev/media0 /dev/snd\n");

    assertThat(PartitionSpec.require(root).devices())
        .containsExactly("/dev/video0", "/dev/media0", "/dev/snd");
  }

  @Test
  void anEmptyValueForgetsWhatWasSaidBefore() throws Exception {
    Machines.dropIn(
        root,
        "00-setup.conf",
        """
        [Container]
        UIDMap=
        GIDMap=
        SecurityLabelType=
        Volume=
        Volume=/data/etc:/etc
        Volume=/data/var:/var
        Rootfs=/opt/qm/tree
        HostName=radio
        """);

    var spec = PartitionSpec.require(root);

    assertThat(spec.hasUserNamespace()).isFalse();
    assertThat(spec.labels()).containsExactly("filetype:qm_file_t", "level:s0");
    assertThat(spec.layout())
        .isEqualTo(new Layout("/opt/qm", "/opt/qm/tree", "/data/etc", "/data/var", "radio"));
  }

  @Test
  void everyPathOfTheServiceLiesBelowTheRootThatWasAskedFor() throws Exception {
    var arguments = PartitionSpec.require(root).service("podman").command("ExecStart");

    assertThat(arguments)
        .contains(folder + "/usr/lib/qm/rootfs:idmap")
        .anyMatch(word -> word.contains(folder + "/etc/qm:/etc"))
        .anyMatch(word -> word.contains("seccomp=" + folder + "/usr/share/qm/seccomp.json"))
        .noneMatch(word -> word.startsWith("/etc/qm:") || word.startsWith("/usr/lib/qm/rootfs"));
  }

  @Test
  void aBrokenUnitOfSomebodyElseIsNoObstacle() throws Exception {
    Machines.write(root, "/etc/containers/systemd/theirs.container", "[Container\nno unit at all");

    assertThat(PartitionSpec.load(root)).isPresent();
  }

  @Test
  void unitsOfSomebodyElseAreNotRead() throws Exception {
    var theirs = new ArrayList<Path>();
    for (var i = 0; i < 300; i++) {
      var file = Machines.write(root, "/etc/containers/systemd/app" + i + ".container", "no unit");
      Files.setAttribute(file, "lastAccessTime", LONG_AGO);
      theirs.add(file);
    }
    var probe = Machines.write(root, "/probe", "read");
    Files.setAttribute(probe, "lastAccessTime", LONG_AGO);
    assertThat(Files.readString(probe)).isEqualTo("read");
    assumeThat(lastAccess(probe)).as("reads leave no trace here: noatime").isNotEqualTo(LONG_AGO);

    assertThat(PartitionSpec.load(root)).isPresent();

    assertThat(theirs).allSatisfy(file -> assertThat(lastAccess(file)).isEqualTo(LONG_AGO));
  }

  private static FileTime lastAccess(Path file) throws IOException {
    return (FileTime) Files.getAttribute(file, "lastAccessTime");
  }

  @Test
  void aBrokenDropInOfThePartitionIsNamedWithItsLine() throws Exception {
    var file = Machines.dropIn(root, "50-mine.conf", "[Service]\nMemoryMax=1G\nnonsense\n");

    assertThatExceptionOfType(HostException.class)
        .isThrownBy(() -> PartitionSpec.load(root))
        .withMessageStartingWith(file + ":3");
  }

  @ParameterizedTest
  @CsvSource({
    "90, 90000",
    "1min 30s, 90000",
    "500ms, 500",
    "2h, 7200000",
    // as good as never: 68 years are what a program takes in seconds
    "infinity, 2147483647000",
    "0, 2147483647000",
    "600years, 2147483647000",
  })
  void timeoutsAreReadAsSystemdReadsThem(String text, long milliseconds) throws Exception {
    Machines.dropIn(
        root,
        "50-mine.conf",
        "[Service]\nTimeoutStopSec=" + text + "\nTimeoutStartSec=" + text + "\n");
    var spec = PartitionSpec.require(root);

    assertThat(spec.stopTimeout()).isEqualTo(Duration.ofMillis(milliseconds));
    assertThat(spec.startTimeout()).isEqualTo(Duration.ofMillis(milliseconds));
  }

  @Test
  void anOomScoreIsNoTime() throws Exception {
    var file = Machines.dropIn(root, "50-mine.conf", "[Service]\nOOMScoreAdjust=500s\n");
    var spec = PartitionSpec.require(root);

    assertThatExceptionOfType(HostException.class)
        .isThrownBy(spec::oomScoreAdjust)
        .withMessageStartingWith(file + ":2: OOMScoreAdjust=500s is not a whole number");
  }

  @Test
  void aTimeThatIsNoneIsNamedWithItsLine() throws Exception {
    var file = Machines.dropIn(root, "50-mine.conf", "[Service]\nTimeoutStopSec=soon\n");
    var spec = PartitionSpec.require(root);

    assertThatExceptionOfType(HostException.class)
        .isThrownBy(spec::stopTimeout)
        .withMessageStartingWith(file + ":2: TimeoutStopSec=soon is no time");
  }

  @Test
  void anOomScoreOutOfTheKernelsRangeIsNamedAndNeverWraps() throws Exception {
    for (var score : new String[] {"1001", "-1001", "4294967296"}) {
      var file = Machines.dropIn(root, "50-mine.conf", "[Service]\nOOMScoreAdjust=" + score + "\n");
      var spec = PartitionSpec.require(root);

      assertThatExceptionOfType(HostException.class)
          .isThrownBy(spec::oomScoreAdjust)
          .withMessageStartingWith(file + ":2: OOMScoreAdjust=" + score + " is out of range");
    }
  }
}
