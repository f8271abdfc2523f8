package dev.qm.cli.command.demo;

import dev.qm.cli.frame.Invocation;
import dev.qm.cli.frame.Subcommand;
import dev.qm.cli.spec.CommandSpec;
import dev.qm.cli.spec.CommonOptions;
import dev.qm.cli.spec.ExitCode;
import dev.qm.cli.terminal.Json;
import dev.qm.cli.terminal.Table;
import dev.qm.partition.Layout;
import dev.qm.partition.PartitionSpec;
import dev.qm.partition.demo.Demo;
import dev.qm.partition.demo.Demos;
import dev.qm.partition.demo.NeededDevice;
import dev.qm.partition.landing.LandedRecords;
import dev.qm.partition.setup.SystemTree;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** {@code qm demo list}. */
final class ListCommand implements Subcommand {
  @Override
  public CommandSpec spec() {
    return CommandSpec.named("demo list")
        .summary("list the demos, and which of them are in the partition")
        .description(
            """
            Names every demo, whether its files are in the partition, the device that it shows, and what it is.
            """)
        .options(CommonOptions.ROOT, CommonOptions.JSON)
        .example("qm demo list", "What is there to see?")
        .build();
  }

  private record Row(Demo demo, boolean isHere) {
    String device() {
      return demo.device().map(NeededDevice::pattern).orElse("");
    }
  }

  @Override
  public int run(Invocation in) throws Exception {
    var root = in.root();
    var etc =
        PartitionSpec.load(root).map(spec -> spec.layout().etc()).orElse(Layout.DEFAULT.etc());
    var records = LandedRecords.demos(root, etc);
    var demos = new Demos(new SystemTree(in.systemFiles()));
    List<Row> rows = new ArrayList<>();
    for (var name : demos.names()) {
      var demo = demos.find(name);
      if (demo.isPresent()) {
        rows.add(new Row(demo.get(), records.isInstalled(name)));
      }
    }
    if (in.json()) {
      print(in, rows);
    } else {
      var table = Table.of("DEMO", "HERE", "DEVICE", "SUMMARY");
      for (var row : rows) {
        table.row(
            row.demo().name(), row.isHere() ? "yes" : "no", row.device(), row.demo().summary());
      }
      table.print(in.out(), in.console().terminal());
    }
    return ExitCode.OK;
  }

  private static void print(Invocation in, List<Row> rows) throws IOException {
    try (var json = Json.to(in.out())) {
      json.beginObject().beginArray("demos");
      for (var row : rows) {
        json.beginObject()
            .field("name", row.demo().name())
            .field("installed", row.isHere())
            .field("device", row.device())
            .field("summary", row.demo().summary())
            .end();
      }
      json.end().end();
    }
  }
}
