package dev.qm.assurance.report;

import dev.qm.assurance.rule.Mend;

/** A mend as the text that it is in a file. */
final class DropIn {
  private DropIn() {}

  /** Where it goes, in words that a unit's name follows. */
  static String whose(Mend mend) {
    return switch (mend.place()) {
      case HOST -> "of the host's";
      case PARTITION -> "of the partition's own";
    };
  }

  /** Its lines, with each section once where its settings stand together. */
  static String text(Mend mend) {
    var text = new StringBuilder();
    var section = "";
    for (var setting : mend.settings()) {
      if (!setting.section().equals(section) || text.isEmpty()) {
        section = setting.section();
        text.append(text.isEmpty() ? "" : "\n").append('[').append(section).append("]\n");
      }
      if (!setting.remark().isEmpty()) {
        text.append("# ").append(setting.remark()).append('\n');
      }
      text.append(setting).append('\n');
    }
    return text.toString();
  }
}
