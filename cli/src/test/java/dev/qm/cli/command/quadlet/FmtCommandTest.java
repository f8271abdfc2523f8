package dev.qm.cli.command.quadlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.qm.cli.parse.UsageException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FmtCommandTest {
  private static final String ODD = "[Container]\nImage = quay.io/car/radio:1\n";
  private static final String IN_FORM = "[Container]\nImage=quay.io/car/radio:1\n";

  @TempDir Path folder;

  private Path write(String name, String text) throws IOException {
    var file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text).toRealPath();
  }

  @Test
  void everyUnitAndDropInBelowAFolderIsFormattedAndNamed() throws Exception {
    var unit = write("apps/radio.container", ODD);
    var dropIn = write("apps/radio.container.d/10.conf", "[Service]\nNice = 1");
    var ofAll = write("container.d/20.conf", "[Service]\nNice = 2");
    var other = write("apps/radio.conf", "a = b");

    var call = Call.of("fmt", folder.toString());

    assertThat(call.out().lines())
        .containsExactly(
            "formatted " + unit,
            "formatted " + ofAll,
            "formatted " + dropIn,
            "3 of 3 files formatted");
    assertThat(unit).hasContent(IN_FORM);
    assertThat(dropIn).hasContent("[Service]\nNice=1\n");
    assertThat(other).hasContent("a = b");
    assertThat(call.status()).isZero();
  }

  @Test
  void checkWritesNothingNamesWhatWouldChangeAndFails() throws Exception {
    var odd = write("odd.container", ODD);
    write("fine.container", IN_FORM);

    var call = Call.of("fmt", "--check", folder.toString());

    assertThat(call.out()).isEqualTo("would format " + odd + "\n1 of 2 files would be formatted\n");
    assertThat(call.status()).isEqualTo(1);
    assertThat(odd).hasContent(ODD);
  }

  @Test
  void aFileThatIsInFormIsNotTouched() throws Exception {
    var unit = write("radio.container", IN_FORM);
    Files.setLastModifiedTime(unit, FileTime.fromMillis(1000));
    var before = Files.readAttributes(unit, "unix:ino,lastModifiedTime");

    var call = Call.of("fmt", unit.toString());
    var check = Call.of("fmt", "--check", unit.toString());

    assertThat(call.out()).isEqualTo("0 of 1 file formatted\n");
    assertThat(call.status()).isZero();
    assertThat(check.status()).isZero();
    assertThat(Files.readAttributes(unit, "unix:ino,lastModifiedTime")).isEqualTo(before);
  }

  @Test
  void aWrittenFileKeepsItsModeAndNothingIsLeftBesideIt() throws Exception {
    var unit = write("radio.container", ODD);
    Files.setPosixFilePermissions(unit, PosixFilePermissions.fromString("rw-r-----"));

    Call.of("fmt", unit.toString());

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(unit)))
        .isEqualTo("rw-r-----");
    try (var files = Files.list(folder)) {
      assertThat(files).hasSize(1);
    }
  }

  @Test
  void aFileThatCannotBeReadIsLeftWithOneErrorAndTheOthersAreFormatted() throws Exception {
    var broken = write("broken.container", "[Container]\nno\nand no\n");
    var binary = folder.resolve("latin.container");
    Files.write(binary, "[Container]\n# \u00e9\n".getBytes(StandardCharsets.ISO_8859_1));
    var odd = write("odd.container", ODD);

    var call = Call.of("fmt", folder.toString());

    assertThat(call.err())
        .startsWith(broken + ":2:1: error: neither a section nor Key=value; ")
        .contains("error: " + binary.toRealPath() + " is left as it is: not UTF-8 text")
        .doesNotContain(":3:1:");
    assertThat(call.out()).endsWith("1 of 3 files formatted, 2 left as they are\n");
    assertThat(call.status()).isEqualTo(1);
    assertThat(broken).hasContent("[Container]\nno\nand no\n");
    assertThat(odd).hasContent(IN_FORM);
  }

  @Test
  void standardInputIsFormattedToStandardOutput() throws Exception {
    var call = Call.reading(ODD, "fmt", "-");
    var check = Call.reading(ODD, "fmt", "--check", "-");
    var fine = Call.reading(IN_FORM, "fmt", "--check", "-");
    var broken = Call.reading("no\n", "fmt", "-");

    assertThat(call).isEqualTo(new Call(0, IN_FORM, ""));
    assertThat(check).isEqualTo(new Call(1, "would format <stdin>\n", ""));
    assertThat(fine).isEqualTo(new Call(0, "", ""));
    assertThat(broken.out()).isEmpty();
    assertThat(broken.err()).startsWith("<stdin>:1:1: error: ");
    assertThat(broken.status()).isEqualTo(1);
  }

  @Test
  void noLinkIsFollowed() throws Exception {
    var outside = write("elsewhere/radio.container", ODD);
    var units = Files.createDirectory(folder.resolve("units"));
    var link = Files.createSymbolicLink(units.resolve("radio.container"), outside);
    Files.createSymbolicLink(units.resolve("more"), outside.getParent());

    var call = Call.of("fmt", units.toString());

    assertThat(call.out()).isEqualTo("0 of 0 files formatted\n");
    assertThatThrownBy(() -> Call.of("fmt", link.toString()))
        .isInstanceOfSatisfying(
            UsageException.class,
            e -> assertThat(e.suggestion().orElseThrow()).contains(outside.toString()));
    assertThat(outside).hasContent(ODD);
  }

  @Test
  void nothingIsWrittenWhereThePartitionsRootMayExchangeIt() throws Exception {
    var inside = write("etc/qm.private/tree/containers/systemd/radio.container", ODD);
    Files.createSymbolicLink(folder.resolve("etc/qm"), Path.of("qm.private/tree"));
    var own = write("etc/containers/systemd/own.container", ODD);
    var named = folder.resolve("etc/qm/containers/systemd");

    for (var path : List.of(named, named.resolve("radio.container"), inside)) {
      assertThatThrownBy(() -> Call.of("fmt", "--root", folder.toString(), path.toString()))
          .isInstanceOf(UsageException.class)
          .hasMessageContaining("the partition's own trees");
    }
    var above = Call.of("fmt", "--root", folder.toString(), folder.resolve("etc").toString());

    assertThat(above.out()).isEqualTo("formatted " + own + "\n1 of 1 file formatted\n");
    assertThat(inside).hasContent(ODD);
  }

  @Test
  void withoutAPathTheMachinesUnitsAreFormattedButNotThoseOfPackages() throws Exception {
    var own = write("etc/containers/systemd/radio.container", ODD);
    var packaged = write("usr/share/containers/systemd/qm.container", ODD);

    var call = Call.of("fmt", "--root", folder.toString());

    assertThat(call.out()).isEqualTo("formatted " + own + "\n1 of 1 file formatted\n");
    assertThat(packaged).hasContent(ODD);
  }

  @Test
  void whatIsNoUnitIsWrongUsage() throws Exception {
    var conf = write("radio.conf", "a=b");

    for (var path : new String[] {conf.toString(), folder.resolve("missing").toString()}) {
      assertThatThrownBy(() -> Call.of("fmt", path)).isInstanceOf(UsageException.class);
    }
    assertThatThrownBy(() -> Call.of("fmt", "-", conf.toString()))
        .isInstanceOf(UsageException.class);
  }
}
