package dev.qm.cli.command.ipc;

import dev.qm.cli.terminal.Printable;
import dev.qm.cli.terminal.Style;
import dev.qm.cli.terminal.Table;
import dev.qm.cli.terminal.Terminal;
import dev.qm.host.process.IpcNamespace;
import dev.qm.partition.ipc.live.Finding;
import dev.qm.partition.ipc.live.LiveChannel;
import dev.qm.partition.ipc.live.LiveIpc;
import dev.qm.partition.ipc.live.Party;
import dev.qm.partition.ipc.live.Standing;
import dev.qm.partition.ipc.live.Volume;
import dev.qm.quadlet.syntax.Origin;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What there is between the sides, for a person to read. */
final class LiveText {
  /** More who take part in a finding are counted, not named. */
  private static final int NAMED = 8;

  /** More programs than this make a column that no terminal shows. */
  private static final int IN_A_CELL = 2;

  /** Where the sockets are that each operating system has for itself. */
  private static final List<String> USUAL =
      List.of("/run/systemd/", "/run/dbus/", "/run/udev/", "/run/podman/");

  /** Of the channels inside. */
  enum Shown {
    ALL,
    /** Without those that each operating system has for itself. */
    UNUSUAL
  }

  private final PrintStream out;
  private final Terminal terminal;
  private final Shown shown;

  LiveText(PrintStream out, Terminal terminal, Shown shown) {
    this.out = out;
    this.terminal = terminal;
    this.shown = shown;
  }

  void print(LiveIpc live) {
    if (live.state() == LiveIpc.State.STOPPED) {
      out.println("The partition is stopped, so nothing crosses. Start it with `qm up`.");
      stopped(live);
      return;
    }
    for (var finding : live.findings()) {
      print(finding);
    }
    channels(live);
    objects(live);
    volumes(live);
    ports(live);
    known(live);
    for (var gap : live.gaps()) {
      out.println();
      out.println("note: " + Printable.line(gap));
    }
  }

  private void stopped(LiveIpc live) {
    var table = Table.of("DECLARED", "BY");
    live.declared().entrySet().stream()
        .filter(socket -> socket.getKey().startsWith("/run/ipc/"))
        .sorted(Map.Entry.comparingByKey())
        .forEach(socket -> table.row(socket.getKey(), socket.getValue().toString()));
    for (var port : live.ports()) {
      table.row("port " + port.text(), port.origin().toString());
    }
    if (!table.isEmpty()) {
      out.println();
      table.print(out, terminal);
    }
  }

  /** One finding, with who, why and what to do. */
  void print(Finding finding) {
    out.println(Style.ERROR.on(terminal, "finding") + ": " + Printable.line(finding.what()));
    var shown = finding.who().subList(0, Math.min(NAMED, finding.who().size()));
    for (var who : shown) {
      item(who);
    }
    if (shown.size() < finding.who().size()) {
      item("and " + (finding.who().size() - shown.size()) + " more");
    }
    finding.origin().ifPresent(origin -> item("opened by " + origin));
    item("why: " + finding.why());
    item("mend: " + finding.mend());
    out.println();
  }

  private void item(String text) {
    out.println("  " + Printable.line(text));
  }

  private void channels(LiveIpc live) {
    var table =
        Table.of("CHANNEL", "BETWEEN", "KIND", "LISTENS", "CONNECTED", "FILE", "DECLARED BY");
    var consoles = 0;
    var usual = 0;
    for (var channel : live.channels()) {
      switch (channel.standing()) {
        case Standing.Door door -> row(table, channel, "host, qm");
        case Standing.Inside inside -> {
          if (isConsole(channel)) {
            consoles++;
          } else if (shown == Shown.UNUSUAL && isUsual(channel)) {
            usual++;
          } else {
            row(table, channel, "qm, qm");
          }
        }
        case Standing.Outside outside -> {
          // said above
        }
        case Standing.Known known -> {
          // said below
        }
      }
    }
    if (table.isEmpty()) {
      out.println(
          usual > 0
              ? "There is no channel in /run/ipc, and inside none but those of every system."
              : "There is no channel in /run/ipc or inside the partition.");
    } else {
      table.print(out, terminal);
    }
    if (usual > 0) {
      out.println();
      out.println(
          "Left out: " + usual + " sockets that every system has inside; --all shows them.");
    }
    if (consoles > 0) {
      out.println(
          "Left out: "
              + consoles
              + " pipes and sockets of consoles, held by conmon; --json has them.");
    }
  }

  /** Declared by nobody, and where a system's own services listen. */
  private static boolean isUsual(LiveChannel channel) {
    var name = channel.name().toString();
    return channel.origin().isEmpty() && USUAL.stream().anyMatch(name::startsWith);
  }

  /** Each container has three or four, and together they would hide the rest. */
  private static boolean isConsole(LiveChannel channel) {
    var isPlumbing =
        switch (channel.kind()) {
          case PIPE, PACKETS -> true;
          case STREAM, DATAGRAM, FIFO, MEMORY -> false;
        };
    return isPlumbing
        && channel.origin().isEmpty()
        && channel.holders().stream()
            .anyMatch(holder -> holder.program().toString().equals("conmon"));
  }

  private static void row(Table table, LiveChannel channel, String between) {
    var clients = new ArrayList<Party>();
    for (var connection : channel.connections()) {
      clients.addAll(connection.client());
    }
    var waiting = channel.waiting();
    table.row(
        channel.name().toString(),
        between,
        channel.kind().words(),
        cell(channel.holders()),
        cell(clients) + (waiting > 0 ? ", " + waiting + " waiting" : ""),
        file(channel),
        by(channel.origin()));
  }

  private static String cell(List<Party> parties) {
    var words = new LinkedHashSet<String>();
    for (var party : parties) {
      words.add(words(party));
    }
    if (words.isEmpty()) {
      return "-";
    }
    var shown = new ArrayList<String>();
    for (var word : words) {
      if (shown.size() < IN_A_CELL) {
        shown.add(word);
      }
    }
    var more = words.size() - shown.size();
    return String.join(", ", shown) + (more > 0 ? ", " + more + " more" : "");
  }

  private static String words(Party party) {
    var place = party.container().or(party::unit).map(name -> " of " + name).orElse("");
    return party.program() + "[" + party.pid() + "]" + place;
  }

  private static String file(LiveChannel channel) {
    if (channel.place().isEmpty()) {
      return "-";
    }
    var file = channel.place().get().file();
    return file.owner()
        + ":"
        + file.group()
        + " "
        + Modes.words(file.mode())
        + file.label().map(label -> " " + label).orElse("");
  }

  private static String by(Optional<Origin> origin) {
    return origin.map(Origin::toString).orElse("found");
  }

  private void objects(LiveIpc live) {
    var table = Table.of("OBJECT", "OF", ">SIZE", "MODE");
    for (var objects : live.objects()) {
      for (var item : objects.items()) {
        table.row(
            words(item) + " " + item.id(),
            words(objects.member()),
            Long.toString(item.size()),
            Modes.words(item.permissions()));
      }
      for (var queue : objects.queues()) {
        table.row(
            "message queue /" + queue.path(),
            words(objects.member()),
            "-",
            Modes.words(queue.mode()));
      }
    }
    print(table);
  }

  private static String words(IpcNamespace.Item item) {
    return switch (item.kind()) {
      case SHARED_MEMORY -> "System V memory";
      case SEMAPHORES -> "System V semaphores";
      case MESSAGES -> "System V queue";
    };
  }

  private void volumes(LiveIpc live) {
    var table = Table.of("VOLUME", "IN THE PARTITION", "QM MAY", "DECLARED BY");
    for (var volume : live.volumes()) {
      if (volume.role() == Volume.Role.SHARED || volume.role() == Volume.Role.DOOR) {
        table.row(
            volume.host().toString(),
            volume.inside().toString(),
            volume.isReadOnly() ? "read" : "write",
            by(volume.origin()));
      }
    }
    print(table);
  }

  private void ports(LiveIpc live) {
    var table = Table.of("PORT", "DECLARED BY");
    for (var port : live.ports()) {
      table.row(port.text(), port.origin().toString());
    }
    print(table);
  }

  private void known(LiveIpc live) {
    var table = Table.of("CROSSES, AND HAS TO", "BETWEEN", "REASON");
    for (var channel : live.channels()) {
      if (channel.standing() instanceof Standing.Known(var crossing)) {
        var all = new ArrayList<>(channel.holders());
        for (var connection : channel.connections()) {
          all.addAll(connection.client());
        }
        table.row(channel.name().toString(), cell(all), crossing.reason());
      }
    }
    print(table);
  }

  private void print(Table table) {
    if (!table.isEmpty()) {
      out.println();
      table.print(out, terminal);
    }
  }
}
