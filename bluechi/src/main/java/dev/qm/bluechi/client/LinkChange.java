package dev.qm.bluechi.client;

import dev.qm.bluechi.dbus.Row;
import java.util.ArrayList;
import java.util.List;

/**
 * What enabling or disabling did on a node's disk: EnableUnitFiles() of
 * org.freedesktop.systemd1(5).
 *
 * @param kind {@code symlink} or {@code unlink}
 * @param target where the link points; empty for one that was removed
 */
public record LinkChange(String kind, String file, String target) {
  static List<LinkChange> of(List<Row> rows) {
    var changes = new ArrayList<LinkChange>();
    for (var row : rows) {
      changes.add(new LinkChange(row.text(0), row.text(1), row.text(2)));
    }
    return changes;
  }
}
