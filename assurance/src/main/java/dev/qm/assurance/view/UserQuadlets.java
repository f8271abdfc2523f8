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
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

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

  /** Looks there, and into the homes of the partition's /var, where its /home is. */
  static UserQuadlets read(PartitionSpec spec) {
    var looking = new Looking(spec);
    looking.forUsers();
    looking.homes();
    return new UserQuadlets(looking.units, looking.confs, looking.gaps);
  }

  /** One look, which has an end. */
  private static final class Looking {
    private final PartitionSpec spec;
    private final List<Described> units = new ArrayList<>();
    private final List<ContainersConf> confs = new ArrayList<>();
    private final List<String> gaps = new ArrayList<>();
    private int textLeft = MOST_TEXT;

    Looking(PartitionSpec spec) {
      this.spec = spec;
    }

    void forUsers() {
      try {
        var top = ConfinedPath.resolve(spec.root().directory(), spec.layout().etc());
        if (!Files.isDirectory(top)) {
          return;
        }
        var folders = new ArrayList<Path>();
        folders.add(top.resolve(FOR_USERS));
        for (var name : new HostileTree(top).list(FOR_USERS)) {
          if (!name.contains(".")) {
            folders.add(top.resolve(FOR_USERS).resolve(name));
          }
        }
        if (folders.size() > MOST_HOMES) {
          gaps.add("the partition has units for more users than are looked at");
        }
        units(
            top,
            disk(top),
            folders.subList(0, Math.min(folders.size(), MOST_HOMES)),
            Optional.empty());
      } catch (HostException failure) {
        gaps.add(String.valueOf(failure.getMessage()));
      }
    }

    void homes() {
      try {
        var top = ConfinedPath.resolve(spec.root().directory(), spec.layout().var());
        if (!Files.isDirectory(top)) {
          return;
        }
        var homes = new ArrayList<String>();
        homes.add("roothome");
        for (var name : new HostileTree(top).list("home")) {
          homes.add("home/" + name);
        }
        if (homes.size() > MOST_HOMES) {
          gaps.add("the partition has more homes than are looked into");
        }
        var disk = disk(top);
        for (var home : homes.subList(0, Math.min(homes.size(), MOST_HOMES))) {
          var folder = home + "/.config/containers";
          conf(top, folder);
          units(top, disk, List.of(top.resolve(folder + "/systemd")), Optional.of("/var/" + home));
        }
      } catch (HostException failure) {
        gaps.add(String.valueOf(failure.getMessage()));
      }
    }

    private static CountedDisk disk(Path top) {
      return new CountedDisk(new HostileDisk(top), Declared.MOST_UNITS);
    }

    private void units(Path top, CountedDisk disk, List<Path> folders, Optional<String> home) {
      var reading = QuadletReader.read(top, folders, disk);
      if (disk.left() <= 0) {
        gaps.add("users inside have more units than the " + Declared.MOST_UNITS + " looked at");
      }
      reading.problems().forEach(problem -> gaps.add(problem.origin() + ": " + problem.message()));
      units.addAll(
          Declared.containers(
              reading.units(),
              Settings.rooted(top),
              service -> SystemdWords.ofUser(service, home)));
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
