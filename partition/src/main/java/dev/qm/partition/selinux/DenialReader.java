package dev.qm.partition.selinux;

import dev.qm.host.Root;
import dev.qm.host.Untrusted;
import dev.qm.host.selinux.Denial;
import dev.qm.host.selinux.RunningPolicy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;

/** Makes sense of denials: whose they are, what would allow them, and whether that may be. */
public final class DenialReader {
  /** So many different ones are kept; a process that makes more is one story all the same. */
  private static final int MOST = 5_000;

  private final Policy policy;
  private final RunningPolicy kernel;
  private final Root root;

  /** For the denials of a machine. */
  public DenialReader(Policy policy, Root root) {
    this.policy = policy;
    this.root = root;
    this.kernel = new RunningPolicy(root);
  }

  /** What makes two denials the same. */
  private record Kind(
      String source,
      String target,
      String objectClass,
      List<String> permissions,
      Optional<Untrusted> program,
      Optional<Untrusted> object,
      boolean permissive) {
    static Kind of(Denial denial) {
      return new Kind(
          denial.sourceType(),
          denial.targetType(),
          denial.objectClass(),
          denial.permissions(),
          denial.program(),
          denial.object(),
          denial.permissive());
    }
  }

  private record Run(Denial last, int count, Optional<Instant> first) {}

  /**
   * The denials that a type of ours has to do with, same ones as one.
   *
   * @param denials oldest first
   * @param most so many of the last ones
   */
  public List<ExplainedDenial> explain(List<Denial> denials, int most) {
    // a kind that happens again moves to the end
    var runs = new LinkedHashMap<Kind, Run>();
    for (var denial : denials) {
      if (policy.hasType(denial.sourceType()) || policy.hasType(denial.targetType())) {
        var kind = Kind.of(denial);
        var before = Optional.ofNullable(runs.remove(kind));
        runs.put(
            kind,
            new Run(
                denial,
                before.map(Run::count).orElse(0) + 1,
                before.map(Run::first).orElse(denial.time())));
        if (runs.size() > MOST) {
          runs.pollFirstEntry();
        }
      }
    }
    var last = new ArrayList<>(runs.values());
    var explained = new ArrayList<ExplainedDenial>();
    for (var run : last.subList(Math.max(0, last.size() - most), last.size())) {
      explained.add(explain(run));
    }
    return explained;
  }

  private ExplainedDenial explain(Run run) {
    var denial = run.last();
    return new ExplainedDenial(
        denial,
        run.count(),
        run.first(),
        policy.meaning(denial.sourceType()),
        policy.meaning(denial.targetType()),
        wouldAllow(denial),
        rule(denial),
        verdict(denial));
  }

  /** The one boolean that allows all of it; one that is on is not what is missing. */
  private Optional<Switch> wouldAllow(Denial denial) {
    Optional<Switch> one = Optional.empty();
    for (var permission : denial.permissions()) {
      var found =
          policy.switchFor(
              denial.sourceType(), denial.targetType(), denial.objectClass(), permission);
      if (found.isEmpty() || (one.isPresent() && !one.equals(found))) {
        return Optional.empty();
      }
      one = found;
    }
    return one.filter(found -> !kernel.bool(found.name()).orElse(false));
  }

  private static String rule(Denial denial) {
    var target = denial.sourceType().equals(denial.targetType()) ? "self" : denial.targetType();
    return "(allow "
        + denial.sourceType()
        + " "
        + target
        + " ("
        + denial.objectClass()
        + " ("
        + String.join(" ", denial.permissions())
        + ")))";
  }

  private ExplainedDenial.Verdict verdict(Denial denial) {
    var forbidding = new ArrayList<Invariant>();
    var untold = false;
    for (var invariant : policy.invariants()) {
      var answer = forbids(invariant, denial);
      if (answer.isEmpty()) {
        untold = true;
      } else if (answer.get()) {
        forbidding.add(invariant);
      }
    }
    if (!forbidding.isEmpty()) {
      return new ExplainedDenial.Forbidden(forbidding);
    }
    return untold
        ? new ExplainedDenial.Unknown(
            root.isHost()
                ? "the running kernel does not have QM's policy, and only its policy knows all types"
                : "only the kernel of that machine could tell")
        : new ExplainedDenial.Free();
  }

  /** One rule that forbids it is enough; empty when one cannot be told and none forbids. */
  private Optional<Boolean> forbids(Invariant invariant, Denial denial) {
    var untold = false;
    for (var permission : denial.permissions()) {
      for (var rule : policy.rulesOf(invariant, denial.objectClass(), permission)) {
        var answer = policy.forbids(rule, denial.sourceType()).or(() -> asked(rule, denial));
        if (answer.isEmpty()) {
          untold = true;
        } else if (answer.get()) {
          return answer;
        }
      }
    }
    return untold ? Optional.empty() : Optional.of(false);
  }

  private Optional<Boolean> asked(AccessRule rule, Denial denial) {
    return rule.mark()
        .flatMap(mark -> kernel.allows(denial.source(), denial.target(), AccessRule.MARKS, mark));
  }
}
