package dev.qm.partition.ipc.declared;

import dev.qm.host.HostException;
import dev.qm.quadlet.syntax.CommandWords;
import dev.qm.quadlet.syntax.Entry;
import dev.qm.quadlet.syntax.Origin;
import dev.qm.quadlet.syntax.Problem;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;

/** What keeps declared channels from working, or opens them to more than was meant. */
final class ChannelCheck {
  private static final String TYPE = "SecurityLabelType";
  private static final String LEVEL = "SecurityLabelLevel";

  private final DeclaredUnits units;
  private final List<Problem> problems = new ArrayList<>();

  ChannelCheck(DeclaredUnits units) {
    this.units = units;
  }

  /** All findings, by file and line. */
  List<Problem> problems() throws HostException {
    var across = DeclaredChannels.across(units);
    for (var socket : units.sockets()) {
      for (var listening : socket.listening()) {
        if (across.stream().anyMatch(channel -> isMadeBy(channel, socket, listening))) {
          socket(socket, listening);
        }
      }
    }
    for (var container : units.host()) {
      server(container);
    }
    for (var container : units.inside()) {
      client(container, across);
    }
    for (var pod : units.pods()) {
      client(pod);
    }
    if (across.stream().anyMatch(ChannelCheck::isThroughDoor)
        || units.inside().stream().anyMatch(ChannelCheck::isClient)) {
      door(across);
    }
    levels();
    return inOrder();
  }

  private static boolean isMadeBy(
      Channel channel, SocketUnit socket, SocketUnit.Listening listening) {
    return channel.socket().isPresent()
        && channel.socket().get().unit().equals(socket.name())
        && channel.path().equals(Optional.of(listening.path()));
  }

  private static boolean isThroughDoor(Channel channel) {
    return channel.path().isPresent()
        && (channel.path().get() + "/").startsWith(DeclaredChannels.DOOR + "/");
  }

  private void socket(SocketUnit socket, SocketUnit.Listening listening) throws HostException {
    if (!DeclaredChannels.isInDoor(listening.path())) {
      error(
          "ipc-socket-place",
          listening.entry(),
          "the socket " + listening.path() + " is not below " + DeclaredChannels.DOOR,
          "there it has a SELinux type that QM may not use, and QM may not see the folder",
          "write ListenStream=%t/ipc/" + socket.stem() + "/" + socket.stem() + ".sock");
    }
    var servers =
        units.host().stream()
            .filter(container -> container.service().equals(socket.service()))
            .toList();
    var place = socket.setting("Service").orElse(listening.entry());
    if (servers.isEmpty() && !units.hasNativeService(socket.service())) {
      var wants =
          units.host().stream()
              .filter(container -> container.dependency(socket.name()).isPresent())
              .findFirst();
      if (wants.isPresent()) {
        error(
            "ipc-service",
            place,
            socket.name() + " hands its connections to " + socket.service(),
            "the container that asks for the socket is " + wants.get().service(),
            "write Service=" + wants.get().service());
      } else {
        error(
            "ipc-no-server",
            place,
            "there is no " + socket.service() + " to serve " + socket.name(),
            "a connection waits for ever",
            "write its quadlet in /etc/containers/systemd, or mend Service=");
      }
    }
    for (var server : servers) {
      serverLabels(server);
    }
    mode(socket, listening);
  }

  private void mode(SocketUnit socket, SocketUnit.Listening listening) {
    var setting = socket.setting("SocketMode");
    // systemd.socket(5): without the key it is 0666
    var text = setting.map(Entry::value).filter(value -> !value.isEmpty()).orElse("0666");
    if (isOpenToAll(text)) {
      add(
          Problem.Severity.WARNING,
          "ipc-socket-mode",
          setting.orElse(listening.entry()),
          "the mode " + text + " lets every user connect to " + listening.path(),
          "one compromised service, on either side, is enough",
          "write SocketMode=0600, or 0660 with SocketGroup=");
    }
  }

  private static boolean isOpenToAll(String mode) {
    if (mode.isEmpty()) {
      return false;
    }
    // connect(2) needs write permission
    var others = mode.charAt(mode.length() - 1) - '0';
    return others >= 0 && others <= 7 && (others & 2) != 0;
  }

  private void serverLabels(ContainerUnit server) {
    if (!DeclaredChannels.isServer(server)) {
      atSetting(
          Problem.Severity.ERROR,
          "ipc-server-type",
          server,
          TYPE,
          "the server " + server.name() + " is not of the type " + DeclaredChannels.SERVER_TYPE,
          "QM may connect to no other type of the host: SELinux refuses it",
          "write SecurityLabelType=" + DeclaredChannels.SERVER_TYPE);
    }
  }

  /** What holds for every server of the type, with a socket unit or without. */
  private void server(ContainerUnit server) {
    if (!DeclaredChannels.isServer(server)) {
      return;
    }
    if (!server.value(LEVEL).equals("s0")) {
      atSetting(
          Problem.Severity.ERROR,
          "ipc-server-level",
          server,
          LEVEL,
          "the server " + server.name() + " has not the level s0",
          "with categories of its own, by chance where none are given, it is closed to QM's clients",
          "write SecurityLabelLevel=s0");
    }
    var type = server.quadlet().unit().last("Service", "Type");
    if (type.isPresent()
        && type.get().value().equals("notify")
        && !isTrue(server.value("Notify"))) {
      add(
          Problem.Severity.WARNING,
          "ipc-notify",
          type.get(),
          "Type=notify without Notify=true in [Container]",
          "Podman says READY as soon as the container starts, not when it serves",
          "write Notify=true, where the program calls sd_notify(3)");
    }
    var needed = server.neededSocket();
    var isServing =
        units.sockets().stream().anyMatch(socket -> socket.service().equals(server.service()));
    if (needed.isPresent() && !isServing) {
      for (var word : CommandWords.split(needed.get().value())) {
        if (word.endsWith(".socket")
            && units.sockets().stream().noneMatch(socket -> socket.name().equals(word))) {
          error(
              "ipc-no-socket",
              needed.get(),
              "there is no " + word,
              "the server does not start without it",
              "write it in /etc/systemd/system, as `qm ipc new` does");
        }
      }
    } else if (!isServing && DeclaredChannels.ownSocket(units, server).isEmpty()) {
      atSetting(
          Problem.Severity.ERROR,
          "ipc-no-socket",
          server,
          TYPE,
          "no socket unit names " + server.service(),
          "nobody can connect to it",
          "write a .socket with Service=" + server.service() + ", as `qm ipc new` does");
    }
  }

  private static boolean isTrue(String value) {
    return value.equalsIgnoreCase("true")
        || value.equalsIgnoreCase("yes")
        || value.equalsIgnoreCase("on")
        || value.equals("1");
  }

  private static boolean isClient(ContainerUnit container) {
    return container.value(TYPE).equals(DeclaredChannels.CLIENT_TYPE)
        || container.mounts().stream().anyMatch(ChannelCheck::isOfDoor)
        || container.socket().filter(DeclaredChannels::isInDoor).isPresent();
  }

  private static boolean isOfDoor(ContainerUnit.Mounted mounted) {
    return (mounted.source() + "/").startsWith(DeclaredChannels.DOOR + "/");
  }

  private void client(ContainerUnit client, List<Channel> across) {
    if (!isClient(client)) {
      return;
    }
    if (!client.value(TYPE).equals(DeclaredChannels.CLIENT_TYPE)) {
      atSetting(
          Problem.Severity.ERROR,
          "ipc-client-type",
          client,
          TYPE,
          "the client " + client.name() + " is not of the type " + DeclaredChannels.CLIENT_TYPE,
          "no other container in the partition may use the sockets in " + DeclaredChannels.DOOR,
          "write SecurityLabelType=" + DeclaredChannels.CLIENT_TYPE);
    }
    var mounts = client.mounts().stream().filter(ChannelCheck::isOfDoor).toList();
    var told = client.socket().filter(DeclaredChannels::isInDoor);
    if (mounts.isEmpty()
        || (told.isPresent()
            && mounts.stream().noneMatch(mounted -> reaches(mounted, told.get())))) {
      var wanted = told.map(ChannelCheck::folder).orElse(DeclaredChannels.DOOR + "/NAME");
      add(
          Problem.Severity.ERROR,
          "ipc-client-folder",
          client.socketEntry().or(() -> client.setting(TYPE)),
          client.header(),
          "the client " + client.name() + " does not mount " + wanted,
          "it does not see the socket",
          "write Volume=" + wanted + ":" + wanted);
    }
    for (var mounted : mounts) {
      mount(client, mounted, across);
    }
  }

  private static boolean reaches(ContainerUnit.Mounted mounted, String told) {
    return told.equals(mounted.target()) || told.startsWith(mounted.target() + "/");
  }

  private void mount(ContainerUnit client, ContainerUnit.Mounted mounted, List<Channel> across) {
    if (mounted.source().equals(DeclaredChannels.DOOR)) {
      add(
          Problem.Severity.NOTE,
          "ipc-all-channels",
          mounted.entry(),
          "the client " + client.name() + " sees every channel",
          "it can connect to all of them",
          "mount the folder of its own channel only");
      return;
    }
    for (var channel : across) {
      if (channel.path().equals(Optional.of(mounted.source()))) {
        add(
            Problem.Severity.WARNING,
            "ipc-client-folder",
            mounted.entry(),
            "the client " + client.name() + " mounts the socket itself",
            "when the socket is made anew, the client keeps the old one, where nobody listens",
            "mount its folder: Volume="
                + folder(mounted.source())
                + ":"
                + folder(mounted.target()));
        return;
      }
    }
    if (across.stream()
        .noneMatch(channel ->
            channel.path().isPresent()
                && (mounted.covers(channel.path().get())
                    || mounted.source().startsWith(channel.path().get() + "/")))) {
      error(
          "ipc-no-socket",
          mounted.entry(),
          "nothing on the host makes a socket in " + mounted.source(),
          "the client " + client.name() + " has nobody to connect to",
          "write a .socket unit on the host, as `qm ipc new` does, or mend the path");
    }
  }

  private void client(PartitionUnits.Pod pod) {
    var use = DeclaredChannels.lineOf(pod, DeclaredChannels.DOOR + "/");
    if (use.isPresent() && DeclaredChannels.lineOf(pod, DeclaredChannels.CLIENT_TYPE).isEmpty()) {
      problems.add(
          new Problem(
              Problem.Severity.ERROR,
              "ipc-client-type",
              use.get(),
              1,
              1,
              "the pod of "
                  + pod.unit().name()
                  + " is not of the type "
                  + DeclaredChannels.CLIENT_TYPE,
              "no other container in the partition may use the sockets in " + DeclaredChannels.DOOR,
              "write seLinuxOptions: type: " + DeclaredChannels.CLIENT_TYPE));
    }
  }

  /** How the partition sees /run/ipc. */
  private void door(List<Channel> across) {
    var doors =
        units.border().stream()
            .filter(mounted -> mounted.target().equals(DeclaredChannels.DOOR))
            .toList();
    if (doors.isEmpty() || !doors.getLast().source().equals(DeclaredChannels.DOOR)) {
      var origin =
          units
              .spec()
              .quadlet()
              .unit()
              .header("Container")
              .orElse(new Origin(units.spec().file(), 1));
      add(
          Problem.Severity.ERROR,
          "ipc-door",
          doors.isEmpty() ? Optional.empty() : Optional.of(doors.getLast().entry()),
          origin,
          "the partition does not see " + DeclaredChannels.DOOR,
          "no client in it reaches "
              + across.stream()
                  .filter(ChannelCheck::isThroughDoor)
                  .findFirst()
                  .map(Channel::name)
                  .orElse("a socket of the host"),
          "write a drop-in of qm.container with Volume="
              + DeclaredChannels.DOOR
              + ":"
              + DeclaredChannels.DOOR
              + (units.spec().hasUserNamespace() ? ":ro,idmap" : ":ro")
              + ", then `qm restart`");
      return;
    }
    var door = doors.getLast();
    if (!List.of(door.options().split(",", -1)).contains("ro")) {
      add(
          Problem.Severity.WARNING,
          "ipc-door-writable",
          door.entry(),
          DeclaredChannels.DOOR + " is mounted so that the partition may write in it",
          "QM could exchange a socket, or fill the host's /run, which is memory; to connect needs no"
              + " writing",
          "add :ro, then `qm restart`");
    }
    var isMapped = isMapped(door);
    if (units.spec().hasUserNamespace() && !isMapped) {
      error(
          "ipc-door-idmap",
          door.entry(),
          DeclaredChannels.DOOR + " is mounted without mapped ids",
          "the partition has user ids of its own: sockets of the host's root belong to nobody there",
          "add :idmap, then `qm restart`");
    } else if (!units.spec().hasUserNamespace() && isMapped) {
      error(
          "ipc-door-idmap",
          door.entry(),
          DeclaredChannels.DOOR + " is mounted with mapped ids",
          "the partition has the host's user ids: Podman does not start it so",
          "take :idmap away, or run `qm ipc new` again");
    }
  }

  private static boolean isMapped(ContainerUnit.Mounted mounted) {
    for (var option : mounted.options().split(",", -1)) {
      if (option.equals("idmap") || option.startsWith("idmap=")) {
        return true;
      }
    }
    return false;
  }

  /** A level and where it stands. */
  private record Levelled(String owner, Optional<Entry> entry, Origin origin) {}

  private void levels() {
    var channelOf = new LinkedHashMap<String, String>();
    for (var pair : DeclaredChannels.pairs(units).entrySet()) {
      pair(pair.getValue());
      for (var end : pair.getValue()) {
        channelOf.putIfAbsent(end.container().name(), pair.getKey());
      }
    }
    var owners = new LinkedHashMap<List<Integer>, List<Levelled>>();
    for (var container : units.inside()) {
      var entry = container.setting(LEVEL);
      var categories = Categories.of(container.value(LEVEL));
      if (entry.isPresent() && categories.isPresent()) {
        owners
            .computeIfAbsent(categories.get().list(), level -> new ArrayList<>())
            .add(
                new Levelled(
                    channelOf.getOrDefault(container.name(), container.name()),
                    entry,
                    entry.get().origin()));
      }
    }
    for (var pod : units.pods()) {
      var origin = DeclaredChannels.lineOf(pod, "s0:c");
      if (origin.isPresent()) {
        var categories = Categories.of(DeclaredChannels.levelIn(pod, origin.get()));
        if (categories.isPresent()) {
          owners
              .computeIfAbsent(categories.get().list(), level -> new ArrayList<>())
              .add(new Levelled(pod.unit().name(), Optional.empty(), origin.get()));
        }
      }
    }
    owners.values().forEach(this::shared);
  }

  private void shared(List<Levelled> same) {
    var first = same.getFirst();
    var named = new LinkedHashSet<String>();
    named.add(first.owner());
    for (var other : same) {
      if (named.add(other.owner())) {
        add(
            Problem.Severity.ERROR,
            "ipc-level-shared",
            other.entry(),
            other.origin(),
            other.owner() + " has the categories of " + first.owner() + ", " + first.origin(),
            "the containers of the one can reach the other's",
            "give it two categories of its own; `qm ipc new` allots them");
      }
    }
  }

  /** Both ends of a channel inside QM. */
  private void pair(List<DeclaredChannels.Shared> ends) {
    var first = ends.getFirst().container();
    for (var end : ends.subList(1, ends.size())) {
      var other = end.container();
      if (!isSameLevel(first, other)) {
        atSetting(
            Problem.Severity.ERROR,
            "ipc-level-differs",
            other,
            LEVEL,
            other.name()
                + " has "
                + said(other)
                + ", and "
                + first.name()
                + ", which shares "
                + end.mounted().source()
                + " with it, has "
                + said(first),
            "SELinux keeps containers with other categories apart: the two cannot connect",
            "give both the same SecurityLabelLevel=");
      }
    }
  }

  private static boolean isSameLevel(ContainerUnit one, ContainerUnit other) {
    var level = one.value(LEVEL);
    if (level.isEmpty() && other.value(LEVEL).isEmpty()) {
      // containers of one pod get the pod's
      return !one.value("Pod").isEmpty() && one.value("Pod").equals(other.value("Pod"));
    }
    return level.equals(other.value(LEVEL))
        || (Categories.of(level).isPresent()
            && Categories.of(level).equals(Categories.of(other.value(LEVEL))));
  }

  private static String said(ContainerUnit container) {
    return container.setting(LEVEL).isPresent()
        ? "the level " + container.value(LEVEL)
        : "categories by chance";
  }

  private static String folder(String path) {
    var slash = path.lastIndexOf('/');
    return slash <= 0 ? "/" : path.substring(0, slash);
  }

  private void error(String rule, Entry entry, String what, String why, String mend) {
    add(Problem.Severity.ERROR, rule, entry, what, why, mend);
  }

  /** A finding at a key of [Container], or at the section's header where the key is missing. */
  private void atSetting(
      Problem.Severity severity,
      String rule,
      ContainerUnit container,
      String key,
      String what,
      String why,
      String mend) {
    add(severity, rule, container.setting(key), container.header(), what, why, mend);
  }

  private void add(
      Problem.Severity severity, String rule, Entry entry, String what, String why, String mend) {
    add(severity, rule, Optional.of(entry), entry.origin(), what, why, mend);
  }

  private void add(
      Problem.Severity severity,
      String rule,
      Optional<Entry> entry,
      Origin otherwise,
      String what,
      String why,
      String mend) {
    problems.add(
        new Problem(
            severity,
            rule,
            entry.map(Entry::origin).orElse(otherwise),
            1,
            entry.map(found -> Math.max(1, found.key().length())).orElse("[Container]".length()),
            what,
            why,
            mend));
  }

  private List<Problem> inOrder() {
    var sorted = new ArrayList<>(new LinkedHashSet<>(problems));
    sorted.sort(
        Comparator.comparing((Problem problem) -> problem.origin().file())
            .thenComparingInt(problem -> problem.origin().line()));
    return sorted;
  }
}
