package dev.qm.quadlet.language;

import dev.qm.quadlet.machine.Settings;
import dev.qm.quadlet.read.QuadletReader;
import dev.qm.quadlet.read.Reading;
import dev.qm.quadlet.read.ReadingMemory;
import dev.qm.quadlet.read.UnitDisk;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Folders whose units go together: they may refer to each other, and must not want the same port.
 *
 * <p>Source: {@code podman-systemd.unit(5)}, "Podman rootful unit search path".
 *
 * @param search how they are searched
 * @param folders the folders, the most important first
 * @param settings the machine that the units are for
 */
public record Surroundings(Search search, List<Path> folders, Settings settings) {
  /** Copies what it is given, so that nobody can change it. */
  public Surroundings {
    folders = List.copyOf(folders);
  }

  /** How folders are searched. */
  public enum Search {
    /** Without their subfolders, as one that may hold anything. */
    FLAT,
    /** With all of their subfolders. */
    WITH_SUBFOLDERS,
    /** As a machine's own folders, where the users' are not the system's. */
    OF_MACHINE
  }

  /** True if units in a folder may be among these. */
  boolean mayHold(Path folder) {
    for (var named : folders) {
      var searched = real(named);
      if (search == Search.FLAT ? folder.equals(searched) : folder.startsWith(searched)) {
        return true;
      }
    }
    return false;
  }

  /** A folder by its own name, as units in it are called. */
  private static Path real(Path folder) {
    try {
      return folder.toRealPath();
    } catch (IOException notThere) {
      return folder;
    }
  }

  Reading read(UnitDisk disk, ReadingMemory memory) {
    return switch (search) {
      case FLAT -> QuadletReader.readFlat(settings.root(), folders, disk, memory);
      case WITH_SUBFOLDERS -> QuadletReader.readNamed(settings.root(), folders, disk, memory);
      case OF_MACHINE -> QuadletReader.read(settings.root(), folders, disk, memory);
    };
  }
}
