package dev.qm.cli.command.nodes;

import dev.qm.cli.frame.Invocation;
import dev.qm.cli.parse.UsageException;
import dev.qm.cli.spec.OptionSpec;
import dev.qm.cli.terminal.Printable;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;

/** Options about how long. */
final class Waiting {
  static final OptionSpec.Flag WAIT =
      OptionSpec.flag("wait", "first wait until the nodes are online");
  static final OptionSpec.Value TIMEOUT =
      OptionSpec.text("timeout", "SECONDS", "wait no longer than that [as long as it takes]");

  private static final long MOST = 365L * 24 * 3600;

  private Waiting() {}

  /** What is left of a time that began then: System.nanoTime(). */
  static Duration left(Duration all, long begin) {
    var left = all.minusNanos(System.nanoTime() - begin);
    return left.isNegative() ? Duration.ZERO : left;
  }

  /**
   * Says at a terminal what is waited for: a node may be one that never comes, as qm.NAME of a host
   * without a partition.
   */
  static void say(Invocation in, Collection<String> missing) {
    if (in.console().terminal().errIsTerminal()) {
      in.console().err().println(Printable.line("waiting for " + String.join(", ", missing)));
      in.console().err().flush();
    }
  }

  static Optional<Duration> timeout(Invocation in) throws UsageException {
    var seconds = in.number(TIMEOUT, 1, MOST);
    return seconds.isPresent()
        ? Optional.of(Duration.ofSeconds(seconds.getAsLong()))
        : Optional.empty();
  }
}
