package dev.qm.cli.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which archive of classes the launcher hands to Java: the command's own where there is one. */
class ArchiveChoiceTest {
  private static final Path LAUNCHER =
      Path.of(System.getProperty("qm.tree")).resolve("cli/src/launcher/qm.sh");

  @TempDir private Path image;

  @ParameterizedTest
  @CsvSource({
    "exec, exec",
    "addon, addon",
    "device-hook, device-hook",
    "show, show",
    "nodes, nodes",
    "up, classes",
    "'', classes",
    "--help, classes",
    "../server/addon, classes"
  })
  void theLauncherTakesTheClassesOfTheCommand(String command, String archive)
      throws IOException, InterruptedException {
    assertThat(javaIsGiven("qm", command))
        .contains("-XX:SharedArchiveFile=" + image + "/bin/../lib/server/" + archive + ".jsa");
  }

  @ParameterizedTest
  @CsvSource({
    "nodes, true",
    "nodes start one/radio, true",
    "nodes start one/radio two/radio, false",
    "nodes units one, false",
    "nodes monitor, false",
    "status, false"
  })
  void whatIsOverSoonIsNotCompiled(String line, boolean isOverSoon)
      throws IOException, InterruptedException {
    assertThat(javaIsGiven("qm", line.split(" ", -1)).contains("-Xint")).isEqualTo(isOverSoon);
  }

  @ParameterizedTest
  @CsvSource({"podman-system-generator", "podman-user-generator"})
  void aGeneratorTakesThoseOfQuadlet(String name) throws IOException, InterruptedException {
    assertThat(javaIsGiven(name, "/run/systemd/generator"))
        .contains("-XX:SharedArchiveFile=" + image + "/bin/../lib/server/quadlet.jsa");
  }

  @ParameterizedTest
  @CsvSource({"qmctl, show", "bluechictl, nodes", "bluechi-is-online, nodes"})
  void underTheNameOfTheFieldsToolJavaIsToldHowItWasCalled(String name, String archive)
      throws IOException, InterruptedException {
    var bin = Files.createDirectories(image.resolve("usr/bin"));
    var link = Files.createSymbolicLink(bin.resolve(name), image.resolve("bin/qm"));

    assertThat(javaIsGiven("qm", link, "show"))
        .contains("-XX:SharedArchiveFile=" + image + "/bin/../lib/server/" + archive + ".jsa")
        .anyMatch(word -> word.startsWith("-Dqm.called=") && word.endsWith("/" + name))
        .containsSequence("-m", "dev.qm.cli/dev.qm.cli.Main", "show");
    assertThat(javaIsGiven("qm", "show")).noneMatch(word -> word.startsWith("-Dqm.called="));
  }

  @Test
  void theFieldsToolHasNoDeviceHook() throws IOException, InterruptedException {
    assertThat(javaIsGiven("qmctl", "device-hook"))
        .containsSequence("-m", "dev.qm.cli/dev.qm.cli.Main", "device-hook");
  }

  @ParameterizedTest
  @CsvSource({"up", "device-hook"})
  void theUmaskOfTheCallerTakesNothingAway(String command)
      throws IOException, InterruptedException {
    assertThat(javaIsGiven("qm", command)).endsWith("umask 0022");
  }

  private List<String> javaIsGiven(String name, String... arguments)
      throws IOException, InterruptedException {
    return javaIsGiven(name, image.resolve("bin").resolve(name), arguments);
  }

  /**
   * The words that Java gets.
   *
   * @param called the path by which it is called
   */
  private List<String> javaIsGiven(String name, Path called, String... arguments)
      throws IOException, InterruptedException {
    var bin = Files.createDirectories(image.resolve("bin"));
    Files.copy(
        LAUNCHER,
        bin.resolve(name),
        StandardCopyOption.COPY_ATTRIBUTES,
        StandardCopyOption.REPLACE_EXISTING);
    Files.writeString(
        bin.resolve("java"), "#!/bin/sh\nprintf '%s\\n' \"$@\"\necho umask $(umask)\n");
    assertThat(bin.resolve("java").toFile().setExecutable(true)).isTrue();
    var server = Files.createDirectories(image.resolve("lib/server"));
    for (var archive :
        List.of("classes", "exec", "addon", "quadlet", "device-hook", "show", "nodes")) {
      Files.write(server.resolve(archive + ".jsa"), new byte[0]);
    }
    var line = new ArrayList<>(List.of("/bin/sh", "-c", "umask 077; exec /bin/sh \"$@\"", "sh"));
    line.add(called.toString());
    line.addAll(List.of(arguments));
    return Shell.run(image, line.toArray(String[]::new)).out().lines().toList();
  }
}
