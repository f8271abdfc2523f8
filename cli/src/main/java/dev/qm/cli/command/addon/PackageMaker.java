package dev.qm.cli.command.addon;

import dev.qm.cli.frame.CommandFailure;
import dev.qm.cli.frame.Invocation;
import dev.qm.cli.frame.SourceDate;
import dev.qm.cli.spec.OptionSpec;
import dev.qm.cli.terminal.Letter;
import dev.qm.packaging.Maker;
import dev.qm.packaging.Signer;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** Who makes the packages, by the variables that other package builders read too. */
final class PackageMaker {
  static final OptionSpec.Value KEY =
      OptionSpec.text("key", "ID", "sign with this key of gpg: its fingerprint or address");

  /** The time of everything that qm's own build makes: 2026-01-01, 00:00 UTC. */
  private static final Instant FIXED = Instant.ofEpochSecond(1_767_225_600);

  /**
   * For packages that nobody has put a name to. The address says that there is none: RFC 2606 keeps
   * the ending for such; the machine's own name would make other bytes on every machine, and
   * lintian takes localhost for an error.
   */
  private static final String NAME = "QM packages";

  private static final String ADDRESS = "nobody@qm.invalid";

  private PackageMaker() {}

  static Maker of(Map<String, String> environment) throws CommandFailure {
    var contact =
        environment.getOrDefault("DEBFULLNAME", NAME)
            + " <"
            + environment.getOrDefault("DEBEMAIL", ADDRESS)
            + ">";
    if (contact.chars().anyMatch(Character::isISOControl)) {
      throw new CommandFailure(
          Letter.error("DEBFULLNAME or DEBEMAIL has a control character in it")
              .note("they are a name and an address"));
    }
    return new Maker(contact, SourceDate.of(environment).orElse(FIXED));
  }

  static Optional<Signer> signer(Invocation in) {
    return in.value(KEY).map(Gpg::new);
  }
}
