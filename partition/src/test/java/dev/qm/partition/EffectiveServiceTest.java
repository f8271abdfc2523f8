package dev.qm.partition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.qm.host.HostException;
import dev.qm.host.Root;
import dev.qm.host.cgroup.Limits;
import dev.qm.host.cgroup.LiveLimit;
import dev.qm.partition.show.ContainerView;
import dev.qm.partition.show.DeviceView;
import dev.qm.partition.show.LimitView;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What lies over qm.service belongs to the partition, whoever starts it. */
class EffectiveServiceTest {
  private static final String EDITED = "/etc/systemd/system/qm.service.d/override.conf";
  private static final String CONTROL =
      "/run/systemd/system.control/qm.service.d/50-MemoryMax.conf";
  private static final String HIDING = "/etc/systemd/system/qm.service";

  @TempDir Path folder;
  private Root root;

  @BeforeEach
  void aMachineWithTheRealQuadlet() throws Exception {
    root = Machines.withQuadlet(folder.toRealPath());
  }

  private PartitionSpec spec() throws Exception {
    return PartitionSpec.require(root);
  }

  @Test
  void whatSystemctlEditWritesHasTheLastWord() throws Exception {
    Machines.dropIn(root, "99-mine.conf", "[Service]\nMemoryMax=1G\nOOMScoreAdjust=700\n");
    Machines.write(
        root,
        EDITED,
        """
        [Service]
        MemoryMax=3G
        OOMScoreAdjust=-900
        Restart=no
        TimeoutStartSec=7
        TimeoutStopSec=8
        """);

    var spec = spec();

    assertThat(spec.limits().memoryMax()).contains(new Limits.Cap.At(3L << 30));
    assertThat(spec.oomScoreAdjust()).isEqualTo(-900);
    assertThat(spec.restarts()).isFalse();
    assertThat(spec.startTimeout()).isEqualTo(Duration.ofSeconds(7));
    assertThat(spec.stopTimeout()).isEqualTo(Duration.ofSeconds(8));
  }

  @Test
  void oneTimeForBothIsBoth() throws Exception {
    Machines.write(root, EDITED, "[Service]\nTimeoutSec=20\n");

    assertThat(spec().startTimeout()).isEqualTo(Duration.ofSeconds(20));
    assertThat(spec().stopTimeout()).isEqualTo(Duration.ofSeconds(20));
  }

  @Test
  void limitsAreShownWithTheLineThatCounts() throws Exception {
    Machines.write(
        root,
        "/etc/systemd/system/qm.service.d/10-mine.conf",
        "[Service]\nMemoryMax=3G\nDeviceAllow=/dev/kvm\n");
    var control = Machines.write(root, CONTROL, "[Service]\nMemoryMax=\nMemoryMax=5G\n");

    var limits = LimitView.of(spec(), Optional.empty()).limits();

    assertThat(limits)
        .filteredOn(limit -> limit.key().equals("MemoryMax"))
        .singleElement()
        .satisfies(limit -> {
          assertThat(limit.wanted()).isEqualTo("5G");
          assertThat(limit.origin().map(Object::toString)).contains(control + ":3");
        });
    assertThat(limits).extracting(LiveLimit::wanted).contains("/dev/kvm");
    assertThat(DeviceView.of(spec(), Optional.empty()).allowed())
        .anyMatch(entry -> entry.value().equals("/dev/kvm"));
    assertThat(ContainerView.of(spec(), Optional.empty()).files()).endsWith(control);
  }

  @Test
  void aUnitFileInPlaceOfTheGeneratedOneSaysWhatTheQuadletSaidOfTheService() throws Exception {
    var file =
        Machines.write(
            root,
            HIDING,
            """
            [Service]
            ExecStart=/usr/bin/podman run --rm other
            MemoryMax=6G
            [Container]
            ContainerName=other
            """);
    Machines.write(root, EDITED, "[Service]\nTasksMax=77\n");

    var spec = spec();

    assertThat(spec.limits().memoryMax()).contains(new Limits.Cap.At(6L << 30));
    assertThat(spec.limits().tasksMax()).contains(new Limits.Cap.At(77));
    assertThat(spec.limits().cpuWeight()).isEmpty();
    assertThat(spec.oomScoreAdjust()).isZero();
    assertThat(spec.name()).isEqualTo("qm");
    assertThat(spec.effective().unit().last("Container", "ContainerName").orElseThrow().origin())
        .extracting(origin -> origin.file())
        .isEqualTo(root.at(Layout.QUADLET));
    assertThat(spec.effective().notCarriedOut())
        .containsExactly(file + ":2: ExecStart= is for systemd, and is not carried out here");
  }

  @Test
  void theServiceThatSetupCompilesForAnOldPodmanHidesNothing() throws Exception {
    var compiled = spec().service("/usr/bin/podman").unit().text();
    Machines.write(root, HIDING, compiled);

    assertThat(spec().effective().overlay().hiding()).isEmpty();
    assertThat(spec().limits()).isEqualTo(PartitionSpec.require(root).limits());
    assertThat(spec().effective().unit().last("Service", "MemoryMax").orElseThrow().origin().file())
        .isEqualTo(root.at(Layout.QUADLET));

    Machines.dropIn(root, "50-mine.conf", "[Service]\nMemoryMax=1G\n");
    assertThat(spec().effective().overlay().hiding()).isPresent();
    assertThat(spec().effective().unit().last("Service", "MemoryMax").orElseThrow().value())
        .isNotEqualTo("1G");
  }

  @ParameterizedTest
  @CsvSource({"/etc/systemd/system", "/run/systemd/system"})
  void aMaskedServiceIsNotStarted(String where) throws Exception {
    var mask = root.at(where + "/qm.service");
    Files.createDirectories(mask.getParent());
    Files.createSymbolicLink(mask, Path.of("/dev/null"));

    assertThatExceptionOfType(HostException.class)
        .isThrownBy(() -> spec().check())
        .withMessageContaining("qm.service is masked")
        .satisfies(error -> assertThat(error.toString() + error.mend()).contains("unmask"));
  }

  @Test
  void whatIsForSystemdAloneIsToldWithItsPlace() throws Exception {
    var file =
        Machines.write(
            root,
            EDITED,
            """
            [Unit]
            Description=ours
            After=radio.service
            [Service]
            MemoryMax=3G
            Nice=5
            ExecStart=
            ExecStart=/bin/true
            LimitMSGQUEUE=400K
            [Container]
            PodmanArgs=--privileged
            """);

    assertThat(spec().effective().notCarriedOut())
        .containsExactlyElementsOf(
            List.of("6: Nice", "7: ExecStart", "8: ExecStart", "3: After").stream()
                .map(line -> file + ":" + line + "= is for systemd, and is not carried out here")
                .toList());
  }

  @Test
  void aMachineWithoutDropInsOfTheServiceHasTheQuadletAlone() throws Exception {
    Machines.write(root, "/etc/systemd/system/radio.service.d/10.conf", "[Service]\nNice=5\n");

    var spec = spec();
    assertThat(spec.effective().quadlet()).isEqualTo(spec.quadlet());
    assertThat(spec.effective().notCarriedOut()).isEmpty();
  }
}
