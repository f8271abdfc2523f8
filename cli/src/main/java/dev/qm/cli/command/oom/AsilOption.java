package dev.qm.cli.command.oom;

import dev.qm.assurance.asil.AsilSide;
import dev.qm.cli.frame.Invocation;
import dev.qm.cli.parse.UsageException;
import dev.qm.cli.spec.OptionSpec;
import dev.qm.host.HostException;
import dev.qm.host.KernelText;
import dev.qm.host.Root;
import java.util.Optional;

/** The safety side, as a command line names it, or else the machine's file. */
public final class AsilOption {
  /** {@code --asil UNIT,...}. */
  public static final OptionSpec.Value ASIL =
      OptionSpec.text(
          "asil",
          "UNIT,...",
          "services, scopes and slices of the ASIL side [those that " + AsilSide.FILE + " names]");

  private AsilOption() {}

  /**
   * The side; nothing where neither names one.
   *
   * @throws UsageException when the option names no units
   * @throws HostException when the file cannot be read or understood
   */
  public static Optional<AsilSide> of(Invocation in, Root root)
      throws UsageException, HostException {
    var named = in.value(ASIL);
    if (named.isEmpty()) {
      return AsilSide.read(root);
    }
    try {
      return Optional.of(AsilSide.of(KernelText.ofList(named.get())));
    } catch (HostException wrong) {
      throw new UsageException(
          "--asil: " + wrong.getMessage(), wrong.mend().orElse("name services and slices"));
    }
  }
}
