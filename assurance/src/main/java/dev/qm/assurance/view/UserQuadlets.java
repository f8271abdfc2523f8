package dev.qm.assurance.view;

import dev.qm.host.HostException;
import dev.qm.host.Untrusted;
import dev.qm.host.file.ConfinedPath;
import dev.qm.host.file.HostileTree;
import dev.qm.partition.PartitionSpec;
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

  /** Copies what it is given, so that nobody can change it. */
  public UserQuadlets {
    containers = List.copyOf(containers);
    confs = List.copyOf(confs);
    gaps = List.copyOf(gaps);
  }

  /** Where the administrator of the partition puts units for its users, below its /etc. */
  private static final String FOR_USERS = "containers/systemd/users";

  /** Looks there, and into the homes of the partition's /var, where its /home is. */
  public static UserQuadlets read(PartitionSpec spec) {
    var units = new ArrayList<Described>();
    var confs = new ArrayList<ContainersConf>();
    var gaps = new ArrayList<String>();
    forUsers(spec, units, gaps);
    homes(spec, units, confs, gaps);
    return new UserQuadlets(units, confs, gaps);
  }

  private static void forUsers(PartitionSpec spec, List<Described> units, List<String> gaps) {
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
          folders.subList(0, Math.min(folders.size(), MOST_HOMES)),
          Optional.empty(),
          units,
          gaps);
    } catch (HostException failure) {
      gaps.add(String.valueOf(failure.getMessage()));
    }
  }

  private static void units(
      Path top,
      List<Path> folders,
      Optional<String> home,
      List<Described> units,
      List<String> gaps) {
    var reading = QuadletReader.read(top, folders, new HostileDisk(top));
    reading.problems().forEach(problem -> gaps.add(problem.origin() + ": " + problem.message()));
    units.addAll(
        Declared.containers(
            reading.units(), Settings.rooted(top), service -> SystemdWords.ofUser(service, home)));
  }

  private static void homes(
      PartitionSpec spec, List<Described> units, List<ContainersConf> confs, List<String> gaps) {
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
      for (var home : homes.subList(0, Math.min(homes.size(), MOST_HOMES))) {
        home(spec, top, home, units, confs, gaps);
      }
    } catch (HostException failure) {
      gaps.add(String.valueOf(failure.getMessage()));
    }
  }

  private static void home(
      PartitionSpec spec,
      Path top,
      String home,
      List<Described> units,
      List<ContainersConf> confs,
      List<String> gaps) {
    var folder = home + "/.config/containers";
    try {
      switch (new HostileTree(top).read(folder + "/containers.conf", LONGEST)) {
        case HostileTree.Found.Content(Untrusted bytes) ->
            confs.add(
                ContainersConf.parse(
                    Path.of(spec.layout().var(), folder, "containers.conf"),
                    new String(bytes.bytes(), StandardCharsets.UTF_8),
                    gaps));
        case HostileTree.Found.Nothing() -> {
          // most users have none
        }
        case HostileTree.Found.Odd(String what) ->
            gaps.add(spec.layout().var() + "/" + folder + "/containers.conf is " + what);
        case HostileTree.Found.Barred(HostException why) ->
            gaps.add(String.valueOf(why.getMessage()));
      }
    } catch (HostException failure) {
      gaps.add(String.valueOf(failure.getMessage()));
    }
    units(top, List.of(top.resolve(folder + "/systemd")), Optional.of("/var/" + home), units, gaps);
  }
}
