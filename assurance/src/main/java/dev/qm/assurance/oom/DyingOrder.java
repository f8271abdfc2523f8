package dev.qm.assurance.oom;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Who dies in which order when memory is short, as things are at this moment: each death gives
 * memory back, and what the others have by then nobody knows.
 *
 * @param victims who may be chosen, the first to die first
 * @param never who may not, by their numbers
 * @param wholes control groups that die as a whole ({@code memory.oom.group})
 */
public record DyingOrder(
    Shortage shortage, List<Victim> victims, List<Candidate> never, Set<String> wholes) {
  /** Of two that weigh the same the kernel takes the one that comes later in its list. */
  private static final Comparator<Victim> FIRST_TO_DIE =
      Comparator.comparingLong(Victim::badness)
          .thenComparingLong(victim -> victim.candidate().start())
          .thenComparingInt(victim -> victim.candidate().pid())
          .reversed();

  /** Copies what it is given, so that nobody can change it. */
  public DyingOrder {
    victims = List.copyOf(victims);
    never = List.copyOf(never);
    wholes = Set.copyOf(wholes);
  }

  /**
   * A process that may be chosen.
   *
   * @param badness in pages; may be below zero
   * @param score the same as {@code oom_score} has it
   */
  public record Victim(Candidate candidate, long badness, long score) {}

  /** The order among {@code candidates} that the shortage concerns. */
  public static DyingOrder of(
      Shortage shortage, Arithmetic arithmetic, List<Candidate> candidates, Set<String> wholes) {
    var badness = new Badness(shortage.totalPages(), arithmetic);
    var victims = new ArrayList<Victim>();
    var never = new ArrayList<Candidate>();
    for (var candidate : candidates) {
      if (!shortage.concerns(candidate)) {
        continue;
      }
      if (candidate.immunity().isPresent()) {
        never.add(candidate);
      } else {
        var points = badness.of(candidate.pages(), candidate.adjust());
        victims.add(new Victim(candidate, points, badness.score(points)));
      }
    }
    victims.sort(FIRST_TO_DIE);
    never.sort(Comparator.comparingInt(Candidate::pid));
    return new DyingOrder(shortage, victims, never, wholes);
  }

  /** Who dies first; nobody where nobody may be chosen. */
  public Optional<Victim> first() {
    return victims.isEmpty() ? Optional.empty() : Optional.of(victims.getFirst());
  }

  /**
   * Who dies with a victim: processes that share its memory, and those of its control group where
   * that dies as a whole.
   */
  public List<Candidate> with(Victim victim) {
    var whole = whole(victim.candidate().group());
    var others = new ArrayList<Candidate>();
    for (var other : victims) {
      var candidate = other.candidate();
      if (candidate.pid() != victim.candidate().pid()
          && (candidate.memory() == victim.candidate().memory()
              || whole.filter(candidate::isIn).isPresent())) {
        others.add(candidate);
      }
    }
    return others;
  }

  /** The outermost group around a process that dies as a whole, within the shortage's reach. */
  private Optional<String> whole(String group) {
    var outermost = Optional.<String>empty();
    for (var at = group; shortage.reaches(at); at = at.substring(0, at.lastIndexOf('/'))) {
      if (wholes.contains(at)) {
        outermost = Optional.of(at);
      }
      if (at.lastIndexOf('/') < 0) {
        break;
      }
    }
    return outermost;
  }
}
