package dev.qm.assurance.view;

import dev.qm.host.HostException;
import dev.qm.host.Untrusted;
import dev.qm.host.file.ConfinedPath;
import dev.qm.host.file.HostileTree;
import dev.qm.partition.PartitionSpec;
import dev.qm.partition.ipc.declared.CountedDisk;
import dev.qm.partition.ipc.declared.HostileDisk;
import dev.qm.quadlet.machine.Settings;
import dev.qm.quadlet.read.QuadletReader;
import dev.qm.quadlet.read.UnitTree;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The quadlets that users of the partition have in their homes, and their containers.conf, which
 * says more than that of the system: containers.conf(5).
 *
 * @param containers with all their drop-ins
 * @param confs what each user's file says, without the system's
 * @param gaps what could not be read, a clause each
 */
public record UserQuadlets(
    List<Described> containers, List<ContainersConf> confs, List<String> gaps) {
  /** Homes that are looked into: somebody makes more to be in the way. */
  private static final int MOST_HOMES = 200;

  private static final int LONGEST = 1 << 20;

  /** What is read of all users' containers.conf, in bytes. */
  private static final int MOST_TEXT = 2 << 20;

  /** Copies what it is given, so that nobody can change it. */
  public UserQuadlets {
    containers = List.copyOf(containers);
    confs = List.copyOf(confs);
    gaps = List.copyOf(gaps);
  }

  /** Where the administrator of the partition puts units for its users, below its /etc. */
  private static final String FOR_USERS = "containers/systemd/users";

  /** Where a user has units, below the home. */
  private static final String OWN = ".config/containers";

  /**
   * Looks there, and into the homes of the partition's /var, where its /home is. Each user has the
   * own units, those for all users, and those for the user's number, with drop-ins of all of them:
   * podman-systemd.unit(5), "Podman rootless unit search path". Of those in /run nothing is looked
   * at, which only a running partition has; those in the rootfs are read with the system's.
   */
  static UserQuadlets read(PartitionSpec spec) {
    var looking = new Looking(spec);
    try {
      looking.all();
    } catch (HostException failure) {
      looking.gaps.add(String.valueOf(failure.getMessage()));
    }
    return new UserQuadlets(looking.units(), looking.confs, looking.gaps);
  }

  /**
   * What makes a container of one user another's too.
   *
   * @param file of the unit
   * @param dropIns that count for it
   */
  private record Written(Path file, List<Path> dropIns) {}

  /**
   * One of the partition's trees.
   *
   * @param top without a link in its name
   * @param disk for all that is read of it
   */
  private record Tree(Path top, CountedDisk disk) {
    static Optional<Tree> of(PartitionSpec spec, String name) throws HostException {
      var top = ConfinedPath.resolve(spec.root().directory(), name);
      return Files.isDirectory(top)
          ? Optional.of(new Tree(top, new CountedDisk(new HostileDisk(top), Declared.MOST_UNITS)))
          : Optional.empty();
    }

    List<String> names(String folder) throws HostException {
      return new HostileTree(top).list(folder);
    }

    UnitTree units(List<String> folders) {
      return new UnitTree(top, folders.stream().map(top::resolve).toList(), disk);
    }
  }

  /** One look, which has an end. */
  private static final class Looking {
    private final PartitionSpec spec;
    private final Map<Written, Described> found = new LinkedHashMap<>();
    private final List<ContainersConf> confs = new ArrayList<>();
    private final List<String> gaps = new ArrayList<>();
    private int textLeft = MOST_TEXT;

    Looking(PartitionSpec spec) {
      this.spec = spec;
    }

    List<Described> units() {
      return List.copyOf(found.values());
    }

    void all() throws HostException {
      var etc = Tree.of(spec, spec.layout().etc());
      var numbers = new LinkedHashSet<String>();
      if (etc.isPresent()) {
        for (var name : etc.get().names(FOR_USERS)) {
          if (PartitionUsers.isNumber(name)) {
            numbers.add(name);
          }
        }
        units(List.of(etc.get().units(List.of(FOR_USERS))), Optional.empty());
      }
      var known = homes(etc, numbers);
      numbers.removeAll(known);
      if (numbers.size() > MOST_HOMES) {
        gaps.add("the partition has units for more users than are looked at");
      }
      for (var number : numbers.stream().limit(MOST_HOMES).toList()) {
        units(List.of(etc.orElseThrow().units(forUser(List.of(number)))), Optional.empty());
      }
    }

    /** The folders for all users, and for those of these numbers. */
    private static List<String> forUser(List<String> numbers) {
      var folders = new ArrayList<>(List.of(FOR_USERS));
      numbers.forEach(number -> folders.add(FOR_USERS + "/" + number));
      return folders;
    }

    /** The numbers of the users whose homes were looked into. */
    private Set<String> homes(Optional<Tree> etc, Set<String> numbers) throws HostException {
      var seen = new LinkedHashSet<String>();
      var tree = Tree.of(spec, spec.layout().var());
      if (tree.isEmpty()) {
        return seen;
      }
      var top = tree.get().top();
      var usual = new ArrayList<String>();
      usual.add("roothome");
      for (var name : tree.get().names("home")) {
        usual.add("home/" + name);
      }
      var left = MOST_HOMES;
      for (var home : PartitionUsers.read(spec, usual, gaps).numbers().entrySet()) {
        if (left-- == 0) {
          gaps.add("the partition has more homes than are looked into");
          break;
        }
        var folder = home.getKey() + "/" + OWN;
        conf(top, folder);
        var own = home.getValue().stream().filter(numbers::contains).toList();
        if (!own.isEmpty() || !tree.get().names(folder + "/systemd").isEmpty()) {
          var trees = new ArrayList<>(List.of(tree.get().units(List.of(folder + "/systemd"))));
          etc.ifPresent(it -> trees.add(it.units(forUser(own))));
          units(trees, Optional.of("/var/" + home.getKey()));
          seen.addAll(own);
        }
      }
      return seen;
    }

    private void units(List<UnitTree> trees, Optional<String> home) {
      var reading = QuadletReader.readTrees(trees);
      if (trees.stream()
          .anyMatch(it -> it.disk() instanceof CountedDisk disk && disk.left() <= 0)) {
        gap("users inside have more units than the " + Declared.MOST_UNITS + " looked at");
      }
      reading.problems().forEach(problem -> gap(problem.origin() + ": " + problem.message()));
      var containers =
          Declared.containers(
              reading.units(),
              Settings.rooted(trees.getFirst().root()),
              service -> SystemdWords.ofUser(service, home));
      for (var container : containers) {
        var quadlet = container.quadlet();
        found.putIfAbsent(new Written(quadlet.file(), quadlet.dropIns()), container);
      }
    }

    /** What is read for each user is said once. */
    private void gap(String what) {
      if (!gaps.contains(what)) {
        gaps.add(what);
      }
    }

    private void conf(Path top, String folder) {
      var file = folder + "/containers.conf";
      var place = Path.of(spec.layout().var(), file);
      try {
        var found = new HostileTree(top).read(file, LONGEST);
        found.gap(place.toString()).ifPresent(gaps::add);
        found.content().ifPresent(bytes -> conf(place, bytes));
      } catch (HostException failure) {
        gaps.add(String.valueOf(failure.getMessage()));
      }
    }

    private void conf(Path place, Untrusted bytes) {
      textLeft -= bytes.length();
      if (textLeft < 0) {
        gaps.add(place + " is not read: users inside have too much of containers.conf");
      } else {
        var text = new String(bytes.bytes(), StandardCharsets.UTF_8);
        confs.add(ContainersConf.parse(place, text, gaps));
      }
    }
  }
}
