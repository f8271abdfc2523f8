package dev.qm.testbed;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A copy of as much of the test machine's system as its semodule needs: a policy store to change
 * without a machine to boot.
 *
 * @param root the folder that stands for {@code /}
 */
record PolicyTree(Path root) {
  private static final List<String> NEEDED =
      List.of(
          "bin",
          "sbin",
          "lib",
          "lib64",
          "etc",
          "usr/sbin",
          "usr/lib64",
          "usr/lib/x86_64-linux-gnu",
          "usr/libexec/selinux",
          "usr/share/selinux",
          "var/lib/selinux");

  private static final Set<String> FEW =
      Set.of(
          "afs",
          "base",
          "clock",
          "container",
          "getty",
          "iptables",
          "java",
          "lvm",
          "networkmanager",
          "podman",
          "puppet",
          "setrans",
          "staff",
          "unconfined",
          "unprivuser",
          "xdg",
          "xserver");

  /** The system that {@code testbed/build-image} keeps, if it has built one. */
  static Optional<Path> packages() {
    String home = Optional.ofNullable(System.getenv("HOME")).orElse("/root");
    String cache =
        Optional.ofNullable(System.getenv("XDG_CACHE_HOME")).orElse(home + "/.cache")
            + "/qm/testbed";
    Path folder = Path.of(Optional.ofNullable(System.getenv("QM_TESTBED_CACHE")).orElse(cache));
    if (!Files.isDirectory(folder)) {
      return Optional.empty();
    }
    try (DirectoryStream<Path> layers = Files.newDirectoryStream(folder, "packages-*")) {
      for (Path layer : layers) {
        Path host = layer.resolve("host");
        if (!layer.toString().endsWith(".part")
            && Files.isExecutable(host.resolve("usr/sbin/semodule"))) {
          return Optional.of(host);
        }
      }
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Copies it to {@code target}. */
  static PolicyTree copy(Path packages, Path target) {
    List<String> command = new ArrayList<>(List.of("cp", "-a", "--parents", "--reflink=auto"));
    for (String path : NEEDED) {
      if (Files.exists(packages.resolve(path))) {
        command.add(path);
      }
    }
    try {
      Files.createDirectories(target.resolve("tmp"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    command.add(target.toString());
    Answer answer = run(packages, command);
    if (answer.exitCode() != 0) {
      throw new IllegalStateException("cannot copy " + packages + ": " + answer.output());
    }
    return new PolicyTree(target);
  }

  /**
   * The same with a twentieth of the distribution's modules: those that QM's rules name, and what
   * they require. Each call of semodule takes a third of the time.
   */
  PolicyTree withFewModules() {
    Path modules = root.resolve("var/lib/selinux/default/active/modules/" + DISTRIBUTION);
    List<String> command = new ArrayList<>(List.of("rm", "-r", "--"));
    try (DirectoryStream<Path> all = Files.newDirectoryStream(modules)) {
      for (Path module : all) {
        if (!FEW.contains(module.getFileName().toString())) {
          command.add(module.toString());
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    run(root, command);
    return this;
  }

  /** Where the distribution's modules are, and where somebody's own. */
  static final int DISTRIBUTION = 100;

  static final int SOMEBODY = 400;

  /** Puts a module into the store as somebody would whose semodule compares nothing. */
  void plant(int priority, String name, String cil) {
    Path module = root.resolve("var/lib/selinux/default/active/modules/" + priority + "/" + name);
    try {
      Files.createDirectories(module);
      Files.writeString(module.resolve("cil"), cil);
      Files.writeString(module.resolve("lang_ext"), "cil");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The modules that do not come with the distribution, by priority and name. */
  List<String> modules() {
    Answer answer =
        run(root, List.of("chroot", root.toString(), "semodule", "--list-modules=full"));
    List<String> ours = new ArrayList<>();
    for (String line : answer.output().lines().toList()) {
      if (!line.startsWith("100 ")) {
        ours.add(line.strip().replaceAll(" +", " ").replace(" cil", ""));
      }
    }
    return ours;
  }

  /** Calls qm with this tree as the machine. */
  Answer qm(Path image, String... words) {
    List<String> command = new ArrayList<>(List.of(image.resolve("bin/qm").toString()));
    command.addAll(List.of(words));
    command.add("--root=" + root);
    return run(root, command);
  }

  private static Answer run(Path folder, List<String> command) {
    try {
      Process process =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
              .start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return new Answer(process.waitFor(), output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  /** What a program said, and how it ended. */
  record Answer(int exitCode, String output) {}
}
