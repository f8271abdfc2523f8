package dev.qm.quadlet.syntax;

import java.util.List;

/**
 * What a unit file says, by whoever wrote it: both are asked for at most when they are needed, for
 * most files that are written are never looked into again.
 *
 * <p>Source: {@code systemd.syntax(7)}.
 */
public interface UnitText {
  /** {@return the whole text} */
  String text();

  /** {@return its lines in order, each with its place in {@link #text}} */
  List<Line> lines();
}
