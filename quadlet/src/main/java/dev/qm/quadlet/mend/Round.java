package dev.qm.quadlet.mend;

import dev.qm.quadlet.check.Check;
import dev.qm.quadlet.machine.Settings;
import dev.qm.quadlet.read.Reading;
import dev.qm.quadlet.syntax.Problem;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Carries out all mends at once that can be, and leaves out those after which more would be wrong.
 * To tell these from the others, units are checked again, as often as there is time for it.
 */
final class Round {
  private final State before;
  private final Settings settings;
  private final Effort effort;
  private final Map<Path, FileText> files = new HashMap<>();
  private List<Candidate> taken = List.of();
  private State after;

  Round(State before, Settings settings, Effort effort) {
    this.before = before;
    this.settings = settings;
    this.effort = effort;
    this.after = before;
  }

  /**
   * Units, and what is wrong with them.
   *
   * @param texts the files that may be changed, and what each says
   */
  record State(Reading reading, List<Problem> problems, Map<Path, String> texts) {
    State {
      problems = List.copyOf(problems);
      texts = Map.copyOf(texts);
    }

    String text(Path file) {
      return Optional.ofNullable(texts.get(file)).orElse("");
    }
  }

  /** A mend that may be carried out, with what it promises. */
  record Candidate(Mend mend, Draft draft) {}

  /** What came of it. */
  record Result(List<Mend> mends, State after) {}

  /** What came of some mends: the units afterwards, or the files that they must be kept from. */
  private record Trial(Optional<State> after, Set<Path> blamed) {}

  Result run() {
    take(Candidates.in(before, files));
    List<Mend> mends = new ArrayList<>();
    for (var candidate : taken) {
      mends.add(candidate.mend());
    }
    return new Result(mends, after);
  }

  /** Takes as many of the wanted as can be had beside those that are taken. */
  private void take(List<Candidate> wanted) {
    if (wanted.isEmpty() || !effort.take(before)) {
      return;
    }
    List<Candidate> together = new ArrayList<>(taken);
    together.addAll(wanted);
    var trial = trial(together);
    if (trial.after().isPresent()) {
      taken = together;
      after = trial.after().get();
      return;
    }
    if (wanted.size() == 1) {
      return;
    }
    List<Candidate> blamed = new ArrayList<>();
    List<Candidate> others = new ArrayList<>();
    for (var candidate : wanted) {
      (trial.blamed().contains(candidate.mend().file()) ? blamed : others).add(candidate);
    }
    if (blamed.isEmpty() || others.isEmpty()) {
      var half = wanted.size() / 2;
      take(wanted.subList(0, half));
      take(wanted.subList(half, wanted.size()));
    } else {
      take(others);
      take(blamed);
    }
  }

  private Trial trial(List<Candidate> candidates) {
    Map<Path, List<Candidate>> byFile = new LinkedHashMap<>();
    for (var candidate : candidates) {
      byFile.computeIfAbsent(candidate.mend().file(), any -> new ArrayList<>()).add(candidate);
    }
    Map<Path, String> changed = new LinkedHashMap<>();
    for (var file : byFile.entrySet()) {
      var text = mended(file.getKey(), file.getValue());
      if (text.isEmpty()) {
        return new Trial(Optional.empty(), Set.of(file.getKey()));
      }
      changed.put(file.getKey(), text.get());
    }
    var reading = Rewritten.reading(before.reading(), changed);
    var problems = Check.run(reading, settings);
    var worse = Findings.filesOfNew(before.problems(), problems);
    if (!worse.isEmpty()) {
      return new Trial(Optional.empty(), worse);
    }
    Map<Path, String> texts = new HashMap<>(before.texts());
    texts.putAll(changed);
    return new Trial(Optional.of(new State(reading, problems, texts)), Set.of());
  }

  /** What a file says after mends; nothing if they do not keep what they promise. */
  private Optional<String> mended(Path file, List<Candidate> candidates) {
    var known = files.get(file);
    if (known == null) {
      return Optional.empty();
    }
    List<Mend> mends = new ArrayList<>();
    List<Draft> drafts = new ArrayList<>();
    for (var candidate : candidates) {
      mends.add(candidate.mend());
      drafts.add(candidate.draft());
    }
    var text = Mend.apply(known.text(), mends);
    return Draft.holdTrue(drafts, known, new FileText(file, text))
        ? Optional.of(text)
        : Optional.empty();
  }
}
