package dev.qm.quadlet.syntax;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class YesNoTest {
  private static final List<String> YES = List.of("1", "yes", "y", "true", "t", "on");
  private static final List<String> NO = List.of("0", "no", "n", "false", "f", "off");

  @Test
  void bothReadersTakeTheirWordsInAnyCase() {
    for (var word : YES) {
      for (var written : List.of(word, word.toUpperCase(Locale.ROOT))) {
        assertThat(YesNo.parse(written)).as(written).contains(true);
        assertThat(YesNo.isTrueToPodman(written)).as(written).isEqualTo(!"ty".contains(word));
      }
    }
    for (var word : NO) {
      for (var written : List.of(word, word.toUpperCase(Locale.ROOT))) {
        assertThat(YesNo.parse(written)).as(written).contains(false);
        assertThat(YesNo.isTrueToPodman(written)).as(written).isFalse();
      }
    }
  }

  @Test
  void aLetterThatOnlyFoldsToOneIsAnotherLetterToSystemd() {
    assertThat(YesNo.parse("ye\u017f")).isEmpty();
    assertThat(YesNo.isTrueToPodman("ye\u017f")).isTrue();
  }

  @Property
  void anyOtherTextIsNeitherToSystemdAndNoToPodman(@ForAll String text) {
    if (!text.contains("\u017f")
        && !YES.contains(text.toLowerCase(Locale.ROOT))
        && !NO.contains(text.toLowerCase(Locale.ROOT))) {
      assertThat(YesNo.parse(text)).isEmpty();
      assertThat(YesNo.isTrueToPodman(text)).isFalse();
    }
  }
}
