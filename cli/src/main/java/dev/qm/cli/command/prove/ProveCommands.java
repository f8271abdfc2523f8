package dev.qm.cli.command.prove;

import dev.qm.cli.frame.CommandGroup;
import dev.qm.cli.frame.CommandNode;
import dev.qm.cli.frame.Subcommand;
import dev.qm.cli.spec.GroupSpec;
import java.util.List;
import java.util.Optional;

/** {@code qm prove}, and what goes with it. */
public final class ProveCommands implements CommandGroup {
  @Override
  public GroupSpec spec() {
    var own = new ProveCommand().spec();
    return new GroupSpec(
        own.name(),
        own.summary(),
        own.description(),
        List.of(
            new GroupSpec.Section("What it goes by", List.of("faults", "probes", "walls")),
            new GroupSpec.Section("Results", List.of("compare")),
            new GroupSpec.Section("After an accident", List.of("sweep"))));
  }

  @Override
  public Optional<Subcommand> itself() {
    return Optional.of(new ProveCommand());
  }

  @Override
  public Optional<CommandNode> find(String name) {
    return switch (name) {
      case "compare" -> Optional.of(new CompareCommand());
      case "faults" -> Optional.of(new WordsCommand(WordsCommand.Kind.FAULTS));
      case "probes" -> Optional.of(new WordsCommand(WordsCommand.Kind.PROBES));
      case "walls" -> Optional.of(new WordsCommand(WordsCommand.Kind.WALLS));
      case "sweep" -> Optional.of(new SweepCommand());
      default -> Optional.empty();
    };
  }
}
