package dev.qm.partition.ipc.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.qm.host.HostException;
import dev.qm.quadlet.syntax.UnitFile;
import java.nio.file.Path;
import java.time.Duration;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StartLimitTest {
  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  @Test
  void soManyStartsInTheIntervalAndNoMore() throws Exception {
    var limit = new StartLimit(policy("[Unit]\nStartLimitBurst=2\nStartLimitIntervalSec=10\n"));

    assertThat(limit.admits(0)).isTrue();
    assertThat(limit.admits(9 * SECOND)).isTrue();
    assertThat(limit.admits(10 * SECOND)).isFalse();
    assertThat(limit.admits(11 * SECOND)).isTrue();
    assertThat(limit.admits(12 * SECOND)).isFalse();
  }

  @Test
  void aLimitOfZeroIsNone() throws Exception {
    for (var unit : new String[] {"StartLimitBurst=0", "StartLimitIntervalSec=0"}) {
      var limit = new StartLimit(policy("[Unit]\n" + unit + "\n"));
      for (var i = 0; i < 100; i++) {
        assertThat(limit.admits(0)).isTrue();
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "no, false, false",
    "always, true, true",
    "on-success, true, false",
    "on-failure, false, true",
    "on-abnormal, false, true",
  })
  void restartSaysAfterWhichEnd(String word, boolean afterSuccess, boolean afterFailure)
      throws Exception {
    var policy = policy("[Service]\nRestart=" + word + "\n");

    assertThat(policy.restarts(0)).isEqualTo(afterSuccess);
    assertThat(policy.restarts(1)).isEqualTo(afterFailure);
    assertThat(policy.restarts(137)).isEqualTo(afterFailure);
  }

  @ParameterizedTest
  @CsvSource({"5, 5000", "5s, 5000", "200ms, 200", "1min 30s, 90000", "1h2min, 3720000", "0, 0"})
  void timesAreReadAsSystemdReadsThem(String text, long milliseconds) {
    assertThat(TimeSpan.parse(text)).contains(Duration.ofMillis(milliseconds));
  }

  @Test
  void aTimeThatIsNoneIsNamedWithItsPlace() {
    assertThatThrownBy(() -> policy("[Service]\nRestartSec=soon\n"))
        .isInstanceOf(HostException.class)
        .hasMessageContaining("x.service:2")
        .hasMessageContaining("RestartSec=soon");
  }

  @Property
  void anyTextIsATimeOrNone(@ForAll String text) {
    assertThat(TimeSpan.parse(text)).isNotNull();
  }

  private static RestartPolicy policy(String text) throws Exception {
    return RestartPolicy.of(UnitFile.parse(Path.of("/x.service"), text));
  }
}
