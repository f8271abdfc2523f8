package dev.qm.partition.landing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.qm.host.HostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class RecordTextTest {
  private static final Path FILE = Path.of("/var/lib/qm/x");

  @Test
  void linesAreCountedWithThoseThatSayNothing() throws Exception {
    var text = read("# a comment\n\nfile 1 /a\n \nfolder /b\u2028\u0085\r\n");

    assertThat(text.lines())
        .containsExactly(
            new RecordText.Line(3, "file 1 /a"), new RecordText.Line(5, "folder /b\u2028\u0085\r"));
    assertThat(read("").lines()).isEmpty();
  }

  @Test
  void whatWasCutInTheMiddleOfALineIsNamedWithIt() throws Exception {
    var whole = "# a comment\nfile 1 /a\nfile 2 /b\n";
    for (var length = 1; length < whole.length(); length++) {
      var cut = whole.substring(0, length);
      if (cut.endsWith("\n")) {
        assertThat(read(cut).lines()).hasSizeLessThan(2);
        continue;
      }
      var line = 1 + cut.chars().filter(c -> c == '\n').count();
      assertThatExceptionOfType(HostException.class)
          .as("%s characters", length)
          .isThrownBy(() -> read(cut))
          .withMessageStartingWith(FILE + ":" + line + ": cannot read this line of the record")
          .withMessageContaining("ends in the middle");
    }
  }

  @Property(tries = 500)
  void whateverIsInTheFileIsReadOrNamedWithItsLine(@ForAll @Size(max = 60) byte[] content) {
    try {
      for (var line : RecordText.of(FILE, "the record", content).lines()) {
        assertThat(line.text()).isNotBlank().doesNotStartWith("#");
      }
    } catch (HostException unreadable) {
      assertThat(unreadable.getMessage()).matches("(?s)" + FILE + ":[0-9]+: cannot read .*");
    }
  }

  private static RecordText read(String text) throws HostException {
    return RecordText.of(FILE, "the record", text.getBytes(StandardCharsets.UTF_8));
  }
}
