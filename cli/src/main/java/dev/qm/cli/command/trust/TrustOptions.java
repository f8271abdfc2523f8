package dev.qm.cli.command.trust;

import dev.qm.bluechi.trust.Bundle;
import dev.qm.cli.frame.Invocation;
import dev.qm.cli.parse.UsageException;
import dev.qm.cli.spec.OptionSpec;
import dev.qm.host.HostException;
import dev.qm.host.file.AtomicFile;
import java.nio.file.Path;

/** What the commands have in common. */
final class TrustOptions {
  static final OptionSpec.Value DAYS =
      OptionSpec.text("days", "DAYS", "how long the certificates count [730]");
  static final OptionSpec.Value EXPORT =
      OptionSpec.file("export", "FILE", "put the keys into a file to carry, '-' for stdout");
  static final OptionSpec.Value OVERLAP =
      OptionSpec.text("overlap", "DAYS", "how long what was there before still counts [30]");

  /** What stands for standard output and input. */
  static final String STREAM = "-";

  private static final int USUAL_DAYS = 730;
  private static final int USUAL_OVERLAP = 30;
  private static final int MOST_DAYS = 3650;

  private TrustOptions() {}

  static int days(Invocation in) throws UsageException {
    return (int) in.number(DAYS, 1, MOST_DAYS).orElse(USUAL_DAYS);
  }

  static int overlap(Invocation in) throws UsageException {
    return (int) in.number(OVERLAP, 0, MOST_DAYS).orElse(USUAL_OVERLAP);
  }

  /** Puts a bundle where it is asked for: a file that only its owner can read, or the stream. */
  static void carry(Invocation in, Bundle bundle, String to) throws HostException {
    if (to.equals(STREAM)) {
      in.out().print(bundle.text());
      in.out().flush();
      return;
    }
    AtomicFile.write(Path.of(to), bundle.text(), "0600");
    in.console().err().println("wrote " + to + "; remove it once it is imported");
  }
}
