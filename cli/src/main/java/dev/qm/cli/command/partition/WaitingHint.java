package dev.qm.cli.command.partition;

import dev.qm.cli.frame.Invocation;
import dev.qm.cli.terminal.Console;
import dev.qm.cli.terminal.Letter;
import dev.qm.host.HostException;
import dev.qm.partition.run.Instance;
import dev.qm.partition.run.Stall;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * Tells somebody at a terminal why a command inside does not come. The launcher says the same when
 * it does without Java.
 */
final class WaitingHint {
  private WaitingHint() {}

  /** From now on, as long as this process lives; nothing where nobody looks. */
  static void watch(Invocation in, Instance instance) throws HostException {
    var console = in.console();
    if (console.terminal().errIsTerminal()) {
      Stall.from(instance).ifPresent(stall -> Thread.ofVirtual().start(() -> say(console, stall)));
    }
  }

  private static void say(Console console, Stall stall) {
    try {
      Thread.sleep(Stall.PATIENCE);
    } catch (InterruptedException ended) {
      return;
    }
    var percent = stall.percent();
    if (percent.isPresent()) {
      var text = new ByteArrayOutputStream();
      Letter.warning(
              "the partition had no processor in "
                  + percent.getAsInt()
                  + " % of the last 3 s: the rest of this machine comes first")
          .note("CPUWeight= and CPUQuota= of qm.container say how much it gets")
          .print(new PrintStream(text, true, StandardCharsets.UTF_8), console.terminal());
      // the command inside may have made the terminal raw
      console.err().print(text.toString(StandardCharsets.UTF_8).replace("\n", "\r\n"));
      console.err().flush();
    }
  }
}
