package dev.qm.cli.help;

import dev.qm.cli.frame.CommandGroup;
import dev.qm.cli.frame.Subcommand;
import dev.qm.cli.spec.CommandSpec;
import dev.qm.cli.spec.GroupSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * All commands that help shows, as plain data, for pages that need them all.
 *
 * @param groups qm itself and the groups in it
 * @param commands the commands of all groups
 */
record CommandTree(List<Group> groups, List<CommandSpec> commands) {

  /**
   * A group and the names and summaries of what is in it.
   *
   * @param itself what its own name does, if anything
   */
  record Group(GroupSpec spec, Optional<CommandSpec> itself, List<Entry> entries) {}

  /** One word of a group. */
  record Entry(String word, String summary) {}

  static CommandTree of(CommandGroup qm) {
    var groups = new ArrayList<Group>();
    var commands = new ArrayList<CommandSpec>();
    collect(qm, groups, commands);
    return new CommandTree(List.copyOf(groups), List.copyOf(commands));
  }

  private static void collect(CommandGroup group, List<Group> groups, List<CommandSpec> commands) {
    var entries = new ArrayList<Entry>();
    var inner = new ArrayList<CommandGroup>();
    for (var word : group.names()) {
      switch (group.find(word).orElseThrow()) {
        case Subcommand subcommand -> {
          var spec = subcommand.spec();
          commands.add(spec);
          entries.add(new Entry(word, spec.summary()));
        }
        case CommandGroup nested -> {
          inner.add(nested);
          entries.add(new Entry(word, nested.spec().summary()));
        }
      }
    }
    groups.add(new Group(group.spec(), group.itself().map(Subcommand::spec), List.copyOf(entries)));
    for (var nested : inner) {
      collect(nested, groups, commands);
    }
  }

  /** The commands, and what groups do by themselves. */
  List<CommandSpec> all() {
    var all = new ArrayList<>(commands);
    for (var group : groups) {
      group.itself().ifPresent(all::add);
    }
    return all;
  }

  /** The words of every command and group name, parted by blanks; qm itself is not among them. */
  List<String> paths() {
    var paths = new ArrayList<String>();
    for (var group : groups) {
      if (!group.spec().name().isEmpty()) {
        paths.add(group.spec().name());
      }
    }
    for (var command : commands) {
      paths.add(command.name());
    }
    return paths;
  }
}
