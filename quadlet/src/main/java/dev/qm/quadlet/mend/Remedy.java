package dev.qm.quadlet.mend;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What mends one kind of mistake. It says nothing where there are two ways to read what was meant,
 * where a setting that counts now would come to mean something else, and where a file or a right is
 * to be given.
 */
sealed interface Remedy permits Remedy.OfSetting, RightSection {
  /** One for mistakes in a setting. */
  sealed interface OfSetting extends Remedy
      permits RightKey, RightPlace, CommentAbove, WholeWord, SaidTwice, DoubledBackslash {
    /** How it would mend a finding that is about {@code setting}; empty if it would not. */
    Optional<Draft> draft(Case finding, Case.Found setting);

    @Override
    default Optional<Draft> draft(Case finding) {
      return finding.setting().flatMap(setting -> draft(finding, setting));
    }
  }

  /** All remedies, in the order in which they are tried. */
  static List<Remedy> all() {
    return List.of(
        new RightKey(),
        new RightPlace(),
        new RightSection(),
        new CommentAbove(),
        new WholeWord(),
        new SaidTwice(),
        new DoubledBackslash());
  }

  /** The rules of which it may mend a finding. */
  Set<String> rules();

  /** How it would mend a finding of such a rule; empty if it would not. */
  Optional<Draft> draft(Case finding);
}
