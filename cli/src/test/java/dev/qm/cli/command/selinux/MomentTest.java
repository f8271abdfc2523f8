package dev.qm.cli.command.selinux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.qm.cli.parse.UsageException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class MomentTest {
  private static final Instant NOW = Instant.parse("2026-01-31T12:00:00Z");
  private static final ZoneId ZONE = ZoneId.of("+01:00");

  @Test
  void momentsAreTypedInManyWays() throws Exception {
    assertThat(parse("90s")).isEqualTo("2026-01-31T11:58:30Z");
    assertThat(parse("30m")).isEqualTo("2026-01-31T11:30:00Z");
    assertThat(parse("2h")).isEqualTo("2026-01-31T10:00:00Z");
    assertThat(parse("3d")).isEqualTo("2026-01-28T12:00:00Z");
    assertThat(parse("10:05")).isEqualTo("2026-01-31T09:05:00Z");
    assertThat(parse("2026-01-30")).isEqualTo("2026-01-29T23:00:00Z");
    assertThat(parse("2026-01-30T10:05")).isEqualTo("2026-01-30T09:05:00Z");
    assertThat(parse("2026-01-30 10:05:01")).isEqualTo("2026-01-30T09:05:01Z");
    assertThat(parse("2026-01-30T10:05:00Z")).isEqualTo("2026-01-30T10:05:00Z");
  }

  @Test
  void anythingElseIsRefused() {
    for (var text :
        List.of("", "m", "-1m", "9999999999999999d", "25:00", "yesterday", "2026-13-01")) {
      assertThatExceptionOfType(UsageException.class).as(text).isThrownBy(() -> parse(text));
    }
  }

  @Property
  void anyTextIsAMomentOrRefused(@ForAll String text) {
    try {
      parse(text);
    } catch (UsageException refused) {
      assertThat(refused).hasMessageContaining("--since");
    }
  }

  private static String parse(String text) throws UsageException {
    return Moment.parse(text, NOW, ZONE).toString();
  }
}
