package dev.qm.cli.lsp;

import java.util.Arrays;

/**
 * The lines of a text as findings count them: LF alone ends one, and lines and columns are counted
 * from 1.
 */
final class LineFeeds {
  private final String text;
  private final int[] starts;

  private LineFeeds(String text, int[] starts) {
    this.text = text;
    this.starts = starts;
  }

  static LineFeeds of(String text) {
    var starts = new int[16];
    var count = 1;
    for (var end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', end + 1)) {
      if (count == starts.length) {
        starts = Arrays.copyOf(starts, count * 2);
      }
      starts[count++] = end + 1;
    }
    return new LineFeeds(text, Arrays.copyOf(starts, count));
  }

  /** The index of a place; one behind the end of its line, or of the text, is that end. */
  int index(int line, int column) {
    if (line > starts.length) {
      return text.length();
    }
    var at = Math.max(1, line);
    var end = at == starts.length ? text.length() : starts[at] - 1;
    return (int) Math.min(end, starts[at - 1] + Math.max(0L, column - 1L));
  }
}
