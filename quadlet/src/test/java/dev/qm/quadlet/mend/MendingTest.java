package dev.qm.quadlet.mend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.qm.quadlet.syntax.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is mended, and what is left, unit by unit. */
class MendingTest {
  private static final Path SOURCES = Path.of("src/main/java/dev/qm/quadlet");

  @TempDir Path scratch;

  static List<MendCases.MendCase> mended() throws IOException {
    return MendCases.mended();
  }

  static List<MendCases.MendCase> left() throws IOException {
    return MendCases.left();
  }

  @ParameterizedTest
  @MethodSource("mended")
  void aFindingWithOneSafeMendIsMendedSo(MendCases.MendCase each) throws IOException {
    var folder = MendFolder.of(scratch);
    var file = folder.write(each.file(), each.before());
    assertThat(folder.check()).extracting(Problem::rule).contains(each.rule());

    var mended = folder.mend();

    assertThat(file).hasContent(each.after());
    assertThat(mended.findings())
        .extracting(finding -> finding.problem().rule() + ": " + finding.done())
        .containsExactly(each.rule() + ": " + each.done());
    assertThat(folder.check()).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("mended")
  void aFileKeepsItsLineEnds(MendCases.MendCase each) throws IOException {
    var folder = MendFolder.of(scratch);
    var file = folder.write(each.file(), each.before().replace("\n", "\r\n"));

    folder.mend();

    assertThat(Files.readString(file)).isEqualTo(each.after().replace("\n", "\r\n"));
  }

  @ParameterizedTest
  @MethodSource("mended")
  void aLastLineWithoutItsEndIsMendedToo(MendCases.MendCase each) throws IOException {
    var folder = MendFolder.of(scratch);
    var file = folder.write(each.file(), each.before().stripTrailing());

    folder.mend();

    assertThat(Files.readString(file).stripTrailing()).isEqualTo(each.after().stripTrailing());
  }

  @ParameterizedTest
  @MethodSource("left")
  void aFindingThatCanBeReadInTwoWaysIsLeft(MendCases.MendCase each) throws IOException {
    var folder = MendFolder.of(scratch);
    folder.write(each.file(), each.before());
    assertThat(folder.check()).extracting(Problem::rule).contains(each.rule());

    assertThat(folder.mend()).isEqualTo(new Mended(List.of(), Map.of()));
  }

  @Test
  void everyRemedyIsShownAtEachOfItsRulesAndWhereItKeepsItsHandsOff() throws IOException {
    var wanted = new TreeSet<String>();
    for (var remedy : Remedy.all()) {
      for (var rule : remedy.rules()) {
        wanted.add(remedy.getClass().getSimpleName() + " " + rule);
      }
    }

    assertThat(names(mended())).isEqualTo(wanted);
    assertThat(names(left())).isEqualTo(wanted);
  }

  private static Set<String> names(List<MendCases.MendCase> cases) {
    var names = new TreeSet<String>();
    for (var each : cases) {
      names.add(each.remedy() + " " + each.rule());
    }
    return names;
  }

  @Test
  void everyRuleOfARemedyIsARuleOfTheCheck() throws IOException {
    var sources = new StringBuilder();
    try (var files = Files.walk(SOURCES)) {
      for (var file :
          files
              .filter(
                  file -> file.toString().endsWith(".java") && !file.toString().contains("mend"))
              .toList()) {
        sources.append(Files.readString(file));
      }
    }
    for (var remedy : Remedy.all()) {
      assertThat(remedy.rules())
          .isNotEmpty()
          .allSatisfy(rule -> {
            assertThat(sources).contains("\"" + rule + "\"");
            assertThat(Mending.knows(rule)).isTrue();
          });
    }
    assertThat(Mending.knows("missing-file")).isFalse();
  }

  @Test
  void manyMistakesInOneFileAreMendedAtOnceAndThoseInOneLineToo() throws IOException {
    var folder = MendFolder.of(scratch);
    var file =
        folder.write(
            "radio.container",
            """
            # the radio
            [Unit]
            Descripton=Radio
            StartLimitIntervalSec=0
            [Container]
            Image=q.io/radio:1 # the newest
            Volumes=/a:/b # the music
            ReadOnly=y
            ReadOnly=y
            After=tuner.target
            # why not
            Exec=radio --match 'x\\.y'
            [Servcie]
            Restart=always
            [Instal]
            WantedBy=default.target
            """);

    folder.mend();

    assertThat(file)
        .hasContent(
            """
            # the radio
            [Unit]
            Description=Radio
            StartLimitIntervalSec=0
            After=tuner.target
            [Container]
            # the newest
            Image=q.io/radio:1
            # the music
            Volume=/a:/b
            ReadOnly=true
            # why not
            Exec=radio --match 'x\\\\.y'
            [Service]
            Restart=always
            [Install]
            WantedBy=default.target
            """);
    assertThat(folder.check()).isEmpty();
  }

  /** With its comment the value is none, so that the key cannot be mended before the comment is. */
  @Test
  void aMisspeltKeyWithACommentBehindItsValueIsMended() throws IOException {
    var folder = MendFolder.of(scratch);
    var file =
        folder.write("radio.container", "[Container]\nImage=q.io/a\nPublishPorts=80:80 # web\n");

    folder.mend();

    assertThat(file).hasContent("[Container]\nImage=q.io/a\n# web\nPublishPort=80:80\n");
  }

  @Test
  void hundredsOfMistakesOfTwoKindsInOneFileAreAllMended() throws IOException {
    var folder = MendFolder.of(scratch);
    var file =
        folder.write(
            "radio.container", "[Container]\nImage=q.io/a\n" + "Labels=a=b # c\n".repeat(150));

    folder.mend();

    assertThat(file).hasContent("[Container]\nImage=q.io/a\n" + "# c\nLabel=a=b\n".repeat(150));
  }

  @Test
  void oneMendThatWouldBringAnErrorKeepsTheOthersFromNothing() throws IOException {
    var folder = MendFolder.of(scratch);
    var file =
        folder.write(
            "radio.container",
            "[Container]\nImage=q.io/a\nVolumes=gone.volume:/a\nVolumes=/b:/b\nHostname=x\n");
    folder.write("fine.container", "[Container]\nImage=q.io/b\nReadOnly=y\n");

    folder.mend();

    assertThat(file)
        .hasContent(
            "[Container]\nImage=q.io/a\nVolumes=gone.volume:/a\nVolume=/b:/b\nHostName=x\n");
    assertThat(path("fine.container")).hasContent("[Container]\nImage=q.io/b\nReadOnly=true\n");
  }

  @Test
  void nothingIsMendedThatLetsAnotherUnitFail() throws IOException {
    var folder = MendFolder.of(scratch);
    var text = "[Container]\nImage=q.io/a\nPublishPorts=8080:80\n";
    folder.write("a.container", text);
    folder.write("b.container", "[Container]\nImage=q.io/b\nPublishPort=8080:80\n");

    assertThat(folder.mend().findings()).isEmpty();
    assertThat(path("a.container")).hasContent(text);
  }

  @Test
  void aDropInOfManyUnitsIsMendedIfThatIsRightForAllOfThem() throws IOException {
    var folder = MendFolder.of(scratch);
    folder.write("a.container", "[Container]\nImage=q.io/a\n");
    folder.write("b.container", "[Container]\nImage=q.io/b\nHostName=b\n");
    folder.write("container.d/10.conf", "[Container]\nHostname=all\nVolumes=/x:/x");

    folder.mend();

    assertThat(Files.readString(path("container.d/10.conf")))
        .as("HostName= of b would count no more")
        .isEqualTo("[Container]\nHostname=all\nVolume=/x:/x");
  }

  @Test
  void aFileThatIsNotGivenOrSaysSomethingElseByNowIsLeftAlone() throws IOException {
    var folder = MendFolder.of(scratch);
    var file = folder.write("a.container", "[Container]\nImage=q.io/a\nVolumes=/a:/b\n");
    var reading = folder.reading();
    var problems = folder.check();
    var other = Map.of(file, Files.readString(file) + "# edited\n");

    assertThat(Mending.all(reading, problems, MendFolder.SETTINGS, Map.of()).findings()).isEmpty();
    assertThat(Mending.all(reading, problems, MendFolder.SETTINGS, other).findings()).isEmpty();
    assertThat(Mending.once(reading, problems, MendFolder.SETTINGS, folder.texts())).hasSize(1);
  }

  @Test
  void aUnitWithThousandsOfMistakesIsMendedInBoundedTime() throws IOException {
    var folder = MendFolder.of(scratch);
    folder.write(
        "a.container", "[Container]\nImage=q.io/a\n" + "Volums=/a:/b\nVolumes=:\n".repeat(3000));

    var mended = folder.mend();

    assertThat(mended.findings()).hasSizeLessThan(6000);
  }

  private Path path(String name) throws IOException {
    return scratch.toRealPath().resolve(name);
  }
}
