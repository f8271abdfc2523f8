package dev.qm.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class PrintableTest {
  @Test
  void terminalControlsAreShownInsteadOfObeyed() {
    assertThat(Printable.line("a\u001b[2Jb")).isEqualTo("a\\x1b[2Jb");
    assertThat(Printable.line("\u009b31m")).isEqualTo("\\x9b31m");
    assertThat(Printable.line("one\r\ntwo\u0007\u007f")).isEqualTo("one\\x0d\\x0atwo\\x07\\x7f");
  }

  @Test
  void textCannotBeTurnedRoundOrHidden() {
    assertThat(Printable.line("exe.\u202etxt")).isEqualTo("exe.\\u202etxt");
    assertThat(Printable.line("a\u200bb\ufeff\u2066\u061c"))
        .isEqualTo("a\\u200bb\\ufeff\\u2066\\u061c");
    assertThat(Printable.line("\udb40\udc41")).isEqualTo("\\U000e0041");
    assertThat(Printable.line("\ud800x")).isEqualTo("\\ud800x");
    assertThat(Printable.line("a\u2028b")).isEqualTo("a\\u2028b");
  }

  @Test
  void ordinaryTextOfAnyLanguageStays() {
    assertThat(Printable.line("dev-disk-by\\x2dlabel.mount"))
        .isEqualTo("dev-disk-by\\x2dlabel.mount");
    assertThat(Printable.line("Grüße, 日本, 😀")).isEqualTo("Grüße, 日本, 😀");
  }

  @Test
  void linesAreKeptWhereSeveralAreMeant() {
    assertThat(Printable.lines("a\n\tb\r", 100)).isEqualTo("a\n\tb\\x0d");
  }

  @Test
  void aLongLineIsCutBetweenCharacters() {
    assertThat(Printable.line("abcdefgh", 8)).isEqualTo("abcdefgh");
    assertThat(Printable.line("abcdefghi", 8)).isEqualTo("abcde...");
    assertThat(Printable.line("abc\u0001\u0001", 8)).isEqualTo("abc...");
    assertThat(Printable.line("abcd😀😀xyz", 8)).isEqualTo("abcd...");
  }

  @Test
  void wideCharactersTakeTwoColumns() {
    assertThat(Printable.columns("日本")).isEqualTo(4);
    assertThat(Printable.columns("e\u0301")).isEqualTo(1);
    assertThat(Printable.cut("日本日本", 6)).isEqualTo("日...");
    assertThat(Printable.cut("日本", 4)).isEqualTo("日本");
  }

  @Property
  void nothingThatATerminalActsOnComesThrough(
      @ForAll String text, @ForAll @IntRange(min = 3, max = 200) int longest) {
    var line = Printable.line(text, longest);

    assertThat(line.length()).isLessThanOrEqualTo(longest);
    assertThat(line.codePoints()).allMatch(PrintableTest::isShown);
    assertThat(Printable.line(line, longest)).isEqualTo(line);
  }

  @Property
  void cutTextFitsItsColumns(@ForAll String text, @ForAll @IntRange(max = 100) int columns) {
    assertThat(Printable.columns(Printable.cut(Printable.line(text), columns)))
        .isLessThanOrEqualTo(columns);
  }

  private static boolean isShown(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> true;
    };
  }
}
