package dev.qm.assurance.view;

import dev.qm.quadlet.syntax.CommandWords;
import dev.qm.quadlet.syntax.Entry;
import java.util.Optional;

/**
 * A variable that [Service] gives its commands: systemd.exec(5), Environment=.
 *
 * @param value without quotes
 * @param entry the line that it comes from
 */
public record ServiceVariable(String value, Entry entry) {
  /** The last one of the name, which counts. */
  public static Optional<ServiceVariable> last(Described unit, String name) {
    var found = Optional.<ServiceVariable>empty();
    for (var entry : unit.values("Service", "Environment")) {
      for (var word : CommandWords.split(entry.value())) {
        if (word.startsWith(name + "=")) {
          found = Optional.of(new ServiceVariable(word.substring(name.length() + 1), entry));
        }
      }
    }
    return found;
  }
}
