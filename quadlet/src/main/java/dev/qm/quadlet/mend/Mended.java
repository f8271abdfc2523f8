package dev.qm.quadlet.mend;

import dev.qm.quadlet.syntax.Problem;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What became of files that could be mended.
 *
 * <p>Source: {@code systemd.syntax(7)}.
 *
 * @param findings what was mended, in the order in which it was found
 * @param texts what the files that were changed say now
 */
public record Mended(List<Finding> findings, Map<Path, String> texts) {
  /** Copies what it is given, so that nobody can change it. */
  public Mended {
    findings = List.copyOf(findings);
    texts = Map.copyOf(texts);
  }

  /**
   * A finding that is mended.
   *
   * @param problem what was wrong, in the file as it was given
   * @param done what was done about it, in half a sentence
   */
  public record Finding(Problem problem, String done) {}
}
