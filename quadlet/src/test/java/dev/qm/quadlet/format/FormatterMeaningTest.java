package dev.qm.quadlet.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.qm.quadlet.check.RealShapes;
import dev.qm.quadlet.read.Folders;
import dev.qm.quadlet.read.UnitTrees;
import dev.qm.quadlet.read.UnitType;
import dev.qm.quadlet.syntax.Dialect;
import dev.qm.quadlet.syntax.Line;
import dev.qm.quadlet.syntax.UnitFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** The promise of formatting: not a word of what units mean changes, and no comment is lost. */
class FormatterMeaningTest {
  private static final Path TREE = Path.of(System.getProperty("qm.tree"));
  private static final Path FILE = Path.of("x.container");

  @Property(tries = 400)
  void formattedTreesMeanWhatTheyMeant(@ForAll("trees") UnitTrees.Tree tree) throws IOException {
    keepsMeaning(tree);
  }

  /** What is said about a word that two lines share must not hang on how far in they begin. */
  @Example
  void aWordAcrossTwoLinesMeansTheSameWhereverTheyBegin() throws IOException {
    keepsMeaning(
        new UnitTrees.Tree(
            Map.of("first/a.build", "[Unit]\n  After=\\\nAfter=aa #\\\n[Build]\nFile=/f\n"),
            List.of("first")));
  }

  @Example
  void formattedUnitsOfPeopleMeanWhatTheyMeant() throws IOException {
    for (var project : RealShapes.projects()) {
      var tree = new UnitTrees.Tree(inFirst(project.files()), List.of("first"));
      assertThat(left(tree)).isEmpty();
      keepsMeaning(tree);
    }
  }

  @Example
  void formattedUnitsOfThisProjectMeanWhatTheyMeant() throws IOException {
    var files = unitsOfThisProject();
    assertThat(files.size()).isCloseTo(70, within(40));
    for (var file : files) {
      var text = Files.readString(file);
      keepsText(text);
      var tree = new UnitTrees.Tree(Map.of("first/" + shortName(file), text), List.of("first"));
      keepsMeaning(tree);
    }
  }

  @Example
  void whatThisProjectInstallsIsInForm() throws IOException {
    for (var file : unitsOfThisProject()) {
      var text = Files.readString(file);
      if (!file.toString().contains("/src/test/") && !text.contains("\n@")) {
        assertThat(Formatter.format(file, text)).isEqualTo(new Formatted.Canonical(text));
      }
    }
  }

  @Example
  void formattedMachinesMeanWhatTheyMeant() throws IOException {
    for (var name : List.of("every-key", "qm", "references")) {
      var golden =
          TREE.resolve("quadlet/src/test/resources/dev/qm/quadlet/generate/golden").resolve(name);
      Map<String, String> files = new LinkedHashMap<>();
      List<String> folders = new ArrayList<>();
      for (var folder : Folders.system(golden)) {
        folders.add(golden.relativize(folder).toString());
      }
      for (var file : below(golden)) {
        var inside = golden.relativize(file);
        if (!inside.startsWith("expected")) {
          files.put(inside.toString(), Files.readString(file));
        }
      }
      var tree = new UnitTrees.Tree(files, folders);
      assertThat(left(tree)).isEmpty();
      keepsMeaning(tree);
    }
  }

  @Property(tries = 3000)
  void anyTextIsFormattedOnceAndForAllWithAllItsComments(@ForAll("texts") String text) {
    keepsText(text);
    keepsText("[Container]\nImage=q.io/x\n" + text);
  }

  /** As with reading, the time that it takes grows as the text does. */
  @Example
  void aMebibyteOfAnythingIsFormatted() {
    var mib = 1024 * 1024;
    for (var line : List.of("[S]\n", "k=\n", "k=a \\\n", "#\n", "\n", " ", "a", "\r\n")) {
      keepsText("[Container]\n" + line.repeat(mib / line.length()) + "\nImage=q.io/x\n");
    }
    var sections = new StringBuilder();
    for (var i = 0; sections.length() < mib; i++) {
      sections.append("[S").append(i).append("]\nk = v\n");
    }
    keepsText(sections.toString());
  }

  private static void keepsMeaning(UnitTrees.Tree tree) throws IOException {
    var root = Files.createTempDirectory("qm-format").toRealPath();
    try {
      var before = Meaning.of(root, tree.writeTo(root));
      Map<String, String> formatted = new LinkedHashMap<>();
      tree.files().forEach((path, text) -> formatted.put(path, keepsText(text)));
      var after = Meaning.of(root, new UnitTrees.Tree(formatted, tree.folders()).writeTo(root));

      assertThat(after).isEqualTo(before);
    } finally {
      UnitTrees.delete(root);
    }
  }

  /** What holds for each file alone; its text afterwards. */
  private static String keepsText(String text) {
    return switch (Formatter.format(FILE, text)) {
      case Formatted.Left left -> {
        assertThat(left.reason().message()).doesNotContain("qm does not know");
        yield text;
      }
      case Formatted.Canonical(var canonical) -> {
        assertThat(Formatter.format(FILE, canonical)).isEqualTo(new Formatted.Canonical(canonical));
        assertThat(comments(canonical).equals(comments(text))).as("all comments").isTrue();
        assertThat(canonical.isEmpty() || canonical.endsWith("\n")).as("one line end").isTrue();
        assertThat(canonical.endsWith("\n\n")).as("one line end").isFalse();
        yield canonical;
      }
    };
  }

  private static List<String> comments(String text) {
    List<String> comments = new ArrayList<>();
    for (var line : UnitFile.parseAll(FILE, text, Dialect.QUADLET).unit().lines()) {
      switch (line) {
        case Line.Remark remark when !remark.isEmpty() -> comments.add(remark.text());
        case Line.Setting setting -> {
          for (var part : setting.raw().split("\n", -1)) {
            var bare = part.strip();
            if (bare.startsWith("#") || bare.startsWith(";")) {
              comments.add(bare);
            }
          }
        }
        case Line.Remark _, Line.Header _, Line.Broken _ -> {}
      }
    }
    comments.sort(String::compareTo);
    return comments;
  }

  private static Map<String, String> inFirst(Map<String, String> files) {
    Map<String, String> placed = new LinkedHashMap<>();
    files.forEach((name, text) -> placed.put("first/" + name, text));
    return placed;
  }

  private static List<String> left(UnitTrees.Tree tree) {
    List<String> left = new ArrayList<>();
    tree.files()
        .forEach((path, text) -> {
          if (Formatter.format(Path.of(path), text) instanceof Formatted.Left why) {
            left.add(why.reason().toString());
          }
        });
    return left;
  }

  private static List<Path> unitsOfThisProject() throws IOException {
    List<Path> units = new ArrayList<>();
    for (var folder : List.of("system", "addons", "examples", "cli/src/test/resources")) {
      for (var file : below(TREE.resolve(folder))) {
        if (UnitType.ofFileName(String.valueOf(file.getFileName())).isPresent() || isDropIn(file)) {
          units.add(file);
        }
      }
    }
    return units;
  }

  private static boolean isDropIn(Path file) {
    return file.toString().matches(".*\\.(container|network|kube|pod|volume)\\.d/[^/]+\\.conf");
  }

  /** The name of a unit, or of a drop-in with its folder. */
  private static String shortName(Path file) {
    var names = file.getNameCount();
    return (isDropIn(file) ? file.subpath(names - 2, names) : file.getFileName()).toString();
  }

  private static List<Path> below(Path folder) {
    try (var files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).sorted().toList();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  @Provide
  Arbitrary<UnitTrees.Tree> trees() {
    return UnitTrees.trees();
  }

  @Provide
  Arbitrary<String> texts() {
    return Arbitraries.oneOf(
            Arbitraries.of(
                "[Container]\n",
                " [Unit] \n",
                "[Service]\r\n",
                "[X-a]",
                "\n",
                "\r\n",
                "\r",
                " = ",
                "=",
                "\\",
                " \\\n",
                "\\ \n",
                " ",
                "\t",
                "\n# c ",
                "\n  ;d",
                "#",
                "Image",
                "\nExec=a",
                "\nVolume=\n",
                "\u00a0",
                "\u0085",
                "\u000b",
                "\0",
                "\uFEFF"),
            Arbitraries.strings().ofMaxLength(3))
        .list()
        .ofMaxSize(25)
        .map(parts -> String.join("", parts));
  }
}
