package dev.qm.cli.command.quadlet;

import dev.qm.cli.frame.Invocation;
import dev.qm.cli.frame.Subcommand;
import dev.qm.cli.parse.ArgumentParser;
import dev.qm.cli.terminal.Console;
import dev.qm.cli.terminal.Terminal;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * One call of a command of the group, in this process.
 *
 * @param status the exit status
 */
record Call(int status, String out, String err) {
  static Call of(String command, String... words) throws Exception {
    return reading("", command, words);
  }

  /** A call with something on its standard input. */
  static Call reading(String input, String command, String... words) throws Exception {
    var in = new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8));
    var out = new ByteArrayOutputStream();
    var err = new ByteArrayOutputStream();
    var console = Console.of(in, out, err, Terminal.NONE);
    var subcommand = (Subcommand) new QuadletCommands().find(command).orElseThrow();
    var outcome = ArgumentParser.parse(subcommand.spec(), List.of(words));
    var status =
        subcommand.run(new Invocation(((ArgumentParser.Outcome.Run) outcome).arguments(), console));
    console.flush();
    return new Call(
        status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }
}
