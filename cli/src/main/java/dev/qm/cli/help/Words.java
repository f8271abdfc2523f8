package dev.qm.cli.help;

import dev.qm.cli.spec.CommandSpec;
import dev.qm.cli.spec.Domain;
import dev.qm.cli.spec.ExitCode;
import dev.qm.cli.spec.OptionSpec;
import dev.qm.cli.spec.PositionalSpec;
import java.util.ArrayList;
import java.util.List;

/** How options, arguments and usage lines are written, on every kind of page. */
final class Words {
  private Words() {}

  /** {@code qm exec [OPTIONS] [--] CMD...}. */
  static String usage(String program, CommandSpec spec) {
    var usage = new StringBuilder(program).append(' ').append(spec.name()).append(" [OPTIONS]");
    if (spec.order() == CommandSpec.Order.OPTIONS_FIRST) {
      usage.append(" [--]");
    }
    for (var positional : spec.positionals()) {
      usage.append(' ').append(written(positional));
    }
    return usage.toString();
  }

  /** {@code qm ipc COMMAND [OPTIONS] [ARGUMENTS]}, of a group with the name. */
  static String usage(String name) {
    return name + " COMMAND [OPTIONS] [ARGUMENTS]";
  }

  /** {@code CMD...}, {@code [UNIT]}. */
  static String written(PositionalSpec positional) {
    return switch (positional) {
      case PositionalSpec.One one -> one.name();
      case PositionalSpec.Maybe maybe -> "[" + maybe.name() + "]";
      case PositionalSpec.Any any -> "[" + any.name() + "...]";
      case PositionalSpec.Some some -> some.name() + "...";
    };
  }

  /** {@code -f, --follow}; {@code --root DIR}. */
  static String written(OptionSpec option) {
    var letter = option.letter().isPresent() ? "-" + option.letter().get() + ", " : "";
    return letter + "--" + option.name() + value(option);
  }

  /** {@code DIR} with a space before it, or nothing. */
  static String value(OptionSpec option) {
    return switch (option) {
      case OptionSpec.Flag flag -> "";
      case OptionSpec.Value value -> " " + value.placeholder();
    };
  }

  /** The description, and what else there is to know. */
  static String explained(OptionSpec option) {
    return switch (option) {
      case OptionSpec.Flag flag -> flag.description();
      case OptionSpec.Value value -> {
        var text = new StringBuilder(value.description());
        if (value.domain() instanceof Domain.Words words) {
          text.append(": ").append(words.listed());
        }
        if (value.times() == OptionSpec.Times.ANY) {
          text.append(" (may be repeated)");
        }
        yield text.toString();
      }
    };
  }

  /** The description, and which words are meant if only some are. */
  static String explained(PositionalSpec positional) {
    return positional.domain() instanceof Domain.Words words
        ? positional.description() + ": " + words.listed()
        : positional.description();
  }

  /**
   * The usual exit statuses, as far as the command does not say them more closely, and the
   * command's own.
   */
  static List<ExitCode> exitCodes(CommandSpec spec) {
    var codes = new ArrayList<>(spec.exitCodes());
    addIfMissing(codes, ExitCode.OK, "it is done");
    addIfMissing(codes, ExitCode.FAILURE, "it could not be done; the error says why");
    addIfMissing(codes, ExitCode.USAGE, "the command line is wrong; nothing was tried");
    codes.sort((a, b) -> Integer.compare(a.code(), b.code()));
    return codes;
  }

  private static void addIfMissing(List<ExitCode> codes, int code, String meaning) {
    for (var one : codes) {
      if (one.code() == code) {
        return;
      }
    }
    codes.add(new ExitCode(code, meaning));
  }
}
