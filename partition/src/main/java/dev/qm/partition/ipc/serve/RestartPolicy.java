package dev.qm.partition.ipc.serve;

import dev.qm.host.HostException;
import dev.qm.quadlet.syntax.UnitFile;
import java.time.Duration;

/**
 * When a server that ended is started again: systemd.service(5), {@code Restart=}; systemd.unit(5),
 * {@code StartLimitBurst=}.
 *
 * @param afterSuccess whether after exit code 0
 * @param afterFailure whether after any other end
 * @param pause before that
 * @param burst so many starts in {@code interval}, and no more; 0 for any number
 * @param interval in which starts are counted
 */
record RestartPolicy(
    boolean afterSuccess, boolean afterFailure, Duration pause, int burst, Duration interval) {
  /** systemd's own values where a unit says nothing. */
  private static final Duration PAUSE = Duration.ofMillis(100);

  private static final int BURST = 5;
  private static final Duration INTERVAL = Duration.ofSeconds(10);

  /** What the service says. */
  static RestartPolicy of(UnitFile service) throws HostException {
    var restart = service.last("Service", "Restart").map(entry -> entry.value()).orElse("no");
    return new RestartPolicy(
        restart.equals("always") || restart.equals("on-success"),
        // whether a signal, a core dump or an exit code ended it, Podman's status does not tell
        !restart.isEmpty() && !restart.equals("no") && !restart.equals("on-success"),
        time(service, "Service", "RestartSec", PAUSE),
        burst(service),
        time(service, "Unit", "StartLimitIntervalSec", INTERVAL));
  }

  /** Whether a server that ended with this exit code is started again without waiting. */
  boolean restarts(int exitCode) {
    return exitCode == 0 ? afterSuccess : afterFailure;
  }

  static Duration time(UnitFile unit, String section, String key, Duration otherwise)
      throws HostException {
    var entry = unit.last(section, key).filter(found -> !found.value().isEmpty());
    if (entry.isEmpty()) {
      return otherwise;
    }
    return TimeSpan.parse(entry.get().value())
        .orElseThrow(() ->
            new HostException(
                entry.get().origin() + ": " + key + "=" + entry.get().value(),
                "this is no time that qm understands",
                "write seconds, or a number with ms, s, min or h"));
  }

  private static int burst(UnitFile service) throws HostException {
    var entry = service.last("Unit", "StartLimitBurst").filter(found -> !found.value().isEmpty());
    if (entry.isEmpty()) {
      return BURST;
    }
    try {
      return Integer.parseUnsignedInt(entry.get().value());
    } catch (NumberFormatException notANumber) {
      throw new HostException(
          entry.get().origin() + ": StartLimitBurst=" + entry.get().value(),
          "this is no whole number");
    }
  }
}
