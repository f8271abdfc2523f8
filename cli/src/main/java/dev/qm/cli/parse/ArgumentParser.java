package dev.qm.cli.parse;

import dev.qm.cli.spec.CommandSpec;
import dev.qm.cli.spec.CommonOptions;
import dev.qm.cli.spec.Domain;
import dev.qm.cli.spec.OptionSpec;
import dev.qm.cli.spec.PositionalSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads the words of a command line as POSIX's utility syntax guidelines and GNU's long options
 * have it: {@code -it}, {@code -oFILE}, {@code -o FILE}, {@code --name=VALUE}, {@code --name
 * VALUE}, {@code --}. Long options are not abbreviated: a script would break when a new option
 * makes an abbreviation ambiguous.
 */
public final class ArgumentParser {
  private final CommandSpec spec;
  private final List<OptionSpec> options;
  private final List<Arguments.Given> given = new ArrayList<>();
  private final List<String> positionals = new ArrayList<>();
  private boolean wantsHelp;

  private ArgumentParser(CommandSpec spec) {
    this.spec = spec;
    this.options = spec.allOptions();
  }

  /** What a command line asks for. */
  public sealed interface Outcome {
    /** The help page of the command. */
    record Help() implements Outcome {}

    /** The command, with these arguments. */
    record Run(Arguments arguments) implements Outcome {}
  }

  /**
   * Reads the words after the name of a command.
   *
   * @throws UsageException for the first word that does not fit
   */
  public static Outcome parse(CommandSpec spec, List<String> words) throws UsageException {
    var parser = new ArgumentParser(spec);
    parser.read(words);
    if (parser.wantsHelp) {
      return new Outcome.Help();
    }
    parser.requireCount();
    return new Outcome.Run(new Arguments(spec, parser.given, parser.positionals));
  }

  private void read(List<String> words) throws UsageException {
    var i = 0;
    while (i < words.size() && !wantsHelp) {
      var word = words.get(i++);
      var next = i < words.size() ? Optional.of(words.get(i)) : Optional.<String>empty();
      if (word.equals("--")) {
        positionals.addAll(words.subList(i, words.size()));
        return;
      } else if (word.startsWith("--")) {
        i += readLong(word, next);
      } else if (isLongWithOneDash(word)) {
        i += readLong("-" + word, next);
      } else if (word.length() > 1 && word.charAt(0) == '-') {
        i += readShort(word, next);
      } else {
        positionals.add(word);
        if (spec.order() == CommandSpec.Order.OPTIONS_FIRST) {
          positionals.addAll(words.subList(i, words.size()));
          return;
        }
      }
    }
  }

  private boolean isLongWithOneDash(String word) {
    return spec.dashes() == CommandSpec.Dashes.ONE_OR_TWO
        && word.length() > 2
        && word.charAt(0) == '-';
  }

  /** How many of the words after {@code word} belong to it: none or one. */
  private int readLong(String word, Optional<String> next) throws UsageException {
    var equals = word.indexOf('=');
    var name = equals < 0 ? word.substring(2) : word.substring(2, equals);
    // no switch over the types: linking its first call takes a millisecond that every command would
    // pay
    if (named(name) instanceof OptionSpec.Value option) {
      add(option, equals < 0 ? valueFor("--" + name, option, next) : word.substring(equals + 1));
      return equals < 0 ? 1 : 0;
    }
    if (equals >= 0) {
      throw new UsageException("--" + name + " takes no value", "write '--" + name + "'");
    }
    addFlag(named(name));
    return 0;
  }

  private int readShort(String word, Optional<String> next) throws UsageException {
    refuseOneDashForTwo(word);
    for (var i = 1; i < word.length(); i++) {
      var option = lettered(word, i);
      if (option instanceof OptionSpec.Value value) {
        var isLast = i + 1 == word.length();
        add(value, isLast ? valueFor("-" + word.charAt(i), value, next) : word.substring(i + 1));
        return isLast ? 1 : 0;
      }
      addFlag(option);
    }
    return 0;
  }

  private void addFlag(OptionSpec flag) {
    if (flag.name().equals(CommonOptions.HELP.name())) {
      wantsHelp = true;
    }
    given.add(new Arguments.Given(flag, ""));
  }

  private void add(OptionSpec.Value option, String value) throws UsageException {
    requireInDomain("--" + option.name(), option.domain(), value);
    if (option.times() == OptionSpec.Times.ONCE && isGiven(option)) {
      throw new UsageException("--" + option.name() + " is given twice", "keep one of them");
    }
    given.add(new Arguments.Given(option, value));
  }

  private boolean isGiven(OptionSpec option) {
    for (var one : given) {
      if (one.option().name().equals(option.name())) {
        return true;
      }
    }
    return false;
  }

  /**
   * A value that looks like an option of this command is a forgotten value far more often than a
   * value.
   */
  private String valueFor(String asWritten, OptionSpec.Value option, Optional<String> next)
      throws UsageException {
    if (next.isEmpty()) {
      throw new UsageException(asWritten + " needs a value: " + option.placeholder());
    }
    var value = next.get();
    if (value.equals("--") || isOption(value)) {
      throw new UsageException(
          asWritten + " needs a value before '" + value + "'",
          "if '" + value + "' is the value, write '--" + option.name() + "=" + value + "'");
    }
    return value;
  }

  private boolean isOption(String word) {
    for (var option : options) {
      if (word.equals("--" + option.name())
          || (option.letter().isPresent() && word.equals("-" + option.letter().get()))) {
        return true;
      }
    }
    return false;
  }

  private OptionSpec named(String name) throws UsageException {
    for (var option : options) {
      if (option.name().equals(name)) {
        return option;
      }
    }
    var names = new ArrayList<String>();
    for (var option : options) {
      names.add(option.name());
    }
    var nearest = Nearest.to(name, names);
    throw new UsageException(
        "unknown option '--" + name + "'",
        nearest.isPresent() ? "did you mean '--" + nearest.get() + "'?" : "");
  }

  /**
   * {@code -json} is a slip for {@code --json}, not four letters, even where the letters mean
   * something.
   */
  private void refuseOneDashForTwo(String word) throws UsageException {
    if (word.length() > 2) {
      for (var option : options) {
        if (option.name().equals(word.substring(1))) {
          throw new UsageException(
              "unknown option '" + word + "'", "did you mean '--" + option.name() + "'?");
        }
      }
    }
  }

  private OptionSpec lettered(String word, int at) throws UsageException {
    var letter = word.charAt(at);
    for (var option : options) {
      if (option.letter().isPresent() && option.letter().get() == letter) {
        return option;
      }
    }
    var shown = word.substring(at, word.offsetByCodePoints(at, 1));
    throw new UsageException(
        "unknown option '-" + shown + "'" + (word.length() > 2 ? " in '" + word + "'" : ""));
  }

  private void requireCount() throws UsageException {
    var takesRest = false;
    for (var i = 0; i < spec.positionals().size(); i++) {
      var positional = spec.positionals().get(i);
      var isNeeded =
          positional instanceof PositionalSpec.One || positional instanceof PositionalSpec.Some;
      if (isNeeded && i >= positionals.size()) {
        throw new UsageException(
            "missing argument: " + positional.name() + ", " + positional.description());
      }
      takesRest =
          positional instanceof PositionalSpec.Any || positional instanceof PositionalSpec.Some;
      var end = takesRest ? positionals.size() : Math.min(i + 1, positionals.size());
      for (var j = i; j < end; j++) {
        requireInDomain(positional.name(), positional.domain(), positionals.get(j));
      }
    }
    var most = spec.positionals().size();
    if (!takesRest && positionals.size() > most) {
      throw new UsageException(
          "one argument too many: '" + positionals.get(most) + "'",
          most == 0 ? "'qm " + spec.name() + "' takes none" : "");
    }
  }

  private static void requireInDomain(String name, Domain domain, String value)
      throws UsageException {
    if (domain instanceof Domain.Words words && !words.words().contains(value)) {
      var nearest = Nearest.to(value, words.words());
      throw new UsageException(
          name + " cannot be '" + value + "'",
          nearest.isPresent()
              ? "did you mean '" + nearest.get() + "'?"
              : "it is one of " + words.listed());
    }
  }
}
