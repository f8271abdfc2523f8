package dev.qm.assurance.bundle;

import dev.qm.assurance.prove.fault.Fault;
import dev.qm.assurance.prove.judge.ProbeVerdict;
import dev.qm.assurance.prove.result.CampaignResult;
import dev.qm.assurance.prove.result.FaultResult;
import dev.qm.assurance.rule.Interference;
import dev.qm.assurance.verify.Outcome;
import dev.qm.assurance.verify.Report;
import dev.qm.assurance.verify.Result;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The table that leads from each class of interference by its channels and walls to the rules that
 * judge them, the faults that try them, and what was measured. Each rule, each fault and each
 * result is in it; where one of them is missing, the line says so.
 *
 * @param rows by class, those with a fault first
 */
public record Trace(List<TraceRow> rows) {
  /** Copies what it is given, so that nobody can change it. */
  public Trace {
    rows = List.copyOf(rows);
  }

  /**
   * The table.
   *
   * @param report what rules say; those that it does not have are not in the table
   * @param faults all that are known
   * @param campaign what was measured, if anything was
   */
  public static Trace of(Report report, List<Fault> faults, Optional<CampaignResult> campaign) {
    return new Making(report, faults, campaign).trace();
  }

  /** The lines of a class. */
  public List<TraceRow> of(Interference kind) {
    return rows.stream().filter(it -> it.interference().equals(Optional.of(kind))).toList();
  }

  /** The lines of no class: results of faults that nobody describes. */
  public List<TraceRow> strangers() {
    return rows.stream().filter(it -> it.interference().isEmpty()).toList();
  }

  /** How many lines are whole. */
  public long whole() {
    return rows.stream().filter(it -> it.gaps().isEmpty()).count();
  }

  /** What is missing in the others, and in how many; a line may have several gaps. */
  public Map<Gap, Integer> gaps() {
    var counts = new EnumMap<Gap, Integer>(Gap.class);
    for (var row : rows) {
      row.gaps().forEach(gap -> counts.merge(gap, 1, Integer::sum));
    }
    return counts;
  }

  /** One making of it. */
  private static final class Making {
    private final List<Fault> faults;
    private final Map<String, Result> rules = new LinkedHashMap<>();
    private final Map<String, FaultResult> results = new LinkedHashMap<>();
    private final Set<String> tried = new HashSet<>();
    private final List<TraceRow> rows = new ArrayList<>();

    Making(Report report, List<Fault> faults, Optional<CampaignResult> campaign) {
      this.faults = faults;
      report.results().forEach(it -> rules.put(it.rule().id(), it));
      campaign.ifPresent(it -> it.faults().forEach(one -> results.put(one.fault(), one)));
      faults.forEach(it -> tried.addAll(it.walls()));
    }

    Trace trace() {
      for (var kind : Interference.values()) {
        kind(kind);
      }
      var known = new HashSet<String>();
      faults.forEach(it -> known.add(it.id()));
      for (var result : results.values()) {
        if (!known.contains(result.fault())) {
          rows.add(
              new TraceRow(
                  Optional.empty(),
                  Optional.empty(),
                  "",
                  Optional.empty(),
                  Optional.of(result),
                  List.of(Gap.UNKNOWN_FAULT)));
        }
      }
      return new Trace(rows);
    }

    private void kind(Interference kind) {
      var before = rows.size();
      for (var fault : faults) {
        if (fault.interference() == kind) {
          fault(fault);
        }
      }
      for (var result : rules.values()) {
        if (result.rule().interference() == kind && !tried.contains(result.rule().id())) {
          var gaps = new ArrayList<>(List.of(Gap.NO_FAULT));
          gaps.addAll(ofWall(result));
          add(kind, Optional.empty(), result.rule().id(), Optional.of(result), gaps);
        }
      }
      if (rows.size() == before) {
        add(kind, Optional.empty(), "", Optional.empty(), List.of(Gap.NOTHING));
      }
    }

    private void fault(Fault fault) {
      var kind = fault.interference();
      if (fault.walls().isEmpty()) {
        add(kind, Optional.of(fault), "", Optional.empty(), with(fault, List.of(Gap.NO_WALL)));
      }
      // a set has no order, and the same report has the same bytes
      for (var wall : fault.walls().stream().sorted().toList()) {
        var rule = Optional.ofNullable(rules.get(wall));
        var gaps = rule.map(Making::ofWall).orElse(List.of(Gap.UNKNOWN_RULE));
        add(kind, Optional.of(fault), wall, rule, with(fault, gaps));
      }
    }

    private static List<Gap> ofWall(Result result) {
      return result.outcome() == Outcome.NOT_JUDGED ? List.of(Gap.WALL_NOT_JUDGED) : List.of();
    }

    private List<Gap> with(Fault fault, List<Gap> gaps) {
      var all = new ArrayList<>(gaps);
      var result = Optional.ofNullable(results.get(fault.id()));
      if (result.isEmpty()) {
        all.add(Gap.NOT_MEASURED);
      } else if (result.get().outcome() == ProbeVerdict.Outcome.NOT_JUDGED) {
        all.add(Gap.NOT_JUDGED);
      } else if (result.get().outcome() == ProbeVerdict.Outcome.SUSPECTED) {
        all.add(Gap.SUSPECTED);
      }
      return all;
    }

    private void add(
        Interference kind,
        Optional<Fault> fault,
        String wall,
        Optional<Result> rule,
        List<Gap> gaps) {
      var measured = fault.flatMap(it -> Optional.ofNullable(results.get(it.id())));
      rows.add(new TraceRow(Optional.of(kind), fault, wall, rule, measured, gaps));
    }
  }
}
