package dev.qm.cli.help;

import dev.qm.cli.spec.CommandSpec;
import dev.qm.cli.spec.Domain;
import dev.qm.cli.spec.OptionSpec;
import java.util.ArrayList;
import java.util.List;

/** Completion for bash, without the bash-completion package. */
final class BashCompletion {
  private static final String COMMON = "--debug --help";

  private final CommandTree tree;
  private final StringBuilder script = new StringBuilder();

  BashCompletion(CommandTree tree) {
    this.tree = tree;
  }

  String script() {
    script.append(
        """
        # bash completion for qm, printed by 'qm completion bash'
        _qm() {
          local current=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]} path= i
          COMPREPLY=()
          for ((i = 1; i < COMP_CWORD; i++)); do
            case "$path ${COMP_WORDS[i]}" in
        """);
    line("    " + patterns(tree.paths()) + ") path=\"$path ${COMP_WORDS[i]}\" ;;");
    script.append(
        """
            esac
          done
          case "$path $before" in
        """);
    for (var command : tree.all()) {
      for (var option : command.allOptions()) {
        if (option instanceof OptionSpec.Value value) {
          line(
              "    " + valuePatterns(command, value) + ") " + reply(value.domain()) + " return ;;");
        }
      }
    }
    script.append(
        """
          esac
          case "$path" in
        """);
    for (var group : tree.groups()) {
      var words = new ArrayList<String>();
      for (var entry : group.entries()) {
        words.add(entry.word());
      }
      var own = group.itself().map(it -> String.join(" ", options(it))).orElse(COMMON);
      line(
          "    "
              + Completion.quoted(prefixed(group.spec().name()))
              + ") "
              + words(String.join(" ", words) + " " + own)
              + " ;;");
    }
    for (var command : tree.commands()) {
      line("    " + Completion.quoted(prefixed(command.name())) + ")");
      line("      case \"$current\" in");
      line("        -*) " + words(String.join(" ", options(command))) + " ;;");
      line("        *) " + reply(arguments(command)) + " ;;");
      line("      esac ;;");
    }
    script.append(
        """
          esac
        }
        complete -F _qm qm
        """);
    return script.toString();
  }

  private String reply(Domain domain) {
    return switch (domain) {
      case Domain.AnyText text -> "";
      case Domain.AnyFile file ->
          "compopt -o filenames; mapfile -t COMPREPLY < <(compgen -f -- \"$current\");";
      case Domain.AnyFolder folder ->
          "compopt -o filenames; mapfile -t COMPREPLY < <(compgen -d -- \"$current\");";
      case Domain.Program program -> "mapfile -t COMPREPLY < <(compgen -c -- \"$current\");";
      case Domain.CommandName name -> words(String.join(" ", topWords())) + ";";
      case Domain.Words words -> words(String.join(" ", words.words())) + ";";
    };
  }

  private List<String> topWords() {
    var words = new ArrayList<String>();
    for (var entry : tree.groups().getFirst().entries()) {
      words.add(entry.word());
    }
    return words;
  }

  private static String words(String words) {
    return "mapfile -t COMPREPLY < <(compgen -W " + Completion.quoted(words) + " -- \"$current\")";
  }

  /** What stands first is completed best; the rest of a line is seldom of another kind. */
  private static Domain arguments(CommandSpec command) {
    return command.positionals().isEmpty()
        ? new Domain.AnyText()
        : command.positionals().getFirst().domain();
  }

  private static List<String> options(CommandSpec command) {
    var options = new ArrayList<String>();
    for (var option : command.allOptions()) {
      options.add("--" + option.name());
      if (option.letter().isPresent()) {
        options.add("-" + option.letter().get());
      }
    }
    return options;
  }

  private static String valuePatterns(CommandSpec command, OptionSpec.Value option) {
    var patterns = Completion.quoted(prefixed(command.name()) + " --" + option.name());
    return option.letter().isPresent()
        ? patterns
            + " | "
            + Completion.quoted(prefixed(command.name()) + " -" + option.letter().get())
        : patterns;
  }

  private static String patterns(List<String> paths) {
    var patterns = new ArrayList<String>();
    for (var path : paths) {
      patterns.add(Completion.quoted(prefixed(path)));
    }
    return String.join(" | ", patterns);
  }

  /** A path as the script collects it: every word with a blank before it. */
  private static String prefixed(String path) {
    return path.isEmpty() ? "" : " " + path;
  }

  private void line(String text) {
    script.append(text).append('\n');
  }
}
