package dev.qm.quadlet.syntax;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimeSpanTest {
  private static final Path SYSTEMD_ANALYZE = Path.of("/usr/bin/systemd-analyze");

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "5, 5000000",
    "5s, 5000000",
    "+5, 5000000",
    "1 30, 31000000",
    "200ms, 200000",
    "7us, 7",
    "7\u00b5s, 7",
    "7\u03bcs, 7",
    "1min 30s, 90000000",
    "1h2min, 3720000000",
    "1.5h, 5400000000",
    ".5, 500000",
    "2days 3 hours, 183600000000",
    "1w, 604800000000",
    "1M, 2629800000000",
    "1month, 2629800000000",
    "2years, 63115200000000",
    "'  8 sec ', 8000000",
  })
  void unitsShortAndLongAddUp(String text, long microseconds) {
    assertThat(TimeSpan.parse(text))
        .contains(TimeSpan.of(Duration.of(microseconds, ChronoUnit.MICROS)));
  }

  @Test
  void infinityIsForEverAndSoIsATimeoutOfNothing() {
    assertThat(TimeSpan.parse(" infinity ")).contains(TimeSpan.INFINITE);
    assertThat(TimeSpan.parseTimeout("infinity")).contains(TimeSpan.INFINITE);
    assertThat(TimeSpan.parse("0")).contains(TimeSpan.of(Duration.ZERO));
    assertThat(TimeSpan.parseTimeout("0")).contains(TimeSpan.INFINITE);
    assertThat(TimeSpan.INFINITE.atMost(Duration.ofDays(1))).isEqualTo(Duration.ofDays(1));
    assertThat(TimeSpan.of(Duration.ofDays(2)).atMost(Duration.ofDays(1)))
        .isEqualTo(Duration.ofDays(1));
    assertThat(TimeSpan.of(Duration.ofDays(1)).atMost(Duration.ofDays(2)))
        .isEqualTo(Duration.ofDays(1));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "soon",
        "-5",
        "-0",
        "5S",
        "1.5.5",
        "5.",
        "5.s",
        "+",
        "+.5",
        "infinity 5",
        "Infinity",
        "5 parsecs",
        "9223372036854775808",
        "18446744073709s",
        "600000y",
      })
  void whatSystemdWouldNotTakeIsNone(String text) {
    assertThat(TimeSpan.parse(text)).isEmpty();
  }

  @Property
  void anyTextIsATimeOrNone(@ForAll String text) {
    assertThat(TimeSpan.parse(text)).isNotNull();
  }

  @Property
  void partsAddUpHoweverTheyAreSpaced(@ForAll("parts") List<Part> parts) {
    var text = new StringBuilder();
    var sum = Duration.ZERO;
    for (var part : parts) {
      text.append(part.text());
      sum = sum.plus(part.length());
    }
    assertThat(TimeSpan.parse(text.toString())).contains(TimeSpan.of(sum));
  }

  /** A number with its unit and white space behind it, and how long that is. */
  record Part(String text, Duration length) {}

  @Provide
  Arbitrary<List<Part>> parts() {
    var units =
        Arbitraries.of(
            new Part("ms", Duration.ofMillis(1)),
            new Part("sec", Duration.ofSeconds(1)),
            new Part("min", Duration.ofMinutes(1)),
            new Part("m", Duration.ofMinutes(1)),
            new Part("hours", Duration.ofHours(1)),
            new Part("d", Duration.ofDays(1)),
            new Part("weeks", Duration.ofDays(7)));
    var spaces = Arbitraries.of("", " ", "\t  ");
    return Combinators.combine(Arbitraries.integers().between(0, 99_999), spaces, units, spaces)
        .as((number, before, unit, after) ->
            new Part(number + before + unit.text() + after, unit.length().multipliedBy(number)))
        .list()
        .ofMinSize(1)
        .ofMaxSize(5);
  }

  @Property(tries = 20, edgeCases = EdgeCasesMode.NONE)
  void systemdReadsTheSame(@ForAll("batches") List<String> texts) throws Exception {
    assumeTrue(Files.isExecutable(SYSTEMD_ANALYZE), "there is no " + SYSTEMD_ANALYZE);
    var at = 0;
    while (at < texts.size()) {
      // it stops at the first that it does not take
      var theirs = bySystemd(texts.subList(at, texts.size()));
      for (var microseconds : theirs) {
        var ours = TimeSpan.parse(texts.get(at));
        assertThat(ours.map(TimeSpanTest::microseconds))
            .as("'%s'", texts.get(at))
            .contains(microseconds);
        at++;
      }
      if (at < texts.size()) {
        assertThat(TimeSpan.parse(texts.get(at))).as("'%s'", texts.get(at)).isEmpty();
        at++;
      }
    }
  }

  @Provide
  Arbitrary<List<String>> batches() {
    var token =
        Arbitraries.of(
            "0",
            "1",
            "30",
            "2.25",
            ".5",
            "7.",
            "+3",
            "-1",
            " ",
            "  ",
            "\t",
            "us",
            "usec",
            "ms",
            "msec",
            "s",
            "sec",
            "second",
            "seconds",
            "m",
            "min",
            "minutes",
            "h",
            "hr",
            "hours",
            "d",
            "day",
            "w",
            "weeks",
            "M",
            "month",
            "months",
            "y",
            "year",
            "years",
            "x",
            "infinity",
            "123456789",
            "9223372036854775807",
            "18446744073708");
    return token
        .list()
        .ofMinSize(1)
        .ofMaxSize(5)
        .map(words -> String.join("", words))
        .list()
        .ofSize(40);
  }

  private static String microseconds(TimeSpan span) {
    return span.length()
        .map(length ->
            Long.toUnsignedString(length.getSeconds() * 1_000_000 + length.getNano() / 1000))
        .orElse("18446744073709551615");
  }

  /** In microseconds what systemd takes the texts for, up to the first that it does not take. */
  private static List<String> bySystemd(List<String> texts) throws IOException {
    var command = new ArrayList<>(List.of(SYSTEMD_ANALYZE.toString(), "timespan", "--"));
    command.addAll(texts);
    var process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    process.getOutputStream().close();
    var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    var spans = new ArrayList<String>();
    for (var line : said.split("\n", -1)) {
      if (line.strip().startsWith("\u03bcs: ") || line.strip().startsWith("us: ")) {
        spans.add(line.strip().substring(line.strip().indexOf(' ') + 1));
      }
    }
    return spans;
  }
}
