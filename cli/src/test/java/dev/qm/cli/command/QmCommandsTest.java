package dev.qm.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.qm.cli.frame.CommandGroup;
import dev.qm.cli.frame.CommandNode;
import dev.qm.cli.frame.Subcommand;
import dev.qm.cli.spec.CommandSpec;
import dev.qm.cli.spec.Example;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for every command, the ones to come included. */
class QmCommandsTest {
  /** Some commands are what qm brings along, in these folders. */
  @BeforeAll
  static void withWhatQmBringsAlong() {
    System.setProperty("qm.system", System.getProperty("qm.tree") + "/system");
  }

  @AfterAll
  static void clean() {
    System.clearProperty("qm.system");
  }

  static List<CommandSpec> specs() {
    var specs = new ArrayList<CommandSpec>();
    collect(new QmCommands(), specs);
    return specs;
  }

  static List<CommandGroup> groups() {
    var groups = new ArrayList<CommandGroup>();
    collectGroups(new QmCommands(), groups);
    return groups;
  }

  @ParameterizedTest
  @MethodSource("groups")
  void everyListedCommandExistsUnderItsOwnName(CommandGroup group) {
    var prefix = group.spec().name().isEmpty() ? "" : group.spec().name() + " ";

    assertThat(group.names()).doesNotHaveDuplicates().isNotEmpty();
    for (var name : group.names()) {
      assertThat(group.find(name)).as(prefix + name).isPresent();
      assertThat(nameOf(group.find(name).orElseThrow())).isEqualTo(prefix + name);
    }
    assertThat(group.find("no-such-command")).isEmpty();
    assertThat(group.find("")).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("groups")
  void whatAGroupDoesItselfHasTheGroupsName(CommandGroup group) {
    group.itself().ifPresent(own -> assertThat(own.spec().name()).isEqualTo(group.spec().name()));
  }

  @ParameterizedTest
  @MethodSource("specs")
  void everyCommandSaysWhatItDoesInOneLine(CommandSpec spec) {
    assertThat(spec.summary()).isNotBlank().doesNotContain("\n").doesNotEndWith(".");
    assertThat(spec.summary().length()).isLessThanOrEqualTo(70);
    assertThat(spec.summary().charAt(0)).isLowerCase();
    assertThat(spec.description()).isNotBlank();
  }

  @ParameterizedTest
  @MethodSource("specs")
  void everyCommandHasAnExampleOfItself(CommandSpec spec) {
    assertThat(spec.examples()).isNotEmpty();
    assertThat(spec.examples())
        .extracting(Example::command)
        .allMatch(line -> line.contains("qm " + spec.name()), "calls the command");
  }

  @ParameterizedTest
  @MethodSource("specs")
  void optionsAndArgumentsAreDescribedAndUnambiguous(CommandSpec spec) {
    var seen = new HashSet<String>();
    for (var option : spec.allOptions()) {
      assertThat(option.name()).matches("[a-z][a-z0-9-]+");
      assertThat(option.description()).isNotBlank().doesNotEndWith(".");
      assertThat(seen.add("--" + option.name())).as("--" + option.name()).isTrue();
      option.letter().ifPresent(letter -> assertThat(seen.add("-" + letter)).isTrue());
    }
    for (var positional : spec.positionals()) {
      assertThat(positional.name()).matches("[A-Z][A-Z0-9_-]*");
      assertThat(positional.description()).isNotBlank().doesNotEndWith(".");
      assertThat(seen.add(positional.name())).isTrue();
    }
  }

  @Test
  void thereAreCommands() {
    assertThat(specs())
        .extracting(CommandSpec::name)
        .contains("help", "man", "version", "demo sound");
  }

  private static String nameOf(CommandNode command) {
    return switch (command) {
      case Subcommand subcommand -> subcommand.spec().name();
      case CommandGroup group -> group.spec().name();
    };
  }

  private static void collect(CommandGroup group, List<CommandSpec> specs) {
    group.itself().ifPresent(own -> specs.add(own.spec()));
    for (var name : group.names()) {
      switch (group.find(name).orElseThrow()) {
        case Subcommand subcommand -> specs.add(subcommand.spec());
        case CommandGroup inner -> collect(inner, specs);
      }
    }
  }

  private static void collectGroups(CommandGroup group, List<CommandGroup> groups) {
    groups.add(group);
    for (var name : group.names()) {
      if (group.find(name).orElseThrow() instanceof CommandGroup inner) {
        collectGroups(inner, groups);
      }
    }
  }
}
