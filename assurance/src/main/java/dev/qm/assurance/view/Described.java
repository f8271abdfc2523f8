package dev.qm.assurance.view;

import dev.qm.quadlet.read.QuadletUnit;
import dev.qm.quadlet.syntax.Entry;
import dev.qm.quadlet.syntax.UnitFile;
import java.util.List;
import java.util.Optional;

/**
 * A container that a quadlet describes, with all its drop-ins.
 *
 * @param quadlet every value with its file and line
 * @param options of the {@code podman run} that Quadlet makes of it
 */
public record Described(QuadletUnit quadlet, Options options) {
  /** The unit's name, such as {@code qm.container}. */
  public String name() {
    return quadlet.name();
  }

  /** The merged unit. */
  public UnitFile unit() {
    return quadlet.unit();
  }

  /** The last line of the key that says something. */
  public Optional<Entry> last(String section, String key) {
    return unit().last(section, key).filter(entry -> !entry.value().isEmpty());
  }

  /** The lines of a key that lists, an empty one forgets those before it. */
  public List<Entry> values(String section, String key) {
    return unit().values(section, key);
  }
}
