package dev.qm.cli.command.report;

import dev.qm.assurance.bundle.Bundle;
import dev.qm.assurance.bundle.Seal;
import dev.qm.assurance.report.ReportFacts;
import dev.qm.host.Untrusted;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/** What a bundle says of itself to who opens its folder. */
final class Readme {
  private Readme() {}

  static String text(ReportFacts facts, Optional<Seal> seal) {
    return """
    A report of qm about what keeps ordinary software from disturbing the safety software of one machine.

      machine  %s
      date     %s
      qm       %s

    index.html leads to everything; it needs no network. Where it is not there, this bundle has data only, and
    bundle.json lists it.

    To see that no file was changed since, in this folder:

      sha256sum -c %s

    %s
    Files that the manifest does not name are not part of the report: the manifest, its signature, and what somebody
    put here later.
    """
        .formatted(
            Untrusted.of(facts.machine()),
            DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(facts.at()),
            facts.version(),
            Bundle.MANIFEST,
            signature(seal));
  }

  private static String signature(Optional<Seal> seal) {
    if (seal.isEmpty()) {
      return "The manifest is not signed: who made it is not shown.\n";
    }
    return switch (seal.get()) {
      case Seal.Ssh _ ->
          """
          To see who signed the manifest: SIGNERS is a file with a line "NAME KEY", where KEY is the public key that you
          trust (ALLOWED SIGNERS in ssh-keygen(1)).

            ssh-keygen -Y verify -f SIGNERS -I NAME -n %s -s %s < %s
          """
              .formatted(Seal.NAMESPACE, seal.get().file(), Bundle.MANIFEST);
      case Seal.Gpg _ ->
          """
          To see who signed the manifest, with the public key that you trust in your keyring:

            gpg --verify %s %s
          """
              .formatted(seal.get().file(), Bundle.MANIFEST);
    };
  }
}
