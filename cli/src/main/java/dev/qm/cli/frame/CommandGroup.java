package dev.qm.cli.frame;

import dev.qm.cli.spec.GroupSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Commands under one first word, as in {@code qm quadlet check}. It is a table that makes only the
 * command asked for: a class that is not needed is not loaded.
 */
public non-sealed interface CommandGroup extends CommandNode {
  /** What the commands have in common, and their names. */
  GroupSpec spec();

  /**
   * Makes the command of that name.
   *
   * @param name the last word of the command's name
   */
  Optional<CommandNode> find(String name);

  /** The name of the command that is meant where none is named; most groups have none. */
  default Optional<String> usual() {
    return Optional.empty();
  }

  /** The names of all commands that help shows, in its order. */
  default List<String> names() {
    var names = new ArrayList<String>();
    for (var section : spec().sections()) {
      names.addAll(section.commands());
    }
    return names;
  }
}
