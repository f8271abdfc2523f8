package dev.qm.cli.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The real ./qm in a copy of the sources. Building takes a while, so the tests share one copy and
 * each goes on where the one before it stopped.
 */
@Tag("launcher")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class LauncherTest {
  private static final Path TREE = Path.of(System.getProperty("qm.tree"));

  private static final List<String> COPIED = List.of("qm", "pom.xml", ".mvn", "system");

  @TempDir static Path folder;

  private static Path copy;

  @BeforeAll
  static void copySources() throws IOException {
    assumeThat(Shell.has("mvn")).as("mvn is not installed").isTrue();
    assumeThat(Shell.has("flock")).as("flock is not installed").isTrue();
    copy = Files.createDirectory(folder.resolve("a tree"));
    for (var name : COPIED) {
      copyTree(name);
    }
    try (var modules = Files.newDirectoryStream(TREE)) {
      for (var module : modules) {
        if (Files.exists(module.resolve("pom.xml"))) {
          copyTree(module.getFileName() + "/pom.xml");
          copyTree(module.getFileName() + "/src/main");
        }
      }
    }
    copyTree("cli/src/launcher");
    // what is built has to run, not to be fast
    Files.writeString(copy.resolve("cli/src/launcher/training.txt"), "version\n");
    Files.createDirectories(copy.resolve("system"));
    Files.writeString(copy.resolve("system/landed"), "by the test");
  }

  @Test
  @Order(1)
  void aBuildThatIsKilledLeavesNothingThatRuns() throws IOException, InterruptedException {
    var build = Files.createDirectory(copy.resolve("build"));
    try (var watch = copy.getFileSystem().newWatchService()) {
      build.register(watch, StandardWatchEventKinds.ENTRY_CREATE);
      var victim =
          Shell.builder(copy, Map.of(), "setsid", "./qm", "version")
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      while (!Files.exists(build.resolve("build.log"))) {
        var key = watch.poll(5, TimeUnit.MINUTES);
        assertThat(key).as("an event in " + build).isNotNull();
        key.reset();
      }
      Shell.run(copy, "kill", "-9", "--", "-" + victim.pid());
      assertThat(victim.waitFor()).isEqualTo(137);
    }

    assertThat(build.resolve("image")).doesNotExist();
  }

  @Test
  @Order(2)
  void twoFirstCallsAtOnceBuildOnceAndBothWork() throws IOException, InterruptedException {
    var files = List.of(folder.resolve("first"), folder.resolve("second"));
    var calls = new ArrayList<Process>();
    for (var file : files) {
      calls.add(
          Shell.builder(copy, Map.of("JAVA_TOOL_OPTIONS", "-Dnoise=1"), "./qm", "version")
              .redirectErrorStream(true)
              .redirectOutput(file.toFile())
              .start());
    }

    for (var call : calls) {
      assertThat(call.waitFor(10, TimeUnit.MINUTES)).isTrue();
    }

    for (var file : files) {
      assertThat(Files.readString(file)).matches("qm \\S+\n");
    }
    assertThat(Files.readString(copy.resolve("build/build.log")).split("BUILD SUCCESS", -1))
        .hasSize(2);
    assertThat(images()).hasSize(1);
  }

  @Test
  @Order(3)
  void aCallThroughLinksFromAnotherFolderFindsItsTree() throws IOException, InterruptedException {
    var image = image();
    Files.createDirectories(folder.resolve("bin"));
    Files.createSymbolicLink(folder.resolve("bin/near"), Path.of("../a tree/qm"));
    Files.createSymbolicLink(folder.resolve("bin/far"), folder.resolve("bin/near"));

    var result =
        Shell.run(
            Path.of("/"),
            Map.of("PATH", folder.resolve("bin") + ":/usr/bin:/bin"),
            "/bin/sh",
            "-c",
            "far version");

    assertThat(result.err()).isEmpty();
    assertThat(result.status()).isZero();
    assertThat(image()).isEqualTo(image);
  }

  /**
   * Java refuses some sizes of a heap beside an archive, and only in the image is it an archive.
   */
  @ParameterizedTest
  @ValueSource(strings = {"agent", "controller", "relay"})
  @Order(4)
  void aProgramThatStaysStartsWithTheMemoryThatItIsGiven(String program)
      throws IOException, InterruptedException {
    var result = Shell.run(copy, "./qm", "bluechi", program, "--help");

    assertThat(result.err()).isEmpty();
    assertThat(result.status()).isZero();
  }

  @Test
  @Order(4)
  void statusAndWordsArePassedThrough() throws IOException, InterruptedException {
    assertThat(Shell.run(copy, "./qm", "no such", "*").status()).isEqualTo(2);
    assertThat(Shell.run(copy, "./qm", "no such *  command").err())
        .contains("'no such *  command'");
  }

  @Test
  @Order(5)
  void aSourceThatWasOnlyTouchedIsNoReasonToBuild() throws IOException, InterruptedException {
    var image = image();
    Files.setLastModifiedTime(copy.resolve("pom.xml"), FileTime.from(Instant.now()));

    assertThat(Shell.run(copy, "./qm", "version").status()).isZero();

    assertThat(image()).isEqualTo(image);
  }

  @Test
  @Order(6)
  void theImageWorksWhereverItIsCopied() throws IOException, InterruptedException {
    var installed = folder.resolve("usr/libexec/qm");
    Files.createDirectories(installed.getParent());
    assertThat(Shell.run(folder, "cp", "-R", image().toString(), installed.toString()).status())
        .isZero();
    var link = Files.createDirectories(folder.resolve("usr/bin")).resolve("qm");
    Files.createSymbolicLink(link, Path.of("../libexec/qm/bin/qm"));

    var result =
        Shell.run(
            Path.of("/"),
            Map.of("JAVA_TOOL_OPTIONS", "-Dnoise=1", "CLASSPATH", "/tmp"),
            link.toString(),
            "version");

    assertThat(result.err()).isEmpty();
    assertThat(result.out()).matches("qm \\S+\n");
    assertThat(installed.resolve("lib/qm/system/landed")).hasContent("by the test");
    for (var archive : archives(installed)) {
      var shared =
          Shell.run(
              folder,
              installed.resolve("bin/java").toString(),
              "-Xshare:on",
              "-XX:SharedArchiveFile=" + archive,
              "-m",
              "dev.qm.cli/dev.qm.cli.Main",
              "version");
      assertThat(shared.status())
          .as("with the classes of " + archive + " or not at all: " + shared.err())
          .isZero();
    }
  }

  private static List<Path> archives(Path image) throws IOException {
    try (var files = Files.list(image.resolve("lib/server"))) {
      return files.filter(file -> file.toString().endsWith(".jsa")).toList();
    }
  }

  @Test
  @Order(7)
  void aDeletedFileIsSeenAndAnErrorIsShown() throws IOException, InterruptedException {
    var before = image();
    Files.delete(copy.resolve("system/landed"));
    var broken = copy.resolve("quadlet/src/main/java/dev/qm/quadlet/Broken.java");
    Files.writeString(
        broken,
        "package dev.qm.quadlet;\n\n/** No. */\nfinal class Broken extends NoSuchClass {}\n");

    var result = Shell.run(copy, "./qm", "version");

    assertThat(result.status()).isEqualTo(1);
    assertThat(result.out()).isEmpty();
    assertThat(result.err())
        .startsWith("error: qm could not be built\n")
        .contains("Broken.java:[4,", "cannot find symbol", "the whole log: ");

    Files.delete(broken);
    assertThat(Shell.run(copy, "./qm", "version").status()).isZero();
    assertThat(image()).isNotEqualTo(before);
    assertThat(image().resolve("lib/qm/system/landed")).doesNotExist();
    assertThat(before).as("the image that running commands may still use").exists();
  }

  private static Path image() throws IOException {
    return copy.resolve("build/image").toRealPath();
  }

  private static List<Path> images() throws IOException {
    var images = new ArrayList<Path>();
    try (var found = Files.newDirectoryStream(copy.resolve("build/images"))) {
      found.forEach(images::add);
    }
    return images;
  }

  private static void copyTree(String name) throws IOException {
    var from = TREE.resolve(name);
    if (!Files.exists(from)) {
      return;
    }
    Files.createDirectories(copy.resolve(name).getParent());
    Files.walkFileTree(
        from,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
              throws IOException {
            Files.createDirectories(copy.resolve(TREE.relativize(directory)));
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.copy(
                file, copy.resolve(TREE.relativize(file)), java.nio.file.LinkOption.NOFOLLOW_LINKS);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
