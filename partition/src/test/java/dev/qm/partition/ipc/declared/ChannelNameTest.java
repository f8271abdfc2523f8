package dev.qm.partition.ipc.declared;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChannelNameTest {
  /** The rule, said another way. */
  private static final Pattern RULE = Pattern.compile("(?!.{41})[a-z]([a-z0-9-]*[a-z0-9])?");

  @Property
  void whatIsTakenIsExactlyWhatTheRuleSays(@ForAll("almostNames") String text) {
    assertThat(ChannelName.parse(text).isPresent()).isEqualTo(RULE.matcher(text).matches());
  }

  @Provide
  Arbitrary<String> almostNames() {
    return Arbitraries.oneOf(
        Arbitraries.strings().withChars("abz09-_A/.\n ").ofMinLength(0).ofMaxLength(6),
        Arbitraries.strings().withChars("ab-").ofMinLength(36).ofMaxLength(44),
        Arbitraries.strings().ofMaxLength(50));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "localhost/qm-ipc-demo",
        "quay.io/car/radio:1.2",
        "registry.local:5000/a/b@sha256:0123456789abcdef",
        "docker-archive:/var/radio.tar"
      })
  void imagesAreTaken(String text) {
    assertThat(ImageName.parse(text)).contains(new ImageName(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "a\nExec=sh",
        "a b",
        "-v",
        "a\\",
        "a\"b",
        "a%n",
        "/etc",
        "a/",
        "a$b",
        "a//b",
        "a #x",
        "ä"
      })
  void whatIsNoImageIsNot(String text) {
    assertThat(ImageName.parse(text)).isEmpty();
  }

  @Test
  void theDemoIsKnownInEachOfItsVersions() {
    assertThat(new ImageName("localhost/qm-ipc-demo").isDemo()).isTrue();
    assertThat(new ImageName("localhost/qm-ipc-demo:latest").isDemo()).isTrue();
    assertThat(new ImageName("localhost/qm-ipc-demo2").isDemo()).isFalse();
  }
}
