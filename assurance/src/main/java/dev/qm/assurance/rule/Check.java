package dev.qm.assurance.rule;

import dev.qm.assurance.view.PartitionView;

/** The check of a rule: the same view gives the same verdict. */
@FunctionalInterface
public interface Check {
  /** Judges what there is to see. */
  Verdict of(PartitionView view);
}
