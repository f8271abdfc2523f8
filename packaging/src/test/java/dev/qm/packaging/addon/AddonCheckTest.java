package dev.qm.packaging.addon;

import static org.assertj.core.api.Assertions.assertThat;

import dev.qm.quadlet.syntax.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AddonCheckTest {
  private static final String DROP_IN = "usr/share/containers/systemd/qm.container.d/50-radio.conf";

  @TempDir private Path folder;

  private void file(String path, String text) throws IOException {
    var file = folder.resolve("radio").resolve(path);
    Files.createDirectories(file.resolveSibling(""));
    Files.writeString(file, text);
  }

  private List<String> check(String devices, Map<String, String> owners) throws IOException {
    file("addon.conf", "[Addon]\nSummary=a radio\n[Device]\n" + devices);
    var found = new AddonSources(folder).find(new AddonName("radio")).orElseThrow();
    assertThat(found.problems()).isEmpty();
    return new AddonCheck(path -> Optional.ofNullable(owners.get(path)))
        .check(found.addon()).stream()
            .map(Problem::toString)
            .map(text -> text.replace(folder + "/radio/", ""))
            .toList();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "AddDevice=/dev/radio0 | /dev/radio0",
        "AddDevice=-/dev/radio0:/dev/r:rw | /dev/radio0",
        "AddDevice=/dev/../dev/radio0 | /dev/radio0",
        "Volume=/dev/snd:/dev/snd | /dev/snd",
        "Volume=/dev:/hostdev | /dev",
        "Volume=/:/host | every device",
        "Mount=type=bind,source=/dev/radio0,target=/x | /dev/radio0",
        "PodmanArgs=--device /dev/radio0 | /dev/radio0",
        "PodmanArgs=--device=/dev/radio0 | /dev/radio0",
        "PodmanArgs=\"--device=/dev/radio0\" | /dev/radio0",
        "PodmanArgs=-v /dev/dri:/dev/dri | /dev/dri",
        "PodmanArgs=--mount=type=bind,src=/dev/radio0,dst=/x | /dev/radio0",
        "PodmanArgs=--privileged | every device",
        "PodmanArgs=--device-cgroup-rule 'c 81:* rmw' | c 81:* rmw",
        "AddDevice=vendor.com/gpu=all | vendor.com/gpu=all",
      })
  void aDeviceThatIsNotDeclaredIsAnErrorWithItsLine(String line, String device) throws IOException {
    file("files/" + DROP_IN, "[Container]\n# reason\n" + line + "\n");

    assertThat(check("", Map.of()))
        .singleElement()
        .asString()
        .startsWith(
            "files/" + DROP_IN + ":3:1: error: opens " + device + ", which addon.conf does not");
  }

  @Test
  void quadletsThatLandForThePartitionAreReadToo() throws IOException {
    file("files/usr/share/qm/radio/radio.container", "[Container]\nAddDevice=/dev/radio0\n");

    assertThat(check("", Map.of())).hasSize(1);
    assertThat(check("Device=/dev/radio* the receivers\n", Map.of())).isEmpty();
  }

  @Test
  void aDeclaredDeviceThatNothingOpensIsAWarning() throws IOException {
    file("files/" + DROP_IN, "[Container]\nEnvironment=A=B\n");

    assertThat(check("Device=/dev/radio* the receivers\n", Map.of()))
        .singleElement()
        .asString()
        .startsWith("addon.conf:4:1: warning: nothing opens /dev/radio*");
  }

  @Test
  void aFileOfAnotherPackageIsNotOverwritten() throws IOException {
    file("files/" + DROP_IN, "[Container]\n");

    assertThat(check("", Map.of("/" + DROP_IN, "qm-tv")))
        .singleElement()
        .asString()
        .startsWith(
            "files/" + DROP_IN + ":1:1: error: /" + DROP_IN + " belongs to the package qm-tv");
  }

  @ParameterizedTest
  @CsvSource({"dev/x", "var/lib/x", "etc/qm/x", "home/x", "x", "usr/local/x", "usr/share/a b"})
  void placesThatAreNoPackagesAreRefused(String path) throws IOException {
    file("files/" + path, "");

    assertThat(check("", Map.of())).singleElement().asString().contains(":1:1: error: ");
  }

  @Test
  void aUnitThatIsALinkIsRefusedSinceWhatItOpensIsElsewhere() throws IOException {
    file("files/usr/share/qm/radio/text", "[Container]\nAddDevice=/dev/radio0\n");
    var link = folder.resolve("radio/files").resolve(DROP_IN);
    Files.createDirectories(link.resolveSibling(""));
    Files.createSymbolicLink(link, Path.of("../../../qm/radio/text"));

    assertThat(check("", Map.of()))
        .singleElement()
        .asString()
        .startsWith("files/" + DROP_IN + ":1:1: error: /" + DROP_IN + " is a unit, and a link");
  }

  @ParameterizedTest
  @CsvSource({"usr/share/qm/addons", "usr/share/qm/addons/radio.conf"})
  void theDescriptorsOwnPlaceStaysFree(String path) throws IOException {
    file("files/" + path, "");

    assertThat(check("", Map.of())).singleElement().asString().contains("where addon.conf itself");
  }

  @Test
  void anAddOnThatLandsNothingIsRefused() throws IOException {
    assertThat(check("", Map.of())).singleElement().asString().contains("lands nothing");
  }

  @Test
  void theTemplateHasNoMistake() throws IOException {
    for (var file : AddonTemplate.of(new AddonName("radio")).entrySet()) {
      file(file.getKey(), file.getValue());
    }
    var found = new AddonSources(folder).find(new AddonName("radio")).orElseThrow();

    assertThat(found.problems()).isEmpty();
    assertThat(new AddonCheck(path -> Optional.empty()).check(found.addon())).isEmpty();
  }
}
