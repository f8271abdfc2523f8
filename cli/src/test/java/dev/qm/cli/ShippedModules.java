package dev.qm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.spi.ToolProvider;

/**
 * The module path of these tests as the run-time image has it: a library without a descriptor is
 * given one there (image.sh), and the JVM loads classes of its own to name one that has none.
 */
final class ShippedModules {
  private static final String WITHOUT_DESCRIPTOR = "HdrHistogram";

  private ShippedModules() {}

  /**
   * The path.
   *
   * @param folder of the test's, for what is made
   */
  static String path(Path folder) throws IOException {
    var path = new ArrayList<String>();
    for (var entry : System.getProperty("jdk.module.path").split(File.pathSeparator, -1)) {
      var file = Path.of(entry);
      path.add(
          file.getFileName().toString().startsWith(WITHOUT_DESCRIPTOR)
              ? described(file, folder)
              : entry);
    }
    return String.join(File.pathSeparator, path);
  }

  private static String described(Path jar, Path folder) throws IOException {
    var place = folder.resolve("shipped");
    var copy = place.resolve(WITHOUT_DESCRIPTOR + ".jar");
    if (Files.exists(copy)) {
      return copy.toString();
    }
    Files.createDirectories(place);
    Files.copy(jar, copy);
    var source =
        Files.writeString(
            place.resolve("module-info.java"),
            "module " + WITHOUT_DESCRIPTOR + " { exports org.HdrHistogram; }");
    var classes = place.resolve("described").toString();
    run(
        "javac",
        "-d",
        classes,
        "--patch-module",
        WITHOUT_DESCRIPTOR + "=" + copy,
        source.toString());
    run("jar", "--update", "--file", copy.toString(), "-C", classes, "module-info.class");
    return copy.toString();
  }

  private static void run(String tool, String... arguments) {
    var status = ToolProvider.findFirst(tool).orElseThrow().run(System.out, System.err, arguments);
    assertThat(status).as(tool + " " + List.of(arguments)).isZero();
  }
}
