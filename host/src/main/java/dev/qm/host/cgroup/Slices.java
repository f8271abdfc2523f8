package dev.qm.host.cgroup;

import dev.qm.quadlet.syntax.Entry;
import dev.qm.quadlet.syntax.UnitFile;
import java.util.ArrayList;
import java.util.List;

/** Where systemd puts units in the tree of control groups: systemd.slice(5). */
public final class Slices {
  /** The group at the top, which is no folder of its own. */
  private static final String ROOT = "-.slice";

  private static final String SUFFIX = ".slice";

  private Slices() {}

  /** The slice of a service: systemd.resource-control(5), {@code Slice=}. */
  public static String of(UnitFile service) {
    return service
        .last("Service", "Slice")
        .map(Entry::value)
        .filter(value -> !value.isEmpty())
        .orElse("system.slice");
  }

  /**
   * The slices from the top down to this one, it last: a dash in a name stands for one more slice
   * around it. None for the root.
   */
  public static List<String> downTo(String slice) {
    var slices = new ArrayList<String>();
    if (!slice.equals(ROOT)) {
      var stem =
          slice.endsWith(SUFFIX) ? slice.substring(0, slice.length() - SUFFIX.length()) : slice;
      for (var at = stem.indexOf('-'); at >= 0; at = stem.indexOf('-', at + 1)) {
        slices.add(stem.substring(0, at) + SUFFIX);
      }
      slices.add(stem + SUFFIX);
    }
    return slices;
  }

  /** The control group of a unit in a slice, below a hierarchy's mount. */
  public static String path(String slice, String unit) {
    var names = downTo(slice);
    names.add(unit);
    return String.join("/", names);
  }
}
