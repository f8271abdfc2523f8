package dev.qm.cli.command.addon;

import dev.qm.cli.frame.Invocation;
import dev.qm.cli.frame.Subcommand;
import dev.qm.cli.spec.CommandSpec;
import dev.qm.cli.spec.CommonOptions;
import dev.qm.cli.spec.ExitCode;
import dev.qm.cli.terminal.Json;
import dev.qm.cli.terminal.Table;
import dev.qm.packaging.addon.AddonName;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** {@code qm addon list}. */
final class ListCommand implements Subcommand {
  @Override
  public CommandSpec spec() {
    return CommandSpec.named("addon list")
        .summary("list the add-ons that are installed, and those that can be built")
        .description(
            """
            Names every add-on of this machine and of the folder of add-ons, whether it is installed, and what it is \
            for.
            """)
        .options(AddonShelf.ADDONS, CommonOptions.ROOT, CommonOptions.JSON)
        .example("qm addon list", "What is there?")
        .example("qm addon list --json | jq '.addons[] | select(.installed).name'", "What is on?")
        .build();
  }

  @Override
  public int run(Invocation in) throws Exception {
    var shelf = AddonShelf.of(in);
    var installed = InstalledAddon.names(in.root());
    var names = new TreeSet<AddonName>(installed);
    names.addAll(shelf.sources().names());
    List<Row> rows = new ArrayList<>();
    for (var name : names) {
      var here = InstalledAddon.find(in.root(), name);
      var summary =
          here.isPresent()
              ? here.get().descriptor().summary()
              : shelf.require(name).addon().summary();
      rows.add(new Row(name.text(), here.isPresent(), summary));
    }
    if (in.json()) {
      print(in, rows);
    } else if (rows.isEmpty()) {
      in.out().println("There is no add-on here; 'qm addon new NAME' makes one.");
    } else {
      var table = Table.of("ADD-ON", "INSTALLED", "SUMMARY");
      rows.forEach(row -> table.row(row.name(), row.isInstalled() ? "yes" : "no", row.summary()));
      table.print(in.out(), in.console().terminal());
    }
    return ExitCode.OK;
  }

  private static void print(Invocation in, List<Row> rows) throws IOException {
    try (var json = Json.to(in.out())) {
      json.beginObject().beginArray("addons");
      for (var row : rows) {
        json.beginObject()
            .field("name", row.name())
            .field("installed", row.isInstalled())
            .field("summary", row.summary())
            .end();
      }
      json.end().end();
    }
  }

  private record Row(String name, boolean isInstalled, String summary) {}
}
