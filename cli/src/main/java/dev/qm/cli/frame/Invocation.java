package dev.qm.cli.frame;

import dev.qm.cli.parse.Arguments;
import dev.qm.cli.parse.UsageException;
import dev.qm.cli.spec.CommonOptions;
import dev.qm.cli.spec.OptionSpec;
import dev.qm.cli.spec.PositionalSpec;
import dev.qm.cli.terminal.Console;
import dev.qm.cli.terminal.Letter;
import dev.qm.host.Root;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One call of one command: what was asked, and where to answer.
 *
 * @param arguments the command line, already checked against the command's description
 * @param console where to print
 */
public record Invocation(Arguments arguments, Console console) {

  /** Whether the flag was given. */
  public boolean has(OptionSpec.Flag flag) {
    return arguments.has(flag);
  }

  /** The value of an option, if it was given. */
  public Optional<String> value(OptionSpec.Value option) {
    return arguments.value(option);
  }

  /** All values of an option that may be given several times. */
  public List<String> values(OptionSpec.Value option) {
    return arguments.values(option);
  }

  /** The value of an option as a path, if it was given. */
  public Optional<Path> path(OptionSpec.Value option) {
    return arguments.value(option).map(Path::of);
  }

  /**
   * The value of an option as a whole number, if it was given.
   *
   * @throws UsageException if it is no number, or not between {@code least} and {@code most}
   */
  public OptionalLong number(OptionSpec.Value option, long least, long most) throws UsageException {
    var text = arguments.value(option);
    if (text.isEmpty()) {
      return OptionalLong.empty();
    }
    try {
      var number = Long.parseLong(text.get());
      if (number >= least && number <= most) {
        return OptionalLong.of(number);
      }
    } catch (NumberFormatException e) {
      // said below, in the words of the command line
    }
    throw new UsageException(
        "--" + option.name() + " cannot be '" + text.get() + "'",
        "it is a whole number from " + least + " to " + most);
  }

  /** The argument. */
  public String get(PositionalSpec.One positional) {
    return arguments.get(positional);
  }

  /** The argument, if it was given. */
  public Optional<String> get(PositionalSpec.Maybe positional) {
    return arguments.get(positional);
  }

  /** The arguments, possibly none. */
  public List<String> get(PositionalSpec.Any positional) {
    return arguments.get(positional);
  }

  /** The arguments, at least one. */
  public List<String> get(PositionalSpec.Some positional) {
    return arguments.get(positional);
  }

  /** Whether JSON is asked for; the command declares {@link CommonOptions#JSON}. */
  public boolean json() {
    return arguments.has(CommonOptions.JSON);
  }

  /**
   * The machine to work on; the command declares {@link CommonOptions#ROOT}.
   *
   * @throws CommandFailure if the folder does not exist
   */
  public Root root() throws CommandFailure {
    var given = arguments.value(CommonOptions.ROOT);
    if (given.isEmpty()) {
      return Root.HOST;
    }
    var folder = Path.of(given.get());
    if (!Files.isDirectory(folder)) {
      throw new CommandFailure(
          Letter.error("--root " + given.get() + ": no such folder")
              .note("name the folder that a machine image is unpacked or mounted in"));
    }
    return new Root(folder);
  }

  /**
   * Where what qm puts on a machine should be, laid out as it lands: the {@code system/} of the
   * sources, carried in the runtime image. The system property {@code qm.system} names another one.
   */
  public static Path systemPlace() {
    var given = System.getProperty("qm.system", "");
    return given.isEmpty()
        ? Path.of(System.getProperty("java.home", "/"), "lib", "qm", "system")
        : Path.of(given);
  }

  /**
   * The folder at {@link #systemPlace}.
   *
   * @throws CommandFailure if it is not there, as when qm does not run from its image
   */
  public Path systemFiles() throws CommandFailure {
    var folder = systemPlace();
    if (!Files.isDirectory(folder)) {
      throw new CommandFailure(
          Letter.error("the files that qm installs are missing: " + folder)
              .note("this qm is not complete; install it again, or build it with ./qm"));
    }
    return folder;
  }

  /** For results. */
  public PrintStream out() {
    return console.out();
  }
}
