package dev.qm.quadlet.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.qm.quadlet.check.Check;
import dev.qm.quadlet.generate.Explanation;
import dev.qm.quadlet.generate.Quadlet;
import dev.qm.quadlet.machine.Settings;
import dev.qm.quadlet.syntax.Dialect;
import dev.qm.quadlet.syntax.Entry;
import dev.qm.quadlet.syntax.UnitFile;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Nothing that stands in a file may stop or slow down its reader. */
class HostileInputTest {
  private static final Path FILE = Path.of("/etc/containers/systemd/x.container");
  private static final int MIB = 1024 * 1024;

  static List<String> mebibytes() {
    return List.of(
        "\\".repeat(MIB),
        "\\\n".repeat(MIB / 2),
        "[Container]\nExec=" + "\\".repeat(MIB),
        "[Container]\nExec=" + "a".repeat(MIB) + "\nImage=q.io/x\n",
        "[Container]\nExec=" + "a ".repeat(MIB / 2) + "\nImage=q.io/x\n",
        "[Container]\nExec=" + "a \\\n".repeat(MIB / 4) + "b\nImage=q.io/x\n",
        "[Container]\nExec=" + "\"".repeat(MIB) + "\nImage=q.io/x\n",
        "[Container]\nLabel=a=\"" + "#".repeat(MIB / 2 - 1) + "\" " + "#".repeat(MIB / 2) + "\n",
        "[Container]\nExec=a " + "#".repeat(MIB / 2) + "\\\n" + "#".repeat(MIB / 2) + "\n",
        "[Container]\nLabel=" + "\\x41=b ".repeat(MIB / 7) + "\nImage=q.io/x\n",
        "[Container]\nImage=q.io/x\n" + "Volume=/a:/b\n".repeat(MIB / 13),
        "[Container]\nImage=q.io/x\n" + "PublishPort=1-65535:1-65535\n".repeat(MIB / 28),
        "[Container]\nImage=q.io/x\nMount=" + "type=bind,".repeat(MIB / 10),
        "[Unit]\n" + "After=x.container\n".repeat(MIB / 18) + "[Container]\nImage=q.io/x\n",
        "[".repeat(MIB),
        "[]\n".repeat(MIB / 3),
        "=\n".repeat(MIB / 2),
        "[A]\n".repeat(MIB / 4),
        "#\n".repeat(MIB / 2),
        "\n".repeat(MIB),
        "\r".repeat(MIB),
        "\0".repeat(MIB),
        "[Container]\n" + "k=\n".repeat(MIB / 3),
        "[Container]\n" + numbered("Imag", "=\n"),
        "[Container]\nImage=q.io/x\nEnvironment=" + numbered("A", "=b ") + "\n",
        "[Container]\nImage=q.io/x\n" + numbered("[S", "]\n"));
  }

  /** A mebibyte of names that are all different. */
  private static String numbered(String before, String after) {
    var text = new StringBuilder(MIB);
    for (var i = 0; text.length() < MIB; i++) {
      text.append(before).append(i).append(after);
    }
    return text.toString();
  }

  /**
   * The deadline leaves a busy machine its time, and is far less than quadratic time would take.
   */
  @ParameterizedTest(name = "hostile text {index}")
  @MethodSource("mebibytes")
  void aMebibyteOfAnythingIsReadCheckedAndExplained(String text) {
    assertTimeoutPreemptively(
        Duration.ofMinutes(4),
        () -> {
          for (var dialect : Dialect.values()) {
            assertThat(UnitFile.parseAll(FILE, text, dialect).unit().text()).isEqualTo(text);
          }
          everything(text);
        });
  }

  @Property(tries = 3000)
  void anyTextIsKeptByteForByte(@ForAll("texts") String text, @ForAll Dialect dialect) {
    assertThat(UnitFile.parseAll(FILE, text, dialect).unit().text()).isEqualTo(text);
  }

  @Property(tries = 1500)
  void noTextThrowsAnythingButTheDeclared(@ForAll("texts") String text) {
    everything(text);
    everything("[Container]\nImage=q.io/x\n" + text);
  }

  @Property(tries = 1500)
  void aMergedTextMeansTheSameAsItsParts(
      @ForAll("texts") String below, @ForAll("texts") String top) {
    var file = UnitFile.parseAll(FILE, below, Dialect.SYSTEMD).unit();
    var dropIn = UnitFile.parseAll(Path.of("10.conf"), top, Dialect.SYSTEMD).unit();

    var merged = file.merge(dropIn);

    for (var section : merged.sections()) {
      assertThat(merged.entries(section).stream().map(Entry::value))
          .containsExactlyElementsOf(
              java.util.stream.Stream.concat(
                      file.entries(section).stream(), dropIn.entries(section).stream())
                  .map(Entry::value)
                  .toList());
    }
  }

  private static void everything(String text) {
    var parsed = UnitFile.parseAll(FILE, text, Dialect.QUADLET);
    var unit = new QuadletUnit("x.container", parsed.unit(), FILE, List.of());
    var settings = Settings.host().withFiles(path -> true);
    var reading = new Reading(List.of(unit), List.of(), List.of());
    assertThat(Check.run(reading, settings)).isNotNull();
    assertThat(Explanation.of(unit, List.of(unit), settings).keys()).isNotNull();
    for (var service : Quadlet.generate(List.of(unit), settings).services()) {
      assertThat(service.commands("ExecStart")).isNotEmpty();
    }
  }

  @Provide
  Arbitrary<String> texts() {
    return Arbitraries.oneOf(
            Arbitraries.of(
                "[",
                "]",
                "[Container]",
                "[Unit]",
                "\n",
                "\r\n",
                "\r",
                "=",
                "\\",
                "\\\n",
                " ",
                "\t",
                "#",
                ";",
                "\"",
                "'",
                "Image",
                "Exec",
                "Volume",
                "Mount",
                "After",
                "Environment",
                "PublishPort",
                "\\x4",
                "\\u00e9",
                "\0",
                "\uFEFF",
                "\u2028",
                ":",
                ",",
                "/",
                "."),
            Arbitraries.strings().ofMaxLength(3))
        .list()
        .ofMaxSize(30)
        .map(parts -> String.join("", parts));
  }
}
