package dev.qm.cli;

import dev.qm.cli.frame.CommandGroup;
import dev.qm.cli.frame.CommandNode;
import dev.qm.cli.frame.Invocation;
import dev.qm.cli.frame.Subcommand;
import dev.qm.cli.help.HelpPage;
import dev.qm.cli.parse.ArgumentParser;
import dev.qm.cli.parse.Nearest;
import dev.qm.cli.parse.UsageException;
import dev.qm.cli.spec.CommonOptions;
import dev.qm.cli.spec.ExitCode;
import dev.qm.cli.terminal.Console;
import dev.qm.cli.terminal.Letter;
import dev.qm.cli.terminal.Printable;
import dev.qm.host.process.Child;
import dev.qm.host.process.Children;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;

/** From the words of a command line to an exit status. */
final class Dispatch {
  /** What a shell reports for a program that SIGINT ended: signal(7), 128 + 2. */
  private static final int INTERRUPTED = 130;

  /** What a shell reports for a program that SIGPIPE ended: 128 + 13. */
  private static final int READER_GONE = 141;

  private final Console console;

  /** The name of the program. */
  private final String program;

  /** The program and the words of the command's name, as far as they are known. */
  private String called;

  /** Whether {@code --debug} was given to qm, not to a program that qm runs. */
  private boolean debug;

  private Dispatch(String program, Console console) {
    this.program = program;
    this.called = program;
    this.console = console;
  }

  /**
   * Runs one command.
   *
   * @param qm all commands
   * @param words the command line without the word {@code qm}
   * @return the exit status
   */
  static int run(CommandGroup qm, List<String> words, Console console) {
    return run("qm", qm, words, console);
  }

  /**
   * Runs one command.
   *
   * @param program the name that qm was called by
   * @param commands all commands that it takes under this name
   * @param words the command line without the program
   * @return the exit status
   */
  static int run(String program, CommandGroup commands, List<String> words, Console console) {
    var dispatch = new Dispatch(program, console);
    var status = dispatch.guarded(commands, words);
    console.flush();
    var lost = console.lost();
    return lost.isPresent() ? dispatch.lost(lost.get()) : status;
  }

  private int guarded(CommandGroup qm, List<String> words) {
    try {
      return withinGroup(qm, words);
    } catch (UsageException e) {
      return wrongUsage(e);
    } catch (InterruptedException e) {
      return INTERRUPTED;
    } catch (Exception | StackOverflowError | OutOfMemoryError e) {
      console.out().flush();
      if (console.lost().isEmpty()) {
        report(e);
      }
      return ExitCode.FAILURE;
    }
  }

  /** Options before the command's name mean what they mean after it. */
  private int withinGroup(CommandGroup group, List<String> words) throws Exception {
    var itself = group.itself();
    if (itself.isPresent() && !namesCommand(words)) {
      return run(group, itself.get(), words);
    }
    var carried = new ArrayList<String>();
    for (var i = 0; i < words.size(); i++) {
      var word = words.get(i);
      if (word.equals("-h") || word.equals("--help")) {
        return help(group);
      } else if (word.equals("--version")) {
        return named(group, "version", List.of());
      } else if (word.equals("--root") && i + 1 < words.size()) {
        carried.add(word);
        carried.add(words.get(++i));
      } else if (isCommon(word)) {
        carried.add(word);
      } else if (word.startsWith("-")) {
        throw unknownOption(word);
      } else {
        carried.addAll(words.subList(i + 1, words.size()));
        return named(group, word, carried);
      }
    }
    if (words.isEmpty()) {
      console.err().print(HelpPage.of(program, group, console.terminal().columns()));
      return ExitCode.USAGE;
    }
    throw new UsageException("no command is given");
  }

  /** Whether a word stands where a command's name would; help is about the whole group. */
  private static boolean namesCommand(List<String> words) {
    for (var i = 0; i < words.size(); i++) {
      var word = words.get(i);
      if (word.equals("-h") || word.equals("--help")) {
        return true;
      } else if (word.equals("--root")) {
        i++;
      } else if (!isCommon(word)) {
        return !word.startsWith("-");
      }
    }
    return false;
  }

  private static boolean isCommon(String word) {
    return word.equals("--debug") || word.equals("--json") || word.startsWith("--root");
  }

  private static UsageException unknownOption(String word) {
    var nearest = Nearest.to(word, List.of("--help", "--version", "--debug", "--json", "--root"));
    return new UsageException(
        "unknown option '" + word + "' before the command",
        nearest.isPresent()
            ? "did you mean '" + nearest.get() + "'?"
            : "an option of a command stands after the command");
  }

  private int named(CommandGroup group, String name, List<String> words) throws Exception {
    var command = group.find(name);
    if (command.isEmpty()) {
      var nearest = Nearest.to(name, group.names());
      throw new UsageException(
          "unknown command '" + name + "'",
          nearest.isPresent()
              ? "did you mean '" + called + " " + nearest.get() + "'?" + others(group)
              // qm itself has too many for one line
              : called.equals("qm") ? "" : "there are " + String.join(", ", group.names()));
    }
    called = called + " " + name;
    return command.get() instanceof Subcommand subcommand
        ? run(subcommand, subcommand, words)
        : withinGroup((CommandGroup) command.get(), words);
  }

  /** Who knows another tool of that name is told at once all that this one takes. */
  private String others(CommandGroup group) {
    return called.equals("qm") || !called.equals(program)
        ? ""
        : " There are " + String.join(", ", group.names());
  }

  /** Runs a command; {@code named} is what its words name, a group perhaps. */
  private int run(CommandNode named, Subcommand command, List<String> words) throws Exception {
    // no switch over the types: see ArgumentParser
    if (!(ArgumentParser.parse(command.spec(), words) instanceof ArgumentParser.Outcome.Run run)) {
      return help(named);
    }
    debug = run.arguments().has(CommonOptions.DEBUG);
    var invocation = new Invocation(run.arguments(), console);
    return debug
        ? Children.<Integer, Exception>observed(this::show, () -> command.run(invocation))
        : command.run(invocation);
  }

  private synchronized void show(Child child) {
    console
        .err()
        .println(
            "debug: "
                + child.line()
                + ": exit status "
                + child.exitCode()
                + ", "
                + child.took().toMillis()
                + " ms");
  }

  private int help(CommandNode command) {
    console.out().print(HelpPage.of(program, command, console.terminal().columns()));
    return ExitCode.OK;
  }

  private int wrongUsage(UsageException e) {
    var letter = Letter.error(called + ": " + e.what());
    if (e.suggestion().isPresent()) {
      letter = letter.note(e.suggestion().get());
    }
    letter.note("see '" + called + " --help'").print(console.err(), console.terminal());
    return ExitCode.USAGE;
  }

  private void report(Throwable failure) {
    if (debug) {
      var trace = new StringWriter();
      failure.printStackTrace(new PrintWriter(trace));
      console.err().print(Printable.lines(trace.toString(), 1 << 20));
    }
    FailureLetter.of(failure).print(console.err(), console.terminal());
  }

  private int lost(IOException e) {
    if ("Broken pipe".equals(e.getMessage())) {
      return READER_GONE;
    }
    Letter.error("the result could not be written to standard output")
        .note(String.valueOf(e.getMessage()))
        .print(console.err(), console.terminal());
    return ExitCode.FAILURE;
  }
}
