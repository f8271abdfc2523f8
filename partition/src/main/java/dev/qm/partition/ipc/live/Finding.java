package dev.qm.partition.ipc.live;

import dev.qm.quadlet.syntax.Origin;
import java.util.List;
import java.util.Optional;

/**
 * A way across the border that is not the door.
 *
 * @param what it is
 * @param who takes part, or could, a line each
 * @param why it matters
 * @param mend what to do
 * @param origin the line that opened it, where it is known
 */
public record Finding(
    String what, List<String> who, String why, String mend, Optional<Origin> origin) {
  public Finding {
    who = List.copyOf(who);
  }
}
