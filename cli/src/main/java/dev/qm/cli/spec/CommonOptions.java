package dev.qm.cli.spec;

/** The options that more than one command has, so that they read the same everywhere. */
public final class CommonOptions {
  /** Every command has it. */
  public static final OptionSpec.Flag HELP = OptionSpec.flag('h', "help", "show this help");

  /** Every command has it. */
  public static final OptionSpec.Flag DEBUG =
      OptionSpec.flag("debug", "show the programs that qm runs, and where errors come from");

  /** For commands that print data. */
  public static final OptionSpec.Flag JSON = OptionSpec.flag("json", "print JSON, for programs");

  /** For commands that can work on a machine image. */
  public static final OptionSpec.Value ROOT =
      OptionSpec.folder("root", "DIR", "work on the machine image in DIR instead of this machine");

  private CommonOptions() {}
}
