package dev.qm.assurance.prove.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** What a fault says is taken for what it is: the partition's word. */
class WordsTest {
  @Test
  void theLastCountStandsAndItNeverFalls() {
    var words = heard("0", "12", "340", "17");

    assertThat(words.count()).isEqualTo(340);
  }

  @Test
  void whatIsNoNumberIsNoCount() {
    var words =
        heard("5", "-9", "+9", " 9", "9 ", "9.0", "0x9", "1e9", "\u0669", "9999999999999999999");

    assertThat(words.count()).isEqualTo(5);
  }

  @Test
  void itIsUnderWayWhenItSaysSoOrHasDoneSomething() throws Exception {
    assertThat(heard("0", "ready!").awaitBegun(0)).isFalse();
    assertThat(heard("ready").awaitBegun(0)).isTrue();
    assertThat(heard("0", "1").awaitBegun(0)).isTrue();
  }

  @Test
  void whatWasLetThroughComesFirstAndNoNotesHideIt() {
    var words = new Words();
    for (var i = 0; i < 1000; i++) {
      words.hear("note " + i);
    }
    words.hear("ADMITTED the clock");
    words.hear("ADMITTED another");

    assertThat(words.remarks()).startsWith("ADMITTED the clock", "0").hasSize(21);
  }

  @Property
  void whateverComesLittleIsKept(@ForAll("lines") List<String> lines) {
    var words = heard(lines.toArray(String[]::new));

    assertThat(words.count()).isNotNegative();
    assertThat(words.remarks()).hasSizeLessThanOrEqualTo(21).allMatch(it -> it.length() < 210);
    assertThat(words.rest().length()).isLessThan(1100);
  }

  @Provide
  Arbitrary<List<String>> lines() {
    var text = Arbitraries.strings().ofMaxLength(400);
    return Arbitraries.oneOf(
            text,
            text.map(it -> "note " + it),
            text.map(it -> "ADMITTED " + it),
            Arbitraries.longs().map(String::valueOf),
            Arbitraries.of("ready", "note ", "ADMITTED "))
        .list()
        .ofMaxSize(60);
  }

  private static Words heard(String... lines) {
    var words = new Words();
    for (var line : lines) {
      words.hear(line);
    }
    return words;
  }
}
