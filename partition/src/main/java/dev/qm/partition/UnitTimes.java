package dev.qm.partition;

import dev.qm.host.HostException;
import dev.qm.quadlet.syntax.Entry;
import dev.qm.quadlet.syntax.TimeSpan;
import dev.qm.quadlet.syntax.UnitFile;
import java.time.Duration;
import java.util.Optional;

/** The times that a unit sets, for those who carry it out without systemd: systemd.time(7). */
public final class UnitTimes {
  /** As good as never: 68 years, which is what programs like Podman take in seconds. */
  public static final Duration LONGEST = Duration.ofSeconds(Integer.MAX_VALUE);

  private UnitTimes() {}

  /**
   * The time that a key sets, {@link #LONGEST} at most.
   *
   * @param otherwise what counts where the unit does not set it
   * @throws HostException for a value that is no time
   */
  public static Duration span(UnitFile unit, String section, String key, Duration otherwise)
      throws HostException {
    var entry = given(unit, section, key);
    return entry.isEmpty() ? otherwise : atMost(entry.get(), TimeSpan.parse(entry.get().value()));
  }

  /**
   * The same for a timeout of [Service], of which 0 means that there is none. {@code TimeoutSec=}
   * sets each of them: systemd.service(5).
   *
   * @param otherwise what counts where the unit does not set it
   * @throws HostException for a value that is no time
   */
  public static Duration timeout(UnitFile unit, String key, Duration otherwise)
      throws HostException {
    var last = Optional.<Entry>empty();
    for (var entry : unit.entries("Service")) {
      if (entry.key().equals(key) || entry.key().equals("TimeoutSec")) {
        last = Optional.of(entry);
      }
    }
    var entry = last.filter(found -> !found.value().isEmpty());
    return entry.isEmpty()
        ? otherwise
        : atMost(entry.get(), TimeSpan.parseTimeout(entry.get().value()));
  }

  private static Optional<Entry> given(UnitFile unit, String section, String key) {
    return unit.last(section, key).filter(entry -> !entry.value().isEmpty());
  }

  private static Duration atMost(Entry entry, Optional<TimeSpan> span) throws HostException {
    if (span.isEmpty()) {
      throw new HostException(
          entry.origin() + ": " + entry.key() + "=" + entry.value() + " is no time",
          "qm has to know it where no systemd runs the unit",
          "write seconds, or numbers with units such as 1min 30s, or infinity");
    }
    return span.get().atMost(LONGEST);
  }
}
