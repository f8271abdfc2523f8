package dev.qm.cli.command.nodes;

import dev.qm.cli.frame.CommandGroup;
import dev.qm.cli.frame.CommandNode;
import dev.qm.cli.spec.GroupSpec;
import java.util.List;
import java.util.Optional;

/** {@code bluechi-is-online}: qm under the name of BlueChi's own tool, for hosts that have none. */
public final class IsOnlineCommands implements CommandGroup {
  private static final GroupSpec SPEC =
      new GroupSpec(
          "",
          "say whether parts of BlueChi are connected",
          """
          bluechi-is-online is qm under the name of BlueChi's own tool, and takes its words and options. Times are in \
          milliseconds.
          """,
          List.of(new GroupSpec.Section("Commands", List.of("agent", "node", "system"))));

  @Override
  public GroupSpec spec() {
    return SPEC;
  }

  @Override
  public Optional<CommandNode> find(String name) {
    return Optional.ofNullable(
        switch (name) {
          case "agent" -> new IsOnlineCommand(IsOnlineCommand.Part.AGENT);
          case "node" -> new IsOnlineCommand(IsOnlineCommand.Part.NODE);
          case "system" -> new IsOnlineCommand(IsOnlineCommand.Part.SYSTEM);
          default -> null;
        });
  }
}
