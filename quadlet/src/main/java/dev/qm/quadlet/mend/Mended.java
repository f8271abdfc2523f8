package dev.qm.quadlet.mend;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What became of files that could be mended.
 *
 * <p>Source: {@code systemd.syntax(7)}.
 *
 * @param mends what was done, in order
 * @param texts what the files that were changed say now
 */
public record Mended(List<Mend> mends, Map<Path, String> texts) {
  /** Copies what it is given, so that nobody can change it. */
  public Mended {
    mends = List.copyOf(mends);
    texts = Map.copyOf(texts);
  }
}
