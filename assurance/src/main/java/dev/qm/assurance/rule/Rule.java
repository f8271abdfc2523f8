package dev.qm.assurance.rule;

import dev.qm.assurance.view.PartitionView;
import java.util.List;

/**
 * A rule: one thing that has to hold for freedom from interference.
 *
 * @param id its name for good: acceptances name it
 * @param title what holds, a sentence without a full stop
 * @param interference the class that it belongs to
 * @param harm what could happen where it does not hold, one sentence
 * @param rationale why that is so
 * @param sources where that stands: documents of the kernel, man pages, clauses of a standard
 * @param how how it is checked
 * @param proves what a pass means
 * @param doesNotProve what a pass says nothing about
 * @param mend how to mend it, a clause
 * @param isApart whether the check may go on beside those of others: it takes long, and does not
 *     ask for what is looked at once
 * @param check how it is judged
 */
public record Rule(
    String id,
    String title,
    Interference interference,
    String harm,
    String rationale,
    List<String> sources,
    String how,
    String proves,
    String doesNotProve,
    String mend,
    boolean isApart,
    Check check) {
  /** Copies what it is given, so that nobody can change it. */
  public Rule {
    sources = List.copyOf(sources);
  }

  /** Begins a rule. */
  public static Draft named(String id) {
    return new Draft(id);
  }

  /** Judges a partition by it; places are as its machine itself names them. */
  public Verdict judge(PartitionView view) {
    return MachineNames.of(view.machine().root()).of(ServiceLines.worded(check.of(view), view));
  }

  /** A rule that is being written down; every part but the check has words. */
  public static final class Draft {
    private final String id;
    private String title = "";
    private Interference interference = Interference.CONTROL;
    private String harm = "";
    private String rationale = "";
    private List<String> sources = List.of();
    private String how = "";
    private String proves = "";
    private String doesNotProve = "";
    private String mend = "";
    private boolean isApart;

    private Draft(String id) {
      this.id = id;
    }

    /** What holds. */
    public Draft title(String text) {
      title = text;
      return this;
    }

    /** The class of interference that it is against. */
    public Draft against(Interference which) {
      interference = which;
      return this;
    }

    /** What could happen otherwise, one sentence. */
    public Draft harm(String text) {
      harm = text;
      return this;
    }

    /** Why. */
    public Draft rationale(String text) {
      rationale = text.strip();
      return this;
    }

    /** Where it stands. */
    public Draft sources(String... places) {
      sources = List.of(places);
      return this;
    }

    /** How it is checked. */
    public Draft how(String text) {
      how = text.strip();
      return this;
    }

    /** What a pass means. */
    public Draft proves(String text) {
      proves = text.strip();
      return this;
    }

    /** What a pass does not mean. */
    public Draft doesNotProve(String text) {
      doesNotProve = text.strip();
      return this;
    }

    /** How to mend it, a clause. */
    public Draft mend(String text) {
      mend = text;
      return this;
    }

    /** The check may go on beside those of others. */
    public Draft apart() {
      isApart = true;
      return this;
    }

    /** The finished rule. */
    public Rule check(Check check) {
      return new Rule(
          id,
          title,
          interference,
          harm,
          rationale,
          sources,
          how,
          proves,
          doesNotProve,
          mend,
          isApart,
          check);
    }
  }
}
