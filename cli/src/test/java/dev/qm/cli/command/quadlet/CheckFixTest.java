package dev.qm.cli.command.quadlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonToken;
import dev.qm.cli.parse.UsageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code qm quadlet check --fix}. */
class CheckFixTest {
  private static final String WRONG = "[Container]\nImage=quay.io/car/radio:1\nVolumes=/a:/b\n";
  private static final String RIGHT = "[Container]\nImage=quay.io/car/radio:1\nVolume=/a:/b\n";

  @TempDir Path scratch;
  private Path folder;

  @BeforeEach
  void namesFilesAsTheReaderDoes() throws IOException {
    folder = scratch.toRealPath();
  }

  private Path write(String name, String text) throws IOException {
    var file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }

  @Test
  void whatCanBeMendedIsAndTheRestIsPrinted() throws Exception {
    var unit = write("radio.container", WRONG + "PidsLimit=many\n");
    var dropIn = write("radio.container.d/10.conf", "[Service]\nRestrat=always\n");

    var call = Call.of("check", "--fix", folder.toString());

    assertThat(unit).hasContent(RIGHT + "PidsLimit=many\n");
    assertThat(dropIn).hasContent("[Service]\nRestart=always\n");
    assertThat(call.out())
        .isEqualTo(
            """
            %s:3: unknown-key: 'Volumes' is 'Volume' now
            %s:2: unknown-systemd-key: 'Restrat' is 'Restart' now
            %s:4:11: error: 'many' is no value for PidsLimit=; Podman will refuse it when the service starts; write a number, or -1 for no limit
              4 | PidsLimit=many
                |           ^^^^
            1 error in 1 unit
            """
                .formatted(unit, dropIn, unit));
    assertThat(call.status()).isEqualTo(1);
  }

  @Test
  void withNothingLeftTheStatusIsZeroAndASecondCallWritesNothing() throws Exception {
    var unit = write("radio.container", WRONG);

    var first = Call.of("check", "--fix", unit.toString());
    Files.setLastModifiedTime(unit, FileTime.fromMillis(1000));
    var before = Files.readAttributes(unit, "unix:ino,lastModifiedTime");
    var second = Call.of("check", "--fix", unit.toString());

    assertThat(first.out()).endsWith("' now\nno problem in 1 unit\n");
    assertThat(first.status()).isZero();
    assertThat(second).isEqualTo(new Call(0, "no problem in 1 unit\n", ""));
    assertThat(Files.readAttributes(unit, "unix:ino,lastModifiedTime")).isEqualTo(before);
  }

  @Test
  void withoutFixOneLineSaysHowManyCanBeMendedAndNothingIsWritten() throws Exception {
    var unit = write("radio.container", WRONG + "Hostname=x\nPidsLimit=many\n");
    var other = write("other/radio.container", RIGHT + "PidsLimit=many\n");

    assertThat(Call.of("check", unit.toString()).out())
        .endsWith("3 errors in 1 unit\n2 of these are mended by qm quadlet check --fix\n");
    assertThat(Call.of("check", other.toString()).out()).endsWith("1 error in 1 unit\n");
    assertThat(Call.of("check", "--json", unit.toString()).out()).doesNotContain("mended by");
    assertThat(unit).hasContent(WRONG + "Hostname=x\nPidsLimit=many\n");
  }

  @Test
  void theCountIsOfWhatFixMends() throws Exception {
    var real = write("elsewhere/real.container", WRONG);
    Files.createSymbolicLink(folder.resolve("linked.container"), real);
    var link = folder.resolve("linked.container").toString();

    assertThat(Call.of("check", link).out()).doesNotContain("mended by");
    assertThat(Call.of("check", real.toString()).out())
        .endsWith("1 of these is mended by qm quadlet check --fix\n");
    assertThatThrownBy(() -> Call.of("check", "--fix", link)).isInstanceOf(UsageException.class);
    assertThat(real).hasContent(WRONG);
  }

  @Test
  void aDryRunShowsADiffThatPatchTakesAndWritesNothing() throws Exception {
    var unit = write("radio.container", "# the radio\n\n" + WRONG + "Pull=never # ever");

    var call = Call.of("check", "--fix", "--dry-run", folder.toString());

    assertThat(call.out())
        .isEqualTo(
            """
            --- %1$s
            +++ %1$s
            @@ -2,5 +2,6 @@
            \s
             [Container]
             Image=quay.io/car/radio:1
            -Volumes=/a:/b
            -Pull=never # ever
            \\ No newline at end of file
            +Volume=/a:/b
            +# ever
            +Pull=never
            \\ No newline at end of file
            """
                .formatted(unit));
    assertThat(call.status()).isEqualTo(1);
    assertThat(unit).hasContent("# the radio\n\n" + WRONG + "Pull=never # ever");
  }

  @Test
  void aDryRunWithNothingToMendSaysSo() throws Exception {
    write("radio.container", RIGHT);

    assertThat(Call.of("check", "--fix", "--dry-run", folder.toString()))
        .isEqualTo(new Call(0, "nothing to mend\n", ""));
  }

  @Test
  void aMendedFileKeepsItsModeAndNothingIsLeftBesideIt() throws Exception {
    var unit = write("radio.container", WRONG);
    Files.setPosixFilePermissions(unit, PosixFilePermissions.fromString("rw-r-----"));
    var before = Files.getAttribute(unit, "unix:ino");

    Call.of("check", "--fix", unit.toString());

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(unit)))
        .isEqualTo("rw-r-----");
    assertThat(Files.getAttribute(unit, "unix:ino")).as("in one step").isNotEqualTo(before);
    try (var files = Files.list(folder)) {
      assertThat(files).hasSize(1);
    }
  }

  @Test
  void aFileMeansItselfAndItsOwnDropIns() throws Exception {
    var unit = write("radio.container", WRONG);
    var own = write("radio.container.d/10.conf", "[Container]\nHostname=x\n");
    var ofAll = write("container.d/10.conf", "[Container]\nRunInit=y\n");
    var neighbour = write("tuner.container", WRONG.replace("radio", "tuner"));

    Call.of("check", "--fix", unit.toString());

    assertThat(unit).hasContent(RIGHT);
    assertThat(own).hasContent("[Container]\nHostName=x\n");
    assertThat(ofAll).hasContent("[Container]\nRunInit=y\n");
    assertThat(neighbour).hasContent(WRONG.replace("radio", "tuner"));
  }

  @Test
  void noLinkIsFollowed() throws Exception {
    var outside = write("elsewhere/radio.container", WRONG);
    var conf = write("elsewhere/10.conf", "[Container]\nHostname=x\n");
    var units = Files.createDirectory(folder.resolve("units"));
    Files.createSymbolicLink(units.resolve("radio.container"), outside);
    write("units/own.container", RIGHT);
    Files.createSymbolicLink(units.resolve("own.container.d"), conf.getParent());

    var call = Call.of("check", "--fix", units.toString());

    assertThat(call.out()).doesNotContain(" now\n").contains("'Volumes'", "'Hostname'");
    assertThat(outside).hasContent(WRONG);
    assertThat(conf).hasContent("[Container]\nHostname=x\n");
  }

  /** What is right for the template would take the instance's HostName= of its drop-in away. */
  @Test
  void aTemplateThatAnInstanceIsALinkToIsLeft() throws Exception {
    var text = "[Container]\nImage=quay.io/r:1\nVolumes=/a:/b\n";
    var template = write("radio@.container", text);
    Files.createSymbolicLink(folder.resolve("radio@one.container"), template.getFileName());

    var check = Call.of("check", folder.toString());
    Call.of("check", "--fix", folder.toString());

    assertThat(check.out()).contains("'Volumes'").doesNotContain("mended by");
    assertThat(template).hasContent(text);
  }

  /** Lines are those of the file as it was, in the order in which the check names them. */
  @Test
  void whatIsMendedIsNamedByTheLineThatItWasIn() throws Exception {
    var unit =
        write(
            "radio.container",
            "[Container]\nImage=quay.io/r:1 # a\nRestart=always\nRestartSec=5 # b\nPull=never # c\n");

    var call = Call.of("check", "--fix", unit.toString());

    assertThat(call.out().lines().limit(5))
        .extracting(line -> line.substring(unit.toString().length()))
        .containsExactly(
            ":2: trailing-comment: the comment stands above its line now",
            ":3: unknown-key: 'Restart' is in [Service] now",
            ":4: unknown-key: 'RestartSec' is in [Service] now",
            ":4: trailing-comment: the comment stands above its line now",
            ":5: trailing-comment: the comment stands above its line now");
  }

  @Test
  void nothingIsWrittenWhereThePartitionsRootMayExchangeIt() throws Exception {
    var inside = write("etc/qm.private/tree/containers/systemd/radio.container", WRONG);
    Files.createSymbolicLink(folder.resolve("etc/qm"), Path.of("qm.private/tree"));
    var root = folder.toString();

    assertThatThrownBy(() -> Call.of("check", "--fix", "--root", root, inside.toString()))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("the partition's own trees");
    assertThat(Call.of("check", "--root", root, inside.toString()).out())
        .contains("'Volumes'")
        .doesNotContain("mended by");
    assertThat(inside).hasContent(WRONG);
  }

  @Test
  void withoutAPathTheMachinesUnitsAreMendedButNotThoseOfPackages() throws Exception {
    var own = write("etc/containers/systemd/radio.container", WRONG);
    var packaged =
        write("usr/share/containers/systemd/tuner.container", WRONG.replace("radio", "tuner"));

    var check = Call.of("check", "--root", folder.toString());
    var call = Call.of("check", "--fix", "--root", folder.toString());

    assertThat(check.out()).endsWith("1 of these is mended by qm quadlet check --fix\n");
    assertThat(call.out()).startsWith(own + ":3: ").endsWith("1 error in 2 units\n");
    assertThat(own).hasContent(RIGHT);
    assertThat(packaged).hasContent(WRONG.replace("radio", "tuner"));
  }

  @Test
  void jsonHasWhatWasMendedBesideWhatIsLeft() throws Exception {
    var unit = write("radio.container", WRONG);

    var call = Call.of("check", "--fix", "--json", unit.toString());

    assertThat(call.out())
        .contains("\"mended\" : [ {", "\"line\" : 3", "\"done\" : \"'Volumes' is 'Volume' now\"")
        .contains("\"errors\" : 0");
    assertThat(call.status()).isZero();
  }

  /** SARIF, section 3.55: whoever makes the replacements has what --fix makes. */
  @Test
  void sarifHasTheMendsAsFixes() throws Exception {
    var text =
        "[Container]\nImage=quay.io/r:1 # the \u00e9\nVolumes=/a:/b\nAfter=x.target\n"
            + "PidsLimit=many";
    var unit = write("radio.container", text);

    var sarif = Call.of("check", "--sarif", unit.toString()).out();
    var edited = replaced(text, sarif);
    Call.of("check", "--fix", unit.toString());

    assertThat(edited).isEqualTo(Files.readString(unit)).isNotEqualTo(text);
    assertThat(Call.of("check", "--sarif", unit.toString()).out()).doesNotContain("fixes");
  }

  /** A replacement, with the lines and columns of what it deletes. */
  private record Replacement(int start, int end, String text) {}

  private static String replaced(String text, String sarif) throws IOException {
    var replacements = new ArrayList<Replacement>();
    try (var parser = new JsonFactory().createParser(sarif)) {
      for (var token = parser.nextToken(); token != null; token = parser.nextToken()) {
        if (token == JsonToken.FIELD_NAME && parser.currentName().equals("replacements")) {
          parser.nextToken();
          while (parser.nextToken() == JsonToken.START_OBJECT) {
            var numbers = new ArrayList<Integer>();
            var inserted = "";
            for (var depth = 1; depth > 0; ) {
              switch (parser.nextToken()) {
                case START_OBJECT -> depth++;
                case END_OBJECT -> depth--;
                case VALUE_NUMBER_INT -> numbers.add(parser.getIntValue());
                case VALUE_STRING -> inserted = parser.getText();
                default -> {}
              }
            }
            replacements.add(
                new Replacement(
                    offset(text, numbers.get(0), numbers.get(1)),
                    offset(text, numbers.get(2), numbers.get(3)),
                    inserted));
          }
        }
      }
    }
    replacements.sort((a, b) -> a.start() != b.start() ? b.start() - a.start() : b.end() - a.end());
    var edited = new StringBuilder(text);
    for (var replacement : replacements) {
      edited.replace(replacement.start(), replacement.end(), replacement.text());
    }
    return edited.toString();
  }

  private static int offset(String text, int line, int column) {
    var start = 0;
    for (var i = 1; i < line; i++) {
      start = text.indexOf('\n', start) + 1;
    }
    return start + column - 1;
  }

  @Test
  void whatDoesNotGoTogetherIsWrongUsage() throws Exception {
    write("radio.container", WRONG);
    for (var words :
        List.of(
            List.of("--dry-run"),
            List.of("--fix", "--dry-run", "--json"),
            List.of("--fix", "--dry-run", "--sarif"))) {
      var line = new ArrayList<>(words);
      line.add(folder.toString());
      assertThatThrownBy(() -> Call.of("check", line.toArray(String[]::new)))
          .isInstanceOf(UsageException.class);
    }
  }
}
