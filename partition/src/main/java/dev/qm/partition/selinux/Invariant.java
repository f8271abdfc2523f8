package dev.qm.partition.selinux;

import java.util.List;

/**
 * What must never hold, whatever rules are added.
 *
 * @param name one word: {@code files}
 * @param sentence what it promises
 * @param channel what the accesses that it forbids would carry from the one side to the other
 * @param line where it begins in its module, from 1
 * @param rules the rules that keep it
 */
public record Invariant(
    String name, String sentence, String channel, int line, List<AccessRule> rules) {
  public Invariant {
    rules = List.copyOf(rules);
  }
}
