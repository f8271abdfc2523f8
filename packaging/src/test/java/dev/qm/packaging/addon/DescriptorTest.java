package dev.qm.packaging.addon;

import static org.assertj.core.api.Assertions.assertThat;

import dev.qm.quadlet.syntax.Problem;
import java.nio.file.Path;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DescriptorTest {
  private static Descriptor parse(String text) {
    return Descriptor.parse(Path.of("/a/radio/addon.conf"), text, new AddonName("radio"));
  }

  private static List<String> problems(String text) {
    return parse(text).problems().stream().map(Problem::toString).toList();
  }

  @Test
  void everyKeyIsRead() {
    var read =
        parse(
            """
            [Addon]
            Name=radio
            Summary=a radio
            Description=One.
            Description=Two.
            Requires=kvm podman >= 5.0
            Requires=rpm:libc.so.6()(64bit) deb:libc6
            Recommends=sound
            Conflicts=television
            AfterInstall=qm restart
            [Device]
            Device=/dev/radio*   the receivers
            """);

    assertThat(read.problems()).isEmpty();
    assertThat(read.summary()).isEqualTo("a radio");
    assertThat(read.description()).containsExactly("One.", "Two.");
    assertThat(read.requires())
        .extracting(relation -> relation.where() + " " + relation.dependency().name())
        .containsExactly(
            "EVERYWHERE kvm", "EVERYWHERE podman", "RPM libc.so.6()(64bit)", "DEB libc6");
    assertThat(read.requires().get(1).dependency().version()).isEqualTo("5.0");
    assertThat(read.devices())
        .singleElement()
        .satisfies(device -> {
          assertThat(device.pattern()).isEqualTo("/dev/radio*");
          assertThat(device.reason()).isEqualTo("the receivers");
          assertThat(device.origin()).hasToString("/a/radio/addon.conf:12");
        });
  }

  @Test
  void everyMistakeIsNamedWithItsLine() {
    assertThat(
            problems(
                """
                [Addon]
                Name=tv
                Sumary=a radio
                Requires=a/b
                [Device]
                Device=/dev/radio0
                Device=/etc/passwd to read it
                Device=/dev/../etc/x because
                Open=yes
                [Files]
                x=y
                """))
        .satisfiesExactlyInAnyOrder(
            one ->
                assertThat(one).startsWith("/a/radio/addon.conf:10:1: error: there is no section"),
            one ->
                assertThat(one).startsWith("/a/radio/addon.conf:3:1: error: unknown key 'Sumary'"),
            one -> assertThat(one).startsWith("/a/radio/addon.conf:9:1: error: unknown key 'Open'"),
            one ->
                assertThat(one)
                    .startsWith("/a/radio/addon.conf:2:1: error: Name=tv does not agree"),
            one ->
                assertThat(one).startsWith("/a/radio/addon.conf:1:1: error: there is no Summary="),
            one -> assertThat(one).startsWith("/a/radio/addon.conf:4:1: error: Requires= does not"),
            one -> assertThat(one).startsWith("/a/radio/addon.conf:6:1: error: no reason for"),
            one -> assertThat(one).startsWith("/a/radio/addon.conf:7:1: error: '/etc/passwd' is"),
            one ->
                assertThat(one).startsWith("/a/radio/addon.conf:8:1: error: '/dev/../etc/x' is"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"5:", ":5", "1:2:3", "1.0-", "a", "x:5", "5_0"})
  void aVersionThatDpkgWouldRefuseIsRefused(String version) {
    assertThat(problems("[Addon]\nSummary=a radio\nRequires=podman >= " + version + "\n"))
        .singleElement()
        .asString()
        .startsWith("/a/radio/addon.conf:3:1: error: Requires= does not");
  }

  @ParameterizedTest
  @ValueSource(strings = {"5", "5:1.0", "1.0-2", "1.0~rc1+b2"})
  void aVersionThatBothFormatsKnowIsTaken(String version) {
    assertThat(problems("[Addon]\nSummary=a radio\nRequires=podman >= " + version + "\n"))
        .isEmpty();
  }

  @Test
  void terminalEscapesAreRefused() {
    assertThat(problems("[Addon]\nSummary=a \u001b[31mradio\n"))
        .anyMatch(one -> one.contains(":2:1: error: Summary= has a control character"));
  }

  @Test
  void aStarStandsForAPartOfOneName() {
    assertThat(covers("/dev/video*", "/dev/video10")).isTrue();
    assertThat(covers("/dev/video*", "/dev/video/0")).isFalse();
    assertThat(covers("/dev/snd/*", "/dev/snd")).as("the folder of them").isTrue();
    assertThat(covers("/dev/snd/*", "/dev/snd/pcmC0D0p")).isTrue();
    assertThat(covers("/dev/snd", "/dev/snd/pcmC0D0p")).isFalse();
    assertThat(covers("/dev/*", "/dev")).as("all devices").isTrue();
  }

  private static boolean covers(String pattern, String path) {
    return parse("[Addon]\nSummary=x\n[Device]\nDevice=" + pattern + " why\n")
        .devices()
        .getFirst()
        .covers(path);
  }

  @Property
  void anyTextIsReadOrRefused(@ForAll String text) {
    assertThat(parse("[Addon]\n" + text).problems()).isNotNull();
  }
}
