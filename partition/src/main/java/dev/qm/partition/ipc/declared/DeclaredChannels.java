package dev.qm.partition.ipc.declared;

import dev.qm.host.HostException;
import dev.qm.partition.Layout;
import dev.qm.partition.PartitionSpec;
import dev.qm.quadlet.syntax.Entry;
import dev.qm.quadlet.syntax.Origin;
import dev.qm.quadlet.syntax.Problem;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The channels that the unit files of a machine declare: those of {@code qm ipc new} and those that
 * somebody wrote by hand.
 *
 * @param channels those between the two sides first
 * @param problems what keeps them from working, by file and line
 */
public record DeclaredChannels(List<Channel> channels, List<Problem> problems) {
  /** The one folder of the host that sockets between the two sides may lie in. */
  static final String DOOR = Layout.IPC;

  /** The type of the safety side's servers. */
  static final String SERVER_TYPE = "ipc_t";

  /** The type of the partition's clients. */
  static final String CLIENT_TYPE = "qm_container_ipc_t";

  private static final String LEVEL = "SecurityLabelLevel";

  public DeclaredChannels {
    channels = List.copyOf(channels);
    problems = List.copyOf(problems);
  }

  /** Reads all unit files that can declare a channel. */
  public static DeclaredChannels read(PartitionSpec spec) throws HostException {
    return of(DeclaredUnits.read(spec));
  }

  /**
   * As {@link #read(PartitionSpec)}, where the partition's own units have been read already.
   *
   * @param inside they, or as many of them as are looked at
   */
  public static DeclaredChannels read(PartitionSpec spec, PartitionUnits inside)
      throws HostException {
    return of(DeclaredUnits.read(spec, inside));
  }

  private static DeclaredChannels of(DeclaredUnits units) throws HostException {
    var channels = new ArrayList<Channel>();
    channels.addAll(across(units));
    channels.addAll(inside(units));
    return new DeclaredChannels(channels, new ChannelCheck(units).problems());
  }

  /** The channels between the two sides. */
  static List<Channel> across(DeclaredUnits units) {
    var channels = new ArrayList<Channel>();
    for (var socket : units.sockets()) {
      for (var listening : socket.listening()) {
        if (isOurs(units, socket, listening.path())) {
          channels.add(
              new Channel(
                  socket.stem(),
                  Channel.Between.ASIL_AND_QM,
                  Optional.of(listening.path()),
                  Optional.of(new Channel.End(socket.name(), listening.entry().origin())),
                  servers(units, socket),
                  clients(units, listening.path()),
                  Optional.empty()));
        }
      }
    }
    for (var server : units.services()) {
      channels.add(
          new Channel(
              server.channel(),
              Channel.Between.ASIL_AND_QM,
              Optional.of(server.path()),
              Optional.empty(),
              List.of(new Channel.End(server.service(), server.entry().origin())),
              agent(units, server.path()),
              Optional.empty()));
    }
    for (var container : units.host()) {
      var path = ownSocket(units, container);
      if (path.isPresent()) {
        channels.add(
            new Channel(
                stem(container),
                Channel.Between.ASIL_AND_QM,
                path,
                Optional.empty(),
                List.of(new Channel.End(container.name(), container.header())),
                clients(units, path.get()),
                Optional.empty()));
      }
    }
    return channels;
  }

  /** Whether a socket of the host has to do with QM. */
  private static boolean isOurs(DeclaredUnits units, SocketUnit socket, String path) {
    if (isInDoor(path)) {
      return true;
    }
    for (var mounted : units.border()) {
      if (mounted.covers(path)) {
        return true;
      }
    }
    for (var container : units.host()) {
      if (isServer(container)
          && (container.service().equals(socket.service())
              || container.dependency(socket.name()).isPresent())) {
        return true;
      }
    }
    return false;
  }

  static boolean isInDoor(String path) {
    return path.startsWith(DOOR + "/");
  }

  static boolean isServer(ContainerUnit container) {
    return container.value("SecurityLabelType").equals(SERVER_TYPE);
  }

  private static List<Channel.End> servers(DeclaredUnits units, SocketUnit socket) {
    var servers = new ArrayList<Channel.End>();
    for (var container : units.host()) {
      if (container.service().equals(socket.service())) {
        var origin =
            container.dependency(socket.name()).map(Entry::origin).orElse(container.header());
        servers.add(new Channel.End(container.name(), origin));
      }
    }
    return servers;
  }

  /** The agent of the partition, if it connects to the socket at {@code path} of the host. */
  private static List<Channel.End> agent(DeclaredUnits units, String path) {
    var seen = insidePath(units, path);
    return PartitionAgent.addresses(units.spec()).stream()
        .filter(address -> PartitionAgent.names(address, seen))
        .map(address -> new Channel.End(PartitionAgent.UNIT, address.origin()))
        .limit(1)
        .toList();
  }

  /** The containers of the partition that see the socket at {@code path} of the host. */
  private static List<Channel.End> clients(DeclaredUnits units, String path) {
    var seen = insidePath(units, path);
    var clients = new ArrayList<Channel.End>();
    for (var container : units.inside()) {
      container.mounts().stream()
          .filter(mounted -> mounted.covers(seen))
          .findFirst()
          .ifPresent(
              mounted -> clients.add(new Channel.End(container.name(), mounted.entry().origin())));
    }
    var slash = seen.lastIndexOf('/');
    for (var pod : units.pods()) {
      if (slash > 0 && lineOf(pod, seen.substring(0, slash)).isPresent()) {
        clients.add(
            new Channel.End(pod.unit().name(), lineOf(pod, seen.substring(0, slash)).get()));
      }
    }
    return clients;
  }

  /** What a path of the host is called in the partition. */
  private static String insidePath(DeclaredUnits units, String path) {
    for (var mounted : units.border()) {
      if (mounted.covers(path)) {
        return mounted.target() + path.substring(mounted.source().length());
      }
    }
    return path;
  }

  /** The socket that a server of the host makes by itself in the door; none with a socket unit. */
  static Optional<String> ownSocket(DeclaredUnits units, ContainerUnit container) {
    for (var socket : units.sockets()) {
      if (container.service().equals(socket.service())) {
        return Optional.empty();
      }
    }
    if (!isServer(container) || container.neededSocket().isPresent()) {
      return Optional.empty();
    }
    for (var mounted : container.mounts()) {
      if (mounted.source().equals(DOOR) || isInDoor(mounted.source())) {
        var told = container.socket();
        return Optional.of(
            told.isPresent() && told.get().startsWith(mounted.target() + "/")
                ? mounted.source() + told.get().substring(mounted.target().length())
                : mounted.source());
      }
    }
    return Optional.empty();
  }

  /** The channels inside QM. */
  static List<Channel> inside(DeclaredUnits units) {
    var channels = new ArrayList<Channel>();
    for (var pair : pairs(units).entrySet()) {
      channels.add(channel(pair.getKey(), pair.getValue()));
    }
    for (var pod : units.pods()) {
      var level = lineOf(pod, "s0:c");
      if (level.isPresent() || pod.text().contains(ContainerUnit.VARIABLE)) {
        var name = pod.unit().name();
        channels.add(
            new Channel(
                name.substring(0, name.lastIndexOf('.')),
                Channel.Between.QM_AND_QM,
                Optional.empty(),
                Optional.empty(),
                List.of(),
                List.of(new Channel.End(name, level.orElse(new Origin(pod.file(), 1)))),
                level.map(origin -> levelIn(pod, origin))));
      }
    }
    return channels;
  }

  /**
   * One end of a pair.
   *
   * @param mounted what it shares with the other end
   */
  record Shared(ContainerUnit container, ContainerUnit.Mounted mounted) {}

  /**
   * The containers of the partition that share a folder for a socket, by the name of the folder:
   * one of them is told of a socket in it, or its level shows that the folder is for some and not
   * for all.
   */
  static Map<String, List<Shared>> pairs(DeclaredUnits units) {
    var sharing = new LinkedHashMap<String, List<Shared>>();
    for (var container : units.inside()) {
      for (var mounted : container.mounts()) {
        if (!isInDoor(mounted.source() + "/")) {
          sharing
              .computeIfAbsent(mounted.source(), source -> new ArrayList<>())
              .add(new Shared(container, mounted));
        }
      }
    }
    sharing
        .values()
        .removeIf(shared ->
            shared.size() < 2 || shared.stream().noneMatch(DeclaredChannels::isForSocket));
    return sharing;
  }

  private static boolean isForSocket(Shared shared) {
    var told = shared.container().socket();
    return (told.isPresent() && told.get().startsWith(shared.mounted().target() + "/"))
        || (shared.container().setting(LEVEL).isPresent()
            && List.of(shared.mounted().options().split(",", -1)).contains("Z"));
  }

  private static Channel channel(String source, List<Shared> ends) {
    var awaited = new HashSet<String>();
    ends.forEach(end -> awaited.addAll(end.container().dependencies()));
    var servers = new ArrayList<Channel.End>();
    var clients = new ArrayList<Channel.End>();
    Optional<String> path = Optional.empty();
    Optional<String> level = Optional.empty();
    for (var end : ends) {
      var place = new Channel.End(end.container().name(), end.mounted().entry().origin());
      // the one that the other waits for, or whose name says so
      var isServer =
          awaited.contains(end.container().service()) || stem(end.container()).endsWith("-server");
      (isServer ? servers : clients).add(place);
      path = path.or(end.container()::socket);
      level = level.or(() -> end.container().setting(LEVEL).map(Entry::value));
    }
    return new Channel(
        source.endsWith(".volume") ? source.substring(0, source.length() - 7) : source,
        Channel.Between.QM_AND_QM,
        path,
        Optional.empty(),
        servers,
        clients,
        level);
  }

  private static String stem(ContainerUnit container) {
    return container.name().substring(0, container.name().lastIndexOf('.'));
  }

  /** The first line of a Kubernetes file that holds {@code text}. */
  static Optional<Origin> lineOf(PartitionUnits.Pod pod, String text) {
    var number = 0;
    for (var line : pod.text().lines().toList()) {
      number++;
      if (line.contains(text) && !line.strip().startsWith("#")) {
        return Optional.of(new Origin(pod.file(), number));
      }
    }
    return Optional.empty();
  }

  /** The level that stands in a line of a Kubernetes file. */
  static String levelIn(PartitionUnits.Pod pod, Origin origin) {
    var line = pod.text().lines().skip(origin.line() - 1L).findFirst().orElse("");
    var at = line.indexOf("s0:c");
    var end = at;
    while (end >= 0 && end < line.length() && "s0123456789:c.,".indexOf(line.charAt(end)) >= 0) {
      end++;
    }
    return at < 0 ? "" : line.substring(at, end);
  }
}
