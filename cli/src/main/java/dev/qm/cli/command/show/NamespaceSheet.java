package dev.qm.cli.command.show;

import dev.qm.partition.show.NamespaceView;

/** {@code qm show namespaces}. */
final class NamespaceSheet {
  private NamespaceSheet() {}

  static Sheet of(NamespaceView view) {
    var rows =
        Rows.of(
            "namespaces",
            "OF|who",
            "NAME|name",
            "KIND|kind",
            "IS|standing",
            ">NAMESPACE|inode",
            ">PROCESSES|processes",
            ">PID|pid");
    for (var row : view.of()) {
      rows.row(
          Value.of(row.who().word()),
          row.name().length() == 0 ? new Value.None() : Value.of(row.name().toString()),
          Value.of(row.kind()),
          Value.of(row.standing().word()),
          new Value.Count(row.inode()),
          new Value.Count(row.processes()),
          new Value.Count(row.pid()));
    }
    return new Sheet().table(rows);
  }
}
