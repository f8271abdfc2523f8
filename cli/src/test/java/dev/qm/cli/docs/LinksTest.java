package dev.qm.cli.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Links from one text of this tree to another lead somewhere. */
class LinksTest {
  private static final Path TREE = Path.of(System.getProperty("qm.tree"));

  /** A link or picture of Markdown: the target stands in parentheses behind the brackets. */
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");

  private static final Pattern CODE = Pattern.compile("(?s)```.*?```|`[^`\n]*`");

  @Test
  void everyLinkLeadsToAFileAndAHeadingThatAreThere() throws IOException {
    var texts = texts();
    var dead = new ArrayList<String>();
    var links = 0;
    for (var text : texts) {
      var words = CODE.matcher(Files.readString(text)).replaceAll("");
      for (var link = LINK.matcher(words); link.find(); ) {
        var target = link.group(1);
        if (target.contains("://") || target.startsWith("mailto:")) {
          continue;
        }
        links++;
        if (!leadsSomewhere(text, target)) {
          dead.add(TREE.relativize(text) + ": " + target);
        }
      }
    }

    assertThat(texts.size()).isGreaterThan(10);
    assertThat(links).isGreaterThan(50);
    assertThat(dead).isEmpty();
  }

  @Test
  void theTableOfDecisionsHasEachRecordWithItsTitleAndItsDate() throws IOException {
    var folder = TREE.resolve("docs/decisions");
    var rows = new TreeSet<String>();
    try (var files = Files.newDirectoryStream(folder, "[0-9]*.md")) {
      for (var file : files) {
        var name = String.valueOf(file.getFileName());
        var lines = Files.readAllLines(file);
        var number = name.substring(0, 4);
        assertThat(lines.getFirst()).startsWith("# " + number + ": ");
        assertThat(lines.get(2)).matches("\\d{4}-\\d\\d-\\d\\d");
        assertThat(lines)
            .anyMatch(line -> line.startsWith("**Context.** "))
            .anyMatch(line -> line.startsWith("**Decision.** "))
            .anyMatch(line -> line.startsWith("**What decided.** "))
            .anyMatch(line -> line.startsWith("**Consequences.** "));
        var title = lines.getFirst().substring("# 0000: ".length());
        rows.add("| [" + number + "](" + name + ") | " + lines.get(2) + " | " + title + " |");
      }
    }

    assertThat(Files.readAllLines(folder.resolve("README.md")))
        .filteredOn(line -> line.startsWith("| ["))
        .containsExactlyElementsOf(rows);
  }

  private static List<Path> texts() throws IOException {
    var texts = new ArrayList<Path>();
    try (var here = Files.newDirectoryStream(TREE, "*.md")) {
      here.forEach(texts::add);
    }
    for (var folder : List.of("docs", "addons", "examples", "system", "testbed", "bench")) {
      if (Files.isDirectory(TREE.resolve(folder))) {
        try (var files = Files.walk(TREE.resolve(folder))) {
          files
              .filter(file -> file.toString().endsWith(".md"))
              .filter(file -> !file.toString().contains("/target/"))
              .forEach(texts::add);
        }
      }
    }
    return texts;
  }

  private static boolean leadsSomewhere(Path from, String target) throws IOException {
    var hash = target.indexOf('#');
    var file =
        hash == 0
            ? from
            : from.resolveSibling(hash < 0 ? target : target.substring(0, hash)).normalize();
    if (!Files.exists(file)) {
      return false;
    }
    return hash < 0 || anchors(Files.readString(file)).contains(target.substring(hash + 1));
  }

  /** What headings are called in links: lower case, without punctuation, with dashes for blanks. */
  private static List<String> anchors(String text) {
    var anchors = new ArrayList<String>();
    for (var line : CODE.matcher(text).replaceAll(code -> plain(code.group())).lines().toList()) {
      if (line.startsWith("#")) {
        anchors.add(
            line.replaceFirst("^#+ ", "")
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^\\p{L}\\p{N} _-]", "")
                .replace(' ', '-'));
      }
    }
    return anchors;
  }

  /** A block of code has no headings; a word in a heading loses its marks. */
  private static String plain(String code) {
    return code.startsWith("```")
        ? ""
        : java.util.regex.Matcher.quoteReplacement(code.replace("`", ""));
  }
}
