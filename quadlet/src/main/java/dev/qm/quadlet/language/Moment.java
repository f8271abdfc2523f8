package dev.qm.quadlet.language;

import java.util.HashMap;
import java.util.Map;

/**
 * Units as they are at one moment: each folder is read when it is first asked for, and not again.
 *
 * <p>Source: {@code podman-systemd.unit(5)}.
 */
public final class Moment {
  private final Workspace workspace;
  private final Map<Surroundings, Neighbours> read = new HashMap<>();

  Moment(Workspace workspace) {
    this.workspace = workspace;
  }

  /**
   * {@return a unit, or the units of a drop-in, among those that go together with them}
   *
   * @param part the unit's file, or the drop-in
   */
  public Neighbours around(UnitPart part) {
    var candidates = workspace.candidates(part);
    for (var surroundings : candidates) {
      var neighbours = read(surroundings);
      // one of the same name may come first there
      if (neighbours.holds(part.file())) {
        return neighbours;
      }
    }
    return read(candidates.getLast());
  }

  private Neighbours read(Surroundings surroundings) {
    return read.computeIfAbsent(surroundings, workspace::read);
  }
}
