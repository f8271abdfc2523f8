package dev.qm.partition.ipc.live;

import dev.qm.host.process.IpcNamespace;
import dev.qm.host.socket.UnixSocket;
import dev.qm.quadlet.syntax.Origin;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Every way between the two sides, and between programs inside, at one moment.
 *
 * @param state whether the partition runs; if not, only what is declared is here
 * @param findings ways across the border that are not the door, the worst part
 * @param channels those with a standing outside first
 * @param objects what System V and POSIX queues there are on the QM side
 * @param volumes what the partition sees of the host beside its own trees
 * @param declared sockets that unit files name
 * @param gaps what could not be seen, each a clause
 */
public record LiveIpc(
    State state,
    List<Finding> findings,
    List<LiveChannel> channels,
    List<NamespaceObjects> objects,
    List<Volume> volumes,
    List<Port> ports,
    Map<String, Origin> declared,
    List<String> gaps) {
  /** Names of this many abstract sockets say enough. */
  private static final int NAMED = 5;

  /** Whether there is a partition to look at. */
  public enum State {
    RUNNING,
    STOPPED
  }

  public LiveIpc {
    findings = List.copyOf(findings);
    channels = List.copyOf(channels);
    objects = List.copyOf(objects);
    volumes = List.copyOf(volumes);
    ports = List.copyOf(ports);
    declared = Map.copyOf(declared);
    gaps = List.copyOf(gaps);
  }

  /** What there is to say while the partition does not run. */
  static LiveIpc stopped(Declarations declared) {
    return new LiveIpc(
        State.STOPPED,
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        declared.ports(),
        declared.sockets(),
        List.of());
  }

  /** Judges what was seen. */
  static LiveIpc of(Observation seen, Declarations declared, CrossingRules rules) {
    var channels = Channels.of(seen, declared, rules);
    var findings = new ArrayList<Finding>();
    for (var channel : channels) {
      if (channel.standing() instanceof Standing.Outside(var why)) {
        findings.add(finding(channel, why));
      }
    }
    if (seen.hasHostsNetwork()) {
      findings.add(network(seen));
    }
    for (var objects : seen.objects()) {
      if (objects.isHosts()) {
        findings.add(ipc(objects));
      }
    }
    return new LiveIpc(
        State.RUNNING,
        findings,
        channels,
        seen.objects(),
        seen.volumes(),
        declared.ports(),
        declared.sockets(),
        seen.gaps());
  }

  private static Finding finding(LiveChannel channel, String why) {
    var who = new ArrayList<String>();
    for (var holder : channel.holders()) {
      who.add(role(channel) + holder.words());
    }
    for (var connection : channel.connections()) {
      who.add(
          (connection.isAccepted() ? "connected: " : "waits to be accepted: ")
              + Party.words(connection.client())
              + " with "
              + Party.words(connection.server()));
    }
    return new Finding(
        channel.kind().words() + " " + channel.name() + " crosses the border outside /run/ipc",
        who,
        why
            + "; SELinux's rules and the declared channels know only /run/ipc, so nothing else"
            + " watches over it",
        mend(channel),
        channel.origin());
  }

  private static String role(LiveChannel channel) {
    return switch (channel.kind()) {
      case STREAM, DATAGRAM, PACKETS -> "listens: ";
      case FIFO, PIPE, MEMORY -> "has it open: ";
    };
  }

  private static String mend(LiveChannel channel) {
    if (channel.place().isEmpty() && !channel.name().toString().startsWith("/")) {
      return "end one of the two, and look for who gave it to the other side";
    }
    return channel.origin().isPresent()
        ? "make it a channel with `qm ipc new`, or take the volume away and run `qm restart`"
        : "make it a channel with `qm ipc new`, or move its file out of what QM sees";
  }

  private static Finding network(Observation seen) {
    var who = new ArrayList<String>();
    var more = 0;
    for (var socket : seen.sockets()) {
      if (socket.isOpenToOthers()
          && socket.name().orElseThrow() instanceof UnixSocket.Name.Abstract(var text)) {
        for (var holder : seen.socketHolders().getOrDefault(socket.inode(), List.of())) {
          if (holder.side() == Side.HOST && who.size() < NAMED) {
            who.add("listens at @" + text + ": " + holder.words());
          } else if (holder.side() == Side.HOST) {
            more++;
          }
        }
      }
    }
    if (more > 0) {
      who.add("and " + more + " more");
    }
    return new Finding(
        "the partition is in the host's network namespace",
        who,
        "abstract sockets and the loopback services of the host can be reached from inside, and no"
            + " file's owner or label stands in between",
        "give it a network of its own: `Network=private` in qm.container, then `qm restart`",
        Optional.empty());
  }

  private static Finding ipc(NamespaceObjects objects) {
    var who = new ArrayList<String>();
    who.add("in it: " + objects.member().words());
    for (var item : objects.items()) {
      if (item.kind() == IpcNamespace.Kind.SHARED_MEMORY && who.size() <= NAMED) {
        who.add(
            "memory " + item.id() + ", " + item.size() + " bytes, " + item.attached() + " users");
      }
    }
    return new Finding(
        "the partition shares the host's IPC namespace",
        who,
        "System V memory, semaphores and queues and POSIX message queues are one for both sides",
        "take `--ipc=host` out of the PodmanArgs= of qm.container, then `qm restart`",
        Optional.empty());
  }
}
