package dev.qm.cli.command.prove;

import dev.qm.assurance.prove.campaign.Wall;
import dev.qm.assurance.prove.fault.Faults;
import dev.qm.assurance.prove.probe.Probes;
import dev.qm.assurance.report.FaultsPage;
import dev.qm.cli.frame.Invocation;
import dev.qm.cli.frame.Subcommand;
import dev.qm.cli.spec.CommandSpec;
import dev.qm.cli.spec.CommonOptions;
import dev.qm.cli.spec.ExitCode;
import dev.qm.cli.spec.OptionSpec;
import dev.qm.cli.terminal.Json;
import dev.qm.cli.terminal.Printable;
import dev.qm.cli.terminal.Table;
import dev.qm.partition.setup.SystemTree;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code qm prove faults}, {@code probes} and {@code walls}: the words that a campaign knows.
 *
 * @param kind which of them
 */
record WordsCommand(Kind kind) implements Subcommand {
  /** What is listed. */
  enum Kind {
    FAULTS("faults", "list what can go wrong inside the partition"),
    PROBES("probes", "list what is measured on the safety side"),
    WALLS("walls", "list what a campaign can do without");

    private final String word;
    private final String summary;

    Kind(String word, String summary) {
      this.word = word;
      this.summary = summary;
    }
  }

  private static final OptionSpec.Flag MARKDOWN =
      OptionSpec.flag("markdown", "print them as the page that docs/faults.md is");

  /**
   * A row.
   *
   * @param about where it belongs to, or what it shows
   */
  private record Row(String name, String title, String about) {}

  @Override
  public CommandSpec spec() {
    var draft =
        CommandSpec.named("prove " + kind.word)
            .summary(kind.summary)
            .description(
                "Names as options of 'qm prove', budgets and results have them. Changes nothing.")
            .options(CommonOptions.ROOT, CommonOptions.JSON);
    if (kind == Kind.FAULTS) {
      draft.options(MARKDOWN);
    }
    return draft
        .example("qm prove " + kind.word, "Which are there?")
        .exit(ExitCode.OK, "listed")
        .build();
  }

  @Override
  public int run(Invocation in) throws Exception {
    if (kind == Kind.FAULTS && in.has(MARKDOWN)) {
      var system = new SystemTree(in.systemFiles());
      in.out().print(FaultsPage.markdown(Faults.read(system, in.root()).all()));
      return ExitCode.OK;
    }
    var rows = rows(in);
    if (in.json()) {
      try (var json = Json.to(in.out())) {
        json.beginArray();
        for (var row : rows) {
          json.beginObject()
              .field("name", row.name())
              .field("title", row.title())
              .field("about", row.about())
              .end();
        }
        json.end();
      }
      return ExitCode.OK;
    }
    var table = Table.of("NAME", "WHAT", kind == Kind.WALLS ? "SHOWS" : "CLASS");
    for (var row : rows) {
      table.row(
          Printable.line(row.name()), Printable.line(row.title()), Printable.line(row.about()));
    }
    table.print(in.out(), in.console().terminal());
    return ExitCode.OK;
  }

  private List<Row> rows(Invocation in) throws Exception {
    var rows = new ArrayList<Row>();
    var system = new SystemTree(in.systemFiles());
    switch (kind) {
      case FAULTS -> {
        for (var fault : Faults.read(system, in.root()).all()) {
          rows.add(new Row(fault.id(), fault.title(), fault.interference().words()));
        }
      }
      case PROBES -> {
        for (var probe : Probes.ALL) {
          rows.add(new Row(probe.id(), probe.title(), probe.interference().words()));
        }
      }
      case WALLS -> {
        for (var wall : Wall.all(system)) {
          rows.add(new Row(wall.id(), wall.title(), wall.shows()));
        }
      }
    }
    return rows;
  }
}
