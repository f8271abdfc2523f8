package dev.qm.assurance.prove.campaign;

import dev.qm.assurance.prove.probe.ProbePlaces;
import dev.qm.assurance.prove.probe.ProbeProcess;
import dev.qm.assurance.prove.reading.Window;
import dev.qm.host.HostException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The probes of this machine; a process that died is told once, and another one takes its place.
 */
public final class ProbeMeter implements Meter {
  private final List<String> compared;
  private ProbeProcess probes;
  private Optional<String> died = Optional.empty();

  private ProbeMeter(List<String> compared, ProbeProcess probes) {
    this.compared = compared;
    this.probes = probes;
  }

  /**
   * Starts them.
   *
   * @param compared other tools whose figures are taken beside: {@code cyclictest}
   */
  public static ProbeMeter start(List<String> compared) throws HostException {
    return new ProbeMeter(
        List.copyOf(compared), ProbeProcess.start(ProbePlaces.HOST, List.copyOf(compared)));
  }

  /** What they could not have that software of the safety side would. */
  public List<String> notAllowed() {
    return probes.notAllowed();
  }

  @Override
  public Window measure(Duration length) throws HostException {
    try {
      return probes.measure(length);
    } catch (HostException failure) {
      var death = probes.died();
      if (death.isEmpty()) {
        throw failure;
      }
      died = death;
      probes.close();
      probes = ProbeProcess.start(ProbePlaces.HOST, compared);
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
    probes.close();
  }
}
