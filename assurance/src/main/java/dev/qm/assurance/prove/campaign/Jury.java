package dev.qm.assurance.prove.campaign;

import dev.qm.assurance.prove.fault.Fault;
import dev.qm.assurance.prove.judge.Judge.Next;
import dev.qm.assurance.prove.judge.ProbeVerdict;
import dev.qm.assurance.prove.reading.Reading;
import java.util.List;

/** Judges what one fault did to all probes. */
public interface Jury {
  /** The verdicts after so many rounds. */
  Judged judge(Fault fault, List<Round> rounds);

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
   * @param next what any of them waits for
   */
  record Judged(List<ProbeVerdict> verdicts, Next next) {
    /** Copies what it is given, so that nobody can change it. */
    public Judged {
      verdicts = List.copyOf(verdicts);
    }
  }
}
