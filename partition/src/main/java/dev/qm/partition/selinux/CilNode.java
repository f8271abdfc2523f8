package dev.qm.partition.selinux;

import java.util.List;

/** A part of a text in CIL, the language of SELinux policies: secilc(8). */
sealed interface CilNode {
  /** Its first line, from 1. */
  int line();

  /**
   * A name, or a text that stood in quotes.
   *
   * @param text without the quotes
   */
  record Word(String text, int line) implements CilNode {}

  /**
   * What stands in one pair of parentheses.
   *
   * @param end the line of the closing one
   * @param remark the comment behind it on its line, without its semicolons; may be empty
   */
  record Group(List<CilNode> nodes, int line, int end, String remark) implements CilNode {
    public Group {
      nodes = List.copyOf(nodes);
    }

    /** The first word; empty when the group begins with none. */
    String keyword() {
      return word(0);
    }

    /** The word at {@code index}; empty when something else stands there, or nothing. */
    String word(int index) {
      return index < nodes.size() && nodes.get(index) instanceof Word(var text, var _) ? text : "";
    }

    /** The group at {@code index}; an empty one when something else stands there, or nothing. */
    Group group(int index) {
      return index < nodes.size() && nodes.get(index) instanceof Group group
          ? group
          : new Group(List.of(), line, line, "");
    }
  }

  /**
   * A comment that has its line for itself.
   *
   * @param text without the semicolons and the one blank behind them; an indentation stays
   * @param title whether it began with two semicolons
   */
  record Remark(String text, boolean title, int line) implements CilNode {}
}
