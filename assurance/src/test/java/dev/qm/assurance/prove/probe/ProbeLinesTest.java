package dev.qm.assurance.prove.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.qm.assurance.prove.reading.Latencies;
import dev.qm.assurance.prove.reading.Reading;
import dev.qm.assurance.prove.reading.Window;
import dev.qm.host.HostException;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProbeLinesTest {
  @Test
  void aWindowComesBackAsItWas() throws Exception {
    var histogram = new Histogram(Latencies.LONGEST, Latencies.DIGITS);
    for (var i = 1; i < 2000; i++) {
      histogram.recordValue(i * 777L);
    }
    var window =
        new Window(
            Duration.ofMillis(1500),
            List.of(
                new Reading("cyclic", Latencies.of(histogram), 3, OptionalLong.of(2), 0),
                new Reading("udp", Latencies.NONE, 0, OptionalLong.of(0), 17)));

    var line = ProbeLines.of(window);

    assertThat(line).doesNotContain("\n");
    assertThat(ProbeLines.window(line)).isEqualTo(window);
  }

  @Test
  void whatWasNotAllowedComesBackAsItWas() throws Exception {
    var sentences = List.of("not \"locked\" memory\n", "no probe unit-start: \u001b[31m");

    assertThat(ProbeLines.notAllowed(ProbeLines.ofNotAllowed(sentences))).isEqualTo(sentences);
    assertThat(ProbeLines.notAllowed(ProbeLines.ofNotAllowed(List.of()))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "[]",
        "{}",
        "java.lang.IllegalStateException: a probe failed",
        "{\"nanoseconds\":1}",
        "{\"nanoseconds\":-1,\"readings\":[]}",
        "{\"nanoseconds\":1e99,\"readings\":[]}",
        "{\"nanoseconds\":99999999999999999999,\"readings\":[]}",
        "{\"nanoseconds\":1,\"readings\":[]",
        "{\"nanoseconds\":1,\"readings\":[]} {}",
        "{\"nanoseconds\":1,\"readings\":[7]}",
        "{\"nanoseconds\":1,\"readings\":[{\"probe\":\"a\"}]}",
        "{\"nanoseconds\":1,\"readings\":[{\"probe\":\"a\",\"latencies\":\"AAAA\",\"missed\":0,"
            + "\"leftOut\":0,\"failed\":0}]}",
        "{\"notAllowed\":[]}",
      })
  void whatIsNoWindowIsOneError(String line) {
    assertThatThrownBy(() -> ProbeLines.window(line))
        .isInstanceOf(HostException.class)
        .hasMessageStartingWith("the probes' process said something that is no answer");
  }

  @Test
  void aLineThatWasHarmedIsAnErrorOrAnotherWindow() throws Exception {
    var line =
        ProbeLines.of(
            new Window(
                Duration.ofMillis(7),
                List.of(new Reading("a", Latencies.NONE, 1, OptionalLong.of(1), 2))));
    var random = new Random(4);
    for (var i = 0; i < 3000; i++) {
      var harmed = new StringBuilder(line);
      harmed.setCharAt(random.nextInt(line.length()), (char) random.nextInt(300));
      try {
        assertThat(ProbeLines.window(harmed.toString())).isNotNull();
      } catch (HostException refused) {
        assertThat(refused.what()).contains("no answer");
      }
    }
  }

  @Test
  void theFirstLineIsNoList() {
    assertThatThrownBy(() -> ProbeLines.notAllowed("{\"notAllowed\":[1]}"))
        .isInstanceOf(HostException.class);
  }
}
