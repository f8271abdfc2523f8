package dev.qm.quadlet.mend;

import dev.qm.quadlet.machine.Settings;
import dev.qm.quadlet.read.Reading;
import dev.qm.quadlet.syntax.Problem;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Mends the findings about units that have one safe mend: afterwards the unit means what its author
 * evidently wanted, or what Podman and systemd do already, and nothing else has changed. Nothing is
 * mended that would let the check find anything that it did not find before.
 *
 * <p>Source: {@code systemd.syntax(7)}, {@code podman-systemd.unit(5)}.
 */
public final class Mending {
  /** A mend can open the way for another one in the same line, or at the same place. */
  private static final int MOST_ROUNDS = 32;

  private Mending() {}

  /**
   * {@return true if findings of a rule can have a mend}
   *
   * @param rule the name of a rule
   */
  public static boolean knows(String rule) {
    for (var remedy : Remedy.all()) {
      if (remedy.rules().contains(rule)) {
        return true;
      }
    }
    return false;
  }

  /**
   * {@return what all mends make of texts, one after the other until there is no more}
   *
   * @param reading the units
   * @param problems what the check of these units finds
   * @param settings the machine that they are checked for
   * @param texts the files that may be changed, and what each says; one that does not say what was
   *     read is left alone
   */
  public static Mended all(
      Reading reading, List<Problem> problems, Settings settings, Map<Path, String> texts) {
    Map<Problem, String> done = new HashMap<>();
    Map<Path, String> changed = new HashMap<>();
    // nothing new is ever found: what a later round mends was found in the first place
    var found = new Findings.Search(problems);
    var state = new Round.State(reading, problems, texts);
    var effort = new Effort();
    for (var i = 0; i < MOST_ROUNDS; i++) {
      var round = new Round(state, settings, effort).run();
      if (round.mends().isEmpty()) {
        break;
      }
      state = round.after();
      for (var mend : round.mends()) {
        done.put(found.next(mend.problem()).orElse(mend.problem()), mend.done());
        changed.put(mend.file(), state.text(mend.file()));
      }
    }
    List<Mended.Finding> findings = new ArrayList<>();
    for (var problem : problems) {
      var what = done.get(problem);
      if (what != null) {
        findings.add(new Mended.Finding(problem, what));
      }
    }
    return new Mended(findings, changed);
  }

  /**
   * {@return those mends that can be carried out on the texts as they are, all together} Where one
   * mend opens the way for another one, only the first is among them.
   *
   * @param reading the units
   * @param problems what the check of these units finds
   * @param settings the machine that they are checked for
   * @param texts the files that may be changed, and what each says
   */
  public static List<Mend> once(
      Reading reading, List<Problem> problems, Settings settings, Map<Path, String> texts) {
    var state = new Round.State(reading, problems, texts);
    return new Round(state, settings, new Effort()).run().mends();
  }
}
