package dev.qm.partition.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.qm.host.HostException;
import dev.qm.host.process.Command;
import dev.qm.partition.Machines;
import dev.qm.partition.setup.RootfsSource;
import dev.qm.partition.setup.SystemTree;
import dev.qm.quadlet.check.Check;
import dev.qm.quadlet.generate.Quadlet;
import dev.qm.quadlet.machine.Settings;
import dev.qm.quadlet.read.QuadletReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for every demo that QM brings along, those to come included. */
class DemosTest {
  private static final Demos DEMOS = new Demos(new SystemTree(Machines.SYSTEM));
  private static final Path FILE = Path.of("/x/demo.conf");

  @TempDir Path folder;

  static List<String> names() throws HostException {
    return DEMOS.names();
  }

  @Test
  void theDemosOfTheDocsAreThere() throws Exception {
    assertThat(names()).contains("kvm", "kvm-small", "rear-camera", "ros2", "sound").isSorted();
    assertThat(DEMOS.imageNames()).contains("guest", "tools", "vm");
    assertThat(DEMOS.find("no-such-demo")).isEmpty();
    assertThat(DEMOS.find("../demos/sound")).isEmpty();
    assertThat(DEMOS.findImage("")).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("names")
  void aDemoSaysInOneLineWhatItShows(String name) throws Exception {
    var demo = demo(name);

    assertThat(demo.summary()).hasSizeLessThanOrEqualTo(70).doesNotEndWith(".");
    assertThat(demo.summary().charAt(0)).isLowerCase();
    assertThat(demo.description()).endsWith(".");
  }

  @ParameterizedTest
  @MethodSource("names")
  void itsImagesAreDescribedAndItsUnitsNameNoOther(String name) throws Exception {
    var demo = demo(name);

    assertThat(DEMOS.imageNames()).containsAll(demo.images());
    for (var piece : DEMOS.pieces(demo)) {
      piece
          .text()
          .lines()
          .filter(line -> line.startsWith("Image=") || line.contains("source="))
          .forEach(line ->
              assertThat(demo.images())
                  .anyMatch(image -> line.contains("localhost/qm-demo-" + image)));
    }
  }

  @ParameterizedTest
  @MethodSource("names")
  void itsQuadletsAreFlawlessAndOneOfThemIsItsUnit(String name) throws Exception {
    var demo = demo(name);
    var units = folder.resolve("etc/containers/systemd");
    Files.createDirectories(units);
    for (var piece : DEMOS.pieces(demo)) {
      var file = Path.of(piece.path());
      if (piece.path().startsWith("containers/systemd/")) {
        Files.writeString(
            units.resolve(file.getFileName()), piece.text().replace("@DEVICE@", "/dev/video0"));
      }
    }
    var reading = QuadletReader.read(folder, List.of(units));

    assertThat(Check.run(reading, Settings.rooted(folder))).isEmpty();
    var services = Quadlet.generate(reading.units(), Settings.rooted(folder));
    assertThat(services.problems()).isEmpty();
    assertThat(services.services()).anyMatch(service -> service.name().equals(demo.unit()));
  }

  @ParameterizedTest
  @MethodSource("names")
  void everyContainerEndsGivesUpItsRightsAndAsksNoRegistry(String name) throws Exception {
    var demo = demo(name);
    for (var piece : DEMOS.pieces(demo)) {
      if (piece.path().endsWith(".container")) {
        assertThat(piece.text())
            .contains("\nPull=never\n", "\nDropCapability=all\n", "\nNoNewPrivileges=true\n")
            .contains("\nContainerName=" + base(piece) + "\n")
            .contains("`qm demo remove " + name + "`");
      }
    }
    var unit = base(demo.unit());
    assertThat(DEMOS.pieces(demo))
        .filteredOn(piece -> piece.path().equals("containers/systemd/" + unit + ".container"))
        .singleElement()
        .satisfies(piece ->
            assertThat(piece.text()).contains("\nType=oneshot\n").contains("\nTimeoutStartSec="));
  }

  @ParameterizedTest
  @MethodSource("names")
  void itsScriptsAreShell(String name) throws Exception {
    for (var piece : DEMOS.pieces(demo(name))) {
      if (piece.text().startsWith("#!")) {
        var script = Files.writeString(folder.resolve("script"), piece.text());

        var checked = Command.of("sh", "-n", script.toString()).run();

        assertThat(checked.ok()).as(piece.path() + ": " + checked.errors()).isTrue();
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[Demo]\\nSumary=x | /x/demo.conf:2: unknown key 'Sumary' in [Demo]",
        "[Demos]\\nSummary=x | /x/demo.conf:1: there is no section [Demos]",
        "[Demo]\\nSummary=x | /x/demo.conf: there is no Image= in [Demo]",
        "[Demo]\\nImage=a\\nResult=/var/lib | /x/demo.conf: Result=/var/lib is not below",
        "[Demo]\\nImage=a\\n[Device]\\nDevice=/dev/a\\nNeed=perhaps | /x/demo.conf:5: Need= cannot be",
        "nonsense | /x/demo.conf:1",
      })
  void aMistakeIsNamedWithItsFileAndLine(String text, String message) {
    assertThatThrownBy(() -> Demo.parse("x", FILE, text.replace("\\n", "\n")))
        .isInstanceOf(HostException.class)
        .hasMessageContaining(message);
  }

  @Test
  void everyImageIsMadeOfPackagesAndHasABusybox() throws Exception {
    for (var name : DEMOS.imageNames()) {
      var image = DEMOS.findImage(name).orElseThrow();

      assertThat(image.reference()).isEqualTo("localhost/qm-demo-" + name);
      assertThat(image.packages()).allMatch(word -> word.matches("[a-z0-9][a-z0-9.+-]+"));
      assertThat(image.left()).allMatch(glob -> glob.startsWith("/"));
      if (image.extent() == RootfsSource.Apt.Extent.PROGRAMS) {
        // its shell; and the links such as /lib64 that programs are found by
        assertThat(image.packages()).contains("busybox-static", "base-files");
      }
    }
  }

  @Property
  void whateverStandsInADescriptorItIsReadOrRefusedWithItsFile(@ForAll("texts") String text) {
    try {
      assertThat(Demo.parse("x", FILE, text).images()).isNotEmpty();
    } catch (HostException refused) {
      assertThat(refused).hasMessageContaining(FILE.toString());
    }
  }

  @Provide
  Arbitrary<String> texts() {
    var line =
        Arbitraries.oneOf(
            Arbitraries.of("[Demo]", "[Device]", "Image=tools", "Summary=a", "Description=b"),
            Arbitraries.of("Unit=a.service", "Device=/dev/x*", "Need=required", "AddOn=x"),
            Arbitraries.of("Result=/var/lib/qm-demos/x", "Result=/", "# x", "\\", ""),
            Arbitraries.strings().ofMaxLength(12));
    return line.list().ofMaxSize(12).map(lines -> String.join("\n", lines));
  }

  private static Demo demo(String name) throws HostException {
    return DEMOS.find(name).orElseThrow();
  }

  private static String base(Demos.Piece piece) {
    return base(piece.path().substring(piece.path().lastIndexOf('/') + 1));
  }

  private static String base(String file) {
    return file.substring(0, file.lastIndexOf('.'));
  }
}
