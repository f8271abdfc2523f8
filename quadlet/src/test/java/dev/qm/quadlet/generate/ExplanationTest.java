package dev.qm.quadlet.generate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.qm.quadlet.machine.Settings;
import dev.qm.quadlet.read.QuadletReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** qm.container with three drop-ins. */
class ExplanationTest {
  @TempDir Path folder;
  private Explanation explanation;

  @BeforeEach
  void explain() throws IOException {
    Files.writeString(
        folder.resolve("qm.container"),
        """
        [Container]
        Rootfs=/usr/lib/qm/rootfs
        AddDevice=/dev/kvm
        AddDevice=/dev/fuse
        PidsLimit=-1
        User=0
        Group=0

        [Service]
        MemoryMax=1G
        """);
    var dropIns = Files.createDirectories(folder.resolve("qm.container.d"));
    Files.writeString(dropIns.resolve("10-devices.conf"), "[Container]\nAddDevice=\n");
    Files.writeString(
        dropIns.resolve("20-video.conf"), "[Container]\nAddDevice=/dev/video0 /dev/video1\n");
    Files.writeString(
        dropIns.resolve("30-limits.conf"), "[Container]\nPidsLimit=100\n[Service]\nMemoryMax=2G\n");
    var reading = QuadletReader.read(List.of(folder));
    explanation =
        Explanation.of(
            reading.unit("qm.container").orElseThrow(), reading.units(), Settings.host());
  }

  private static List<String> places(Explanation.Key key) {
    return key.places().stream()
        .map(place ->
            place.entry().origin().file().getFileName()
                + ":"
                + place.entry().origin().line()
                + " "
                + place.effect())
        .toList();
  }

  @Test
  void namesEveryPlaceThatSetsOrResetsAListInOrder() {
    var devices = explanation.key("AddDevice").orElseThrow();

    assertThat(places(devices))
        .containsExactly(
            "qm.container:3 TAKEN_BACK",
            "qm.container:4 TAKEN_BACK",
            "10-devices.conf:2 RESETS",
            "20-video.conf:2 COUNTS");
    assertThat(devices.value()).containsExactly("/dev/video0 /dev/video1");
  }

  @Test
  void showsTheVeryWordsThatAKeyBecomes() {
    assertThat(explanation.key("AddDevice").orElseThrow().arguments())
        .containsExactly(
            new Explanation.Arguments(
                "ExecStart", List.of("--device", "/dev/video0", "--device", "/dev/video1")));
    assertThat(explanation.key("Group").orElseThrow().arguments())
        .containsExactly(new Explanation.Arguments("ExecStart", List.of("--user", "0:0")));
  }

  @Test
  void theLastOfSingleValuesCounts() {
    var limit = explanation.key("PidsLimit").orElseThrow();

    assertThat(limit.value()).containsExactly("100");
    assertThat(places(limit))
        .containsExactly("qm.container:5 OVERRIDDEN", "30-limits.conf:2 COUNTS");
    assertThat(limit.becomes()).isEqualTo("--pids-limit VALUE");
  }

  @Test
  void systemdsOwnKeysAreExplainedToo() {
    var memory = explanation.key("MemoryMax").orElseThrow();

    assertThat(memory.section()).isEqualTo("Service");
    assertThat(memory.value()).containsExactly("2G");
    assertThat(memory.arguments()).isEmpty();
  }
}
