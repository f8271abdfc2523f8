package dev.qm.partition.selinux;

import java.util.List;

/**
 * A boolean of the policy.
 *
 * @param name as setsebool(8) takes it
 * @param initial its value until somebody sets it
 * @param meaning what it allows; empty when the text does not say
 * @param rules what is allowed in addition while it is on
 */
public record Switch(String name, boolean initial, String meaning, List<AccessRule> rules) {
  public Switch {
    rules = List.copyOf(rules);
  }
}
