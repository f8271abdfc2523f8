package dev.qm.assurance.prove.campaign;

import dev.qm.assurance.prove.fault.Fault;
import dev.qm.assurance.prove.judge.ProbeVerdict;
import dev.qm.assurance.prove.reading.Reading;
import java.util.List;

/** Judges what one fault did to all probes. */
public interface Jury {
  /**
   * The verdicts after so many rounds.
   *
   * @param isLast whether there is no further round that could decide more
   */
  Judged judge(Fault fault, List<Round> rounds, boolean isLast);

  /**
   * Whether a probe is as before the fault, as far as a short window can tell.
   *
   * @param now the short window's
   * @param before the idle one's
   */
  boolean isAsIdle(Reading now, Reading before);

  /**
   * Verdicts.
   *
   * @param decided whether a further round would change nothing
   */
  record Judged(List<ProbeVerdict> verdicts, boolean decided) {
    /** Copies what it is given, so that nobody can change it. */
    public Judged {
      verdicts = List.copyOf(verdicts);
    }
  }
}
