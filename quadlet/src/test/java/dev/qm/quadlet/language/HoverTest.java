package dev.qm.quadlet.language;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HoverTest {
  @TempDir Path folder;

  private Units units;

  @BeforeEach
  void someUnits() throws IOException {
    units =
        Units.in(folder)
            .write("data.volume", "[Volume]\nVolumeName=music\n")
            .write("data.volume.d/10.conf", "[Volume]\nDriver=local\n")
            .write("broken.network", "[Network\n");
  }

  private Optional<Hover> hover(String text) {
    var at = units.typed("radio.container", text);
    return Hover.at(at.moment(), at.part(), at.text(), at.offset());
  }

  private Hover found(String text) {
    return hover(text).orElseThrow();
  }

  @Test
  void aKeyIsExplained() {
    var hover = found("[Container]\nMem|ory=1g\n");

    assertThat(hover.title()).isEqualTo("Memory= in [Container]");
    assertThat(hover.sentence()).startsWith("The most memory");
    assertThat(hover.facts())
        .contains(new Hover.Fact("becomes", "--memory VALUE"))
        .anyMatch(fact -> fact.label().equals("value") && fact.value().contains("512m"));
    assertThat(hover.start()).isEqualTo("[Container]\n".length());
    assertThat(hover.end()).isEqualTo("[Container]\nMemory".length());
  }

  @Test
  void keysOfSystemdAndSectionsAreExplained() {
    assertThat(found("[Service]\nRest|art=no\n").sentence()).contains("systemd.directives(7)");
    assertThat(found("[Unit]\nAf|ter=x.service\n").sentence()).contains("become their services");
    assertThat(found("[Quadlet]\nDefaultD|ependencies=no\n").sentence()).startsWith("Whether");
    assertThat(found("[Con|tainer]\n").sentence()).isEqualTo("A container to run.");
    assertThat(found("[Insta|ll]\n").sentence()).contains("starts the service");
  }

  @Test
  void nothingIsSaidOfWhatNobodyKnows() {
    assertThat(hover("[Container]\nVolu|mes=a\n")).isEmpty();
    assertThat(hover("[Network|]\n")).isEmpty();
    assertThat(hover("[Container]\nExec=/bin/a|pp\n")).isEmpty();
    assertThat(hover("# [Cont|ainer]\n")).isEmpty();
    assertThat(hover("")).isEmpty();
  }

  @Test
  void aUnitThatIsNamedIsDescribed() {
    var hover = found("[Container]\nVolume=da|ta.volume:/d\n");

    assertThat(hover.title()).isEqualTo("data.volume");
    assertThat(hover.facts())
        .containsExactly(
            new Hover.Fact("file", units.folder().resolve("data.volume").toString()),
            new Hover.Fact("drop-in", units.folder().resolve("data.volume.d/10.conf").toString()),
            new Hover.Fact("service", "data-volume.service"),
            new Hover.Fact("called by Podman", "music"));
  }

  @Test
  void aUnitThatIsNotThereIsSaidToBeMissing() {
    assertThat(found("[Container]\nVolume=no|ne.volume:/d\n").sentence())
        .isEqualTo("There is no unit of this name.");
    assertThat(found("[Container]\nNetwork=broken|.network\n").sentence())
        .isEqualTo("It cannot be read.");
  }

  @Test
  void aServiceIsDescribedByItsUnit() {
    assertThat(found("[Unit]\nAfter=a.service data-vol|ume.service\n").title())
        .isEqualTo("data.volume");
    assertThat(hover("[Unit]\nAfter=ssh|d.service\n")).isEmpty();
  }
}
