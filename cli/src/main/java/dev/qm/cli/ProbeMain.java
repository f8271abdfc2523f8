package dev.qm.cli;

import dev.qm.assurance.prove.probe.ProbeServer;
import dev.qm.cli.spec.ExitCode;
import dev.qm.cli.terminal.Console;
import java.util.List;

/**
 * The process of the probes of {@code qm prove}, which starts it and talks to it by its standard
 * streams: apart from the campaign, so that what that does is not measured.
 */
public final class ProbeMain {
  private ProbeMain() {}

  /** Serves until the input ends. */
  public static void main(String[] args) {
    Main.end(run(List.of(args)));
  }

  private static int run(List<String> words) {
    var console = Console.ofProcess();
    var streams = console.streams();
    try {
      return ProbeServer.serve(words, streams.in(), streams.out()) ? ExitCode.OK : ExitCode.USAGE;
    } catch (Exception | OutOfMemoryError failure) {
      FailureLetter.of(failure).print(console.err(), console.terminal());
      return ExitCode.FAILURE;
    } finally {
      console.flush();
    }
  }
}
