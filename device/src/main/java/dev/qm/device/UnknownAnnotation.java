package dev.qm.device;

import java.util.List;

/**
 * An annotation that begins as those of the device hook do, and is none of them: most likely a slip
 * of the finger, and a container without the device that it needs would fail later and stranger.
 */
public final class UnknownAnnotation extends Exception {
  private static final long serialVersionUID = 1L;

  /** As the container has it. */
  private final String annotation;

  /** All that there are. */
  private final transient List<String> known;

  UnknownAnnotation(String annotation, List<String> known) {
    super("unknown annotation '" + annotation + "'");
    this.annotation = annotation;
    this.known = List.copyOf(known);
  }

  /** The name; whoever wrote it may be hostile. */
  public String annotation() {
    return annotation;
  }

  /** The names of all annotations that there are. */
  public List<String> known() {
    return known;
  }
}
