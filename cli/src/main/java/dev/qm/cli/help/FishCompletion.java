package dev.qm.cli.help;

import dev.qm.cli.spec.CommandSpec;
import dev.qm.cli.spec.Domain;
import dev.qm.cli.spec.OptionSpec;
import java.util.ArrayList;

/** Completion for fish: complete(1) of fish. */
final class FishCompletion {
  private final CommandTree tree;
  private final StringBuilder script = new StringBuilder();

  FishCompletion(CommandTree tree) {
    this.tree = tree;
  }

  String script() {
    line("# fish completion for qm, printed by 'qm completion fish'");
    line("function __qm_path");
    line("    set -l path ''");
    line("    for word in (commandline -opc)[2..-1]");
    line("        switch \"$path $word\"");
    var paths = new ArrayList<String>();
    for (var path : tree.paths()) {
      paths.add(quoted(" " + path));
    }
    line("            case " + String.join(" ", paths));
    line("                set path \"$path $word\"");
    line("        end");
    line("    end");
    line("    echo \"$path\"");
    line("end");
    line("function __qm_at");
    line("    set -l path (__qm_path)");
    line("    test \"$path\" = \"$argv[1]\"");
    line("end");
    line("complete -c qm -f");
    for (var group : tree.groups()) {
      for (var entry : group.entries()) {
        line(at(group.spec().name()) + " -a " + entry.word() + " -d " + quoted(entry.summary()));
      }
    }
    for (var command : tree.all()) {
      command(command);
    }
    return script.toString();
  }

  private void command(CommandSpec command) {
    for (var option : command.allOptions()) {
      var letter = option.letter().isPresent() ? " -s " + option.letter().get() : "";
      var value = option instanceof OptionSpec.Value valued ? value(valued.domain()) : "";
      line(
          at(command.name())
              + letter
              + " -l "
              + option.name()
              + value
              + " -d "
              + quoted(option.description()));
    }
    if (!command.positionals().isEmpty()) {
      var source = source(command.positionals().getFirst().domain());
      if (!source.isEmpty()) {
        line(at(command.name()) + source);
      }
    }
  }

  /** Without -x fish would offer files beside the words. */
  private String value(Domain domain) {
    return switch (domain) {
      case Domain.AnyText text -> " -x";
      case Domain.AnyFile file -> " -r -F";
      case Domain.AnyFolder folder -> " -x" + source(folder);
      case Domain.Program program -> " -x" + source(program);
      case Domain.CommandName name -> " -x" + source(name);
      case Domain.Words words -> " -x" + source(words);
    };
  }

  private String source(Domain domain) {
    return switch (domain) {
      case Domain.AnyText text -> "";
      case Domain.AnyFile file -> " -F";
      case Domain.AnyFolder folder -> " -a '(__fish_complete_directories)'";
      case Domain.Program program -> " -a '(__fish_complete_command)'";
      case Domain.CommandName name -> {
        var words = new ArrayList<String>();
        for (var entry : tree.groups().getFirst().entries()) {
          words.add(entry.word());
        }
        yield " -a " + quoted(String.join(" ", words));
      }
      case Domain.Words words -> " -a " + quoted(String.join(" ", words.words()));
    };
  }

  private static String at(String path) {
    return "complete -c qm -n " + quoted("__qm_at " + quoted(path.isEmpty() ? "" : " " + path));
  }

  /** Text in single quotes; in fish a backslash escapes in them too. */
  private static String quoted(String text) {
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
  }

  private void line(String text) {
    script.append(text).append('\n');
  }
}
