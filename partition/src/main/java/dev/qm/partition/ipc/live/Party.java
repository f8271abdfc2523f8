package dev.qm.partition.ipc.live;

import dev.qm.host.Untrusted;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A process that takes part in a channel.
 *
 * @param pid as the host numbers it
 * @param program chosen by the process itself
 * @param unit of systemd that it belongs to; on the QM side a name that the partition chose
 * @param container that it runs in, below the partition itself: its name, or the short id
 * @param label its SELinux label; nothing without SELinux
 */
public record Party(
    int pid,
    Side side,
    Untrusted program,
    Optional<Untrusted> unit,
    Optional<Untrusted> container,
    Optional<String> label) {

  /** Those who hold one end, in a few words. */
  static String words(List<Party> parties) {
    if (parties.isEmpty()) {
      return "nobody that can be seen";
    }
    var words = new ArrayList<String>();
    for (var party : parties) {
      words.add(party.words());
    }
    return String.join(", ", words);
  }

  /** Program, number, and where it belongs, in a few words. */
  public String words() {
    var place = container.or(() -> unit).map(name -> " of " + name).orElse("");
    return program + "[" + pid + "]" + place + " (" + side.word() + ")";
  }

  /**
   * What this process belongs to: two of one home need no channel to be one program. The parts of a
   * container, its monitor too, are in one unit.
   */
  String home() {
    var place = unit.or(() -> container).map(Untrusted::toString).orElse(Integer.toString(pid));
    return side.word() + "/" + place;
  }
}
