package dev.qm.partition.ipc.live;

import dev.qm.host.Untrusted;
import dev.qm.host.file.FileId;
import dev.qm.host.socket.MeetingFile;
import dev.qm.host.socket.UnixSocket;
import dev.qm.quadlet.syntax.Origin;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * The channels in what was seen, each with its standing. A value in, values out: nothing is looked
 * at here.
 */
final class Channels {
  /** How a name begins that was given by an open folder: proc_pid_fd(5). */
  private static final String HELD = "/proc/self/fd/";

  private final Observation seen;
  private final Declarations declared;
  private final CrossingRules rules;
  private final Map<Long, UnixSocket> byInode = new HashMap<>();
  private final Map<Long, List<UnixSocket>> senders = new HashMap<>();
  private final Set<UnixSocket.Name> open = new HashSet<>();
  private final Set<Pair> told = new HashSet<>();
  private final List<LiveChannel> channels = new ArrayList<>();

  private Channels(Observation seen, Declarations declared, CrossingRules rules) {
    this.seen = seen;
    this.declared = declared;
    this.rules = rules;
    for (var socket : seen.sockets()) {
      if (socket.inode() != 0) {
        byInode.put(socket.inode(), socket);
      }
      if (socket.isOpenToOthers()) {
        open.add(socket.name().orElseThrow());
      }
      if (socket.peer().isPresent()) {
        senders.computeIfAbsent(socket.peer().getAsLong(), _ -> new ArrayList<>()).add(socket);
      }
    }
  }

  /**
   * The channels between the sides and inside the partition; those of the host alone are left out.
   * Those that cross outside the door come first, then the door, then the inside, then what has to
   * cross.
   */
  static List<LiveChannel> of(Observation seen, Declarations declared, CrossingRules rules) {
    var work = new Channels(seen, declared, rules);
    work.named();
    work.unnamed();
    work.fifos();
    work.pipes();
    work.memory();
    work.channels.sort(Channels::compare);
    return List.copyOf(work.channels);
  }

  /** What is declared comes first, then what containers have. */
  private static int compare(LiveChannel a, LiveChannel b) {
    if (rank(a.standing()) != rank(b.standing())) {
      return rank(a.standing()) - rank(b.standing());
    }
    return interest(a) == interest(b)
        ? a.name().toString().compareTo(b.name().toString())
        : interest(a) - interest(b);
  }

  /** An app's channel is looked for; those of the partition's own systemd are always the same. */
  private static int interest(LiveChannel channel) {
    if (channel.origin().isPresent()) {
      return 0;
    }
    for (var holder : channel.holders()) {
      if (holder.container().isPresent()) {
        return 1;
      }
    }
    return 2;
  }

  private static int rank(Standing standing) {
    return switch (standing) {
      case Standing.Outside outside -> 0;
      case Standing.Door door -> 1;
      case Standing.Inside inside -> 2;
      case Standing.Known known -> 3;
    };
  }

  /** One name, and which one of those of that name: containers may each have a /run/app.sock. */
  private record Key(UnixSocket.Name name, Optional<FileId> file, long network) {
    static Key of(UnixSocket socket, UnixSocket.Name name) {
      return switch (name) {
        // a file is the same from every network
        case UnixSocket.Name.File file -> new Key(name, socket.file(), 0);
        case UnixSocket.Name.Abstract text -> new Key(name, Optional.empty(), socket.network());
      };
    }
  }

  /** The two ends of a connection, whichever was met first. */
  private record Pair(long lower, long higher) {
    static Pair of(UnixSocket socket) {
      var peer = socket.peer().orElse(0);
      return new Pair(Math.min(socket.inode(), peer), Math.max(socket.inode(), peer));
    }
  }

  private void named() {
    Map<Key, List<UnixSocket>> groups = new LinkedHashMap<>();
    for (var socket : seen.sockets()) {
      if (socket.name().isPresent()) {
        groups
            .computeIfAbsent(Key.of(socket, socket.name().get()), _ -> new ArrayList<>())
            .add(socket);
      }
    }
    for (var group : groups.entrySet()) {
      if (!isClientOnly(group.getValue())) {
        named(group.getKey(), group.getValue());
      }
    }
    // a file in the door at which nobody listens is a channel that does not work
    for (var place : seen.places().values()) {
      if (place.reach() == Place.Reach.DOOR
          && place.file().kind() == MeetingFile.Kind.SOCKET
          && channels.stream().noneMatch(c -> c.place().equals(Optional.of(place)))) {
        add(
            LiveChannel.Kind.STREAM,
            nameOf(place),
            new Standing.Door(),
            Optional.of(place),
            List.of(),
            List.of());
      }
    }
  }

  private void named(Key key, List<UnixSocket> sockets) {
    var holders = new ArrayList<Party>();
    var connections = new ArrayList<Connection>();
    for (var socket : sockets) {
      if (socket.inode() == 0) {
        // not accepted yet: who listens tells of it
        continue;
      }
      var own = of(socket.inode());
      if (socket.isOpenToOthers() || socket.peer().isEmpty()) {
        holders.addAll(own);
      }
      if (socket.peer().isPresent() && told.add(Pair.of(socket))) {
        connections.add(new Connection(own, of(socket.peer().getAsLong()), true));
      }
      for (var client : socket.waiting()) {
        connections.add(new Connection(own, of(client), false));
      }
      // connected datagram sockets know who they send to, and not the other way round
      for (var sender : senders.getOrDefault(socket.inode(), List.of())) {
        if (told.add(Pair.of(sender))) {
          connections.add(new Connection(own, of(sender.inode()), true));
        }
      }
    }
    var place = key.file().flatMap(file -> Optional.ofNullable(seen.places().get(file)));
    var isOpen = sockets.stream().anyMatch(UnixSocket::isOpenToOthers);
    var kind = kind(sockets.getFirst().type());
    var name = name(key.name(), place);
    standing(
            kind,
            naming(place, holders, connections),
            pathOf(place, name),
            isOpen ? place : Optional.empty(),
            holders,
            connections)
        .ifPresent(found -> add(kind, name, found, place, distinct(holders), connections));
  }

  /** A client may have a name too; the channel has that of the server. */
  private boolean isClientOnly(List<UnixSocket> sockets) {
    for (var socket : sockets) {
      if (socket.isOpenToOthers() || socket.peer().isEmpty() || !isOpenName(socket.peer())) {
        return false;
      }
    }
    return true;
  }

  private boolean isOpenName(OptionalLong peer) {
    var server = byInode.get(peer.orElse(0));
    return server != null && server.name().filter(open::contains).isPresent();
  }

  /** Pairs of sockets without a name, and single sockets that both sides hold. */
  private void unnamed() {
    for (var socket : seen.sockets()) {
      var isPair = socket.peer().isPresent();
      if (socket.inode() == 0
          || (isPair && !told.add(Pair.of(socket)))
          || (!isPair && socket.name().isPresent())) {
        continue;
      }
      var own = of(socket.inode());
      var all = new ArrayList<>(own);
      var connections = new ArrayList<Connection>();
      if (isPair) {
        var other = of(socket.peer().getAsLong());
        connections.add(new Connection(own, other, true));
        all.addAll(other);
      }
      shared(
          kind(socket.type()),
          Untrusted.of("socket:[" + socket.inode() + "]"),
          Optional.empty(),
          all,
          connections);
    }
  }

  private void fifos() {
    var files = new LinkedHashMap<FileId, Optional<Place>>();
    for (var place : seen.places().values()) {
      if (place.file().kind() == MeetingFile.Kind.FIFO) {
        files.put(place.file().id(), Optional.of(place));
      }
    }
    for (var file : seen.fifoHolders().keySet()) {
      files.putIfAbsent(file, Optional.empty());
    }
    for (var file : files.entrySet()) {
      var holders = seen.fifoHolders().getOrDefault(file.getKey(), List.of());
      var place = file.getValue();
      var name = place.map(Channels::nameOf).orElse(Untrusted.of("fifo " + file.getKey().inode()));
      if (place.isPresent() && place.get().reach() == Place.Reach.DOOR) {
        add(LiveChannel.Kind.FIFO, name, new Standing.Door(), place, holders, List.of());
      } else if (place.isPresent() && place.get().reach() == Place.Reach.VOLUME) {
        add(
            LiveChannel.Kind.FIFO,
            name,
            crossing(
                LiveChannel.Kind.FIFO,
                CrossingRules.Naming.HOST,
                name.toString(),
                holders,
                "it lies in a volume of both sides"),
            place,
            holders,
            List.of());
      } else {
        shared(LiveChannel.Kind.FIFO, name, place, holders, List.of());
      }
    }
  }

  private void pipes() {
    for (var pipe : seen.pipeHolders().entrySet()) {
      shared(
          LiveChannel.Kind.PIPE,
          Untrusted.of("pipe:[" + pipe.getKey() + "]"),
          Optional.empty(),
          pipe.getValue(),
          List.of());
    }
  }

  private void memory() {
    for (var mapping : seen.mappings()) {
      if (mapping.isInDoor()) {
        add(
            LiveChannel.Kind.MEMORY,
            mapping.name(),
            new Standing.Door(),
            Optional.empty(),
            mapping.holders(),
            List.of());
      } else if (mapping.isWritable()) {
        shared(
            LiveChannel.Kind.MEMORY,
            mapping.name(),
            Optional.empty(),
            mapping.holders(),
            List.of());
      }
    }
  }

  /** Adds what several hold, if they are of both sides or of different programs inside. */
  private void shared(
      LiveChannel.Kind kind,
      Untrusted name,
      Optional<Place> place,
      List<Party> holders,
      List<Connection> connections) {
    if (side(holders, Side.QM).isEmpty()) {
      return;
    }
    if (!side(holders, Side.HOST).isEmpty()) {
      var standing =
          crossing(
              kind, CrossingRules.Naming.NONE, "", holders, "processes of both sides have it open");
      add(kind, name, standing, place, distinct(holders), connections);
    } else if (homes(holders) > 1) {
      add(kind, name, new Standing.Inside(), place, distinct(holders), connections);
    }
  }

  /** The standing of a socket with a name; nothing for one of the host alone. */
  private Optional<Standing> standing(
      LiveChannel.Kind kind,
      CrossingRules.Naming naming,
      String path,
      Optional<Place> place,
      List<Party> holders,
      List<Connection> connections) {
    var all = new ArrayList<>(holders);
    for (var connection : connections) {
      all.addAll(connection.server());
      all.addAll(connection.client());
    }
    var reach = place.map(Place::reach);
    if (reach.equals(Optional.of(Place.Reach.DOOR))) {
      return Optional.of(new Standing.Door());
    }
    var isOfHost = !side(all, Side.HOST).isEmpty();
    var isOfQm = !side(all, Side.QM).isEmpty();
    if (isOfHost && isOfQm) {
      return Optional.of(crossing(kind, naming, path, all, "processes of both sides use it"));
    }
    if (reach.equals(Optional.of(Place.Reach.VOLUME)) && (isOfHost || isOfQm)) {
      return Optional.of(
          crossing(
              kind,
              naming,
              path,
              all,
              isOfHost
                  ? "its file lies in a volume of the partition, so QM can connect to it"
                  : "its file lies in a volume, so the host can connect to it"));
    }
    if (reach.equals(Optional.of(Place.Reach.TREE)) && isOfHost) {
      return Optional.of(
          crossing(
              kind,
              naming,
              path,
              all,
              "its file lies in a tree of the partition, so QM can connect to it"));
    }
    return isOfQm ? Optional.of(new Standing.Inside()) : Optional.empty();
  }

  private Standing crossing(
      LiveChannel.Kind kind,
      CrossingRules.Naming naming,
      String name,
      List<Party> all,
      String why) {
    var crossing =
        new CrossingRules.Crossing(kind, naming, name, side(all, Side.HOST), side(all, Side.QM));
    var known = rules.known(crossing);
    return known.isPresent() ? new Standing.Known(known.get()) : new Standing.Outside(why);
  }

  /** A name is the host's if the host has the file, or if nobody but the host listens there. */
  private static CrossingRules.Naming naming(
      Optional<Place> place, List<Party> holders, List<Connection> connections) {
    if (place.flatMap(Place::host).isPresent()) {
      return CrossingRules.Naming.HOST;
    }
    var servers = new ArrayList<>(holders);
    for (var connection : connections) {
      servers.addAll(connection.server());
    }
    return servers.isEmpty() || !side(servers, Side.QM).isEmpty()
        ? CrossingRules.Naming.INSIDE
        : CrossingRules.Naming.HOST;
  }

  private void add(
      LiveChannel.Kind kind,
      Untrusted name,
      Standing standing,
      Optional<Place> place,
      List<Party> holders,
      List<Connection> connections) {
    channels.add(
        new LiveChannel(
            kind, name, standing, place, holders, connections, origin(standing, name, place)));
  }

  /** The line that names this socket, or the volume that it lies in. */
  private Optional<Origin> origin(Standing standing, Untrusted name, Optional<Place> place) {
    if (standing instanceof Standing.Inside) {
      return Optional.ofNullable(declared.insideSockets().get(name.toString()));
    }
    var path = pathOf(place, name);
    var own = declared.sockets().get(path);
    if (own != null || standing instanceof Standing.Door) {
      return Optional.ofNullable(own);
    }
    for (var volume : seen.volumes()) {
      if (volume.role() == Volume.Role.SHARED && path.startsWith(volume.host() + "/")) {
        return volume.origin();
      }
    }
    return Optional.empty();
  }

  private List<Party> of(long inode) {
    return seen.socketHolders().getOrDefault(inode, List.of());
  }

  private static String pathOf(Optional<Place> place, Untrusted name) {
    return place.flatMap(Place::host).orElse(name).toString();
  }

  private static Untrusted nameOf(Place place) {
    return place.host().or(place::inside).orElse(place.file().path());
  }

  private static Untrusted name(UnixSocket.Name name, Optional<Place> place) {
    return switch (name) {
      // who made it held its folder, as `qm ipc run` does: ListeningSocket
      case UnixSocket.Name.File(var path) when path.toString().startsWith(HELD) ->
          place.flatMap(Place::host).orElse(path);
      case UnixSocket.Name.File(var path) -> path;
      case UnixSocket.Name.Abstract(var text) -> Untrusted.of("@" + text);
    };
  }

  private static LiveChannel.Kind kind(UnixSocket.Type type) {
    return switch (type) {
      case STREAM, OTHER -> LiveChannel.Kind.STREAM;
      case DATAGRAM -> LiveChannel.Kind.DATAGRAM;
      case SEQUENCED_PACKETS -> LiveChannel.Kind.PACKETS;
    };
  }

  private static List<Party> side(List<Party> parties, Side side) {
    var found = new ArrayList<Party>();
    for (var party : parties) {
      if (party.side() == side) {
        found.add(party);
      }
    }
    return found;
  }

  private static int homes(List<Party> parties) {
    var homes = new HashSet<String>();
    for (var party : parties) {
      homes.add(party.home());
    }
    return homes.size();
  }

  private static List<Party> distinct(List<Party> parties) {
    return parties.stream().distinct().toList();
  }
}
