package dev.qm.host;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class VersionTest {
  @Test
  void findsTheVersionInWhatProgramsSay() {
    assertThat(Version.find("podman version 4.3.1\n")).contains(new Version(4, 3, 1));
    assertThat(Version.find("podman version 5.8.0-dev")).contains(new Version(5, 8, 0));
    assertThat(Version.find("crun version 1.21\ncommit: 10269840")).contains(new Version(1, 21, 0));
    assertThat(Version.find("6.12.41+deb13-amd64")).contains(new Version(6, 12, 41));
    assertThat(Version.find("4.3.1+ds1-8+deb12u1")).contains(new Version(4, 3, 1));
    assertThat(Version.find("systemd 252 (252.39)")).contains(new Version(252, 0, 0));
    assertThat(Version.find("e2fsprogs")).isEmpty();
    assertThat(Version.find("")).isEmpty();
  }

  @Property
  void whatIsWrittenIsFound(@ForAll @IntRange(min = 0) int a, @ForAll @IntRange(min = 0) int b) {
    var version = new Version(a, b, 7);

    assertThat(Version.find(version.toString())).contains(version);
    assertThat(version.isAtLeast(a, b)).isTrue();
  }

  @Property
  void orderIsByNumbers(@ForAll @IntRange(max = 20) int a, @ForAll @IntRange(max = 20) int b) {
    assertThat(Integer.signum(new Version(1, a, b).compareTo(new Version(1, b, a))))
        .isEqualTo(Integer.signum(Integer.compare(a, b)));
    assertThat(new Version(1, a, 0).isAtLeast(1, b)).isEqualTo(a >= b);
  }

  @Property
  void noTextIsTooOdd(@ForAll String text) {
    assertThat(Version.find(text)).isNotNull();
  }
}
