package dev.qm.cli.command.show;

import dev.qm.cli.command.partition.CopyCommand;
import dev.qm.cli.command.partition.ExecCommand;
import dev.qm.cli.command.partition.ExecinCommand;
import dev.qm.cli.frame.CommandGroup;
import dev.qm.cli.frame.CommandNode;
import dev.qm.cli.spec.GroupSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * {@code qmctl}: qm under the name of the tool that containers/qm has for its partition, for
 * whoever knows its words. Everything else is a command of qm.
 */
public final class QmctlCommands implements CommandGroup {
  private static final GroupSpec SPEC =
      new GroupSpec(
          "",
          "look into the QM partition and run commands in it",
          """
          qmctl is qm under the name of the tool that the project containers/qm has, and takes its words. show is \
          'qm show', with that tool's names for sections beside qm's own; exec, execin and cp are those of qm, with \
          --json beside their own options. Everything else is a command of qm.

          It differs where qm knows more or better: settings are shown as drop-ins leave them, 'show resources' \
          prints once unless --watch is given, the output of a command comes as the command wrote it, and the exit \
          status is the command's own.
          """,
          List.of(
              new GroupSpec.Section("Look", List.of("show")),
              new GroupSpec.Section("Act", List.of("exec", "execin", "cp"))));

  @Override
  public GroupSpec spec() {
    return SPEC;
  }

  @Override
  public Optional<CommandNode> find(String name) {
    return Optional.ofNullable(
        switch (name) {
          case "show" -> new QmctlShow();
          case "exec" -> new QmctlRun(new ExecCommand(), QmctlRun.EXEC);
          case "execin" -> new QmctlRun(new ExecinCommand(), QmctlRun.EXECIN);
          case "cp" -> new QmctlRun(new CopyCommand(), QmctlRun.COPY);
          default -> null;
        });
  }

  /** The words with a {@code --verbose} before the command put behind it, where it is an option. */
  public static List<String> ordered(List<String> words) {
    var first = 0;
    while (first < words.size() && isVerbose(words.get(first))) {
      first++;
    }
    if (first == 0 || first == words.size()) {
      return words;
    }
    var ordered = new ArrayList<String>(words.size());
    ordered.add(words.get(first));
    if (!words.get(first).startsWith("-")) {
      ordered.add("--" + QmctlShow.VERBOSE.name());
    }
    ordered.addAll(words.subList(first + 1, words.size()));
    return ordered;
  }

  private static boolean isVerbose(String word) {
    return word.equals("-v") || word.equals("--" + QmctlShow.VERBOSE.name());
  }
}
