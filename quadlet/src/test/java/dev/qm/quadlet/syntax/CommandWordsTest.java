package dev.qm.quadlet.syntax;

import static org.assertj.core.api.Assertions.assertThat;

import dev.qm.quadlet.text.WordSplitter;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class CommandWordsTest {
  @Test
  void quotesHoldAWordTogetherAndGo() {
    assertThat(CommandWords.split("sh -c \"echo 'a b'; true\" 'c  d' e\"f g\"h"))
        .containsExactly("sh", "-c", "echo 'a b'; true", "c  d", "ef gh");
  }

  @Test
  void anEmptyWordIsAWord() {
    assertThat(CommandWords.split("a \"\" '' b")).containsExactly("a", "", "", "b");
    assertThat(CommandWords.split("")).isEmpty();
    assertThat(CommandWords.split(" \t ")).isEmpty();
  }

  @Test
  void escapesBecomeWhatTheyStandFor() {
    assertThat(CommandWords.split("a\\tb \\x41\\102 \\u00e9\\U0001F600 \\s \\\\ \\\" \\'"))
        .containsExactly("a\tb", "AB", "\u00e9\ud83d\ude00", " ", "\\", "\"", "'");
  }

  @Test
  void bytesThatMakeUpOneCharacterAreOne() {
    assertThat(CommandWords.split("\\xc3\\xa9 \\360\\237\\230\\200"))
        .containsExactly("\u00e9", "\ud83d\ude00");
  }

  @Test
  void specifiersAreLeftAlone() {
    assertThat(CommandWords.split("%h/%i %% $HOME ${X}"))
        .containsExactly("%h/%i", "%%", "$HOME", "${X}");
  }

  @Test
  void whatSystemdOnlyWarnsOfIsForgiven() {
    assertThat(CommandWords.split("\\q a\\")).containsExactly("\\q", "a\\");
    assertThat(CommandWords.split("\"open")).containsExactly("open");
    assertThat(CommandWords.split("\\x4 \\u12 \\400 \\000"))
        .containsExactly("\\x4", "\\u12", "\\400", "\\000");
  }

  @Test
  void podmanStopsAtAnEmptyWord() {
    var splitter = new WordSplitter("a \"\" b", WordSplitter.Mode.ARGUMENTS).run();

    assertThat(splitter.words()).containsExactly("a");
    assertThat(splitter.cutShort()).isTrue();
  }

  @Test
  void podmanDropsAValueWithAnEscapeThatItDoesNotKnow() {
    var splitter = new WordSplitter("a \\q", WordSplitter.Mode.ARGUMENTS).run();

    assertThat(splitter.words()).isEmpty();
    assertThat(splitter.fault()).isEqualTo(WordSplitter.Fault.UNKNOWN_ESCAPE);
    assertThat(splitter.faultAt()).isEqualTo(2);
  }

  @Property(tries = 2000)
  void whatIsQuotedIsSplitIntoTheSameWords(@ForAll("words") List<String> words) {
    assertThat(CommandWords.split(CommandWords.quote(words))).isEqualTo(words);
  }

  @Property(tries = 2000)
  void aQuotedLineIsOneLineOfAUnit(@ForAll("words") List<String> words) throws UnitSyntaxException {
    var line = CommandWords.quote(words);
    var text = "[A]\nx=" + line + "\ny=z\n";

    var unit = UnitFile.parse(java.nio.file.Path.of("x"), text, Dialect.SYSTEMD);

    assertThat(unit.last("A", "x").orElseThrow().value()).isEqualTo(line);
    assertThat(unit.last("A", "y")).isPresent();
  }

  @Provide
  Arbitrary<List<String>> words() {
    var c =
        Arbitraries.oneOf(
            Arbitraries.chars().filter(x -> x != 0 && !Character.isSurrogate(x)),
            Arbitraries.of(' ', '\t', '\n', '"', '\'', '\\', 'x', '7', 'u', '\u0080'));
    return c.list()
        .ofMaxSize(8)
        .map(chars -> chars.stream().map(String::valueOf).reduce("", String::concat))
        .list()
        .ofMaxSize(5);
  }
}
