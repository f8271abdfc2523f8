package dev.qm.cli.command.oom;

import dev.qm.cli.frame.CommandGroup;
import dev.qm.cli.frame.CommandNode;
import dev.qm.cli.frame.Subcommand;
import dev.qm.cli.spec.GroupSpec;
import java.util.List;
import java.util.Optional;

/** {@code qm oom}. */
public final class OomCommands implements CommandGroup {
  @Override
  public GroupSpec spec() {
    var own = new ListCommand().spec();
    return new GroupSpec(
        own.name(),
        own.summary(),
        own.description(),
        List.of(new GroupSpec.Section("To change the order", List.of("set", "unset"))));
  }

  @Override
  public Optional<Subcommand> itself() {
    return Optional.of(new ListCommand());
  }

  @Override
  public Optional<CommandNode> find(String name) {
    return Optional.ofNullable(
        switch (name) {
          case "set" -> new SetCommand();
          case "unset" -> new UnsetCommand();
          default -> null;
        });
  }
}
