package dev.qm.assurance.report;

import dev.qm.assurance.prove.fault.Fault;
import dev.qm.assurance.prove.fault.Fault.Action;
import dev.qm.assurance.rule.Interference;
import java.util.Collection;
import java.util.List;

/** The page of all faults, docs/faults.md: CommonMark with the tables of GitHub. */
public final class FaultsPage {
  private final StringBuilder to = new StringBuilder();

  private FaultsPage() {}

  /** The page's text. */
  public static String markdown(List<Fault> faults) {
    var page = new FaultsPage();
    page.begin();
    for (var kind : Interference.values()) {
      page.table(kind, faults.stream().filter(it -> it.interference() == kind).toList());
    }
    for (var fault : faults) {
      page.fault(fault);
    }
    return page.to.toString();
  }

  private void begin() {
    to.append(
        """
        # The faults of qm prove

        Each fault is something that goes wrong, or attacks, inside the partition while probes measure what the ASIL side
        feels. All that a fault starts is in one control group, ends with it, and stays within the bounds that stand with it.
        A fault that did less than it has to was starved, and proves nothing.

        Faults are files, in `/usr/share/qm/prove/faults` of QM's own files; yours go into `/etc/qm-assurance/prove.d`. The
        README beside them has the keys.

        <!-- made of these files: change them, not this page -->
        """);
  }

  private void table(Interference kind, List<Fault> faults) {
    if (faults.isEmpty()) {
      return;
    }
    to.append("\n## Interference by ").append(kind.words()).append("\n\n");
    to.append("| fault | what happens | channel |\n|---|---|---|\n");
    for (var fault : faults) {
      to.append("| [").append(fault.id()).append("](#").append(fault.id()).append(") | ");
      to.append(cell(fault.title())).append(" | ").append(cell(fault.channel())).append(" |\n");
    }
  }

  private void fault(Fault fault) {
    to.append("\n## ").append(fault.id()).append("\n\n");
    to.append("**").append(sentence(fault.title())).append("** Stands for: ");
    to.append(sentence(fault.standsFor())).append("\n\n");
    item("What runs", action(fault.action()));
    item("Channel", sentence(fault.channel()));
    item("Probes that would feel it", String.join(", ", sorted(fault.probes())));
    var walls = sorted(fault.walls()).stream().map(wall -> "[" + wall + "](rules.md#" + wall + ")");
    item("Walls", String.join(", ", walls.toList()));
    item("Bounds", sentence(fault.bounds()));
    item("Undone by", sentence(fault.undo()));
    item("Starved below", number(fault.atLeast()) + " operations in a second");
  }

  private static String action(Action action) {
    return switch (action) {
      case Action.Stress(var arguments) -> code("stress-ng", arguments);
      case Action.Program(var name, var arguments) -> code(name, arguments);
      case Action.Attempt(var name, var arguments) ->
          code(name, arguments) + ", which has to be refused each time";
      case Action.Event(var what) ->
          switch (what) {
            case KILLED -> "SIGKILL to the partition's first process, and a start";
            case RESTARTED -> "a stop of the partition, and a start";
            case BOOT_STORM -> code("units.py", List.of("boot-storm"));
          };
    };
  }

  private static String code(String program, List<String> arguments) {
    var line = new StringBuilder("`").append(program);
    arguments.forEach(argument -> line.append(' ').append(argument.replace('`', '\'')));
    return line.append('`').toString();
  }

  /** Without the fraction that a whole number has not. */
  private static String number(double value) {
    return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
  }

  private static List<String> sorted(Collection<String> words) {
    return words.stream().sorted().toList();
  }

  private static String cell(String text) {
    return MarkdownText.escaped(text).replace("|", "\\|");
  }

  /** A clause as a sentence. */
  private static String sentence(String clause) {
    var text = MarkdownText.escaped(clause);
    return Character.toUpperCase(text.charAt(0)) + text.substring(1) + ".";
  }

  private void item(String name, String text) {
    to.append("- **").append(name).append(":** ").append(text).append('\n');
  }
}
