package dev.qm.quadlet.mend;

import dev.qm.quadlet.check.Check;
import dev.qm.quadlet.generate.Quadlet;
import dev.qm.quadlet.machine.Settings;
import dev.qm.quadlet.read.Reading;
import dev.qm.quadlet.syntax.Problem;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

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

  /** The files of units that have a service; empty until first asked for. */
  private Optional<Set<Path>> served = Optional.empty();

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

  /**
   * What came of some mends.
   *
   * @param after the units afterwards; empty if that is not to be
   * @param blame whose fault it is then
   */
  private record Trial(Optional<State> after, Predicate<Candidate> blame) {}

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
      (trial.blame().test(candidate) ? blamed : others).add(candidate);
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
    Map<Path, FileText> changed = new LinkedHashMap<>();
    for (var file : byFile.entrySet()) {
      var text = mended(file.getKey(), file.getValue());
      if (text.isEmpty()) {
        return new Trial(
            Optional.empty(), candidate -> candidate.mend().file().equals(file.getKey()));
      }
      changed.put(file.getKey(), text.get());
    }
    Map<Path, String> texts = new HashMap<>();
    changed.forEach((file, text) -> texts.put(file, text.text()));
    var reading = Rewritten.reading(before.reading(), texts);
    var problems = Check.run(reading, settings);
    var worse = Findings.newOnes(before.problems(), problems);
    if (!worse.isEmpty()) {
      return new Trial(Optional.empty(), Blame.of(worse, changed, candidates));
    }
    var lost = lost(reading);
    if (!lost.isEmpty()) {
      return new Trial(Optional.empty(), candidate -> lost.contains(candidate.mend().file()));
    }
    before.texts().forEach(texts::putIfAbsent);
    return new Trial(Optional.of(new State(reading, problems, texts)), candidate -> false);
  }

  /**
   * The files of units that had a service and have none: a comment may hide that a unit names what
   * is not there, and then a service that hardly works is better than none.
   */
  private Set<Path> lost(Reading reading) {
    if (served.isEmpty()) {
      served = Optional.of(served(before.reading()));
    }
    var lost = new HashSet<>(served.get());
    lost.removeAll(served(reading));
    Set<Path> files = new HashSet<>();
    for (var unit : reading.units()) {
      if (lost.contains(unit.file())) {
        files.add(unit.file());
        files.addAll(unit.dropIns());
      }
    }
    return files;
  }

  /** The files of units that a service is made of. */
  private Set<Path> served(Reading reading) {
    Set<Path> units = new HashSet<>();
    Quadlet.generate(reading.units(), settings, service -> units.add(service.source().file()));
    return units;
  }

  /** A file after mends; nothing if they do not keep what they promise. */
  private Optional<FileText> mended(Path file, List<Candidate> candidates) {
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
    var text = new FileText(file, Mend.apply(known.text(), mends));
    return Draft.holdTrue(drafts, known, text) ? Optional.of(text) : Optional.empty();
  }
}
