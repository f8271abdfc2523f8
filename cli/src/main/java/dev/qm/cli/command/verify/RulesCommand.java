package dev.qm.cli.command.verify;

import dev.qm.assurance.report.RulesPage;
import dev.qm.assurance.rule.Rule;
import dev.qm.assurance.rules.Rules;
import dev.qm.cli.frame.Invocation;
import dev.qm.cli.frame.Subcommand;
import dev.qm.cli.parse.Nearest;
import dev.qm.cli.parse.UsageException;
import dev.qm.cli.spec.CommandSpec;
import dev.qm.cli.spec.CommonOptions;
import dev.qm.cli.spec.ExitCode;
import dev.qm.cli.spec.OptionSpec;
import dev.qm.cli.spec.PositionalSpec;
import dev.qm.cli.terminal.Json;
import dev.qm.cli.terminal.Printable;
import dev.qm.cli.terminal.Style;
import dev.qm.cli.terminal.Table;
import java.util.List;

/** {@code qm verify rules}. */
final class RulesCommand implements Subcommand {
  private static final PositionalSpec.Maybe RULE =
      PositionalSpec.maybe("RULE", "the rule to explain; without it all are listed");

  private static final OptionSpec.Flag MARKDOWN =
      OptionSpec.flag("markdown", "print them as the page that docs/rules.md is");

  @Override
  public CommandSpec spec() {
    return CommandSpec.named("verify rules")
        .summary("list the rules of qm verify, or explain one of them")
        .description(
            """
            Of one rule it says what holds, what could happen otherwise and why, where that stands, how it is checked, \
            what a pass means, what it says nothing about, and how to mend it. docs/rules.md has all of them.
            """)
        .options(MARKDOWN, CommonOptions.JSON)
        .positionals(RULE)
        .example("qm verify rules", "What is looked at?")
        .example("qm verify rules memory-bound", "Why does this matter?")
        .exit(ExitCode.USAGE, "there is no such rule")
        .build();
  }

  @Override
  public int run(Invocation in) throws Exception {
    var given = in.get(RULE);
    var rules = given.isPresent() ? List.of(require(given.get())) : Rules.all();
    if (in.has(MARKDOWN)) {
      in.out().print(RulesPage.markdown(rules));
    } else if (in.json()) {
      try (var json = Json.to(in.out())) {
        json.beginArray();
        for (var rule : rules) {
          VerifyJson.rule(json, rule);
        }
        json.end();
      }
    } else if (given.isPresent()) {
      explain(in, rules.getFirst());
    } else {
      var table = Table.of("RULE", "CLASS", "WHAT HOLDS");
      for (var rule : rules) {
        table.row(rule.id(), rule.interference().words(), rule.title());
      }
      table.print(in.out(), in.console().terminal());
    }
    return ExitCode.OK;
  }

  /**
   * The rule of a name that somebody typed.
   *
   * @throws UsageException if there is none
   */
  static Rule require(String id) throws UsageException {
    var rule = Rules.named(id);
    if (rule.isPresent()) {
      return rule.get();
    }
    var nearest = Nearest.to(id, Rules.all().stream().map(Rule::id).toList());
    throw new UsageException(
        "there is no rule '" + id + "'",
        nearest.isPresent()
            ? "did you mean '" + nearest.get() + "'?"
            : "`qm verify rules` lists them");
  }

  private static void explain(Invocation in, Rule rule) {
    var terminal = in.console().terminal();
    in.out().println(Style.BOLD.on(terminal, rule.id() + ": " + rule.title()));
    part(in, "Against", rule.interference().words());
    part(in, "Otherwise", rule.harm());
    part(in, "Why", rule.rationale());
    for (var source : rule.sources()) {
      part(in, "Source", source);
    }
    part(in, "Looks at", rule.how());
    part(in, "A pass means", rule.proves());
    part(in, "It does not mean", rule.doesNotProve());
    part(in, "Mend", rule.mend());
  }

  private static void part(Invocation in, String name, String words) {
    in.out().println("  " + name + ": " + Printable.line(words));
  }
}
