package dev.qm.cli.command.bluechi;

import dev.qm.cli.frame.CommandGroup;
import dev.qm.cli.frame.Invocation;
import dev.qm.cli.frame.Subcommand;
import dev.qm.cli.parse.ArgumentParser;
import dev.qm.cli.terminal.Console;
import dev.qm.cli.terminal.Terminal;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A call of a command of the group on a machine below a folder, in this process.
 *
 * @param status the exit status
 */
record BluechiCall(int status, String out, String err) {
  private static final Path SYSTEM = Path.of(System.getProperty("qm.tree"), "system");

  /** A machine with a partition, and BlueChi's packages on both sides. */
  static void machine(Path root) throws Exception {
    var quadlet = "usr/share/containers/systemd/qm.container";
    put(root, quadlet, Files.readString(SYSTEM.resolve(quadlet)));
    put(root, "etc/hostname", "host1\n");
    Files.createDirectories(root.resolve("etc/qm"));
    for (var tree : List.of(root, root.resolve("usr/lib/qm/rootfs"))) {
      put(tree, "usr/lib/systemd/system/bluechi-agent.service", "[Service]\n");
      put(tree, "usr/share/bluechi-agent/config/agent.conf", "[bluechi-agent]\n#NodeName=\n");
    }
  }

  /** The package of the controller. */
  static void controller(Path root) throws Exception {
    put(root, "usr/lib/systemd/system/bluechi-controller.service", "[Service]\n");
    put(root, "usr/share/bluechi/config/controller.conf", "[bluechi-controller]\n");
  }

  static void put(Path root, String path, String text) throws Exception {
    var file = root.resolve(path);
    Files.createDirectories(file.resolveSibling(".").normalize());
    Files.writeString(file, text);
  }

  static BluechiCall of(Path root, String command, String... words) throws Exception {
    return of(new BluechiCommands(), root, command, words);
  }

  /** The same of a group below it. */
  static BluechiCall of(CommandGroup group, Path root, String command, String... words)
      throws Exception {
    var out = new ByteArrayOutputStream();
    var err = new ByteArrayOutputStream();
    var console = Console.of(out, err, Terminal.NONE);
    var subcommand = (Subcommand) group.find(command).orElseThrow();
    var line = new ArrayList<>(List.of("--root", root.toString()));
    line.addAll(List.of(words));
    var outcome = ArgumentParser.parse(subcommand.spec(), line);
    var status =
        subcommand.run(new Invocation(((ArgumentParser.Outcome.Run) outcome).arguments(), console));
    console.flush();
    return new BluechiCall(
        status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }
}
