package dev.qm.quadlet.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.qm.quadlet.generate.Quadlet;
import dev.qm.quadlet.machine.PodmanVersion;
import dev.qm.quadlet.machine.Settings;
import dev.qm.quadlet.read.QuadletReader;
import dev.qm.quadlet.syntax.Problem;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What Podman 6.0's Quadlet does otherwise than that of 5.8. */
class NextPodmanTest {
  private static final Settings NEXT = Settings.host().withVersion(PodmanVersion.V6_0);

  @TempDir Path scratch;

  private UnitFolder units(String name, String text) throws IOException {
    var folder = new UnitFolder(scratch);
    folder.write(name, text);
    return folder;
  }

  private String service(Settings settings, String name) {
    var units = QuadletReader.read(List.of(scratch)).units();
    return Quadlet.generate(units, settings).services().stream()
        .filter(service -> service.name().equals(name))
        .findFirst()
        .orElseThrow()
        .unit()
        .text();
  }

  @Test
  void aVolumeHasAnOwner() throws IOException {
    var folder = units("a.volume", "[Volume]\nGID=20\nUID=1000\n");

    assertThat(folder.check(NEXT)).isEmpty();
    assertThat(service(NEXT, "a-volume.service"))
        .contains("volume create --ignore --uid 1000 --gid 20 systemd-a");
    assertThat(folder.check())
        .extracting(Problem::message)
        .containsExactly("GID= came with Podman 6.0", "UID= came with Podman 6.0");
    assertThat(folder.check(NEXT.withVersion(new PodmanVersion(5, 4, 2)))).hasSize(2);
  }

  @Test
  void aVolumeHasOptionsWithoutADevice() throws IOException {
    var folder = units("a.volume", "[Volume]\nOptions=nodev\n");

    assertThat(folder.check(NEXT)).isEmpty();
    assertThat(service(NEXT, "a-volume.service")).contains("--opt o=nodev");
    assertThat(folder.errors()).hasSize(1);
  }

  @Test
  void aVolumeIsMountedWithoutASource() throws IOException {
    var folder = units("a.container", "[Container]\nImage=q.io/a\nMount=type=volume,dst=/vol\n");

    assertThat(folder.check(NEXT)).isEmpty();
    assertThat(service(NEXT, "a.service")).contains("--mount type=volume,dst=/vol");
    assertThat(folder.errors()).hasSize(1);

    folder.write("a.container", "[Container]\nImage=q.io/a\nMount=type=bind,dst=/vol\n");

    assertThat(folder.check(NEXT)).hasSize(1);
  }

  @Test
  void aPodKeepsItsOwnRestart() throws IOException {
    units("a.pod", "[Pod]\n[Service]\nRestart=no\n");
    units("b.pod", "[Pod]\n");

    assertThat(service(NEXT, "a-pod.service"))
        .contains("Restart=no")
        .doesNotContain("Restart=on-failure");
    assertThat(service(NEXT, "b-pod.service")).contains("Restart=on-failure");
    assertThat(service(Settings.host(), "a-pod.service")).contains("Restart=on-failure");
  }

  @Test
  void aPodDoesNotStartATemplate() throws IOException {
    units("a.pod", "[Pod]\n");
    units("t@.container", "[Container]\nImage=q.io/t\nPod=a.pod\n");
    units("t@1.container", "[Container]\nImage=q.io/t\nPod=a.pod\n");

    assertThat(service(NEXT, "a-pod.service"))
        .contains("Wants=t@1.service")
        .doesNotContain("t@.service");
    assertThat(service(Settings.host(), "a-pod.service")).contains("Wants=t@.service");
  }

  @Test
  void thereIsNoSlirpAnyMore() throws IOException {
    var folder = units("a.container", "[Container]\nImage=q.io/a\nNetwork=slirp4netns:mtu=1400\n");

    assertThat(folder.check()).isEmpty();
    assertThat(folder.check(NEXT))
        .singleElement()
        .satisfies(problem -> {
          assertThat(problem.severity()).isEqualTo(Problem.Severity.ERROR);
          assertThat(problem.mend()).contains("pasta");
        });
  }
}
