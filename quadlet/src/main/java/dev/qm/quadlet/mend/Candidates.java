package dev.qm.quadlet.mend;

import dev.qm.quadlet.read.QuadletUnit;
import dev.qm.quadlet.syntax.Entry;
import dev.qm.quadlet.syntax.Problem;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The mends that remedies have for findings. */
final class Candidates {
  /** So many mends of one file are carried out in one round: a file may have a million mistakes. */
  private static final int MOST_OF_FILE = 200;

  private Candidates() {}

  /**
   * The mends of one round, of which none is in another's way.
   *
   * @param files gets the texts that they are mends of, taken apart
   */
  static List<Round.Candidate> in(Round.State state, Map<Path, FileText> files) {
    List<Round.Candidate> candidates = new ArrayList<>();
    Map<Path, List<Mend>> byFile = new HashMap<>();
    var units = unitsOf(state);
    var claimed = new HashSet<Entry>();
    for (var problem : commentsFirst(state.problems())) {
      var file = problem.origin().file();
      var mends = byFile.computeIfAbsent(file, any -> new ArrayList<>());
      var owners = units.getOrDefault(file, List.of());
      if (owners.isEmpty() || mends.size() == MOST_OF_FILE || !Mending.knows(problem.rule())) {
        continue;
      }
      var text = files.computeIfAbsent(file, any -> new FileText(file, state.text(file)));
      var draft = draft(problem, text, owners);
      if (draft.isPresent()) {
        var mend = new Mend(problem, draft.get().done(), draft.get().edits());
        if (mends.stream().noneMatch(mend::isInTheWayOf)
            && Collections.disjoint(claimed, draft.get().gone())) {
          mends.add(mend);
          claimed.addAll(draft.get().gone());
          candidates.add(new Round.Candidate(mend, draft.get()));
        }
      }
    }
    return candidates;
  }

  /** What else is wrong with a setting is clearer without the comment that is a part of it. */
  private static List<Problem> commentsFirst(List<Problem> problems) {
    List<Problem> comments = new ArrayList<>();
    List<Problem> others = new ArrayList<>();
    var rules = new CommentAbove().rules();
    for (var problem : problems) {
      (rules.contains(problem.rule()) ? comments : others).add(problem);
    }
    comments.addAll(others);
    return comments;
  }

  /** The units that each file is a part of; none for a file that does not say what was read. */
  private static Map<Path, List<QuadletUnit>> unitsOf(Round.State state) {
    Map<Path, List<QuadletUnit>> units = new HashMap<>();
    Map<Path, Boolean> stale = new HashMap<>();
    for (var unit : state.reading().units()) {
      if (!Rewritten.isPartOf(state.texts(), unit)) {
        continue;
      }
      for (var part : Rewritten.parts(unit).entrySet()) {
        var file = part.getKey();
        var text = state.texts().get(file);
        if (text == null) {
          continue;
        }
        // a drop-in without a line end at its end gets one where it is merged
        if (part.getValue().equals(text) || part.getValue().equals(text + "\n")) {
          units.computeIfAbsent(file, any -> new ArrayList<>()).add(unit);
        } else {
          stale.put(file, true);
        }
      }
    }
    units.keySet().removeAll(stale.keySet());
    return units;
  }

  /** What is to be done, if it is the same for all units that the file is a part of. */
  private static Optional<Draft> draft(Problem problem, FileText file, List<QuadletUnit> units) {
    Optional<Draft> common = Optional.empty();
    for (var unit : units) {
      var draft = draft(problem, file, unit);
      if (draft.isEmpty() || (common.isPresent() && !common.equals(draft))) {
        return Optional.empty();
      }
      common = draft;
    }
    return common;
  }

  private static Optional<Draft> draft(Problem problem, FileText file, QuadletUnit unit) {
    var type = unit.type();
    if (type.isEmpty() || !file.canBeRead()) {
      return Optional.empty();
    }
    var finding = new Case(problem, file, unit, type.get());
    for (var remedy : Remedy.all()) {
      if (remedy.rules().contains(problem.rule())) {
        var draft = remedy.draft(finding);
        if (draft.isPresent()) {
          return draft;
        }
      }
    }
    return Optional.empty();
  }
}
