package dev.qm.quadlet.check;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Podman itself, with a storage of its own in a folder that the test throws away. It is the program
 * that QM_PODMAN names, else this machine's, if it is of the version whose values are written down.
 */
final class PodmanProgram {
  private static final String WANTED = "podman version 5.8.";

  /**
   * Podman's network code keeps its files in /run wherever its storage is, as root: it gets a /run
   * of its own, so that it and the machine's do not see each other.
   */
  private static final List<String> APART =
      List.of(
          "unshare",
          "--mount",
          "--propagation",
          "private",
          "sh",
          "-c",
          "mount -t tmpfs none /run && exec \"$@\"",
          "sh");

  private final String program;
  private final Path folder;

  private PodmanProgram(String program, Path folder) {
    this.program = program;
    this.folder = folder;
  }

  record Answer(boolean taken, String text) {}

  /** Podman; empty, with the reason in {@code why}, if there is none that could be asked. */
  static Optional<PodmanProgram> find(Path folder, StringBuilder why) throws IOException {
    var named = System.getenv("QM_PODMAN");
    var program = named == null ? "/usr/bin/podman" : named;
    if (!Files.isExecutable(Path.of(program))) {
      why.append("no ").append(program).append("; QM_PODMAN can name another");
      return Optional.empty();
    }
    var podman = new PodmanProgram(program, folder);
    Files.createDirectories(folder.resolve("rootfs"));
    Files.writeString(
        folder.resolve("containers.conf"),
        // nothing of the machine's is used: no lock in shared memory, no journal, no control group
        """
        [engine]
        lock_type = "file"
        events_logger = "none"
        cgroup_manager = "cgroupfs"
        """);
    var version = podman.run(List.of(program, "--version")).text().strip();
    if (!version.startsWith(WANTED)) {
      why.append(program).append(" is '").append(version).append("', not ").append(WANTED);
      return Optional.empty();
    }
    var plain = podman.ask(List.of("create", "--rootfs", podman.rootfs(), "sh"));
    if (!plain.taken()) {
      why.append(program).append(" creates no container here: ").append(plain.text());
      return Optional.empty();
    }
    return Optional.of(podman);
  }

  /** An empty folder to create containers of. */
  String rootfs() {
    return folder.resolve("rootfs").toString();
  }

  /** What Podman says to a command. */
  Answer ask(List<String> words) throws IOException {
    List<String> line = new ArrayList<>();
    if ((int) Files.getAttribute(Path.of("/proc/self/"), "unix:uid") == 0) {
      line.addAll(APART);
    }
    line.add(program);
    for (var option :
        List.of(
            "--root=" + folder.resolve("storage"),
            "--runroot=" + folder.resolve("run"),
            "--tmpdir=" + folder.resolve("tmp"),
            "--network-config-dir=" + folder.resolve("networks"),
            "--storage-driver=vfs")) {
      line.add(option);
    }
    line.addAll(words);
    return run(line);
  }

  private Answer run(List<String> line) throws IOException {
    var builder = new ProcessBuilder(line).redirectErrorStream(true);
    builder.environment().put("LC_ALL", "C.UTF-8");
    builder.environment().put("PODMAN_IGNORE_CGROUPSV1_WARNING", "1");
    builder
        .environment()
        .put("CONTAINERS_CONF_OVERRIDE", folder.resolve("containers.conf").toString());
    var process = builder.start();
    process.getOutputStream().close();
    var text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      if (!process.waitFor(60, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IOException(line + " did not end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
    return new Answer(process.exitValue() == 0, text);
  }
}
