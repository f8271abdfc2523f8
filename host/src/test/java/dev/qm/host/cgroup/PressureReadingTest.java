package dev.qm.host.cgroup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PressureReadingTest {
  @Test
  void bothLinesAreRead() {
    var read =
        PressureReading.of(
            """
            some avg10=99.12 avg60=61.08 avg300=34.34 total=23658369920
            full avg10=87.64 avg60=3.00 avg300=0.00 total=1234567
            """);

    assertThat(read.some()).contains(new PressureReading.Share(9912, 6108, 3434, 23_658_369_920L));
    assertThat(read.full()).contains(new PressureReading.Share(8764, 300, 0, 1_234_567));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "some\n",
        "some avg10= avg60= avg300= total=\n",
        "some avg10=1.0 avg60=0.00 avg300=0.00 total=1\n",
        "some avg10=1.00 avg60=0.00 avg300=0.00\n",
        "some avg10=-1.00 avg60=0.00 avg300=0.00 total=1\n"
      })
  void aTextOfAnotherFormSaysNothing(String text) {
    assertThat(PressureReading.of(text)).isEqualTo(PressureReading.NONE);
  }

  @Property(tries = 200)
  void whatTheKernelWritesIsReadBack(
      @ForAll @IntRange(max = 10_000) int hundredths, @ForAll @LongRange(min = 0) long total) {
    var percent = "%d.%02d".formatted(hundredths / 100, hundredths % 100);

    var read =
        PressureReading.of(
            "full avg10=%s avg60=%s avg300=%s total=%d\n"
                .formatted(percent, percent, percent, total));

    assertThat(read.some()).isEmpty();
    assertThat(read.full())
        .isEqualTo(
            Optional.of(new PressureReading.Share(hundredths, hundredths, hundredths, total)));
  }

  @Property(tries = 200)
  void noTextIsAFailure(@ForAll String text) {
    assertThatCode(() -> PressureReading.of("some " + text)).doesNotThrowAnyException();
  }
}
