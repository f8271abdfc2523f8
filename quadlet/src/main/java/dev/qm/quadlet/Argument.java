package dev.qm.quadlet;

import java.util.List;

/**
 * One word of a command line.
 *
 * @param word the word, without quotes
 * @param causes the settings that it comes from; empty for a word that Quadlet adds by itself
 */
public record Argument(String word, List<Entry> causes) {
  public Argument {
    causes = List.copyOf(causes);
  }
}
