package dev.qm.packaging;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The real tools: rpm and dnf from a small tree of their own (testbed/build-tools), dpkg and apt of
 * this machine.
 */
final class Judges {
  private static final String TREE = System.getProperty("qm.tree") + "/testbed/build-tools";

  private Judges() {}

  /** What a program said. */
  record Verdict(int exitCode, String output) {}

  /** Skips the test, with the reason, where the tools cannot be had; builds them where they can. */
  static void requireRpmTools() throws Exception {
    var missing = run(Map.of(), TREE, "--missing");
    assumeTrue(
        missing.exitCode() == 0, () -> "rpm and dnf cannot be had here: " + missing.output());
    var built = run(Map.of(), TREE);
    assumeTrue(built.exitCode() == 0, () -> "rpm and dnf could not be built: " + built.output());
  }

  /** Skips the test, with the reason, where there is no dpkg or nobody may use it. */
  static void requireDebTools() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/apt-get")), "this machine has no apt");
    assumeTrue(
        Integer.valueOf(0).equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid")),
        "not root: dpkg changes the root folder for its scripts");
  }

  /** Runs a program of the tree; {@code work} is /desk there, and the working folder. */
  static Verdict inTree(Path work, String... command) throws Exception {
    List<String> words = new ArrayList<>(List.of(TREE, "--run", work.toString()));
    words.addAll(List.of(command));
    return run(Map.of(), words.toArray(String[]::new));
  }

  /** Runs a program of this machine. */
  static Verdict run(Map<String, String> environment, String... command) throws Exception {
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("LC_ALL", "C.UTF-8");
    builder.environment().putAll(environment);
    builder.redirectInput(Path.of("/dev/null").toFile());
    var process = builder.start();
    var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Verdict(process.waitFor(), output);
  }

  /**
   * Makes an empty machine, in which the scripts of packages find a shell that needs no libraries.
   */
  static Path scratch(Path work, Path busybox) throws IOException {
    var root = work.resolve("root");
    for (var folder : List.of("usr/bin", "usr/sbin", "etc", "var/lib", "tmp", "dev")) {
      Files.createDirectories(root.resolve(folder));
    }
    Files.createSymbolicLink(root.resolve("bin"), Path.of("usr/bin"));
    Files.createSymbolicLink(root.resolve("sbin"), Path.of("usr/sbin"));
    for (var name : List.of("sh", "rm", "touch")) {
      Files.copy(busybox, root.resolve("usr/bin").resolve(name));
      root.resolve("usr/bin").resolve(name).toFile().setExecutable(true, false);
    }
    return root;
  }

  /** A shell that runs anywhere, of the tree. */
  static Path busybox() throws Exception {
    requireRpmTools();
    return Path.of(run(Map.of(), TREE, "--path").output().strip()).resolve("usr/bin/busybox");
  }
}
