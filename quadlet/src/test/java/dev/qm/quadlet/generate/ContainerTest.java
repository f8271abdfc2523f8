package dev.qm.quadlet.generate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.qm.quadlet.machine.Settings;
import dev.qm.quadlet.read.QuadletUnit;
import dev.qm.quadlet.syntax.Dialect;
import dev.qm.quadlet.syntax.Entry;
import dev.qm.quadlet.syntax.Origin;
import dev.qm.quadlet.syntax.UnitFile;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class ContainerTest {
  private static Generation generate(String text) {
    var file = Path.of("/etc/containers/systemd/qm.container");
    var parsed = UnitFile.parseAll(file, text, Dialect.QUADLET);
    assertThat(parsed.problems()).isEmpty();
    var unit = new QuadletUnit("qm.container", parsed.unit(), file, List.of());
    return Quadlet.generate(List.of(unit), Settings.host().withFiles("/dev/there"::equals));
  }

  private static GeneratedService service(String text) {
    var generation = generate(text);
    assertThat(generation.problems()).isEmpty();
    return generation.of("qm.container").orElseThrow();
  }

  @Test
  void aRootfsIsRunInPlaceOfAnImage() {
    var service =
        service(
            """
            [Container]
            Rootfs=/usr/lib/qm/rootfs
            ContainerName=qm
            Exec=/sbin/init --log "a b"
            """);

    assertThat(service.name()).isEqualTo("qm.service");
    assertThat(service.command("ExecStart"))
        .startsWith("/usr/bin/podman", "run", "--name", "qm", "--replace", "--rm")
        .endsWith("--rootfs", "/usr/lib/qm/rootfs", "/sbin/init", "--log", "a b");
    assertThat(service.command("ExecStopPost"))
        .containsExactly("/usr/bin/podman", "rm", "-v", "-f", "-i", "qm");
  }

  @Test
  void aDeviceWithADashIsPassedOnlyIfItIsThere() {
    var service =
        service("[Container]\nRootfs=/r\nAddDevice=-/dev/there:/dev/x -/dev/gone /dev/must\n");

    assertThat(service.command("ExecStart"))
        .containsSubsequence("--device", "/dev/there:/dev/x", "--device", "/dev/must")
        .doesNotContain("/dev/gone", "-/dev/gone");
  }

  @Test
  void whatTheUnitSaysInServiceIsKeptWithItsOrigin() {
    var service = service("[Container]\nRootfs=/r\n\n[Service]\nMemorySwapMax=0\nRestart=always\n");

    assertThat(service.unit().last("Service", "MemorySwapMax"))
        .map(Entry::origin)
        .contains(new Origin(Path.of("/etc/containers/systemd/qm.container"), 5));
    assertThat(service.unit().entries("Service"))
        .extracting(Entry::key)
        .startsWith("MemorySwapMax", "Restart", "Environment", "KillMode");
  }

  @Test
  void eachWordKnowsTheSettingBehindIt() {
    var service = service("[Container]\nRootfs=/r\nPidsLimit=-1\n");

    assertThat(service.arguments().get("ExecStart").getFirst())
        .filteredOn(argument -> argument.word().equals("--pids-limit"))
        .singleElement()
        .satisfies(argument ->
            assertThat(argument.causes())
                .extracting(entry -> entry.origin().line())
                .containsExactly(3));
  }

  @Test
  void aMisspeltKeyIsRefusedWithTheNearestOne() {
    var generation = generate("[Container]\nRootfs=/r\n  Volumes=/a:/b\n");

    assertThat(generation.services()).isEmpty();
    assertThat(generation.problems())
        .singleElement()
        .satisfies(problem -> {
          assertThat(problem.message()).contains("Volumes", "Container");
          assertThat(problem.origin().line()).isEqualTo(3);
          assertThat(problem.column()).isEqualTo(3);
          assertThat(problem.mend()).contains("'Volume'");
        });
  }

  @Test
  void neitherImageNorRootfsIsRefused() {
    assertThat(generate("[Container]\nExec=x\n").problems())
        .singleElement()
        .satisfies(problem -> assertThat(problem.message()).contains("Image"));
  }
}
