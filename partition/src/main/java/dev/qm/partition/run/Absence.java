package dev.qm.partition.run;

import dev.qm.host.HostException;
import dev.qm.partition.Layout;
import dev.qm.partition.PartitionSpec;
import java.nio.file.Files;

/**
 * Why no partition runs, as far as that is known.
 *
 * @param state a word for programs
 * @param sentence for people: what is, and what to do
 */
public record Absence(String state, String sentence) {
  static final Absence STOPPED =
      new Absence("stopped", "The partition is stopped. Start it with `qm up`.");

  static final Absence NOT_SET_UP =
      new Absence(
          "not set up", "The partition is not set up yet. Set it up and start it with `qm up`.");

  /** Why the partition of {@code spec} does not run. */
  public static Absence of(PartitionSpec spec) throws HostException {
    // what `qm setup` makes on every machine, and no package brings
    return Files.exists(spec.root().at(Layout.SECCOMP)) ? Runner.of(spec).absence() : NOT_SET_UP;
  }

  /** What systemd's ActiveState and SubState of the service mean: systemctl(1). */
  static Absence ofService(String active, String sub) {
    return switch (active) {
      case "activating", "reloading" ->
          sub.startsWith("auto-restart")
              ? new Absence(
                  "restarting",
                  "The partition ended, and systemd is about to start it again; `journalctl -u"
                      + " qm.service` says why it ended.")
              : new Absence("starting", "systemd is starting the partition.");
      case "deactivating" -> new Absence("stopping", "systemd is stopping the partition.");
      case "failed" ->
          new Absence(
              "failed",
              "The partition failed, and systemd has given it up; `journalctl -u qm.service` says"
                  + " why. Start it with `qm up`.");
      default -> STOPPED;
    };
  }
}
