package dev.qm.assurance.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.qm.assurance.rule.Evidence;
import dev.qm.assurance.rule.Fault;
import dev.qm.host.Untrusted;
import dev.qm.quadlet.syntax.Origin;
import java.nio.file.Path;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an acceptance is about. */
class AcceptanceTest {
  private static final Origin ORIGIN = new Origin(Path.of("/etc/qm-assurance/verify.d/a.conf"), 2);

  @ParameterizedTest
  @CsvSource({
    "/proc/*/status, /proc/812/status, true",
    "/proc/812/status, /proc/812/status, true",
    "/proc/*/status, /proc/812/limits, false",
    "/proc/813/status, /proc/812/status, false",
    "/proc/*/root/dev/mem, /proc/812/root/dev/mem, true",
    "/proc/*, /proc/812/status, false",
    "/proc/*/status, /proc/self/status, false",
    "/proc/sys/*/a, /proc/sys/7/a, false",
    "/etc/*/status, /etc/7/status, false",
  })
  void theNumberOfAProcessMayBeAny(String place, String found, boolean isCovered) {
    assertThat(acceptance(place).covers("rule", at(Evidence.kernel(found, "x"))))
        .isEqualTo(isCovered);
  }

  @Test
  void aProcessIsKnownByItsNameWhateverItsNumberIs() {
    var radio = Evidence.process(812, Untrusted.of("radio"), "0");

    assertThat(acceptance("process * (radio)").covers("rule", at(radio))).isTrue();
    assertThat(acceptance("process 812 (radio)").covers("rule", at(radio))).isTrue();
    assertThat(acceptance("process * (other)").covers("rule", at(radio))).isFalse();
    // a name is its process's to choose, and no pattern
    assertThat(
            acceptance("process * (radio)")
                .covers("rule", at(Evidence.process(7, Untrusted.of("*) (radio"), "0"))))
        .isFalse();
    assertThat(acceptance("process * (*)").covers("rule", at(radio))).isFalse();
  }

  private static Fault at(Evidence evidence) {
    return Fault.of("something", evidence);
  }

  private static Acceptance acceptance(String place) {
    return new Acceptance(
        "rule", place, "reason", "owner", LocalDate.of(2999, 1, 1), ORIGIN, ORIGIN);
  }
}
