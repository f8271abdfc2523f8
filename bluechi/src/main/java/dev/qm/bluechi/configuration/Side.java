package dev.qm.bluechi.configuration;

import dev.qm.host.Version;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A program of one side of a machine, with its files.
 *
 * @param where which side it is
 * @param layers its files
 * @param mainFile where the administrator's file is, or would be
 * @param installed what is known of the program itself
 * @param version of the program, where it is known
 * @param unread each place whose content nobody knows, with the reason
 */
public record Side(
    Machine.Where where,
    Layers layers,
    Path mainFile,
    Installed installed,
    Optional<Version> version,
    List<Unread> unread) {
  public Side {
    unread = List.copyOf(unread);
  }

  /** Whether a program is there. */
  public enum Installed {
    /** BlueChi's own. */
    YES,
    /** QM's own works in its place. */
    OURS,
    /** BlueChi's own, and QM's own is switched on beside it. */
    BOTH,
    NO
  }

  /**
   * A file that is not read.
   *
   * @param why a clause
   * @param mend what to do
   * @param isSeenByBlueChi whether BlueChi itself would read it
   */
  public record Unread(Path file, String why, String mend, boolean isSeenByBlueChi) {}

  /** The service that works here, or would: BlueChi's own, unless QM's own is in its place. */
  public String unit() {
    var program = layers.program();
    return installed == Installed.OURS ? program.ownUnit() : program.unit();
  }

  /** Whether there is anything to look at. */
  public boolean isAnything() {
    return installed != Installed.NO || layers.isConfigured() || !unread.isEmpty();
  }
}
