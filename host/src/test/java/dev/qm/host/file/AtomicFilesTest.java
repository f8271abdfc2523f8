package dev.qm.host.file;

import static dev.qm.host.Refused.failureOf;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFilesTest {
  @TempDir Path folder;

  @Test
  void nothingIsReplacedBeforeAllAreThere() throws Exception {
    Files.writeString(folder.resolve("a"), "old");

    try (var files = new AtomicFiles(folder, "0644")) {
      files.add("a", bytes("one"));
      files.add("b", bytes("two"));
      assertThat(folder.resolve("a")).hasContent("old");
      assertThat(folder.resolve("b")).doesNotExist();
      files.commit();
    }

    assertThat(folder.resolve("a")).hasContent("one");
    assertThat(folder.resolve("b")).hasContent("two");
    assertThat(names()).containsExactly("a", "b");
  }

  @Test
  void whatIsNotCommittedLeavesNoTrace() throws Exception {
    Files.createDirectory(folder.resolve("d"));
    Files.writeString(folder.resolve("a"), "old");

    var failure =
        failureOf(() -> {
          try (var files = new AtomicFiles(folder, "0644")) {
            files.add("a", bytes("one"));
            files.add("d", bytes("two"));
            files.commit();
          }
        });

    assertThat(failure).hasMessageContaining("folder");
    assertThat(folder.resolve("a")).hasContent("old");
    assertThat(names()).containsExactly("a", "d");
  }

  @Test
  void onlyTheLeftoversOfTheSameNameGo() throws Exception {
    // no process has this id: the kernel's highest is 4194304
    Files.writeString(folder.resolve(".a.qm-new-4194305-1"), "half");
    Files.writeString(folder.resolve(".b.qm-new-4194305-2"), "half");

    try (var files = new AtomicFiles(folder, "0644")) {
      files.add("a", bytes("one"));
      files.commit();
    }

    assertThat(names()).containsExactly(".b.qm-new-4194305-2", "a");
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private List<String> names() throws Exception {
    try (var entries = Files.list(folder)) {
      return entries.map(entry -> String.valueOf(entry.getFileName())).sorted().toList();
    }
  }
}
