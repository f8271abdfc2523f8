package dev.qm.assurance.rule;

import dev.qm.assurance.view.PartitionView;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The places of the host that the partition may write to.
 *
 * @param places absolute, without links
 */
public record WrittenPlaces(List<Path> places) {
  /** Copies what it is given, so that nobody can change it. */
  public WrittenPlaces {
    places = List.copyOf(places);
  }

  /** Its own {@code /etc} and {@code /var}, and what else its mounts let it write to. */
  public static WrittenPlaces of(PartitionView view) {
    var layout = view.declared().spec().layout();
    var places = new ArrayList<Path>();
    for (var tree : List.of(layout.etc(), layout.var())) {
      places.add(Path.of(tree));
      // where setup put it, behind a folder that nobody else can enter
      places.add(Path.of(tree + ".private"));
    }
    for (var mount : view.partition().options().mounts()) {
      if (mount.isOfHost() && mount.isWritable()) {
        places.add(Path.of(mount.source()).normalize());
      }
    }
    return new WrittenPlaces(places);
  }

  /**
   * One that the path is in, or that lies below it; a folder that holds the whole machine counts.
   */
  public Optional<Path> meeting(String path) {
    if (!path.startsWith("/")) {
      return Optional.empty();
    }
    var other = Path.of(path).normalize();
    for (var place : places) {
      if (other.startsWith(place) || place.startsWith(other)) {
        return Optional.of(place);
      }
    }
    return Optional.empty();
  }
}
