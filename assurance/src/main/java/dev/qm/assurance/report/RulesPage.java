package dev.qm.assurance.report;

import dev.qm.assurance.rule.Interference;
import dev.qm.assurance.rule.Rule;
import java.util.List;

/** The page of all rules, docs/rules.md: CommonMark with the tables of GitHub. */
public final class RulesPage {
  private final StringBuilder to = new StringBuilder();

  private RulesPage() {}

  /** The page's text. */
  public static String markdown(List<Rule> rules) {
    var page = new RulesPage();
    page.begin();
    for (var kind : Interference.values()) {
      page.table(kind, rules.stream().filter(it -> it.interference() == kind).toList());
    }
    for (var rule : rules) {
      page.rule(rule);
    }
    return page.to.toString();
  }

  private void begin() {
    to.append(
        """
        # The rules of qm verify

        Each rule is one thing that has to hold so that software in the partition does not interfere with the ASIL side.
        What a pass means, and what it does not prove, stands with each. [verify.md](verify.md) says how they are used.

        <!-- made of the rules by `qm verify rules --markdown`: change them, not this page -->
        """);
  }

  private void table(Interference kind, List<Rule> rules) {
    if (rules.isEmpty()) {
      return;
    }
    var words = kind.words();
    to.append("\n## Against interference by ").append(words).append("\n\n");
    to.append("| rule | what holds |\n|---|---|\n");
    for (var rule : rules) {
      to.append("| [").append(rule.id()).append("](#").append(rule.id()).append(") | ");
      to.append(MarkdownText.escaped(rule.title()).replace("|", "\\|")).append(" |\n");
    }
  }

  private void rule(Rule rule) {
    to.append("\n## ").append(rule.id()).append("\n\n");
    to.append("**").append(MarkdownText.escaped(rule.title())).append(".** ");
    to.append("Otherwise: ").append(MarkdownText.escaped(rule.harm())).append('\n');
    paragraph("Why", rule.rationale());
    to.append("\n- **Where that stands:** ");
    to.append(String.join("; ", rule.sources().stream().map(MarkdownText::escaped).toList()));
    to.append('\n');
    item("How it is checked", rule.how());
    item("What a pass means", rule.proves());
    item("What it does not prove", rule.doesNotProve());
    item("How to mend it", rule.mend() + ".");
  }

  private void paragraph(String name, String text) {
    to.append("\n**").append(name).append(".** ").append(MarkdownText.escaped(text)).append('\n');
  }

  private void item(String name, String text) {
    to.append("- **").append(name).append(":** ").append(MarkdownText.escaped(text)).append('\n');
  }
}
