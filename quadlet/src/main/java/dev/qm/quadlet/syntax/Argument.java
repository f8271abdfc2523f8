package dev.qm.quadlet.syntax;

import java.util.List;

/**
 * One word of a command line.
 *
 * <p>Source: {@code podman-run(1)} and the man pages of the other commands.
 *
 * @param word the word, without quotes
 * @param causes the settings that it comes from; empty for a word that Quadlet adds by itself
 */
public record Argument(String word, List<Entry> causes) {
  /** Copies what it is given, so that nobody can change it. */
  public Argument {
    causes = List.copyOf(causes);
  }
}
