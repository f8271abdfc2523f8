package dev.qm.assurance.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class DpkgStatusTest {
  @Example
  void whatHasFilesIsInstalledAndTheRestIsNot() {
    var status =
        DpkgStatus.parse(
            """
            Package: libc6
            Status: install ok installed
            Architecture: amd64
            Source: glibc (2.41-1)
            Version: 2.41-12+deb13u1
            Description: the library
             Version: of a line that goes on
            Maintainer: GNU Libc Maintainers <debian-glibc@lists.debian.org>

            Package: gone
            Status: deinstall ok config-files
            Version: 1

            Status: install ok installed
            Version: 2

            package: half
            status: install ok half-configured
            version: 1~rc1
            """);

    assertThat(status.packages())
        .extracting(InstalledPackage::name)
        .containsExactly("libc6", "half");
    var libc = status.packages().getFirst();
    assertThat(libc.version()).isEqualTo("2.41-12+deb13u1");
    assertThat(libc.source()).isEqualTo("glibc");
    assertThat(libc.url("debian")).contains("pkg:deb/debian/libc6@2.41-12%2Bdeb13u1?arch=amd64");
    assertThat(status.packages().getLast().state()).isEqualTo("half-configured");
    assertThat(status.gaps()).containsExactly("entries without a name, which are left out: 1.");
  }

  @Example
  void nobodyForgesThePackageUrlOfAnother() {
    var status =
        DpkgStatus.parse(
            "Package: libc6@1?x=\nVersion: 1\n\nPackage: ok\nVersion: 1#a\n\nPackage: \u00e4\nVersion: 1\n");

    assertThat(status.packages()).hasSize(3).allMatch(it -> it.url("debian").isEmpty());
    assertThat(status.packages()).allMatch(it -> it.url("../x").isEmpty());
    assertThat(status.gaps())
        .singleElement()
        .asString()
        .startsWith("packages with a name")
        .endsWith(": 3.");
  }

  @Example
  void whatIsTooLongOrTooMuchIsSaid() {
    var many = new StringBuilder("Package: " + "a".repeat(5000) + "\nVersion: 1\n\n");
    for (var i = 0; i < 20_010; i++) {
      many.append("Package: p").append(i).append("\nVersion: 1\n\n");
    }

    var status = DpkgStatus.parse(many.toString());

    assertThat(status.packages()).hasSize(20_000);
    assertThat(status.packages().getFirst().name()).hasSizeLessThan(300);
    assertThat(status.gaps())
        .contains("packages beyond the first 20000, which are left out: 11.")
        .contains("values longer than any real one, which are cut: 1.");
  }

  @Property
  void anyTextIsReadToItsEnd(@ForAll String text) {
    assertThatCode(() -> DpkgStatus.parse("Package: " + text)).doesNotThrowAnyException();
  }
}
