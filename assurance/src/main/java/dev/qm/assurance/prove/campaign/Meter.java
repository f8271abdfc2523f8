package dev.qm.assurance.prove.campaign;

import dev.qm.assurance.prove.reading.Window;
import dev.qm.host.HostException;
import java.time.Duration;
import java.util.Optional;

/** What the safety side feels, window by window: its probes in a process of their own. */
public interface Meter extends AutoCloseable {
  /**
   * Measures from now on.
   *
   * @return what all probes measured; of those that died in it, nothing
   */
  Window measure(Duration length) throws HostException;

  /**
   * Nanoseconds since some moment: a window with a try that is stuck takes longer than its length.
   */
  default long now() {
    return System.nanoTime();
  }

  /** The probes' process, if it has died, by its name; the next window is measured by a new one. */
  Optional<String> died();

  @Override
  void close() throws HostException;
}
