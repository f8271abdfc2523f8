package dev.qm.cli.command.bluechi;

import dev.qm.cli.command.trust.RelayCommand;
import dev.qm.cli.command.trust.TrustCommands;
import dev.qm.cli.frame.CommandGroup;
import dev.qm.cli.frame.CommandNode;
import dev.qm.cli.spec.GroupSpec;
import java.util.List;
import java.util.Optional;

/** {@code qm bluechi}. */
public final class BluechiCommands implements CommandGroup {
  private static final GroupSpec SPEC =
      new GroupSpec(
          "bluechi",
          "make a machine and its partition two nodes of BlueChi",
          """
          BlueChi controls the services of many machines from one of them. A machine with a partition is two nodes: NAME, and \
          qm.NAME for the partition. Each has an agent, and the agents find the controller by the files that these commands \
          write and check. `qm nodes` shows and controls the nodes.
          """,
          List.of(
              new GroupSpec.Section("Files", List.of("configure", "check")),
              new GroupSpec.Section("Trust", List.of("trust")),
              new GroupSpec.Section("At work", List.of("agent", "controller", "relay"))));

  @Override
  public GroupSpec spec() {
    return SPEC;
  }

  @Override
  public Optional<CommandNode> find(String name) {
    return Optional.ofNullable(
        switch (name) {
          case "agent" -> new AgentCommand();
          case "configure" -> new ConfigureCommand();
          case "check" -> new CheckCommand();
          case "controller" -> new ControllerCommand();
          case "trust" -> new TrustCommands();
          case "relay" -> new RelayCommand();
          default -> null;
        });
  }
}
