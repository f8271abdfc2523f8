package dev.qm.assurance.view;

import dev.qm.assurance.view.ContainersConf.Setting;
import dev.qm.host.KernelText;
import dev.qm.quadlet.syntax.Entry;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What one Podman reads for its containers.conf(5). Which files count, and in which order, changed
 * with Podman 6, and files do not say which Podman reads them.
 *
 * @param before6 as Podman 4 and 5 put them together: the vendor's file, the administrator's, its
 *     parts, and root's own
 * @param since6 as Podman 6 does: one file, root's own before the administrator's and that before
 *     the vendor's, then parts of all three by their names; nothing where that is the same
 */
public record EngineConf(ContainersConf before6, Optional<ContainersConf> since6) {
  /** Nothing. */
  public static final EngineConf NONE = new EngineConf(ContainersConf.NONE, Optional.empty());

  /** Where a vendor's files are. */
  private static final String VENDOR = "/usr/share/containers/";

  /** Where an administrator's are. */
  private static final String ADMIN = "/etc/containers/";

  private static final String NAME = "containers.conf";

  /** What only root's Podman reads, from Podman 6 on. */
  private static final String ROOTS = "containers.rootful.conf";

  private static final String PARTS = ".d";

  /** What reads the files of a machine. */
  interface Disk {
    /** The text of a file; nothing when it is not there, or when it is said why it is not read. */
    Optional<String> text(String file);

    /** The names in a folder that end in {@code .conf}, sorted; none when it is not there. */
    List<String> parts(String folder);

    /** As what a file is known to the user. */
    Path named(String file);
  }

  /**
   * What is asked for beside the files of the system.
   *
   * @param alone the only file that is read in their place: {@code CONTAINERS_CONF}
   * @param home root's own folder of configuration; nothing where nobody has one
   * @param modules names or paths, each after the other: {@code podman --module}
   * @param last the file that has the last word: {@code CONTAINERS_CONF_OVERRIDE}
   */
  record Asked(
      Optional<String> alone, Optional<String> home, List<String> modules, Optional<String> last) {
    /** The files of the system and no more. */
    static final Asked NOTHING =
        new Asked(Optional.empty(), Optional.empty(), List.of(), Optional.empty());

    Asked {
      modules = List.copyOf(modules);
    }
  }

  /**
   * Reads the files, each once.
   *
   * @param gaps where to say what cannot be understood, a clause each
   */
  static EngineConf read(Disk disk, Asked asked, List<String> gaps) {
    return new Reading(disk, asked, gaps).run();
  }

  /** As Podman 6 puts them together. */
  public ContainersConf from6() {
    return since6.orElse(before6);
  }

  /** The ways to put them together; one where that is the same for all. */
  public List<ContainersConf> ways() {
    return since6.map(it -> List.of(before6, it)).orElseGet(() -> List.of(before6));
  }

  /** The value that counts, of a key that takes one, for whichever Podman it counts. */
  public Optional<Entry> last(String... path) {
    return before6.last(path).or(() -> from6().last(path));
  }

  /** One look at the files. */
  private static final class Reading {
    private final Disk disk;
    private final Asked asked;
    private final List<String> gaps;
    private final Map<String, Optional<ContainersConf>> known = new HashMap<>();

    Reading(Disk disk, Asked asked, List<String> gaps) {
      this.disk = disk;
      this.asked = asked;
      this.gaps = gaps;
    }

    EngineConf run() {
      var behind = behind();
      if (asked.alone().isPresent()) {
        var all = new ArrayList<String>();
        named(asked.alone().get()).ifPresent(all::add);
        all.addAll(behind);
        return new EngineConf(conf(all), Optional.empty());
      }
      var home = asked.home().map(it -> it + NAME);
      var before6 = new ArrayList<>(List.of(VENDOR + NAME, ADMIN + NAME));
      before6.addAll(folder(ADMIN + NAME + PARTS));
      if (home.isPresent()) {
        before6.add(home.get());
        before6.addAll(folder(home.get() + PARTS));
      }
      before6.addAll(behind);
      var from6 = new ArrayList<String>();
      for (var file : List.of(home.orElse(""), ADMIN + NAME, VENDOR + NAME)) {
        if (from6.isEmpty() && !file.isEmpty() && file(file).isPresent()) {
          from6.add(file);
        }
      }
      from6.addAll(parts(home));
      from6.addAll(behind);
      before6.removeIf(file -> file(file).isEmpty());
      from6.removeIf(file -> file(file).isEmpty());
      return new EngineConf(
          conf(before6), before6.equals(from6) ? Optional.empty() : Optional.of(conf(from6)));
    }

    private Optional<ContainersConf> file(String file) {
      var parsed = known.get(file);
      if (parsed == null) {
        parsed = disk.text(file).map(it -> ContainersConf.parse(disk.named(file), it, gaps));
        known.put(file, parsed);
      }
      return parsed;
    }

    private ContainersConf conf(List<String> files) {
      var settings = new ArrayList<Setting>();
      for (var file : files) {
        file(file).ifPresent(conf -> settings.addAll(conf.settings()));
      }
      return new ContainersConf(settings);
    }

    private List<String> folder(String folder) {
      return disk.parts(folder).stream().map(name -> folder + "/" + name).toList();
    }

    /** By their names; of two with one name that of the more important folder. */
    private Collection<String> parts(Optional<String> home) {
      var folders = new ArrayList<String>();
      for (var place : List.of(VENDOR, ADMIN)) {
        folders.add(place + NAME + PARTS);
        folders.add(place + ROOTS + PARTS);
      }
      home.ifPresent(file -> folders.add(file + PARTS));
      var files = new TreeMap<String, String>();
      for (var folder : folders) {
        for (var name : disk.parts(folder)) {
          files.put(name, folder + "/" + name);
        }
      }
      return files.values();
    }

    /** What comes behind all files of the system. */
    private List<String> behind() {
      var files = new ArrayList<String>();
      for (var module : asked.modules()) {
        place(module).flatMap(this::named).ifPresent(files::add);
      }
      asked.last().flatMap(this::named).ifPresent(files::add);
      return files;
    }

    /** A file that somebody names has to be there. */
    private Optional<String> named(String file) {
      if (file(file).isEmpty()) {
        gaps.add(file + " is named for containers.conf, and cannot be read");
        return Optional.empty();
      }
      return Optional.of(file);
    }

    /** Where a module is: the first of its folders that has it. */
    private Optional<String> place(String module) {
      if (module.startsWith("/")) {
        return Optional.of(module);
      }
      if (!isPlain(module)) {
        gaps.add("the module " + module + " of containers.conf leaves its folder");
        return Optional.empty();
      }
      for (var folder : List.of(asked.home().orElse(""), ADMIN, VENDOR)) {
        var file = folder + NAME + ".modules/" + module;
        if (!folder.isEmpty() && file(file).isPresent()) {
          return Optional.of(file);
        }
      }
      return Optional.of(ADMIN + NAME + ".modules/" + module);
    }

    private static boolean isPlain(String module) {
      return KernelText.split(module, '/').stream().noneMatch(List.of("", ".", "..")::contains);
    }
  }
}
