package dev.qm.assurance.rules.asil;

import dev.qm.assurance.rule.Evidence;
import dev.qm.assurance.rule.Fault;
import dev.qm.assurance.rule.Interference;
import dev.qm.assurance.rule.Judgement;
import dev.qm.assurance.rule.Rule;
import dev.qm.assurance.rule.WrittenPlaces;
import dev.qm.assurance.view.PartitionView;
import dev.qm.host.Untrusted;
import dev.qm.partition.Layout;
import dev.qm.partition.ipc.live.LiveChannel;
import dev.qm.partition.ipc.live.Side;
import dev.qm.partition.ipc.live.Standing;
import dev.qm.quadlet.read.SystemdUnit;
import dev.qm.quadlet.syntax.Entry;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The ASIL side's sockets are its interface, and /run/ipc is where it offers one to QM. */
final class ReachableSockets {
  static final Rule RULE =
      Rule.named("asil-sockets")
          .title("The partition reaches sockets of the ASIL side in /run/ipc only")
          .against(Interference.EXCHANGE)
          .harm("Software inside sends messages to an ASIL service that expects none from QM.")
          .rationale(
              """
              A socket in a folder that the partition sees can be connected to by whoever the file's mode lets; root inside \
              plain mode is let by any. Abstract sockets have no mode at all.\
              """)
          .sources("unix(7)", "systemd.socket(5)", "docs/ipc.md")
          .how(
              "Listen lines of the units' sockets against what the partition sees; while it runs, the sockets that cross.")
          .proves(
              "No socket unit of the ASIL side listens where the partition can reach it outside /run/ipc.")
          .doesNotProve(
              "Where services listen that make their sockets themselves and do not run now.")
          .mend(
              "move it into a channel of its own with `qm ipc new`, or out of what the partition sees")
          .check(view -> AsilUnits.each(view, (j, units, it) -> judge(view, j, units, it)));

  private static final List<String> KEYS =
      List.of("ListenStream", "ListenDatagram", "ListenSequentialPacket", "ListenFIFO");

  private ReachableSockets() {}

  private static void judge(
      PartitionView view, Judgement judgement, AsilUnits units, AsilUnits.Service service) {
    for (var socket : of(units, service)) {
      for (var key : KEYS) {
        for (var entry : socket.unit().values("Socket", key)) {
          var place = entry.value().replace("%t", "/run");
          var isAbstract = place.startsWith("@") && isInHostsNetwork(view);
          if (isAbstract || (place.startsWith("/") && isSeen(view, Path.of(place).normalize()))) {
            judgement.fault(
                Fault.of(
                    "the partition reaches " + place + " of " + service.name(),
                    Evidence.of(entry)));
          } else {
            judgement.holds(Evidence.of(entry));
          }
        }
      }
    }
    var seen = view.border().seen();
    if (seen.live().isPresent()) {
      for (var channel : seen.live().get().channels()) {
        if (channel.kind() != LiveChannel.Kind.MEMORY
            && channel.standing() instanceof Standing.Outside(var why)
            && isHeldBy(channel, service.name())) {
          judgement.fault(
              Fault.of(
                  channel.kind().words()
                      + " "
                      + channel.name()
                      + " of "
                      + service.name()
                      + " crosses outside /run/ipc",
                  Evidence.kernel(channel.name().toString(), why)));
        }
      }
      seen.gaps().forEach(judgement::unknown);
    }
    judgement.holds(Evidence.missing(service.file(), "no socket that the partition reaches"));
  }

  /** The socket units of a service. */
  static List<SystemdUnit> of(AsilUnits units, AsilUnits.Service service) {
    var sockets = new ArrayList<SystemdUnit>();
    for (var socket : units.sockets()) {
      var stem = socket.name().substring(0, socket.name().length() - ".socket".length());
      var served =
          socket.unit().last("Socket", "Service").map(Entry::value).orElse(stem + ".service");
      if (served.equals(service.name())) {
        sockets.add(socket);
      }
    }
    return sockets;
  }

  /** Whether one of those on the host's side who hold a channel is the unit's. */
  static boolean isHeldBy(LiveChannel channel, String unit) {
    var holders = new ArrayList<>(channel.holders());
    for (var connection : channel.connections()) {
      holders.addAll(connection.server());
      holders.addAll(connection.client());
    }
    for (var holder : holders) {
      if (holder.side() == Side.HOST
          && holder.unit().map(Untrusted::toString).equals(Optional.of(unit))) {
        return true;
      }
    }
    return false;
  }

  static boolean isInHostsNetwork(PartitionView view) {
    return view.partition().options().named("network").stream()
            .anyMatch(option -> option.value().equals("host"))
        || view.live().filter(live -> live.hasOwn("net").equals(Optional.of(false))).isPresent();
  }

  private static boolean isSeen(PartitionView view, Path place) {
    if (place.startsWith(Layout.IPC)) {
      return false;
    }
    if (WrittenPlaces.of(view).places().stream().anyMatch(place::startsWith)) {
      return true;
    }
    for (var mount : view.partition().options().mounts()) {
      if (mount.isOfHost() && place.startsWith(Path.of(mount.source()).normalize())) {
        return true;
      }
    }
    return false;
  }
}
