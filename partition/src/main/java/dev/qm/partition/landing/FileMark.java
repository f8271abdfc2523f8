package dev.qm.partition.landing;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * That a file of ours is at a place, or may be.
 *
 * @param path as the machine itself names it
 * @param digests the SHA-256 of each content that may have been left there: two while a new content
 *     is being written, else one
 */
public record FileMark(String path, List<String> digests) {
  public FileMark {
    digests = List.copyOf(digests);
  }

  /** The mark of {@code path} among {@code marks}. */
  public static Optional<FileMark> find(List<FileMark> marks, String path) {
    return marks.stream().filter(mark -> mark.path().equals(path)).findFirst();
  }

  /** {@code marks}, where each of {@code fresh} takes the place of the one of its path. */
  public static List<FileMark> merged(List<FileMark> marks, List<FileMark> fresh) {
    var merged = new ArrayList<>(marks);
    for (var mark : fresh) {
      var before = find(marks, mark.path());
      if (before.isPresent()) {
        merged.set(marks.indexOf(before.get()), mark);
      } else {
        merged.add(mark);
      }
    }
    return List.copyOf(merged);
  }
}
