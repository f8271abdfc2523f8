package dev.qm.assurance.prove.campaign;

import dev.qm.assurance.prove.probe.ProbePlaces;
import dev.qm.assurance.prove.probe.ProbeProcess;
import dev.qm.assurance.prove.reading.Window;
import dev.qm.host.HostException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The probes of this machine. A process that died, or that did not answer any more, is told once,
 * and another one takes its place: that the safety side stood still is what a campaign looks for.
 */
public final class ProbeMeter implements Meter {
  private final ProbePlaces places;
  private final List<String> compared;
  private final Duration patience;
  private final List<String> notAllowed;
  private Optional<ProbeProcess> probes;
  private Optional<String> died = Optional.empty();

  private ProbeMeter(
      ProbePlaces places, List<String> compared, Duration patience, ProbeProcess probes) {
    this.places = places;
    this.compared = compared;
    this.patience = patience;
    this.notAllowed = probes.notAllowed();
    this.probes = Optional.of(probes);
  }

  /**
   * Starts them.
   *
   * @param compared other tools whose figures are taken beside: {@code cyclictest}
   */
  public static ProbeMeter start(List<String> compared) throws HostException {
    return start(ProbePlaces.HOST, compared, ProbeProcess.PATIENCE);
  }

  /**
   * Starts them at other places.
   *
   * @param patience how late an answer may be
   */
  public static ProbeMeter start(ProbePlaces places, List<String> compared, Duration patience)
      throws HostException {
    var words = List.copyOf(compared);
    return new ProbeMeter(places, words, patience, ProbeProcess.start(places, words, patience));
  }

  /** What they could not have that software of the safety side would. */
  public List<String> notAllowed() {
    return notAllowed;
  }

  @Override
  public Window measure(Duration length) throws HostException {
    if (probes.isEmpty()) {
      // by now the fault has ended: nothing more is measured under it
      probes = Optional.of(ProbeProcess.start(places, compared, patience));
    }
    var process = probes.get();
    try {
      return process.measure(length);
    } catch (HostException failure) {
      var death = process.died().or(() -> Optional.of(String.valueOf(failure.getMessage())));
      died = died.or(() -> death);
      process.kill();
      probes = Optional.empty();
      return Window.NONE;
    }
  }

  @Override
  public Optional<String> died() {
    var told = died;
    died = Optional.empty();
    return told;
  }

  @Override
  public void close() throws HostException {
    if (probes.isPresent()) {
      probes.get().close();
    }
  }
}
