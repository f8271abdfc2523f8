package dev.qm.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class UntrustedTest {
  @Test
  void escapeSequencesAreMadeVisible() {
    assertThat(Untrusted.printable("\u001b[31mred\u009b0m\u0007\r"))
        .isEqualTo("\\x1b[31mred\\x9b0m\\x07\\x0d");
    assertThat(Untrusted.printable("a\u202egnp.exe")).isEqualTo("a\\u202egnp.exe");
    assertThat(Untrusted.printable("zero\u200bwidth\ufeff")).isEqualTo("zero\\u200bwidth\\ufeff");
  }

  @Test
  void ordinaryTextOfAnyLanguageStays() {
    for (var text : new String[] {"", "plain", "Grüße, 世界 🚗", "two\nlines\tand a tab"}) {
      assertThat(Untrusted.printable(text)).isSameAs(text);
    }
  }

  @Test
  void oneLineStaysOneLine() {
    assertThat(Untrusted.of("a\nb")).hasToString("a\\x0ab");
  }

  @Property
  void noByteReachesATerminalThatItWouldActOn(@ForAll byte[] bytes) {
    var shown = Untrusted.of(bytes).toString();

    assertThat(shown.chars()).allMatch(c -> c >= 0x20 && c != 0x7f && (c < 0x80 || c >= 0xa0));
    assertThat(new String(shown.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8))
        .as("no half characters")
        .isEqualTo(shown);
    assertThat(Untrusted.of(bytes).bytes()).isEqualTo(bytes);
  }

  @Property
  void noTextReachesATerminalThatItWouldActOn(@ForAll String text) {
    assertThat(Untrusted.printable(text).chars())
        .allMatch(
            c -> c == '\n' || c == '\t' || (c >= 0x20 && c != 0x7f && (c < 0x80 || c >= 0xa0)));
  }
}
