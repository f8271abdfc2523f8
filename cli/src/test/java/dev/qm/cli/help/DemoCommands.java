package dev.qm.cli.help;

import dev.qm.cli.frame.CommandGroup;
import dev.qm.cli.frame.CommandNode;
import dev.qm.cli.frame.Invocation;
import dev.qm.cli.frame.Subcommand;
import dev.qm.cli.spec.CommandSpec;
import dev.qm.cli.spec.CommonOptions;
import dev.qm.cli.spec.Domain;
import dev.qm.cli.spec.GroupSpec;
import dev.qm.cli.spec.OptionSpec;
import dev.qm.cli.spec.PositionalSpec;
import java.util.List;
import java.util.Optional;

/** A small command line with one of everything, for the tests of what is made from descriptions. */
final class DemoCommands implements CommandGroup {
  static final CommandSpec EXEC =
      CommandSpec.named("exec")
          .summary("run a command in the partition")
          .description(
              """
              Runs CMD inside the partition, with the partition's own limits, so that it cannot take more than the \
              partition may.

                $ qm exec -- id
                uid=0(root)

              It's .not a shell: quote with '\\' as usual.
              """)
          .options(
              OptionSpec.flag('i', "interactive", "keep standard input open"),
              OptionSpec.text('e', "env", "NAME=VALUE", "set a variable").repeatable(),
              OptionSpec.folder("workdir", "DIR", "begin in DIR: a folder of the partition"))
          .positionals(
              new PositionalSpec.Some("CMD", "the program and its arguments", new Domain.Program()))
          .example("qm exec -- systemctl is-system-running", "Ask whether the partition is well")
          .exit(127, "the partition has no such command")
          .optionsFirst()
          .build();

  static final CommandSpec CHECK =
      CommandSpec.named("quadlet check")
          .summary("find mistakes in unit files")
          .description("Reads unit files and reports every mistake.")
          .options(
              OptionSpec.text("format", "FORMAT", "write the findings so").oneOf("text", "sarif"),
              CommonOptions.JSON,
              CommonOptions.ROOT)
          .positionals(new PositionalSpec.Any("PATH", "files or folders", new Domain.AnyFile()))
          .example("qm quadlet check", "Check this machine's units")
          .exit(1, "there are findings")
          .build();

  @Override
  public GroupSpec spec() {
    return new GroupSpec(
        "",
        "a demonstration",
        "Shows one of everything.",
        List.of(
            new GroupSpec.Section("Partition", List.of("exec")),
            new GroupSpec.Section("Files", List.of("quadlet"))));
  }

  @Override
  public Optional<CommandNode> find(String name) {
    return switch (name) {
      case "exec" -> Optional.of(new Described(EXEC));
      case "quadlet" -> Optional.of(new Quadlet());
      default -> Optional.empty();
    };
  }

  record Described(CommandSpec spec) implements Subcommand {
    @Override
    public int run(Invocation in) {
      return 0;
    }
  }

  static final class Quadlet implements CommandGroup {
    @Override
    public GroupSpec spec() {
      return new GroupSpec(
          "quadlet",
          "work with unit files",
          "",
          List.of(new GroupSpec.Section("Commands", List.of("check"))));
    }

    @Override
    public Optional<CommandNode> find(String name) {
      return name.equals("check") ? Optional.of(new Described(CHECK)) : Optional.empty();
    }
  }
}
