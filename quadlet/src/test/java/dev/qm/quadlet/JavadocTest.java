package dev.qm.quadlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.spi.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who uses the module as a library has its Javadoc and nothing else. */
class JavadocTest {
  private static final Path SOURCES = Path.of("src/main/java");

  @TempDir Path folder;

  @Test
  void everythingPublicIsDocumented() throws IOException {
    var javadoc = ToolProvider.findFirst("javadoc");
    assumeTrue(javadoc.isPresent(), "this Java has no javadoc");
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "-Xdoclint:all",
                "-Werror",
                "-public",
                "-quiet",
                "-d",
                folder.toString(),
                "-sourcepath",
                SOURCES.toString(),
                SOURCES.resolve("module-info.java").toString()));
    arguments.addAll(exportedSources());
    var said = new StringWriter();
    var writer = new PrintWriter(said, true);

    var status = javadoc.orElseThrow().run(writer, writer, arguments.toArray(String[]::new));

    assertThat(status).as("%s", said).isZero();
  }

  @Test
  void everyPublicTypeNamesItsSource() throws IOException {
    for (var source : exportedSources()) {
      var text = Files.readString(Path.of(source));
      // an origin and a problem are of this library's own making
      if (text.contains("\npublic ")
          && !source.endsWith("/Origin.java")
          && !source.endsWith("/Problem.java")) {
        assertThat(text).as(source).containsPattern("<p>Source: [^/]*\\([1-8]\\)");
      }
    }
  }

  @Test
  void eachRoomSaysWhereToStartReading() throws IOException {
    try (var rooms = Files.newDirectoryStream(SOURCES.resolve("dev/qm/quadlet"))) {
      for (var room : rooms) {
        var said = Files.readString(room.resolve("package-info.java")).replace("\n * ", " ");
        assertThat(said).as("%s", room).contains("In: ", "Out: ", "Start with {@link ");
      }
    }
  }

  /** What a user of the library can name: the sources of the packages that the module exports. */
  private static List<String> exportedSources() throws IOException {
    List<String> sources = new ArrayList<>();
    for (var line : Files.readAllLines(SOURCES.resolve("module-info.java"))) {
      var exported = line.strip();
      if (exported.startsWith("exports ")) {
        var room = exported.substring("exports ".length(), exported.indexOf(';')).replace('.', '/');
        try (var files = Files.newDirectoryStream(SOURCES.resolve(room), "*.java")) {
          files.forEach(file -> sources.add(file.toString()));
        }
      }
    }
    assertThat(sources).hasSizeGreaterThan(20);
    sources.sort(null);
    return sources;
  }
}
