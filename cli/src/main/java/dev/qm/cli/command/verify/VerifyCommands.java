package dev.qm.cli.command.verify;

import dev.qm.cli.frame.CommandGroup;
import dev.qm.cli.frame.CommandNode;
import dev.qm.cli.frame.Subcommand;
import dev.qm.cli.spec.GroupSpec;
import java.util.List;
import java.util.Optional;

/** {@code qm verify}, and what goes with it. */
public final class VerifyCommands implements CommandGroup {
  @Override
  public GroupSpec spec() {
    var own = new VerifyCommand().spec();
    return new GroupSpec(
        own.name(),
        own.summary(),
        own.description(),
        List.of(new GroupSpec.Section("What it goes by", List.of("rules"))));
  }

  @Override
  public Optional<Subcommand> itself() {
    return Optional.of(new VerifyCommand());
  }

  @Override
  public Optional<CommandNode> find(String name) {
    return name.equals("rules") ? Optional.of(new RulesCommand()) : Optional.empty();
  }
}
