package dev.qm.cli.parse;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class NearestTest {
  private static final List<String> COMMANDS = List.of("status", "setup", "exec", "execin", "up");

  @Test
  void slipsOfTheFingerAreForgiven() {
    assertThat(Nearest.to("statsu", COMMANDS)).contains("status");
    assertThat(Nearest.to("sttus", COMMANDS)).contains("status");
    assertThat(Nearest.to("exce", COMMANDS)).contains("exec");
    assertThat(Nearest.to("stat", COMMANDS)).contains("status");
  }

  @Test
  void aWildGuessIsNotMade() {
    assertThat(Nearest.to("frobnicate", COMMANDS)).isEmpty();
    assertThat(Nearest.to("", COMMANDS)).isEmpty();
    assertThat(Nearest.to("x".repeat(100_000), COMMANDS)).isEmpty();
  }

  @Property
  void theDistanceIsAMetricInTheWaysThatMatter(
      @ForAll @AlphaChars @StringLength(max = 12) String a,
      @ForAll @AlphaChars @StringLength(max = 12) String b) {
    var distance = Nearest.distance(a, b);

    assertThat(distance).isEqualTo(Nearest.distance(b, a));
    assertThat(distance == 0).isEqualTo(a.equals(b));
    assertThat(distance)
        .isBetween(Math.abs(a.length() - b.length()), Math.max(a.length(), b.length()));
  }

  @Property
  void oneEditIsDistanceOne(@ForAll @AlphaChars @StringLength(min = 2, max = 20) String word) {
    var middle = word.length() / 2;

    assertThat(Nearest.distance(word, word.substring(0, middle) + word.substring(middle + 1)))
        .isEqualTo(1);
    assertThat(Nearest.distance(word, word.substring(0, middle) + "-" + word.substring(middle)))
        .isEqualTo(1);
  }
}
