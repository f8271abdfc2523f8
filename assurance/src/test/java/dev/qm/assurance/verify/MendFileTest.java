package dev.qm.assurance.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.qm.assurance.rule.Mend;
import dev.qm.assurance.rule.Rule;
import dev.qm.assurance.rules.Rules;
import dev.qm.assurance.view.Described;
import dev.qm.assurance.view.GoldenCase;
import dev.qm.quadlet.read.SystemdReader;
import dev.qm.quadlet.syntax.Line;
import dev.qm.quadlet.syntax.UnitFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** What {@code qm verify --mend} writes is read by whom it is for, and closes what was found. */
class MendFileTest {
  private static final LocalDate TODAY = LocalDate.of(2026, 3, 9);

  /** As often as a mend can show what the next one has to be. */
  private static final int ROUNDS = 20;

  @TempDir Path folder;

  @TestFactory
  Stream<DynamicTest> everyMendOfAGoldenMachineIsReadAndCloses() {
    return Rules.all().stream()
        .map(rule ->
            dynamicTest(
                rule.id(),
                () -> {
                  var golden =
                      GoldenCase.of(
                          Files.createTempDirectory(folder, rule.id()), rule.id() + ".fail");
                  var left = mendable(rule, golden);
                  for (var round = 0; round < ROUNDS && !left.isEmpty(); round++) {
                    for (var file : MendFile.of(report(rule, golden))) {
                      write(golden, file);
                      assertThat(readers(golden, file))
                          .as(file.path("/etc/qm") + " is read")
                          .anyMatch(
                              it -> it.endsWith(Path.of(file.unit() + ".d", "zz-qm-verify.conf")));
                    }
                    left = mendable(rule, golden);
                  }
                  assertThat(left).as("still found after its own mend").isEmpty();
                }));
  }

  @Test
  void aProfileThatTheUnitNamesOutweighsWhatTheEnginesFilesAskFor() throws Exception {
    var golden = GoldenCase.of(Files.createTempDirectory(folder, "engine"), "call-filter.fail");
    Files.delete(golden.folder().resolve("etc/containers/systemd/qm.container.d/50-mine.conf"));
    var unit = golden.folder().resolve("usr/share/containers/systemd/qm.container");
    Files.writeString(
        unit, Files.readString(unit).replace("SeccompProfile=/usr/share/qm/seccomp.json\n", ""));
    Files.writeString(
        golden.folder().resolve("etc/containers/containers.conf"),
        "[containers]\nseccomp_profile = \"unconfined\"\n");
    var rule = Rules.named("call-filter").orElseThrow();

    assertThat(mendable(rule, golden)).singleElement().asString().contains("containers.conf:2");
    for (var file : MendFile.of(report(rule, golden))) {
      write(golden, file);
    }
    assertThat(mendable(rule, golden)).isEmpty();
  }

  @Test
  void whoReadsAUnitDecidesWhereItsDropInIs() {
    assertThat(path("qm.container", Mend.Place.HOST))
        .isEqualTo("/etc/containers/systemd/qm.container.d/zz-qm-verify.conf");
    assertThat(path("brake.service", Mend.Place.HOST))
        .isEqualTo("/etc/systemd/system/brake.service.d/zz-qm-verify.conf");
    assertThat(path("system.slice", Mend.Place.HOST))
        .isEqualTo("/etc/systemd/system/system.slice.d/zz-qm-verify.conf");
    assertThat(path("app.container", Mend.Place.PARTITION))
        .isEqualTo("/srv/etc/containers/systemd/app.container.d/zz-qm-verify.conf");
    assertThat(path("app.service", Mend.Place.PARTITION))
        .isEqualTo("/srv/etc/systemd/system/app.service.d/zz-qm-verify.conf");
  }

  @Test
  void aFigureThatNobodyMeasuredSaysSoAndGoesOnSayingSo() throws Exception {
    var first = file("brake.service", List.of(Mend.Setting.start("Service", "MemoryMin", "64M")));
    var place = Path.of("/etc/systemd/system/brake.service.d/zz-qm-verify.conf");

    assertThat(first.text())
        .contains("\n# 64M is a start that nobody measured here: ", ".\nMemoryMin=64M\n");
    assertThat(
            file("brake.service", List.of(new Mend.Setting("Service", "OOMScoreAdjust", "-500")))
                .after(UnitFile.parse(place, first.text(), first.dialect()))
                .text())
        .contains(
            "\n# 64M is a start that nobody measured here: ",
            ".\nMemoryMin=64M\nOOMScoreAdjust=-500\n");
  }

  private static String path(String unit, Mend.Place place) {
    return new MendFile(unit, place, Set.of(), List.of()).path("/srv/etc");
  }

  private static MendFile file(String unit, List<Mend.Setting> settings) {
    return new MendFile(unit, Mend.Place.HOST, Set.of("a-rule"), settings);
  }

  private static Report report(Rule rule, GoldenCase golden) throws Exception {
    return Report.of(
        golden.view(), List.of(rule), new Acceptances(List.of(), List.of()), () -> TODAY);
  }

  /** What is found at a line of a file and has a mend: what runs goes by it after a restart. */
  private static List<String> mendable(Rule rule, GoldenCase golden) throws Exception {
    var found = new ArrayList<String>();
    for (var result : report(rule, golden).results()) {
      for (var fault : result.open()) {
        if (fault.mend().isPresent() && fault.evidence().getFirst().origin().isPresent()) {
          found.add(fault.evidence().getFirst().place() + " " + fault.what());
        }
      }
    }
    return found;
  }

  private static void write(GoldenCase golden, MendFile file) throws Exception {
    var place = golden.folder().resolve(file.path("/etc/qm").substring(1));
    Files.createDirectories(Objects.requireNonNull(place.getParent()));
    var text =
        Files.exists(place)
            ? file.after(UnitFile.parse(place, Files.readString(place), file.dialect())).text()
            : file.text();
    Files.writeString(place, text);
  }

  /** The files that the unit is made of, for who reads it. */
  private static List<Path> readers(GoldenCase golden, MendFile file) throws Exception {
    if (!file.isQuadlet()) {
      var tree =
          file.place() == Mend.Place.HOST ? golden.folder() : golden.folder().resolve("etc/qm");
      var unit =
          file.unit().endsWith(".slice")
              ? SystemdReader.readSlices(tree, Set.of(file.unit())).stream()
                  .filter(it -> it.name().equals(file.unit()))
                  .findFirst()
              : SystemdReader.read(tree, file.unit());
      return unit.map(it -> it.dropIns()).orElse(List.of());
    }
    var declared = golden.view().declared();
    var units = new ArrayList<Described>();
    if (file.place() == Mend.Place.HOST) {
      units.add(declared.partition());
      units.addAll(declared.others());
    } else {
      units.addAll(declared.nested());
    }
    return units.stream()
        .filter(it -> it.name().equals(file.unit()))
        .flatMap(it -> it.unit().lines().stream())
        .map(Line::file)
        .toList();
  }
}
