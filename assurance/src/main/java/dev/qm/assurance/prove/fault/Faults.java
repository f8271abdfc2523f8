package dev.qm.assurance.prove.fault;

import dev.qm.host.HostException;
import dev.qm.host.Root;
import dev.qm.host.file.Bounded;
import dev.qm.host.file.WrittenFiles;
import dev.qm.partition.setup.SystemTree;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The faults that there are: those that QM brings, and the user's own.
 *
 * @param all by their names
 * @param programs the files that they name, and what these need beside them
 */
public record Faults(List<Fault> all, List<Path> programs) {
  /** Where those of QM are, in its own files. */
  public static final String SHIPPED = "usr/share/qm/prove/faults";

  /** Where users put theirs: decision 0025. */
  public static final String FOLDER = "/etc/qm-assurance/prove.d";

  private static final String SUFFIX = ".fault";

  /** Bytes of a file that is written by hand. */
  private static final int LIMIT = 256 << 10;

  /** Copies what it is given, so that nobody can change it. */
  public Faults {
    all = List.copyOf(all);
    programs = List.copyOf(programs);
  }

  /**
   * Reads those of a machine. A user's fault with the name of one of QM's takes its place.
   *
   * @param system the files that QM brings along
   * @throws HostException for the first that cannot be understood, with file and line
   */
  public static Faults read(SystemTree system, Root root) throws HostException {
    var folders = List.of(system.home().resolve(SHIPPED), root.at(FOLDER));
    var programs = new TreeMap<String, Path>();
    for (var folder : folders) {
      for (var file : WrittenFiles.of(folder, "*.py")) {
        programs.put(name(file), file);
      }
    }
    var faults = new TreeMap<String, Fault>();
    for (var folder : folders) {
      for (var file : WrittenFiles.of(folder, "*" + SUFFIX)) {
        var id = id(file);
        faults.put(id, FaultFile.parse(id, file, text(file), programs.keySet()));
      }
    }
    return new Faults(List.copyOf(faults.values()), List.copyOf(programs.values()));
  }

  /** The fault of the name. */
  public Optional<Fault> named(String id) {
    return all.stream().filter(fault -> fault.id().equals(id)).findFirst();
  }

  /** The programs by the names of their files. */
  Map<String, Path> byName() {
    var named = new TreeMap<String, Path>();
    programs.forEach(file -> named.put(name(file), file));
    return named;
  }

  private static String id(Path file) throws HostException {
    var name = name(file);
    var id = name.substring(0, name.length() - SUFFIX.length());
    if (!id.matches("[a-z][a-z0-9-]{0,63}")) {
      throw new HostException(
          file + ":1: '" + id + "' is no name of a fault",
          "it is what a command line and a report say",
          "use letters, digits and dashes, as in memory-touch.fault");
    }
    return id;
  }

  private static String name(Path file) {
    return String.valueOf(file.getFileName());
  }

  private static String text(Path file) throws HostException {
    try {
      return new String(Bounded.bytes(file, LIMIT), StandardCharsets.UTF_8);
    } catch (IOException failure) {
      throw new HostException("cannot read " + file, failure);
    }
  }
}
