package dev.qm.partition.landing;

import dev.qm.host.Root;

/**
 * A user's file that stays where a new content was to land.
 *
 * @param path as the machine itself names it
 * @param beside what became of the new content
 */
public record Kept(String path, Beside beside) {
  /** What became of the new content. */
  public enum Beside {
    /** It is in {@code FILE.qm-new}. */
    LANDED,
    /** It is nowhere: the user changed {@code FILE.qm-new} as well. */
    KEPT_TOO
  }

  /** A sentence that tells both places. */
  public String sentence(Root root) {
    var file = root.at(path);
    return switch (beside) {
      case LANDED ->
          "kept your "
              + file
              + "; what this version would put there is in "
              + file
              + NewFile.BESIDE;
      case KEPT_TOO ->
          "kept your "
              + file
              + ", and "
              + file
              + NewFile.BESIDE
              + ", which is not as qm left it; move that away, then run this again to get what this"
              + " version would put there";
    };
  }
}
