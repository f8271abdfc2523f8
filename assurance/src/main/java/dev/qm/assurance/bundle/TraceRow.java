package dev.qm.assurance.bundle;

import dev.qm.assurance.prove.fault.Fault;
import dev.qm.assurance.prove.result.FaultResult;
import dev.qm.assurance.rule.Interference;
import dev.qm.assurance.verify.Result;
import java.util.List;
import java.util.Optional;

/**
 * One line from a class of interference to what was measured.
 *
 * @param interference the class; nothing only for a result of a fault that nobody describes
 * @param fault what goes wrong, by which channel; nothing where no fault tries the wall
 * @param wall the id of the rule that should keep it in; empty where there is none
 * @param rule that rule, and what came of it; nothing where it was not judged
 * @param measured what the safety side felt; nothing where the fault was not carried out
 * @param gaps what is missing in this line; none of a line that is whole
 */
public record TraceRow(
    Optional<Interference> interference,
    Optional<Fault> fault,
    String wall,
    Optional<Result> rule,
    Optional<FaultResult> measured,
    List<Gap> gaps) {
  /** Copies what it is given, so that nobody can change it. */
  public TraceRow {
    gaps = List.copyOf(gaps);
  }

  /** By which the fault could reach the safety side; empty where no fault names one. */
  public String channel() {
    return fault.map(Fault::channel).orElse("");
  }

  /** The fault's name; empty where there is none. */
  public String faultId() {
    return fault.map(Fault::id).or(() -> measured.map(FaultResult::fault)).orElse("");
  }
}
