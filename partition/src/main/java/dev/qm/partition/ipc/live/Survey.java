package dev.qm.partition.ipc.live;

import dev.qm.host.HostException;
import dev.qm.host.Untrusted;
import dev.qm.host.file.ConfinedPath;
import dev.qm.host.file.FileId;
import dev.qm.host.file.Mount;
import dev.qm.host.file.OpenPlace;
import dev.qm.host.process.IpcNamespace;
import dev.qm.host.process.Mounts;
import dev.qm.host.process.NetworkNamespace;
import dev.qm.host.process.OpenFiles;
import dev.qm.host.process.Processes;
import dev.qm.host.socket.MeetingFile;
import dev.qm.host.socket.MeetingFiles;
import dev.qm.host.socket.UnixSocket;
import dev.qm.host.socket.UnixSockets;
import dev.qm.partition.Layout;
import dev.qm.partition.PartitionSpec;
import dev.qm.partition.run.Instance;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Looks at a machine and its running partition, once. Needs root. */
public final class Survey {
  private final Instance instance;
  private final People people;
  private final Path door;
  private final List<Path> trees;
  private final Map<FileId, Place> places = new LinkedHashMap<>();
  private final List<String> gaps = new ArrayList<>();

  private Survey(Instance instance) throws HostException {
    this.instance = instance;
    this.people = People.around(instance);
    var spec = instance.spec();
    this.door = spec.root().at(Layout.IPC);
    var places = new ArrayList<Path>();
    for (var tree : spec.layout().trees()) {
      places.add(ConfinedPath.resolve(spec.root().directory(), tree));
    }
    this.trees = List.copyOf(places);
  }

  /** What there is between the sides of the machine that {@code spec} belongs to. */
  public static LiveIpc of(PartitionSpec spec) throws HostException {
    var declared = Declarations.of(spec);
    var instance = Instance.find(spec);
    if (instance.isEmpty()) {
      return LiveIpc.stopped(declared);
    }
    var survey = new Survey(instance.get());
    var seen = survey.look(declared);
    return LiveIpc.of(seen, declared, new KnownCrossings(survey.people, survey.instance.pid()));
  }

  private Observation look(Declarations declared) throws HostException {
    var inside = Mounts.of(instance.pid());
    var border = new Border(Mounts.of(), trees, door, instance.id(), declared.volumes());
    var volumes = present(border.volumes(inside));
    var sockets = UnixSockets.of(people.all());
    gaps.addAll(sockets.gaps());
    var open = OpenFiles.of(people.all());
    for (var pid : open.cut()) {
      gaps.add(people.party(pid).words() + " has more files open than are looked at");
    }
    meetingPlaces(volumes);
    for (var socket : sockets.sockets()) {
      if (socket.isOpenToOthers()) {
        place(socket, open.sockets().getOrDefault(socket.inode(), Set.of()));
      }
    }
    return new Observation(
        sockets.sockets(),
        parties(open.sockets()),
        crossings(open.pipes()),
        parties(open.fifos()),
        places,
        mappings(),
        volumes,
        objects(inside),
        NetworkNamespace.isOwn(instance.pid()),
        gaps);
  }

  /** Without those that the host has deleted: what lies there is reached from inside alone. */
  private List<Volume> present(List<Volume> volumes) {
    var present = new ArrayList<Volume>();
    for (var volume : volumes) {
      if (Files.exists(volume.host(), LinkOption.NOFOLLOW_LINKS)) {
        present.add(volume);
      } else {
        gaps.add(
            "the host has deleted what the partition has at "
                + volume.inside()
                + "; `qm restart` gives it what is there now");
      }
    }
    return present;
  }

  /** Finds the sockets and named pipes of the door and of the volumes. */
  private void meetingPlaces(List<Volume> volumes) {
    add(MeetingFiles.below(door), door, Optional.of(Path.of(Layout.IPC)), Place.Reach.DOOR);
    for (var volume : volumes) {
      switch (volume.role()) {
        case SHARED, PODMAN ->
            add(
                MeetingFiles.below(volume.host()),
                volume.host(),
                Optional.of(volume.inside()),
                Place.Reach.VOLUME);
        case TREE, DOOR -> {
          // the door was looked through; what is in a tree shows by who listens there
        }
      }
    }
  }

  private void add(MeetingFiles found, Path host, Optional<Path> inside, Place.Reach reach) {
    for (var file : found.files()) {
      places.putIfAbsent(
          file.id(),
          new Place(
              file,
              reach,
              Optional.of(joined(host, file.path())),
              inside.map(path -> joined(path, file.path()))));
    }
    if (!found.isComplete()) {
      gaps.add(host + " holds more files, or deeper ones, than are looked at");
    }
  }

  /** The name stays as it came, whatever Java thinks of its letters. */
  private static Untrusted joined(Path folder, Untrusted below) {
    return below.length() == 0
        ? Untrusted.of(folder.toString())
        : Untrusted.of(folder + "/" + new String(below.bytes(), StandardCharsets.UTF_8));
  }

  /** Finds the file of a socket that was not met on the way, by the view of who listens. */
  private void place(UnixSocket socket, Set<Integer> holders) {
    if (socket.file().isEmpty()
        || places.containsKey(socket.file().get())
        || !(socket.name().orElseThrow() instanceof UnixSocket.Name.File(var path))) {
      return;
    }
    for (var pid : holders) {
      if (people.sideOf(pid) == Side.QM) {
        inside(socket.file().get(), path, pid);
        return;
      }
    }
    inTree(socket.file().get(), path);
  }

  private void inside(FileId id, Untrusted path, int pid) {
    MeetingFiles.at(Processes.rootOf(pid), path.toString())
        .filter(file -> file.id().equals(id))
        .ifPresent(file ->
            places.put(
                id, new Place(file, Place.Reach.INSIDE, Optional.empty(), Optional.of(path))));
  }

  /** A socket of the host in one of the partition's own trees, which the partition can rename. */
  private void inTree(FileId id, Untrusted path) {
    for (var tree : trees) {
      var text = path.toString();
      if (text.startsWith(tree + "/")) {
        MeetingFiles.at(tree, text.substring(tree.toString().length()))
            .filter(file -> file.id().equals(id))
            .ifPresent(file ->
                places.put(
                    id, new Place(file, Place.Reach.TREE, Optional.of(path), Optional.empty())));
      }
    }
  }

  private <K> Map<K, List<Party>> parties(Map<K, Set<Integer>> holders) {
    var parties = new HashMap<K, List<Party>>();
    for (var entry : holders.entrySet()) {
      var list = new ArrayList<Party>();
      for (var pid : entry.getValue()) {
        list.add(people.party(pid));
      }
      parties.put(entry.getKey(), list);
    }
    return parties;
  }

  /**
   * A machine has thousands of pipes; those of one process alone, or of the host, are no matter.
   */
  private Map<Long, List<Party>> crossings(Map<Long, Set<Integer>> pipes) {
    var several = new HashMap<Long, Set<Integer>>();
    for (var entry : pipes.entrySet()) {
      if (entry.getValue().size() > 1 && hasInside(entry.getValue())) {
        several.put(entry.getKey(), entry.getValue());
      }
    }
    return parties(several);
  }

  private boolean hasInside(Set<Integer> pids) {
    for (var pid : pids) {
      if (people.sideOf(pid) == Side.QM) {
        return true;
      }
    }
    return false;
  }

  private List<Observation.Mapping> mappings() {
    var mappings = new ArrayList<Observation.Mapping>();
    for (var mapped : SharedMemory.mapped(people)) {
      if (mapped.holders().size() > 1) {
        mappings.add(
            new Observation.Mapping(
                mapped.file(),
                mapped.name(),
                mapped.isWritable(),
                isInDoor(mapped.file(), mapped.name()),
                mapped.holders()));
      }
    }
    return mappings;
  }

  private boolean isInDoor(FileId file, Untrusted name) {
    var text = name.toString();
    if (!text.startsWith(door + "/")) {
      return false;
    }
    try (var top = OpenPlace.trusted(door);
        var place = top.asRoot(text.substring(door.toString().length()))) {
      return place.id().equals(file);
    } catch (IOException gone) {
      return false;
    }
  }

  private List<NamespaceObjects> objects(List<Mount> inside) {
    var own = IpcNamespace.of((int) ProcessHandle.current().pid());
    var objects = new ArrayList<NamespaceObjects>();
    for (var member : SharedMemory.spaces(instance, people).entrySet()) {
      var pid = member.getValue();
      try {
        var looked = IpcNamespace.look(member.getKey(), pid);
        var isHosts = own.isPresent() && own.getAsLong() == member.getKey();
        var found =
            new NamespaceObjects(people.party(pid), isHosts, looked.items(), queues(pid, inside));
        if (!found.isEmpty() || isHosts) {
          objects.add(found);
        }
      } catch (HostException failure) {
        if (IpcNamespace.of(pid).isPresent()) {
          gaps.add(failure.getMessage());
        }
      }
    }
    return objects;
  }

  private List<MeetingFile> queues(int pid, List<Mount> ofFirst) {
    try {
      for (var mount : pid == instance.pid() ? ofFirst : Mounts.of(pid)) {
        if (mount.type().equals("mqueue")) {
          var place = ConfinedPath.resolve(Processes.rootOf(pid), mount.target().toString());
          return MeetingFiles.queues(place);
        }
      }
    } catch (HostException gone) {
      return List.of();
    }
    return List.of();
  }
}
