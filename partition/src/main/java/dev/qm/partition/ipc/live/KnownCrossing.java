package dev.qm.partition.ipc.live;

/**
 * What crosses the border outside {@code /run/ipc} in every partition, because a container cannot
 * be run without it. The link of the BlueChi agent is not here: it is TCP through the partition's
 * own network, as of any machine.
 */
public enum KnownCrossing {
  /** Pipes of conmon. */
  CONSOLE("console: conmon, Podman's monitor, takes what the partition's PID 1 prints"),
  /** The socket that {@code Notify=true} of a quadlet brings. */
  READINESS("readiness: the partition's systemd tells conmon that its boot has ended"),
  /** Streams of {@code qm exec}. */
  EXEC("exec: input and output of a command that somebody on the host runs in the partition"),
  /** The journal as standard output. */
  JOURNAL("journal: what the partition's PID 1 prints goes to the host's journal");

  private final String reason;

  KnownCrossing(String reason) {
    this.reason = reason;
  }

  /** What it is for. */
  public String reason() {
    return reason;
  }
}
