package dev.qm.cli.help;

import dev.qm.cli.spec.CommandSpec;
import dev.qm.cli.spec.Domain;
import dev.qm.cli.spec.OptionSpec;
import dev.qm.cli.spec.PositionalSpec;

/** Completion for zsh, with its own {@code _arguments}: zshcompsys(1). */
final class ZshCompletion {
  private final CommandTree tree;
  private final StringBuilder script = new StringBuilder();

  ZshCompletion(CommandTree tree) {
    this.tree = tree;
  }

  String script() {
    line("#compdef qm");
    line("# zsh completion for qm, printed by 'qm completion zsh'");
    for (var group : tree.groups()) {
      group(group);
    }
    for (var command : tree.commands()) {
      command(function(command.name()), command);
    }
    line("compdef _qm qm");
    return script.toString();
  }

  private void group(CommandTree.Group group) {
    line(function(group.spec().name()) + "() {");
    line("  local -a commands=(");
    for (var entry : group.entries()) {
      line("    " + Completion.quoted(entry.word() + ":" + entry.summary()));
    }
    line("  )");
    line("  if (( CURRENT == 2 )); then");
    line("    _describe command commands");
    group.itself().ifPresent(_ -> line("    " + itself(group)));
    line("    return");
    line("  fi");
    line("  shift words");
    line("  (( CURRENT-- ))");
    line("  case $words[1] in");
    for (var entry : group.entries()) {
      var path =
          group.spec().name().isEmpty() ? entry.word() : group.spec().name() + " " + entry.word();
      line("    " + entry.word() + ") " + function(path) + " ;;");
    }
    group
        .itself()
        .ifPresent(
            _ -> line("    *) words=(qm $words); (( CURRENT++ )); " + itself(group) + " ;;"));
    line("  esac");
    line("}");
    group.itself().ifPresent(command -> command(itself(group), command));
  }

  /** The function for what a group does by itself. */
  private static String itself(CommandTree.Group group) {
    return function(group.spec().name()) + "_itself";
  }

  private void command(String function, CommandSpec command) {
    line(function + "() {");
    var stops = command.order() == CommandSpec.Order.OPTIONS_FIRST ? " -A '-*'" : "";
    script.append("  _arguments -s -S").append(stops);
    for (var option : command.allOptions()) {
      script.append(" \\\n    ").append(option(option));
    }
    var place = 1;
    for (var positional : command.positionals()) {
      var meaning = escaped(positional.name()) + ":" + action(positional.domain());
      var where =
          switch (positional) {
            case PositionalSpec.One one -> place + ":";
            case PositionalSpec.Maybe maybe -> place + "::";
            case PositionalSpec.Any any -> "*:";
            case PositionalSpec.Some some -> "*:";
          };
      script.append(" \\\n    ").append(Completion.quoted(where + meaning));
      place++;
    }
    line("");
    line("}");
  }

  private String option(OptionSpec option) {
    var explained = "[" + escaped(option.description()) + "]";
    var repeat = "";
    var value = "";
    var equals = "";
    if (option instanceof OptionSpec.Value valued) {
      repeat = valued.times() == OptionSpec.Times.ANY ? "*" : "";
      value = ":" + escaped(valued.placeholder()) + ":" + action(valued.domain());
      equals = "=";
    }
    var longForm = "--" + option.name() + equals;
    if (option.letter().isEmpty()) {
      return Completion.quoted(repeat + longForm + explained + value);
    }
    var shortForm = "-" + option.letter().get() + (equals.isEmpty() ? "" : "+");
    var exclusive =
        repeat.isEmpty() ? "(-" + option.letter().get() + " --" + option.name() + ")" : repeat;
    return Completion.quoted(exclusive)
        + "{"
        + Completion.quoted(shortForm)
        + ","
        + Completion.quoted(longForm)
        + "}"
        + Completion.quoted(explained + value);
  }

  private String action(Domain domain) {
    return switch (domain) {
      case Domain.AnyText text -> " ";
      case Domain.AnyFile file -> "_files";
      case Domain.AnyFolder folder -> "_files -/";
      case Domain.Program program -> "_normal";
      case Domain.CommandName name -> {
        var words = new StringBuilder("(");
        for (var entry : tree.groups().getFirst().entries()) {
          words.append(words.length() == 1 ? "" : " ").append(entry.word());
        }
        yield words.append(')').toString();
      }
      case Domain.Words words -> "(" + String.join(" ", words.words()) + ")";
    };
  }

  private static String function(String path) {
    return path.isEmpty() ? "_qm" : "_qm_" + path.replace(' ', '_').replace('-', '_');
  }

  /** Colons and brackets part the fields of a specification. */
  private static String escaped(String text) {
    return text.replace("\\", "\\\\").replace(":", "\\:").replace("[", "\\[").replace("]", "\\]");
  }

  private void line(String text) {
    script.append(text).append('\n');
  }
}
