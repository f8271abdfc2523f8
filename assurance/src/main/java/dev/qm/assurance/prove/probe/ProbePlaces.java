package dev.qm.assurance.prove.probe;

import java.nio.file.Path;

/**
 * Where probes work.
 *
 * @param group the name of their own control group at the top, or of their slice
 * @param files a folder of theirs on the host's disk, made where it is missing and gone at the end
 * @param channels the folder in which both sides meet; without it there is no probe of a channel
 */
public record ProbePlaces(String group, Path files, Path channels) {
  /** On this machine. */
  public static final ProbePlaces HOST =
      new ProbePlaces("qmprove", Path.of("/var/lib/qm-assurance/prove"), Path.of("/run/ipc"));
}
