package dev.qm.cli.command.demo;

import dev.qm.cli.frame.CommandGroup;
import dev.qm.cli.frame.CommandNode;
import dev.qm.cli.frame.Invocation;
import dev.qm.cli.spec.GroupSpec;
import dev.qm.host.HostException;
import dev.qm.partition.demo.Demos;
import dev.qm.partition.setup.SystemTree;
import java.util.List;
import java.util.Optional;

/**
 * {@code qm demo}. Each demo that qm brings along is a command of its own: a new one is a folder,
 * and no class.
 */
public final class DemoCommands implements CommandGroup {
  private final Demos demos = new Demos(new SystemTree(Invocation.systemPlace()));

  @Override
  public GroupSpec spec() {
    return new GroupSpec(
        "demo",
        "see the partition at work with a camera, sound, DDS, virtual machines",
        """
        A demo is one command: it checks that the partition runs and has the device, makes the image of the \
        distribution's packages where it is missing, writes the units into the partition, starts them, waits until \
        they have ended and prints what they said. No registry is asked. 'qm demo remove' takes it all back.
        """,
        List.of(
            new GroupSpec.Section("Demos", names()),
            new GroupSpec.Section("About them", List.of("list", "image", "remove"))));
  }

  @Override
  public Optional<CommandNode> find(String name) {
    return switch (name) {
      case "list" -> Optional.of(new ListCommand());
      case "image" -> Optional.of(new ImageCommand());
      case "remove" -> Optional.of(new RemoveCommand());
      default -> ofDemo(name);
    };
  }

  @Override
  public List<String> names() {
    try {
      return demos.names();
    } catch (HostException broken) {
      throw new IllegalStateException("qm's own demos cannot be read", broken);
    }
  }

  private Optional<CommandNode> ofDemo(String name) {
    try {
      return demos.find(name).map(RunCommand::new);
    } catch (HostException broken) {
      throw new IllegalStateException("qm's own demo " + name + " cannot be read", broken);
    }
  }
}
