package dev.qm.cli.command.verify;

import dev.qm.cli.frame.Invocation;
import dev.qm.cli.frame.Subcommand;
import dev.qm.cli.parse.ArgumentParser;
import dev.qm.cli.terminal.Console;
import dev.qm.cli.terminal.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** A machine image with a partition as the packages and setup make it, and calls that judge it. */
public record Installed(Path root) {
  private static final Path TREE = Path.of(System.getProperty("qm.tree"));

  /** What a call printed. */
  public record Call(int status, String out, String err) {}

  /** Makes one below an empty folder. */
  public static Installed in(Path folder) throws IOException {
    var machine = new Installed(folder.toRealPath());
    machine.copy(
        "system/usr/share/containers/systemd/qm.container",
        "usr/share/containers/systemd/qm.container");
    machine.copy("system/usr/lib/sysctl.d/50-qm.conf", "usr/lib/sysctl.d/50-qm.conf");
    machine.copy(
        "system/usr/share/qm/partition/etc/containers/containers.conf",
        "etc/qm/containers/containers.conf");
    Files.createDirectories(machine.root.resolve("usr/lib/qm/rootfs"));
    Files.createDirectories(machine.root.resolve("var/qm"));
    return machine;
  }

  private void copy(String from, String to) throws IOException {
    var target = root.resolve(to);
    Files.createDirectories(Objects.requireNonNull(target.getParent()));
    Files.copy(TREE.resolve(from), target);
  }

  /** Writes a file of the machine. */
  public Path write(String name, String text) throws IOException {
    var file = root.resolve(name);
    Files.createDirectories(Objects.requireNonNull(file.getParent()));
    return Files.writeString(file, text);
  }

  /** A drop-in of {@code qm.container}. */
  public Path dropIn(String text) throws IOException {
    return write("etc/containers/systemd/qm.container.d/50-mine.conf", text);
  }

  /** A file of the machine as the machine itself has it, wherever its root folder is. */
  public String named(Path file) {
    return "/" + root.relativize(file);
  }

  /** {@code qm verify} of this machine. */
  Call verify(String... words) throws Exception {
    var all = new ArrayList<>(List.of(words));
    all.addAll(List.of("--root", root.toString()));
    return call(new VerifyCommand(), all);
  }

  /** Runs a command with these words. */
  public static Call call(Subcommand command, List<String> words) throws Exception {
    var out = new ByteArrayOutputStream();
    var err = new ByteArrayOutputStream();
    var console = Console.of(out, err, Terminal.NONE);
    var outcome = ArgumentParser.parse(command.spec(), words);
    var status =
        command.run(new Invocation(((ArgumentParser.Outcome.Run) outcome).arguments(), console));
    console.flush();
    return new Call(
        status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }
}
