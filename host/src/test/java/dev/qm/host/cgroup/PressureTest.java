package dev.qm.host.cgroup;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PressureTest {
  @Test
  void readsTheTimeInWhichNothingCouldRun() {
    var text =
        """
        some avg10=99.12 avg60=61.08 avg300=34.34 total=23658369920
        full avg10=87.64 avg60=3.00 avg300=0.00 total=1234567
        """;

    assertThat(Pressure.of(text)).contains(new Pressure(87, 1_234_567));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "some avg10=0.00 avg60=0.00 avg300=0.00 total=1\n",
        "full avg10= total=\n",
        "full avg10=. total=7\n",
        "full avg10=1.00 avg60=0.00 avg300=0.00\n"
      })
  void knowsNothingFromATextWithoutIt(String text) {
    assertThat(Pressure.of(text)).isEmpty();
  }

  @Test
  void knowsNothingWhereTheKernelDoesNotCount() {
    assertThat(Pressure.read(Path.of("/nonexistent/cpu.pressure"))).isEmpty();
  }
}
