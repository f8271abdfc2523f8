package dev.qm.host.machine;

import dev.qm.host.Root;
import dev.qm.host.Version;
import java.nio.file.Path;
import java.util.Optional;

/**
 * crun, which starts the containers for Podman.
 *
 * <p>Not called {@code Runtime}, which every Java file knows as something else.
 */
public record OciRuntime(Path binary, Version version) {

  /** crun on the machine below {@code root}; nothing when there is none. */
  public static Optional<OciRuntime> probe(Root root) {
    return Podman.find(root, "crun")
        .flatMap(
            binary -> Podman.version(root, binary, "crun").map(v -> new OciRuntime(binary, v)));
  }
}
