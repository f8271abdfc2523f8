package dev.qm.quadlet.syntax;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class UnitFileTest {
  private static final Path FILE = Path.of("radio.container");

  private static UnitFile parse(String text) {
    return parse(text, Dialect.QUADLET);
  }

  private static UnitFile parse(String text, Dialect dialect) {
    try {
      return UnitFile.parse(FILE, text, dialect);
    } catch (UnitSyntaxException e) {
      throw new AssertionError(e);
    }
  }

  private static List<String> values(UnitFile unit, String section, String key) {
    return unit.values(section, key).stream().map(Entry::value).toList();
  }

  @Test
  void keepsTheTextByteForByte() {
    var text = "# a\r\n\n[Unit]\nA = b \\\n ; c\n  d  \n\\\n[X]\n  k=v";

    assertThat(parse(text).text()).isEqualTo(text);
    assertThat(parse(text, Dialect.SYSTEMD).text()).isEqualTo(text);
  }

  @Test
  void knowsTheFirstLineOfEachSetting() {
    var unit = parse("[A]\n\nx=1\ny=2 \\\n  3\nz=4\n");

    assertThat(unit.entries("A"))
        .containsExactly(
            new Entry("x", "1", new Origin(FILE, 3)),
            new Entry("y", "2 3", new Origin(FILE, 4)),
            new Entry("z", "4", new Origin(FILE, 6)));
  }

  @Test
  void anEmptyValueTakesBackWhatCameBefore() {
    var unit = parse("[A]\nx=1\nx=2\nx=\nx=3\n");

    assertThat(values(unit, "A", "x")).containsExactly("3");
    assertThat(unit.entries("A", "x")).hasSize(4);
  }

  @Test
  void theLastLineOfAKeyCounts() {
    var unit = parse("[A]\nx=1\n[B]\nx=9\n[A]\nx=2\n");

    assertThat(unit.last("A", "x")).map(Entry::value).contains("2");
    assertThat(unit.last("A", "y")).isEmpty();
    assertThat(unit.sections()).containsExactly("A", "B");
  }

  @Test
  void aDropInStandsOnTopAndKeepsItsOrigins() throws UnitSyntaxException {
    var dropIn = UnitFile.parse(Path.of("10.conf"), "[A]\nx=\nx=2\n");

    var merged = parse("[A]\nx=1").merge(dropIn);

    assertThat(merged.values("A", "x"))
        .containsExactly(new Entry("x", "2", new Origin(Path.of("10.conf"), 3)));
    assertThat(parse(merged.text()).values("A", "x")).hasSize(1);
  }

  @Test
  void aLineIsAddedAtTheEndOfItsSectionAndNothingElseChanges() {
    var unit = parse("[A]\nx=1\n\n# about B\n[B]\ny=2");

    assertThat(unit.with("A", "x", "3").text()).isEqualTo("[A]\nx=1\nx=3\n\n# about B\n[B]\ny=2");
    assertThat(unit.with("B", "y", "3").text()).isEqualTo("[A]\nx=1\n\n# about B\n[B]\ny=2\ny=3\n");
    assertThat(unit.with("C", "z", "").text())
        .isEqualTo("[A]\nx=1\n\n# about B\n[B]\ny=2\n\n[C]\nz=\n");
  }

  @Test
  void whatIsNotOneLineIsNotAdded() {
    for (var value : List.of("a\nb=c", "a\\", "a\n[B]", " a")) {
      assertThatIllegalArgumentException().isThrownBy(() -> parse("").with("A", "x", value));
    }
    assertThatIllegalArgumentException().isThrownBy(() -> parse("").with("A]", "x", "y"));
    assertThatIllegalArgumentException().isThrownBy(() -> parse("").with("A", "#x", "y"));
  }

  @Test
  void takesAKeyOutOfOneSection() {
    var unit = parse("[A]\nx=1 \\\n 2\ny=3\nx=4\n[B]\nx=5\n");

    assertThat(unit.without("A", "x").text()).isEqualTo("[A]\ny=3\n[B]\nx=5\n");
  }

  @Test
  void saysWhereALineIsWrongAndWhatToDo() {
    assertThatThrownBy(() -> UnitFile.parse(FILE, "[A]\nx=1\n  what is this\n"))
        .isInstanceOfSatisfying(
            UnitSyntaxException.class,
            e -> {
              assertThat(e.origin()).isEqualTo(new Origin(FILE, 3));
              assertThat(e.column()).isEqualTo(3);
              assertThat(e.what()).isNotEmpty();
              assertThat(e.why()).isNotEmpty();
              assertThat(e.mend()).isNotEmpty();
            });
  }

  @Test
  void namesEveryWrongLineInOneRun() {
    var parsed = UnitFile.parseAll(FILE, "x=1\n[A\n[]\n=y\n[B]\nz\nok=1\n", Dialect.QUADLET);

    assertThat(parsed.problems()).extracting(p -> p.origin().line()).containsExactly(1, 2, 3, 4, 6);
    assertThat(values(parsed.unit(), "B", "ok")).containsExactly("1");
  }

  @Test
  void systemdPutsASpaceWhereALineGoesOnAndPodmanDoesNot() {
    var text = "[A]\nx=a\\\nb\n";

    assertThat(values(parse(text, Dialect.SYSTEMD), "A", "x")).containsExactly("a b");
    assertThat(values(parse(text, Dialect.QUADLET), "A", "x")).containsExactly("ab");
  }

  @Test
  void commentsBetweenContinuationLinesArePassedOver() {
    var text = "[A]\nx=a \\\n# no\n  ; no\n  b\n";

    assertThat(values(parse(text, Dialect.SYSTEMD), "A", "x")).containsExactly("a    b");
    assertThat(values(parse(text, Dialect.QUADLET), "A", "x")).containsExactly("a b");
  }

  @Test
  void systemdTakesTwoBackslashesAtTheEndForOneAndStops() {
    var text = "[A]\nx=a\\\\\ny=b\n";

    assertThat(values(parse(text, Dialect.SYSTEMD), "A", "x")).containsExactly("a\\\\");
    assertThat(values(parse(text, Dialect.SYSTEMD), "A", "y")).containsExactly("b");
    assertThat(values(parse(text, Dialect.QUADLET), "A", "x")).containsExactly("a\\y=b");
  }

  @Test
  void anEmptyLineEndsAValueForSystemdOnly() {
    var text = "[A]\nx=a \\\n\nb=c\n";

    assertThat(values(parse(text, Dialect.SYSTEMD), "A", "x")).containsExactly("a");
    assertThat(values(parse(text, Dialect.SYSTEMD), "A", "b")).containsExactly("c");
    assertThat(values(parse(text, Dialect.QUADLET), "A", "x")).containsExactly("a b=c");
  }

  @Test
  void windowsLineEndsAreNoPartOfAValue() {
    for (var dialect : Dialect.values()) {
      var unit = parse("[A]\r\nx=a b\r\ny=c \\\r\n d\r\n", dialect);

      assertThat(values(unit, "A", "x")).containsExactly("a b");
      assertThat(unit.last("A", "y").orElseThrow().value()).matches("c +d");
    }
  }

  @Test
  void onlySystemdPassesOverAByteOrderMark() {
    assertThat(values(parse("\uFEFF[A]\nx=1\n", Dialect.SYSTEMD), "A", "x")).containsExactly("1");
    assertThat(UnitFile.parseAll(FILE, "\uFEFF[A]\nx=1\n", Dialect.QUADLET).problems())
        .isNotEmpty();
  }

  @Test
  void aValueThatTheFileEndsInsideOfIsLostOnPodmanOnly() {
    var text = "[A]\nx=1 \\\n# end\n";

    assertThat(values(parse(text), "A", "x")).isEmpty();
    assertThat(parse(text).text()).isEqualTo(text);
    assertThat(values(parse(text, Dialect.SYSTEMD), "A", "x")).containsExactly("1");
  }

  @Test
  void aBackslashOnTheLastLineIsForgiven() {
    assertThat(values(parse("[A]\nx=1\\\n"), "A", "x")).containsExactly("1");
    assertThat(values(parse("[A]\nx=1\\"), "A", "x")).containsExactly("1");
  }
}
