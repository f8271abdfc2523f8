package dev.qm.cli.command.show;

import dev.qm.partition.ipc.live.LiveChannel;
import dev.qm.partition.ipc.live.LiveIpc;
import dev.qm.partition.ipc.live.Party;
import dev.qm.partition.ipc.live.Standing;
import dev.qm.quadlet.syntax.Origin;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code qm show sockets}. */
final class SocketSheet {
  private SocketSheet() {}

  static Sheet of(LiveIpc live) {
    var sheet = new Sheet();
    var sockets =
        Rows.of(
            "sockets",
            "SOCKET|name",
            "KIND|kind",
            "CROSSES|crosses",
            "|standing",
            "LISTENS|listens",
            "CONNECTED|connected",
            "BY|origin");
    var unnamed = 0;
    for (var channel : live.channels()) {
      if (!isSocket(channel.kind())) {
        continue;
      }
      var crosses = crosses(channel.standing());
      if (!crosses && isUnnamed(channel)) {
        unnamed++;
      } else {
        sockets.row(
            Value.of(channel.name().toString()),
            Value.of(channel.kind().words()),
            new Value.Truth(crosses),
            Value.of(standing(channel.standing())),
            Value.of(words(channel.holders())),
            Value.of(words(clients(channel))),
            Value.of(channel.origin().map(Origin::toString).orElse("found")));
      }
    }
    sheet.table(sockets).table(declared(live)).data("unnamedInside", new Value.Count(unnamed));
    for (var finding : live.findings()) {
      sheet.note("finding: " + finding.what() + "; `qm ipc list` says what to do");
    }
    if (unnamed > 0) {
      sheet.note("Left out: " + unnamed + " pairs of sockets without a name inside.");
    }
    for (var gap : live.gaps()) {
      sheet.note("note: " + gap);
    }
    return sheet;
  }

  /** What unit files name, which is all there is of a partition that does not run. */
  private static Rows declared(LiveIpc live) {
    var rows = Rows.of("declared", "DECLARED|path", "BY|origin");
    live.declared().entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(
            socket -> rows.row(Value.of(socket.getKey()), Value.of(socket.getValue().toString())));
    return rows;
  }

  private static boolean isSocket(LiveChannel.Kind kind) {
    return switch (kind) {
      case STREAM, DATAGRAM, PACKETS -> true;
      case FIFO, PIPE, MEMORY -> false;
    };
  }

  private static boolean isUnnamed(LiveChannel channel) {
    var name = channel.name().toString();
    return !name.startsWith("/") && !name.startsWith("@");
  }

  private static boolean crosses(Standing standing) {
    return switch (standing) {
      case Standing.Outside _, Standing.Door _, Standing.Known _ -> true;
      case Standing.Inside _ -> false;
    };
  }

  private static String standing(Standing standing) {
    return switch (standing) {
      case Standing.Outside _ -> "outside";
      case Standing.Door _ -> "door";
      case Standing.Inside _ -> "inside";
      case Standing.Known _ -> "known";
    };
  }

  private static List<Party> clients(LiveChannel channel) {
    var clients = new ArrayList<Party>();
    for (var connection : channel.connections()) {
      clients.addAll(connection.client());
    }
    return clients;
  }

  /** A few of them; more are counted. */
  static String words(List<Party> parties) {
    var words = new ArrayList<String>();
    for (var party : parties) {
      var said = words(party);
      if (!words.contains(said)) {
        words.add(said);
      }
    }
    if (words.isEmpty()) {
      return "-";
    }
    var shown = words.subList(0, Math.min(3, words.size()));
    var more = words.size() - shown.size();
    return String.join(", ", shown) + (more > 0 ? ", " + more + " more" : "");
  }

  private static String words(Party party) {
    Optional<?> place = party.container().isPresent() ? party.container() : party.unit();
    return party.program()
        + "["
        + party.pid()
        + "]"
        + (place.isPresent() ? " of " + place.get() : "")
        + " ("
        + party.side().word()
        + ")";
  }
}
