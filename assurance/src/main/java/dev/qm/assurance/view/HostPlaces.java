package dev.qm.assurance.view;

import dev.qm.host.file.Mount;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Where on the host the files are that a mount of the partition shows: two mounts of one file
 * system are one device, and each shows a part of it: proc_pid_mountinfo(5).
 *
 * @param host the mounts of the host
 */
public record HostPlaces(List<Mount> host) {
  /** Copies what it is given, so that nobody can change it. */
  public HostPlaces {
    host = List.copyOf(host);
  }

  /** The place as the host names it; nothing for a file system that the host does not have. */
  public Optional<Path> of(Mount mount) {
    var best = Optional.<Mount>empty();
    for (var candidate : host) {
      if (candidate.device().equals(mount.device())
          && mount.root().startsWith(candidate.root())
          && best.filter(it -> depth(it) >= depth(candidate)).isEmpty()) {
        best = Optional.of(candidate);
      }
    }
    return best.map(it -> it.target().resolve(it.root().relativize(mount.root())).normalize());
  }

  private static int depth(Mount mount) {
    return mount.root().getNameCount();
  }
}
