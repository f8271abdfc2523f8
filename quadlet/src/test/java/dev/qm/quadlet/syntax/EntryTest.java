package dev.qm.quadlet.syntax;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class EntryTest {
  private static Entry entry(String key, String value, String file, int line) {
    return new Entry(key, value, new Origin(Path.of(file), line));
  }

  /** Both are written out, other than with most records. */
  @Test
  void whatDiffersInOnePartIsAnotherOne() {
    var entry = entry("Key", "value", "/a.container", 1);

    assertThat(entry)
        .isEqualTo(entry("Key", "value", "/a.container", 1))
        .hasSameHashCodeAs(entry("Key", "value", "/a.container", 1))
        .isNotEqualTo(entry("key", "value", "/a.container", 1))
        .isNotEqualTo(entry("Key", "Value", "/a.container", 1))
        .isNotEqualTo(entry("Key", "value", "/b.container", 1))
        .isNotEqualTo(entry("Key", "value", "/a.container", 2))
        .isNotEqualTo("Key=value");
  }
}
