package dev.qm.assurance.oom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.qm.assurance.asil.AsilSide;
import dev.qm.host.HostException;
import dev.qm.host.Root;
import dev.qm.partition.PartitionSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScoreSettingTest {
  @TempDir Path folder;

  private Root root;
  private Optional<PartitionSpec> spec;
  private Optional<AsilSide> asil;

  @BeforeEach
  void aMachine() throws Exception {
    root = new Root(folder);
    write(
        "usr/share/containers/systemd/qm.container",
        "[Container]\nRootfs=/usr/lib/qm/rootfs\nVolume=/etc/qm:/etc\n[Service]\nOOMScoreAdjust=500\n");
    write("etc/qm/containers/systemd/app.container", "[Container]\nImage=localhost/app\n");
    write(
        "usr/lib/qm/rootfs/usr/share/containers/systemd/vendor.container",
        "[Container]\nImage=localhost/vendor\n");
    write("etc/systemd/system/brake.service", "[Service]\nExecStart=/usr/bin/brake\n");
    write(
        "etc/containers/systemd/lidar.container",
        "[Container]\nImage=localhost/lidar\n[Service]\nOOMScoreAdjust=-300\n");
    spec = PartitionSpec.load(root);
    asil = Optional.of(AsilSide.of(List.of("lidar.service", "safety.slice")));
  }

  @ParameterizedTest
  @CsvSource({
    "brake.service, etc/systemd/system/brake.service.d/50-qm-oom.conf, '[Service]\nOOMScoreAdjust=-500\n'",
    "brake, etc/systemd/system/brake.service.d/50-qm-oom.conf, '[Service]\nOOMScoreAdjust=-500\n'",
    "brake@1.service, etc/systemd/system/brake@1.service.d/50-qm-oom.conf, '[Service]\nOOMScoreAdjust=-500\n'",
  })
  void aServiceOfTheHostGetsADropInOfSystemd(String unit, String file, String text)
      throws Exception {
    assertThat(set(ScoreTarget.onHost(unit), -500).apply()).isEmpty();

    assertThat(folder.resolve(file)).content().endsWith(text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"qm", "qm.service", "qm.container"})
  void thePartitionGetsADropInOfItsQuadletThatTakesEffect(String unit) throws Exception {
    set(ScoreTarget.onHost(unit), 600).apply();

    assertThat(PartitionSpec.require(root).oomScoreAdjust()).isEqualTo(600);
    assertThat(folder.resolve("etc/containers/systemd/qm.container.d/50-qm-oom.conf")).exists();
  }

  @Test
  void whereADropInOfTheServiceHasTheLastWordNothingIsWritten() throws Exception {
    write("etc/systemd/system/qm.service.d/50-mine.conf", "[Service]\nOOMScoreAdjust=-900\n");
    spec = PartitionSpec.load(root);

    assertThatThrownBy(() -> set(ScoreTarget.onHost("qm"), 600))
        .isInstanceOf(HostException.class)
        .hasMessageContaining("qm.container the score 600");
    assertThat(spec.orElseThrow().oomScoreAdjust()).isEqualTo(-900);
  }

  @ParameterizedTest
  @CsvSource({"app.container, app", "app.service, app", "app, app", "vendor, vendor"})
  void aContainerInThePartitionGetsItAsAnArgumentOfPodman(String unit, String name)
      throws Exception {
    set(ScoreTarget.inPartition(unit, spec.orElseThrow()), 900).apply();

    assertThat(folder.resolve("etc/qm/containers/systemd/" + name + ".container.d/50-qm-oom.conf"))
        .content()
        .endsWith("[Container]\nPodmanArgs=--oom-score-adj=900\n");
  }

  @Test
  void aServiceInThePartitionGetsADropInOfItsSystemd() throws Exception {
    set(ScoreTarget.inPartition("dbus.service", spec.orElseThrow()), 500).apply();

    assertThat(folder.resolve("etc/qm/systemd/system/dbus.service.d/50-qm-oom.conf"))
        .content()
        .endsWith("[Service]\nOOMScoreAdjust=500\n");
  }

  @Test
  void aSecondScoreTakesThePlaceOfTheFirst() throws Exception {
    set(ScoreTarget.onHost("brake"), -500).apply();

    assertThat(set(ScoreTarget.onHost("brake"), -600).apply()).isEmpty();

    assertThat(folder.resolve("etc/systemd/system/brake.service.d/50-qm-oom.conf"))
        .content()
        .endsWith("=-600\n");
  }

  @Test
  void whatTheUserMadeOfTheDropInStays() throws Exception {
    set(ScoreTarget.onHost("brake"), -500).apply();
    var file = folder.resolve("etc/systemd/system/brake.service.d/50-qm-oom.conf");
    Files.writeString(file, "[Service]\nOOMScoreAdjust=-900\n");

    var kept = set(ScoreTarget.onHost("brake"), -600).apply();

    assertThat(kept)
        .singleElement()
        .extracting(it -> it.sentence(root))
        .asString()
        .contains(file.toString());
    assertThat(file).content().contains("-900");
    assertThat(ScoreSetting.takeBack(root, spec, ScoreTarget.onHost("brake"))).hasSize(1);
    assertThat(file).content().contains("-900");
  }

  @Test
  void aScoreThatIsTakenBackLeavesNothing() throws Exception {
    set(ScoreTarget.onHost("other"), -500).apply();
    set(ScoreTarget.inPartition("app", spec.orElseThrow()), 900).apply();

    assertThat(ScoreSetting.takeBack(root, spec, ScoreTarget.onHost("other.service"))).isEmpty();
    assertThat(
            ScoreSetting.takeBack(root, spec, ScoreTarget.inPartition("app", spec.orElseThrow())))
        .isEmpty();

    assertThat(folder.resolve("etc/systemd/system/other.service.d")).doesNotExist();
    assertThat(folder.resolve("etc/qm/containers/systemd/app.container.d")).doesNotExist();
    assertThat(folder.resolve("var/lib/qm/oom")).doesNotExist();
    assertThatThrownBy(() -> ScoreSetting.takeBack(root, spec, ScoreTarget.onHost("other")))
        .hasMessageContaining("no score was set for other.service");
  }

  @ParameterizedTest
  @CsvSource({
    "-1, outlive the host's services",
    "750, nested containers have 750",
  })
  void thePartitionCannotLeaveItsPlaceInTheOrder(int adjust, String why) {
    assertThatThrownBy(() -> set(new ScoreTarget.Partition(), adjust))
        .isInstanceOfSatisfying(
            HostException.class,
            refused -> {
              assertThat(refused).hasMessageContaining(why);
              assertThat(refused.mend().orElse("")).contains("500");
            });
  }

  @Test
  void thePartitionStaysAboveEveryUnitOfTheSafetySide() throws Exception {
    // lidar has -300, and brake has nothing, which is 0
    assertThat(set(new ScoreTarget.Partition(), 0).adjust()).isZero();

    asil = Optional.of(AsilSide.of(List.of("lidar.service", "brake.service")));
    assertThatThrownBy(() -> set(new ScoreTarget.Partition(), 0))
        .hasMessageContaining("brake.service of the ASIL side has 0");
    assertThat(set(new ScoreTarget.Partition(), 1).adjust()).isOne();

    write("etc/systemd/system/brake.service.d/10.conf", "[Service]\nOOMScoreAdjust=400\n");
    assertThatThrownBy(() -> set(new ScoreTarget.Partition(), 400))
        .hasMessageContaining("brake.service of the ASIL side has 400");
    asil = Optional.empty();
    assertThat(set(new ScoreTarget.Partition(), 400).adjust()).isEqualTo(400);
  }

  @Test
  void aUnitOfTheSafetySideStaysBelowThePartition() throws Exception {
    assertThatThrownBy(() -> set(ScoreTarget.onHost("lidar"), 500))
        .hasMessageContaining("the partition, which has 500, would outlive it");
    assertThat(set(ScoreTarget.onHost("lidar"), 499).adjust()).isEqualTo(499);
    assertThat(set(ScoreTarget.onHost("printer"), 900).adjust()).as("of the host").isEqualTo(900);
  }

  @Test
  void softwareInThePartitionStaysWhereTheKernelAndTheOrderLetIt() throws Exception {
    var app = ScoreTarget.inPartition("app", spec.orElseThrow());
    var dbus = ScoreTarget.inPartition("dbus.service", spec.orElseThrow());

    assertThatThrownBy(() -> set(app, 749)).hasMessageContaining("nested container");
    assertThatThrownBy(() -> set(dbus, 499)).hasMessageContaining("would fail");
    assertThat(set(app, 750).adjust()).isEqualTo(750);
    assertThat(set(dbus, 500).adjust()).isEqualTo(500);
  }

  @ParameterizedTest
  @CsvSource({
    "radio.container, name the service: radio.service",
    "safety.slice, name the services in it",
    "session-1.scope, name the services in it",
    "../../etc/passwd, as systemctl shows it",
    "a b, as systemctl shows it",
    "'', as systemctl shows it",
  })
  void whatHasNoScoreOfItsOwnIsRefusedWithWhatToName(String word, String mend) {
    assertThatThrownBy(() -> ScoreTarget.onHost(word))
        .isInstanceOfSatisfying(
            HostException.class, refused -> assertThat(refused.mend().orElse("")).contains(mend));
  }

  @Test
  void aQuadletThatIsNotInThePartitionIsNamed() {
    for (var word : List.of("ap", "ap.container")) {
      assertThatThrownBy(() -> ScoreTarget.inPartition(word, spec.orElseThrow()))
          .hasMessageContaining("there is no quadlet ap.container in the partition");
    }
  }

  @Property
  void noWordLeadsOutOfTheFoldersOfUnits(@ForAll String word) {
    try {
      var path = ScoreTarget.onHost(word).path();
      assertThat(Path.of(path).normalize()).hasToString(path);
      assertThat(path).startsWith("/etc/").endsWith(".d/50-qm-oom.conf");
    } catch (HostException refused) {
      assertThat(refused.getMessage()).isNotBlank();
    }
  }

  private ScoreSetting set(ScoreTarget target, int adjust) throws HostException {
    return ScoreSetting.of(root, spec, asil, target, adjust);
  }

  private void write(String file, String text) throws IOException {
    var place = folder.resolve(file);
    Files.createDirectories(place.getParent());
    Files.writeString(place, text);
  }
}
