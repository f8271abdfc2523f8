package dev.qm.partition.ipc.live;

import dev.qm.host.Untrusted;
import dev.qm.host.selinux.FileLabels;
import dev.qm.partition.ipc.declared.NativeServer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** How the channels that unit files declare differ from what there is at one moment. */
public final class Differences {
  private static final String DOOR_TYPE = "ipc_var_run_t";
  private static final String SERVER_TYPE = "ipc_t";
  private static final String CLIENT_TYPE = "_container_ipc_t";
  private static final String AGENT_TYPE = "_bluechi_agent_t";

  private final LiveIpc live;
  private final List<Finding> findings = new ArrayList<>();

  private Differences(LiveIpc live) {
    this.live = live;
  }

  /**
   * What is not as declared, and then every way across the border that is not the door. Nothing
   * while the partition is stopped: then there is nothing that could differ.
   */
  public static List<Finding> between(
      List<dev.qm.partition.ipc.declared.Channel> declared, LiveIpc live) {
    if (live.state() == LiveIpc.State.STOPPED) {
      return List.of();
    }
    var differences = new Differences(live);
    var paths = new HashSet<String>();
    for (var channel : declared) {
      if (channel.path().isPresent()) {
        paths.add(channel.path().get());
        differences.compare(channel, channel.path().get());
      }
    }
    differences.undeclared(paths);
    differences.findings.addAll(live.findings());
    return List.copyOf(differences.findings);
  }

  private void compare(dev.qm.partition.ipc.declared.Channel declared, String path) {
    var side =
        switch (declared.between()) {
          case ASIL_AND_QM -> Side.HOST;
          case QM_AND_QM -> Side.QM;
        };
    var found = live.channels().stream().filter(channel -> isAt(channel, path, side)).findFirst();
    if (found.isEmpty()) {
      findings.add(nobody(declared, path));
      return;
    }
    switch (declared.between()) {
      case ASIL_AND_QM -> across(declared, path, found.get());
      case QM_AND_QM -> inside(declared, path, found.get());
    }
  }

  /**
   * Whether somebody of the right side listens there. A name alone says little: the partition has
   * folders of its own with the same names.
   */
  private static boolean isAt(LiveChannel channel, String path, Side side) {
    var isSocket =
        switch (channel.kind()) {
          case STREAM, DATAGRAM, PACKETS -> true;
          case FIFO, PIPE, MEMORY -> false;
        };
    var file = channel.place().flatMap(Place::host).map(Untrusted::toString);
    var isHolder = channel.holders().stream().anyMatch(holder -> holder.side() == side);
    return isSocket
        && isHolder
        && (channel.name().toString().equals(path) || file.equals(Optional.of(path)));
  }

  private static Finding nobody(dev.qm.partition.ipc.declared.Channel declared, String path) {
    var mend =
        declared
            .socket()
            .map(socket -> "`systemctl enable --now " + socket.unit() + "` makes it")
            .or(() -> declared.servers().stream().findFirst().map(Differences::lookAtServer))
            .orElse("start its server");
    return new Finding(
        "nobody listens at " + path + ", the socket of the channel " + declared.name(),
        List.of(),
        "its clients are refused",
        mend,
        declared
            .socket()
            .or(() -> declared.servers().stream().findFirst())
            .map(dev.qm.partition.ipc.declared.Channel.End::origin));
  }

  private static String lookAtServer(dev.qm.partition.ipc.declared.Channel.End server) {
    if (server.unit().equals(NativeServer.RELAY)) {
      return "`systemctl start " + server.unit() + "`; its journal says what keeps it from running";
    }
    var service = server.unit().replaceFirst("\\.(container|kube|pod)$", "");
    return "see why it does not run: `qm exec -- systemctl status " + service + "`";
  }

  private void across(
      dev.qm.partition.ipc.declared.Channel declared, String path, LiveChannel found) {
    var origin = declared.socket().map(dev.qm.partition.ipc.declared.Channel.End::origin);
    var type = found.place().flatMap(place -> place.file().label()).map(FileLabels::typeOf);
    if (type.isPresent() && !type.get().equals(DOOR_TYPE)) {
      findings.add(
          new Finding(
              path + " has the SELinux type " + type.get() + ", not " + DOOR_TYPE,
              List.of(),
              "QM may use sockets of that type only",
              "it belongs into /run/ipc; if it is there, `restorecon -Rv /run/ipc`",
              origin));
    }
    // the relay is a service of the host; that its socket has a type of its own is its business
    var isService =
        declared.servers().stream().anyMatch(end -> end.unit().equals(NativeServer.RELAY));
    var clientType = isService ? AGENT_TYPE : CLIENT_TYPE;
    for (var connection : found.connections()) {
      for (var server : connection.server()) {
        if (!isService && server.side() == Side.HOST && isNot(server, SERVER_TYPE)) {
          findings.add(wrongType(server, SERVER_TYPE, declared.servers()));
        }
      }
      for (var client : connection.client()) {
        if (client.side() == Side.QM && isNot(client, clientType)) {
          findings.add(wrongType(client, "qm" + clientType, declared.clients()));
        }
      }
    }
  }

  /** Without SELinux a process has no type that could be wrong; systemd holds what it hands on. */
  private static boolean isNot(Party party, String type) {
    return party.pid() != 1
        && party.label().isPresent()
        && !FileLabels.typeOf(party.label().get()).endsWith(type);
  }

  private static Finding wrongType(
      Party party, String type, List<dev.qm.partition.ipc.declared.Channel.End> ends) {
    return new Finding(
        party.words() + " has the SELinux type " + FileLabels.typeOf(party.label().orElseThrow()),
        List.of(),
        "a channel's end has the type "
            + type
            + "; SELinux would refuse it any other, were it enforcing",
        "say `SecurityLabelType=" + type + "` in its unit, and start it again",
        ends.stream().findFirst().map(dev.qm.partition.ipc.declared.Channel.End::origin));
  }

  private void inside(
      dev.qm.partition.ipc.declared.Channel declared, String path, LiveChannel found) {
    for (var holder : found.holders()) {
      if (declared.level().isPresent()
          && holder.label().isPresent()
          && !holder.label().get().endsWith(":" + declared.level().get())) {
        findings.add(
            new Finding(
                holder.words() + " listens at " + path + " with the label " + holder.label().get(),
                List.of(),
                "its unit says " + declared.level().get() + ", as the other end has it",
                "start it again",
                declared.servers().stream()
                    .findFirst()
                    .map(dev.qm.partition.ipc.declared.Channel.End::origin)));
      }
    }
  }

  private void undeclared(Set<String> declared) {
    for (var channel : live.channels()) {
      if (channel.standing() instanceof Standing.Door
          && channel.origin().isEmpty()
          && declared.stream().noneMatch(path -> isAt(channel, path, Side.HOST))) {
        findings.add(
            new Finding(
                channel.kind().words() + " " + channel.name() + " in /run/ipc is declared nowhere",
                channel.holders().stream().map(Party::words).toList(),
                "QM can reach it, and no unit file says that it should",
                "declare it in a socket unit, or end who made it",
                Optional.empty()));
      }
    }
  }
}
