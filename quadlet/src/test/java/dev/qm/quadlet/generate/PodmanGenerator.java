package dev.qm.quadlet.generate;

import dev.qm.quadlet.machine.Settings;
import dev.qm.quadlet.read.Folders;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Podman's own generator, to compare with. It is taken from, in this order: the variable
 * QM_PODMAN_GENERATOR; this machine's Podman; an earlier run's cache; Debian's podman package of a
 * newer suite, by apt with a state of its own, from the mirrors that the machine's own apt uses.
 */
public final class PodmanGenerator {
  /** The versions whose text this library repeats. */
  private static final String WANTED = "5.8";

  private static final List<String> SUITES = List.of("forky", "sid", "experimental");
  private static final List<Path> INSTALLED =
      List.of(
          Path.of("/usr/libexec/podman/quadlet"),
          Path.of("/usr/lib/podman/quadlet"),
          Path.of("/usr/lib/systemd/system-generators/podman-system-generator"));

  private static final List<String> tried = new ArrayList<>();
  private static Optional<PodmanGenerator> found = Optional.empty();
  private static boolean searched;

  private final List<String> command;
  private final String version;

  private PodmanGenerator(List<String> command, String version) {
    this.command = command;
    this.version = version;
  }

  /** What the generator wrote. */
  public record Output(int exit, String text, String log) {}

  /** The generator; empty if it cannot be had, for the reasons that {@link #tried} gives. */
  public static synchronized Optional<PodmanGenerator> find() {
    if (!searched) {
      searched = true;
      found = search();
    }
    return found;
  }

  /** Why there is no generator. */
  public static synchronized String tried() {
    return "no generator of Podman " + WANTED + ": " + String.join("; ", tried);
  }

  String version() {
    return version;
  }

  private static Optional<PodmanGenerator> search() {
    var named = System.getenv("QM_PODMAN_GENERATOR");
    if (named != null) {
      return starting(List.of(named));
    }
    for (var path : INSTALLED) {
      if (Files.isExecutable(path)) {
        var generator = starting(List.of(path.toString()));
        if (generator.isPresent()) {
          return generator;
        }
      }
    }
    var cache = cache();
    var cached = unpacked(cache.resolve("unpacked"));
    if (cached.isPresent()) {
      return cached;
    }
    try {
      return fetched(cache);
    } catch (IOException e) {
      tried.add(e.toString());
      return Optional.empty();
    }
  }

  private static Path cache() {
    var xdg = System.getenv("XDG_CACHE_HOME");
    var base =
        xdg != null && xdg.startsWith("/")
            ? Path.of(xdg)
            : Path.of(System.getProperty("user.home"), ".cache");
    return base.resolve("qm").resolve("podman-generator");
  }

  /** The generator of this command line if it starts and has the wanted version. */
  private static Optional<PodmanGenerator> starting(List<String> command) {
    try {
      var output = run(append(command, "--version"), Map.of(), 10);
      var version = output.text().strip();
      if (output.exit() == 0 && version.startsWith(WANTED + ".")) {
        return Optional.of(new PodmanGenerator(command, version));
      }
      tried.add(command.getLast() + " is version '" + version + "'");
    } catch (IOException e) {
      tried.add(command.getLast() + " does not start: " + e.getMessage());
    }
    return Optional.empty();
  }

  private static Optional<PodmanGenerator> unpacked(Path folder) {
    var binary = folder.resolve("usr/libexec/podman/quadlet");
    if (!Files.isExecutable(binary)) {
      return Optional.empty();
    }
    var plain = starting(List.of(binary.toString()));
    if (plain.isPresent()) {
      return plain;
    }
    // a newer C library than this machine's comes in the same cache, with its own loader
    for (var architecture : List.of("x86_64-linux-gnu", "aarch64-linux-gnu")) {
      var libraries = folder.resolve("usr/lib").resolve(architecture);
      for (var loader : List.of("ld-linux-x86-64.so.2", "ld-linux-aarch64.so.1")) {
        if (Files.isExecutable(libraries.resolve(loader))) {
          return starting(
              List.of(
                  libraries.resolve(loader).toString(),
                  "--library-path",
                  libraries.toString(),
                  binary.toString()));
        }
      }
    }
    return Optional.empty();
  }

  private static Optional<PodmanGenerator> fetched(Path cache) throws IOException {
    for (var site : mirrors()) {
      for (var suite : SUITES) {
        var state = cache.resolve(suite);
        for (var folder : List.of("state/lists/partial", "cache/archives/partial")) {
          Files.createDirectories(state.resolve(folder));
        }
        Files.writeString(state.resolve("sources.list"), "deb " + site + " " + suite + " main\n");
        if (apt(state, 120, "apt-get", "update", "--error-on=any").exit() != 0) {
          tried.add(suite + " of the system's mirror cannot be listed");
          continue;
        }
        var candidate = candidate(apt(state, 30, "apt-cache", "policy", "podman").text());
        if (!candidate.startsWith(WANTED + ".")) {
          tried.add(suite + " has podman '" + candidate + "'");
          continue;
        }
        if (apt(state, 300, "apt-get", "download", "podman", "libc6").exit() != 0) {
          tried.add("podman of " + suite + " cannot be downloaded");
          continue;
        }
        var unpacked = cache.resolve("unpacked");
        Files.createDirectories(unpacked);
        try (var packages = Files.newDirectoryStream(state, "*.deb")) {
          for (var deb : packages) {
            run(List.of("dpkg", "-x", deb.toString(), unpacked.toString()), Map.of(), 120);
          }
        }
        var generator = unpacked(unpacked);
        if (generator.isPresent()) {
          return generator;
        }
      }
    }
    return Optional.empty();
  }

  /** The mirrors of this machine's own apt configuration. */
  private static Set<String> mirrors() {
    Set<String> mirrors = new LinkedHashSet<>();
    try {
      var targets = run(List.of("apt-get", "indextargets", "--format", "$(SITE)"), Map.of(), 30);
      for (var line : targets.text().lines().toList()) {
        if (!line.isBlank() && !line.contains("security")) {
          mirrors.add(line.strip());
        }
      }
    } catch (IOException e) {
      tried.add("no apt on this machine: " + e.getMessage());
    }
    return mirrors;
  }

  private static String candidate(String policy) {
    for (var line : policy.lines().toList()) {
      if (line.strip().startsWith("Candidate:")) {
        return line.strip().substring("Candidate:".length()).strip();
      }
    }
    return "";
  }

  private static Output apt(Path state, int seconds, String program, String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>(List.of(program));
    for (var option :
        List.of(
            "Dir::State=" + state.resolve("state"),
            "Dir::State::status=/dev/null",
            "Dir::Cache=" + state.resolve("cache"),
            "Dir::Etc::sourcelist=" + state.resolve("sources.list"),
            "Dir::Etc::sourceparts=-",
            "Acquire::Languages=none",
            "Acquire::http::Timeout=15",
            "Acquire::Retries=0")) {
      command.add("-o");
      command.add(option);
    }
    command.addAll(List.of(arguments));
    return run(command, Map.of(), seconds, state);
  }

  private static List<String> append(List<String> command, String... more) {
    List<String> longer = new ArrayList<>(command);
    longer.addAll(List.of(more));
    return longer;
  }

  /** What the generator calls itself in the files that it writes. */
  String name() {
    return command.getLast();
  }

  /** Shows what the generator makes of the units in these folders. */
  public Output dryRun(List<Path> folders, Settings.Scope scope) throws IOException {
    var line = append(command, "--dryrun");
    if (scope == Settings.Scope.USER) {
      line = append(line, "--user");
    }
    return run(line, Map.of(Folders.VARIABLE, joined(folders)), 60);
  }

  /** Shows what the generator makes of the units of the user of this process. */
  Output dryRunOfUser(Map<String, String> environment) throws IOException {
    return run(append(command, "--dryrun", "--user"), environment, 60);
  }

  /** Writes what the generator makes of the units in these folders. */
  Output write(List<Path> folders, Path target) throws IOException {
    return run(
        append(command, "--no-kmsg-log", target.toString()),
        Map.of(Folders.VARIABLE, joined(folders)),
        60);
  }

  /**
   * Shows what the generator makes of the units of a machine whose root folder is {@code root}, as
   * its user 0; empty if this process may not give a process another root folder. It puts a copy of
   * itself there.
   */
  Optional<Output> dryRunIn(Path root, Settings.Scope scope) throws IOException {
    var generator = Files.createDirectories(root.resolve("generator"));
    List<String> line =
        new ArrayList<>(List.of("unshare", "--user", "--map-root-user", "--root=" + root));
    var loader = "";
    for (var file : libraries()) {
      Files.copy(file, generator.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
      if (file.getFileName().toString().startsWith("ld-")) {
        loader = "/generator/" + file.getFileName();
      }
    }
    if (!loader.isEmpty()) {
      line.addAll(List.of(loader, "--library-path", "/generator"));
    }
    var binary = generator.resolve("quadlet");
    Files.copy(Path.of(name()), binary, StandardCopyOption.REPLACE_EXISTING);
    Files.setPosixFilePermissions(binary, PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.writeString(
        Files.createDirectories(root.resolve("etc")).resolve("passwd"), "root:x:0:0::/root:/\n");
    line.addAll(List.of("/generator/quadlet", "--dryrun"));
    if (scope == Settings.Scope.USER) {
      line.add("--user");
    }
    var output =
        run(
            line,
            Map.of(
                "HOME",
                "/root",
                "XDG_CONFIG_HOME",
                "",
                "XDG_RUNTIME_DIR",
                "",
                Folders.VARIABLE,
                ""),
            60);
    return output.log().startsWith("unshare: ") ? Optional.empty() : Optional.of(output);
  }

  /** What the generator loads, its loader too. */
  private List<Path> libraries() throws IOException {
    List<Path> libraries = new ArrayList<>();
    if (command.size() > 1) {
      libraries.add(Path.of(command.getFirst()));
      libraries.add(Path.of(command.get(2)).resolve("libc.so.6"));
      return libraries;
    }
    for (var word : run(List.of("ldd", name()), Map.of(), 10).text().split("\\s+", -1)) {
      if (word.startsWith("/")) {
        libraries.add(Path.of(word));
      }
    }
    return libraries;
  }

  private static String joined(List<Path> folders) {
    return String.join(":", folders.stream().map(Path::toString).toList());
  }

  private static Output run(List<String> command, Map<String, String> environment, int seconds)
      throws IOException {
    return run(command, environment, seconds, Path.of("").toAbsolutePath());
  }

  private static Output run(
      List<String> command, Map<String, String> environment, int seconds, Path folder)
      throws IOException {
    var log = Files.createTempFile("qm-podman-generator", ".log");
    try {
      var builder = new ProcessBuilder(command).directory(folder.toFile());
      builder.environment().putAll(environment);
      builder.environment().put("LC_ALL", "C.UTF-8");
      builder.redirectError(log.toFile());
      var process = builder.start();
      process.getOutputStream().close();
      var text = process.getInputStream().readAllBytes();
      if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IOException(command.getFirst() + " did not end within " + seconds + " s");
      }
      return new Output(
          process.exitValue(),
          new String(text, StandardCharsets.UTF_8),
          new String(Files.readAllBytes(log), StandardCharsets.UTF_8));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UncheckedIOException(new IOException(e));
    } finally {
      Files.deleteIfExists(log);
    }
  }
}
