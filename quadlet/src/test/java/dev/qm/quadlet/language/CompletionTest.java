package dev.qm.quadlet.language;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CompletionTest {
  @TempDir Path folder;

  private Units units;

  @BeforeEach
  void someUnits() throws IOException {
    units =
        Units.in(folder)
            .write("data.volume", "[Volume]\n")
            .write("car.network", "[Network]\n")
            .write("apps.pod", "[Pod]\n")
            .write("base.image", "[Image]\nImage=q.io/base\n")
            .write("own.build", "[Build]\nImageTag=own\nFile=/f\n")
            .write("model.artifact", "[Artifact]\nArtifact=q.io/m\n")
            .write("play.kube", "[Kube]\nYaml=/p.yaml\n")
            .write("broken.network", "[Network\n")
            .write("tuner.container", "[Container]\nImage=q.io/t\n");
  }

  private Units.At typed(String text) {
    return units.typed("radio.container", text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"|", "[|", "[Con|", "[Con|]", "# a comment\n|", "Ima|", "[Unit]\n\n[|\n"})
  void sectionsOfTheTypeAreProposedWhereAHeaderCouldStand(String text) {
    assertThat(typed(text).labels())
        .containsExactly("[Unit]", "[Container]", "[Quadlet]", "[Service]", "[Install]");
    assertThat(typed("[Con|]\nImage=a").taking("[Container]")).isEqualTo("[Container]\nImage=a");
  }

  @Test
  void theKeysOfTheSectionAreProposedWithWhatTheyDo() {
    var at = typed("[Container]\nIma|");

    assertThat(at.labels()).contains("Image", "PodmanArgs", "Volume").doesNotContain("Restart");
    assertThat(at.proposals())
        .filteredOn(it -> it.label().equals("Timezone"))
        .singleElement()
        .satisfies(it -> {
          assertThat(it.detail()).isEqualTo("--tz VALUE");
          assertThat(it.documentation()).startsWith("The time zone inside");
        });
    assertThat(at.taking("Image")).isEqualTo("[Container]\nImage=");
  }

  @Test
  void aKeyThatIsRenamedKeepsItsValue() {
    assertThat(typed("[Container]\n  Imag| = q.io/a\n").taking("Image"))
        .isEqualTo("[Container]\n  Image = q.io/a\n");
  }

  @Test
  void keysAreThoseOfTheTypeAndOfSystemd() {
    assertThat(units.typed("a.network", "[Network]\n|").labels())
        .contains("Subnet")
        .doesNotContain("Image");
    assertThat(typed("[Unit]\n|").labels()).contains("After", "Description");
    assertThat(typed("[Service]\nRes|\n[Install]\n").labels()).contains("Restart");
    assertThat(typed("[Quadlet]\n|").labels()).containsExactly("DefaultDependencies");
    assertThat(typed("[X-Mine]\n|").labels()).isEmpty();
  }

  @Test
  void aDropInHasTheKeysOfItsUnits() {
    assertThat(units.typed("radio.container.d/10.conf", "[Container]\n|").labels())
        .contains("Image");
    assertThat(units.typed("network.d/10.conf", "[Network]\n|").labels()).contains("Subnet");
  }

  @Test
  void valuesThatAreFewAreProposed() {
    assertThat(typed("[Container]\nReadOnly=|").labels()).containsExactly("true", "false");
    assertThat(typed("[Container]\nPull=n|\n").taking("newer"))
        .isEqualTo("[Container]\nPull=newer\n");
    assertThat(typed("[Container]\nAddCapability=CAP_CHOWN CAP_N|").labels())
        .contains("CAP_NET_ADMIN");
    assertThat(typed("[Container]\nAddCapability=CAP_CHOWN CAP_N|").taking("CAP_NET_RAW"))
        .isEqualTo("[Container]\nAddCapability=CAP_CHOWN CAP_NET_RAW");
    assertThat(typed("[Service]\nRestart=|").labels()).contains("on-failure");
    assertThat(typed("[Install]\nWantedBy=|").labels()).contains("multi-user.target");
    assertThat(typed("[Container]\nExec=|").labels()).isEmpty();
  }

  @Test
  void unitsAreProposedWhereTheyCanBeNamed() {
    assertThat(typed("[Container]\nImage=|").labels()).containsExactly("base.image", "own.build");
    assertThat(typed("[Container]\nVolume=|").labels())
        .containsExactly("data.volume", "model.artifact");
    assertThat(typed("[Container]\nVolume=da|:/data").taking("data.volume"))
        .isEqualTo("[Container]\nVolume=data.volume:/data");
    assertThat(typed("[Container]\nVolume=data.volume:|").labels()).isEmpty();
    assertThat(typed("[Container]\nPod=|").labels()).containsExactly("apps.pod");
    assertThat(typed("[Container]\nMount=type=volume,source=|").labels())
        .contains("data.volume", "base.image");
    assertThat(typed("[Container]\nMount=type=volume,destination=|").labels()).isEmpty();
    assertThat(units.typed("v.volume", "[Volume]\nImage=|").labels()).contains("base.image");
  }

  @Test
  void networksAreUnitsAndThosePodmanHas() {
    assertThat(typed("[Container]\nNetwork=|").labels())
        .contains("car.network", "tuner.container", "host", "none");
  }

  @Test
  void aUnitThatCannotBeReadCanBeNamedAllTheSame() {
    assertThat(typed("[Container]\nNetwork=|").labels()).contains("broken.network");
  }

  @Test
  void dependenciesNameAnyUnitButItself() {
    assertThat(typed("[Unit]\nAfter=network.target |").labels())
        .contains("data.volume", "tuner.container", "play.kube")
        .doesNotContain("radio.container");
    assertThat(typed("[Unit]\nDescription=|").labels()).isEmpty();
  }

  @Test
  void aUnitThatIsOpenAndNotSavedCanBeNamed() {
    var moment = units.workspace().with(units.folder().resolve("new.volume"), "[Volume]\n").now();
    var text = "[Container]\nVolume=";

    assertThat(Completion.at(moment, units.part("radio.container"), text, text.length()))
        .extracting(Proposal::label)
        .contains("new.volume");
  }

  @Test
  void valuesOfSeveralLinesAreCompletedInTheirLine() {
    assertThat(typed("[Container]\nAddCapability=CAP_CHOWN \\\n  CAP_N|\nUser=a\n").labels())
        .contains("CAP_NET_RAW");
    assertThat(typed("[Unit]\nAfter=a.service \\\n|").labels()).contains("data.volume");
  }

  @ParameterizedTest
  @ValueSource(strings = {"[Container]\n# Ima|", "[Container]\nAddCapability=A \\\n# CAP_|\n B\n"})
  void commentsAreLeftAlone(String text) {
    assertThat(typed(text).labels()).isEmpty();
  }
}
