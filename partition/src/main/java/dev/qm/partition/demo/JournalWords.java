package dev.qm.partition.demo;

import dev.qm.host.HostException;
import java.util.List;
import java.util.Optional;

/**
 * What a unit of the partition says from a moment on, by the partition's journal: its own words,
 * without systemd's about it.
 *
 * @param cursor that moment, journalctl(1); empty when there was nothing in the journal
 */
record JournalWords(Inside inside, Optional<String> cursor) {
  private static final String CURSOR = "-- cursor: ";

  /** More is a flood, which nobody reads. */
  private static final int MOST_LINES = 200;

  static JournalWords fromNow(Inside inside) throws HostException {
    var shown = inside.run("journalctl", "--quiet", "--lines=1", "--output=cat", "--show-cursor");
    return new JournalWords(
        inside,
        shown
            .output()
            .lines()
            .filter(line -> line.startsWith(CURSOR))
            .reduce((_, last) -> last)
            .map(line -> line.substring(CURSOR.length())));
  }

  /** The last lines of {@code unit}. They are the QM side's, and not yet fit to be printed. */
  List<String> of(String unit) throws HostException {
    // what is on its way from a stream to the journal is there after this
    inside.run("journalctl", "--sync");
    var said =
        inside.run(
            "journalctl",
            "--quiet",
            "--no-pager",
            "--output=cat",
            "--lines=" + MOST_LINES,
            cursor.map(moment -> "--after-cursor=" + moment).orElse("--boot"),
            "_SYSTEMD_UNIT=" + unit,
            "_TRANSPORT=stdout");
    return said.output().lines().toList();
  }
}
