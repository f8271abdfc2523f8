package dev.qm.device;

import java.util.List;
import java.util.Optional;

/**
 * An annotation that begins as those of the device hook do, and is none of them: most likely a slip
 * of the finger. It opens nothing, and the container starts, as with the field's own hooks.
 *
 * @param container who asks, if the spec says
 * @param annotation the name; whoever wrote it may be hostile
 * @param known the names of all annotations that there are
 */
public record UnknownAnnotation(Optional<String> container, String annotation, List<String> known) {
  public UnknownAnnotation {
    known = List.copyOf(known);
  }
}
