package dev.qm.host.packages;

import static dev.qm.host.Refused.failureOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.qm.host.HostException;
import dev.qm.host.Root;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AptSourcesTest {
  private static final Path FILE = Path.of("/etc/apt/sources.list.d/x.sources");

  @Test
  void deb822StanzasAreSourcesWithTheirPlace() throws HostException {
    var sources =
        AptSources.deb822(
            """
            # the main mirror
            Types: deb deb-src
            # a comment between
            URIs: http://mirror.example/debian
            Suites: bookworm
              bookworm-updates
            Components: main contrib
            signed-by:
             -----BEGIN PGP PUBLIC KEY BLOCK-----
             .
             abc=
             -----END PGP PUBLIC KEY BLOCK-----

            Enabled: no
            Types: deb
            URIs: http://off.example/
            Suites: x

            Types: deb
            URIs: file:///srv/flat
            Suites: ./
            """,
            FILE);

    assertThat(sources).hasSize(2);
    var first = sources.getFirst();
    assertThat(first.types()).containsExactly("deb", "deb-src");
    assertThat(first.suites()).containsExactly("bookworm", "bookworm-updates");
    assertThat(first.components()).containsExactly("main", "contrib");
    assertThat(first.options().get("Signed-By")).contains("BEGIN PGP").contains("\n .\n");
    assertThat(first.line()).isEqualTo(2);
    assertThat(sources.getLast().line()).isEqualTo(19);
  }

  @Test
  void oneLineSourcesHaveOptionsInBrackets() throws HostException {
    var sources =
        AptSources.oneLine(
            """
            # off: deb http://off.example/ x main
            deb [arch=amd64,arm64 signed-by=/usr/share/keyrings/k.gpg] http://m.example/d trixie main # why
            deb-src http://m.example/d trixie main contrib
            deb file:/srv/flat ./
            """,
            FILE);

    assertThat(sources)
        .containsExactly(
            new AptSource(
                List.of("deb"),
                List.of("http://m.example/d"),
                List.of("trixie"),
                List.of("main"),
                Map.of("Architectures", "amd64 arm64", "Signed-By", "/usr/share/keyrings/k.gpg"),
                FILE,
                2),
            new AptSource(
                List.of("deb-src"),
                List.of("http://m.example/d"),
                List.of("trixie"),
                List.of("main", "contrib"),
                Map.of(),
                FILE,
                3),
            new AptSource(
                List.of("deb"),
                List.of("file:/srv/flat"),
                List.of("./"),
                List.of(),
                Map.of(),
                FILE,
                4));
  }

  @Test
  void aBadSourceIsNamedWithFileAndLine() {
    assertThat(failureOf(() -> AptSources.deb822("\nTypes: deb\nURIs: x\n", FILE)))
        .hasMessageContaining(FILE + ":2")
        .hasMessageContaining("Suites");
    assertThat(failureOf(() -> AptSources.deb822("Types: deb\nnonsense\n", FILE)))
        .hasMessageContaining(FILE + ":2");
    assertThat(failureOf(() -> AptSources.deb822(" led by a blank\n", FILE)))
        .hasMessageContaining(FILE + ":1");
    assertThat(failureOf(() -> AptSources.oneLine("\ndeb http://x\n", FILE)))
        .hasMessageContaining(FILE + ":2");
  }

  @Test
  void aptReadsItsFoldersInOrderAndSkipsOtherNames(@TempDir Path machine) throws Exception {
    var apt = Files.createDirectories(machine.resolve("etc/apt/sources.list.d"));
    Files.writeString(apt.resolveSibling("sources.list"), "deb http://first.example a main\n");
    Files.writeString(apt.resolve("b.list"), "deb http://third.example a main\n");
    Files.writeString(
        apt.resolve("a.sources"), "Types: deb\nURIs: http://second.example\nSuites: a\n");
    Files.writeString(apt.resolve("off.list.disabled"), "nonsense");
    Files.writeString(apt.resolve(".swp.list"), "nonsense");

    assertThat(new Apt(new Root(machine)).sources())
        .extracting(source -> source.uris().getFirst())
        .containsExactly("http://first.example", "http://second.example", "http://third.example");
  }

  @Test
  void theReleaseForDnfComesFromOsReleaseOrItsOwnFile(@TempDir Path machine) throws Exception {
    Files.createDirectories(machine.resolve("etc/dnf/vars"));
    Files.writeString(machine.resolve("etc/os-release"), "ID=fedora\nVERSION_ID=41\n");
    var dnf = new Dnf(new Root(machine), machine.resolve("usr/bin/dnf"));

    assertThat(dnf.releaseVersion()).isEqualTo("41");
    Files.writeString(machine.resolve("etc/dnf/vars/releasever"), "10-stream\n");
    assertThat(dnf.releaseVersion()).isEqualTo("10-stream");
  }

  @Test
  void anotherMachinesPackagesAreNotTouched(@TempDir Path machine) {
    var root = new Root(machine);

    assertThat(failureOf(() -> new Apt(root).install(List.of("podman"), line -> {})))
        .hasMessageContaining("another machine");
    assertThat(
            failureOf(() -> new Dnf(root, machine.resolve("dnf")).remove(List.of("x"), line -> {})))
        .hasMessageContaining("another machine");
  }

  @Test
  void onThisMachineInstalledPackagesAreNotMissing() throws HostException {
    var system = PackageSystem.probe(Root.HOST);
    org.junit.jupiter.api.Assumptions.assumeTrue(
        system.isPresent(), "skipped: neither apt nor dnf is here");

    assertThat(system.get().missing(List.of("bash", "qm-no-such-package", "coreutils")))
        .containsExactly("qm-no-such-package");
    assertThat(system.get().missing(List.of())).isEmpty();
  }

  @Property
  void noSourceFileIsTooOdd(@ForAll("sourceLike") String text) {
    for (var style = 0; style < 2; style++) {
      try {
        var sources =
            switch (style) {
              case 0 -> AptSources.deb822(text, FILE);
              default -> AptSources.oneLine(text, FILE);
            };
        assertThat(sources).doesNotContainNull();
      } catch (HostException refused) {
        assertThat(refused.what()).startsWith("cannot read the package source at " + FILE + ":");
      }
    }
  }

  @Provide
  Arbitrary<String> sourceLike() {
    return Arbitraries.of(
            "Types:",
            " deb",
            "\n",
            "URIs: http://a.example/",
            "Suites: s",
            "Signed-By:",
            "\n .",
            "\n key",
            "#",
            "\n\n",
            "deb",
            " ",
            "[",
            "]",
            "a=b",
            "[arch=x]",
            "\t",
            "é",
            "\r\n",
            "Enabled: no",
            "X-Own: y")
        .list()
        .ofMaxSize(30)
        .map(parts -> String.join("", parts));
  }
}
