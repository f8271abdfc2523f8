package dev.qm.assurance.rules.control;

import dev.qm.assurance.view.PartitionView;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The places of the host that are the partition's own, by all their names. */
record Trees(List<Path> places) {
  private static final String IPC = "/run/ipc";

  Trees {
    places = List.copyOf(places);
  }

  static Trees of(PartitionView view) {
    var layout = view.declared().spec().layout();
    var places = new ArrayList<Path>();
    for (var tree : layout.trees()) {
      places.add(Path.of(tree));
      places.add(Path.of(tree + ".private"));
    }
    return new Trees(places);
  }

  /** Whether a place is in one of them. */
  boolean hold(String place) {
    var path = path(place);
    return places.stream().anyMatch(path::startsWith);
  }

  /** Whether a place is the folder of the sockets between the sides, or in it. */
  static boolean isIpc(String place) {
    return path(place).startsWith(IPC);
  }

  static Path path(String place) {
    try {
      return Path.of(place).normalize();
    } catch (InvalidPathException noPath) {
      return Path.of("");
    }
  }
}
