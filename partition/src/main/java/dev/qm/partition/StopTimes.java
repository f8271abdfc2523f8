package dev.qm.partition;

import dev.qm.host.HostException;
import dev.qm.host.machine.Diagnosis;
import java.time.Duration;
import java.util.Optional;

/**
 * The two times that a stop has: Podman ends what still runs inside after {@code StopTimeout=}, and
 * systemd ends Podman after {@code TimeoutStopSec=}. Who changes one has to change the other.
 */
public final class StopTimes {
  /** Without the key: podman-systemd.unit(5). */
  private static final Duration PODMANS = Duration.ofSeconds(10);

  /** What Podman needs after the last app, and what nobody would miss. */
  private static final Duration APART = Duration.ofSeconds(30);

  private StopTimes() {}

  /** What there is to say of a partition that systemd may run; nothing while the two agree. */
  public static Optional<Diagnosis> examine(PartitionSpec spec) throws HostException {
    var apps = UnitTimes.span(spec.quadlet().unit(), "Container", "StopTimeout", PODMANS);
    var service = spec.stopTimeout();
    var both = "StopTimeout=" + apps.toSeconds() + ", TimeoutStopSec=" + service.toSeconds();
    if (apps.compareTo(service) >= 0) {
      return Optional.of(
          finding(
              both + ": systemd ends Podman before it has ended the apps inside",
              "set TimeoutStopSec= of [Service] to more than StopTimeout= of [Container]"));
    }
    return apps.plus(APART).compareTo(service) < 0
        ? Optional.of(
            finding(
                both + ": apps inside are killed after " + apps.toSeconds() + " s all the same",
                "set StopTimeout= of [Container] to a little less than TimeoutStopSec= of [Service]"))
        : Optional.empty();
  }

  private static Diagnosis finding(String detail, String mend) {
    return new Diagnosis("partition.stop", Diagnosis.Level.WARN, "time to stop", detail, mend);
  }
}
