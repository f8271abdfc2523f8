package dev.qm.assurance.view;

import dev.qm.host.Untrusted;
import dev.qm.partition.ipc.live.LiveChannel;
import dev.qm.partition.ipc.live.LiveIpc;
import dev.qm.partition.ipc.live.NamespaceObjects;
import dev.qm.partition.ipc.live.Party;
import dev.qm.partition.ipc.live.Side;
import dev.qm.partition.ipc.live.Standing;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What crosses the border of a golden machine. No folder can hold a socket's peer or a mapping, so
 * a case says what the survey found: {@code === crossing KIND NAME STANDING}, where the kind is one
 * of {@link LiveChannel.Kind} and the standing {@code door}, {@code inside} or {@code outside}, and
 * below it a line {@code SIDE PID PROGRAM UNIT} for each who holds it. {@code === crossing objects
 * host's -} is an IPC namespace that the sides share.
 */
final class GoldenCrossings {
  private final List<LiveChannel> channels = new ArrayList<>();
  private final List<NamespaceObjects> objects = new ArrayList<>();

  void add(String title, List<String> lines) {
    var head = title.split(" +", -1);
    var holders = new ArrayList<Party>();
    for (var line : lines) {
      var words = line.strip().split(" +", -1);
      if (words.length == 4) {
        holders.add(
            new Party(
                Integer.parseInt(words[1]),
                Side.valueOf(words[0].toUpperCase(Locale.ROOT)),
                Untrusted.of(words[2]),
                Optional.of(Untrusted.of(words[3])),
                Optional.empty(),
                Optional.empty()));
      }
    }
    if (head[1].equals("objects")) {
      objects.add(new NamespaceObjects(holders.getFirst(), true, List.of(), List.of()));
      return;
    }
    channels.add(
        new LiveChannel(
            LiveChannel.Kind.valueOf(head[1].toUpperCase(Locale.ROOT)),
            Untrusted.of(head[2]),
            standing(head[3]),
            Optional.empty(),
            holders,
            List.of(),
            Optional.empty()));
  }

  private static Standing standing(String word) {
    return switch (word) {
      case "door" -> new Standing.Door();
      case "inside" -> new Standing.Inside();
      case "outside" -> new Standing.Outside("both sides hold it");
      default -> throw new IllegalArgumentException(word);
    };
  }

  LiveIpc live() {
    return new LiveIpc(
        LiveIpc.State.RUNNING,
        List.of(),
        channels,
        objects,
        List.of(),
        List.of(),
        Map.of(),
        List.of());
  }
}
