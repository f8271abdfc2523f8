package dev.qm.quadlet.read;

import java.nio.file.Path;
import java.util.List;

/**
 * A tree of files that holds folders of units: a machine's, or the part of a machine that is
 * mounted from elsewhere, as the {@code /etc} of a container that has one of its own.
 *
 * <p>Source: {@code podman-systemd.unit(5)}, "Podman rootful unit search path".
 *
 * @param root its top; no link leads out of it
 * @param folders where to look in it, the most important first; those that do not exist are passed
 *     over
 * @param disk how it is looked at; gets only places below {@code root}
 */
public record UnitTree(Path root, List<Path> folders, UnitDisk disk) {
  /** Copies what it is given, so that nobody can change it. */
  public UnitTree {
    folders = List.copyOf(folders);
  }
}
