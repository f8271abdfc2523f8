package dev.qm.partition.setup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.qm.host.packages.AptSource;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SuitesTest {
  private static final Path FILE = Path.of("/etc/apt/sources.list");

  @ParameterizedTest
  @CsvSource({
    "bullseye, trixie",
    "bookworm, trixie",
    "trixie, trixie",
    "forky, forky",
    "jammy, noble",
    "noble, noble",
    "unheard-of, unheard-of"
  })
  void aReleaseWhosePodmanIsTooOldGetsALaterOneInside(String host, String inside) {
    assertThat(Suites.forHost(host)).isEqualTo(inside);
  }

  @Test
  void theHostsMirrorsServeTheOtherRelease() {
    var sources =
        List.of(
            debs("http://mirror.example/debian", "bookworm", "bookworm-updates"),
            debs("http://mirror.example/security", "bookworm-security"));

    assertThat(Suites.lines(sources, "bookworm", "trixie"))
        .containsExactly(
            "deb http://mirror.example/debian trixie main contrib",
            "deb http://mirror.example/debian trixie-updates main contrib",
            "deb http://mirror.example/security trixie-security main contrib");
  }

  @Test
  void sourcePackagesOtherReleasesAndOtherVendorsStayOnTheHost() {
    var sources =
        List.of(
            new AptSource(
                List.of("deb-src"),
                List.of("http://m.example/d"),
                List.of("bookworm"),
                List.of("main"),
                Map.of(),
                FILE,
                1),
            debs("http://m.example/d", "sid", "bookwormish", "./"),
            debs("http://vendor.example/apt", "stable"));

    assertThat(Suites.lines(sources, "bookworm", "trixie")).isEmpty();
  }

  @Test
  void aMachineWithoutAReleaseNameHasNoMirrors() {
    assertThat(Suites.lines(List.of(debs("http://m.example/d", "bookworm")), "", "trixie"))
        .isEmpty();
  }

  private static AptSource debs(String uri, String... suites) {
    return new AptSource(
        List.of("deb"),
        List.of(uri),
        List.of(suites),
        List.of("main", "contrib"),
        Map.of(),
        FILE,
        1);
  }
}
