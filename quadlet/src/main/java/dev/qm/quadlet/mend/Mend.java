package dev.qm.quadlet.mend;

import dev.qm.quadlet.syntax.Problem;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * How one finding is mended.
 *
 * <p>Source: {@code systemd.syntax(7)}.
 *
 * @param problem what is wrong
 * @param done what is done about it, in half a sentence
 * @param edits changes of the text of the file that the problem is in
 */
public record Mend(Problem problem, String done, List<Edit> edits) {
  /** Copies what it is given, so that nobody can change it. */
  public Mend {
    edits = List.copyOf(edits);
  }

  /** {@return the file that is changed} */
  public Path file() {
    return problem.origin().file();
  }

  /** True if the two cannot be carried out on one text. */
  boolean isInTheWayOf(Mend other) {
    for (var edit : edits) {
      for (var another : other.edits) {
        if (edit.isInTheWayOf(another)) {
          return true;
        }
      }
    }
    return false;
  }

  /**
   * {@return a text after mends, of which none is in another's way}
   *
   * @param text what the file says
   * @param mends mends of that file
   */
  public static String apply(String text, List<Mend> mends) {
    List<Edit> edits = new ArrayList<>();
    for (var mend : mends) {
      edits.addAll(mend.edits());
    }
    edits.sort(Comparator.comparingInt(Edit::start).thenComparingInt(Edit::end));
    var mended = new StringBuilder(text.length() + 64);
    var at = 0;
    for (var edit : edits) {
      mended.append(text, at, edit.start()).append(edit.text());
      at = edit.end();
    }
    return mended.append(text, at, text.length()).toString();
  }
}
