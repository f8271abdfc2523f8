package dev.qm.cli.command.quadlet;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Podman's own generator, where the tests of the quadlet module put it: they run before these and
 * fetch it when this machine has none.
 */
final class PodmanGenerator {
  static final String MISSING =
      "no generator of Podman 5.8: the tests of the quadlet module say why it could not be had";

  private PodmanGenerator() {}

  static Optional<Path> find() {
    var named = System.getenv("QM_PODMAN_GENERATOR");
    var cache = System.getenv("XDG_CACHE_HOME");
    var base =
        cache != null && cache.startsWith("/")
            ? Path.of(cache)
            : Path.of(System.getProperty("user.home"), ".cache");
    var places =
        named != null
            ? List.of(Path.of(named))
            : List.of(base.resolve("qm/podman-generator/unpacked/usr/libexec/podman/quadlet"));
    return places.stream().filter(Files::isExecutable).findFirst();
  }
}
